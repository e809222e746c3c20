import Auditing
import Ledger
import LedgerService
import Raffles
import Testing

@testable import AuditService

/// A report read back from its JSON form.
private struct ReadReport {
    let facts: JSONValue
    let rows: [JSONValue]
    let totals: JSONValue
    let digest: Hash

    init(_ builder: ReportBuilder, _ kind: ReportKind) throws {
        var bytes: [UInt8] = []
        let control = try builder.write(kind, format: .json) { bytes += $0 }
        let json = try JSONValue.parse(bytes)
        facts = json["body"]?["facts"] ?? .null
        rows = json["rows"]?.arrayValue ?? []
        totals = json["control"]?["totals"] ?? .null
        digest = control.digest
        #expect(control.rowCount == rows.count)
    }

    func column(_ name: String) -> [JSONValue] { rows.map { $0[name] ?? .null } }
}

@Suite("The seven reports of the known-answer event")
struct KnownAnswerReportTests {
    static func origin(_ by: String = "mgr1", at: String = "2026-01-16T08:00:00Z") throws -> ReportOrigin {
        ReportOrigin(
            generatedAt: at, generatedBy: by,
            software: try SoftwareIdentity(programID: "urna", version: "1.0.0", aggregate: Hash.sha256([1])))
    }

    static func builder(
        _ record: RaffleRecord, _ house: AuditHouse, seesValidation: Bool = true, origin: ReportOrigin? = nil
    ) throws -> ReportBuilder {
        let validation: @Sendable (TicketID) -> ValidationNumber = { RaffleScene.validation.number(of: $0) }
        let books = RaffleBooks(
            record: record, ledger: house.ledgers[1], system: house.ledgers[0], validation: seesValidation ? validation : nil)
        return try ReportBuilder(books, origin: try origin ?? Self.origin())
    }

    private func drawn() throws -> (house: AuditHouse, scene: RaffleScene, winner: UInt32) {
        let house = try AuditHouse()
        var scene = try RaffleScene.acknowledged()
        let winner = try scene.drawAndPay()
        try house.append(scene.entries)
        return (house, scene, winner)
    }

    @Test("the drawing report has the sales, 65 numbers in play, the prize of 8,500, the call and the claim")
    func drawing() throws {
        let (house, scene, winner) = try drawn()
        let report = try ReadReport(Self.builder(scene.record, house), .drawing)
        let expected: [(String, JSONValue)] = [
            ("ticketsSold", 17), ("ticketsVoided", 2), ("numbersSold", 78), ("numbersVoided", 13), ("numbersInPlay", 65),
            ("numbersUnsold", 922), ("gross", 20000), ("refunds", 3000), ("net", 17000), ("prizeAwarded", 8500), ("retained", 8500),
            ("prizeRule", "main: 50.00 % of net 17000 = 8500"), ("eventAt", "2026-01-15T18:00:00.000Z"),
        ]
        for (name, value) in expected { #expect(report.facts[name] == value, "\(name)") }
        #expect(report.rows.count == 1)
        let row = try #require(report.rows.first)
        let cells: [(String, JSONValue)] = [
            ("drawOrder", 1), ("calledAt", "2026-01-15T18:00:00.000Z"), ("prize", "main"), ("attempt", 1), ("method", "certified-rng"),
            ("number", .integer(Int64(winner))), ("verdict", "VALID"), ("prizeValue", 8500),
            ("officialAt", "2026-01-15T18:01:00.000Z"), ("claimStatus", "claimed"), ("claimedAt", "2026-01-15T18:02:00.000Z"),
            ("paid", 8500),
        ]
        for (name, value) in cells { #expect(row[name] == value, "\(name)") }
        #expect(row["ticket"]?.stringValue == scene.record.ticket(withNumber: winner)?.id.text)
        try house.end()
    }

    @Test("a number pulled by hand that is void or unsold stays in the drawing report as an attempt")
    func manual() throws {
        let house = try AuditHouse()
        var scene = try RaffleScene.acknowledged(RaffleScene.definition(mode: "manual"))
        scene.startDraw(.manual)
        let conditions = DrawConditions(isSoftwareVerified: true)
        let void = try #require(scene.record.ticket(known(TicketID("RSU-A-8")))?.numbers.first)
        for number in [void, 999, 1] as [UInt32] {
            let entry = RaffleCommand.enterNumber(
                draw: RaffleScene.draw, prize: RaffleScene.main, number: number, again: number, conditions)
            #expect(scene.perform(entry, RaffleScene.official).refusal == nil)
        }
        try house.append(scene.entries)
        let report = try ReadReport(Self.builder(scene.record, house), .drawing)
        #expect(report.column("verdict") == ["VOID", "UNSOLD", "VALID"])
        #expect(report.column("attempt") == [1, 2, 3])
        #expect(report.column("claimStatus") == [nil, nil, "unverified"])
        #expect(report.column("prizeValue") == [nil, nil, 8500])
        #expect(report.facts["prizeAwarded"] == 0)
        #expect(try ReadReport(Self.builder(scene.record, house), .exceptions).rows.count == 4)
        try house.end()
    }

    @Test("bearer tickets: 17 by unit and sequence with price, unit and payment, 2 of them void")
    func bearer() throws {
        let (house, scene, _) = try drawn()
        let report = try ReadReport(Self.builder(scene.record, house), .bearerTickets)
        let tickets = (1...9).map { "RSU-A-\($0)" } + (1...6).map { "RSU-B-\($0)" } + (1...2).map { "RSU-K-\($0)" }
        #expect(report.column("ticket").compactMap(\.stringValue) == tickets)
        #expect(report.rows.filter { $0["status"] == "void" }.map { $0["ticket"]?.stringValue } == ["RSU-A-8", "RSU-B-2"])
        #expect(report.totals["price"] == 20000)
        #expect(report.totals["numberCount"] == 78)
        #expect(report.facts["refunds"] == 3000)
        #expect(report.rows[0]["numbers"] == "1")
        #expect(report.rows[4]["numbers"] == "5 6 7")
        #expect(report.rows[0]["payment"] == "cash")
        #expect(report.rows[16]["payment"] == "card ch_3N,\"x\"")
        #expect(report.rows[16]["operator"] == "kiosk")
        try house.end()
    }

    @Test("sales by RSU: nets 7,000, 6,000 and 4,000 with 23, 22 and 20 numbers")
    func sales() throws {
        let (house, scene, _) = try drawn()
        let report = try ReadReport(Self.builder(scene.record, house), .salesByRSU)
        #expect(report.column("rsu") == ["RSU-A", "RSU-B", "RSU-K"])
        #expect(report.column("net") == [7000, 6000, 4000])
        #expect(report.column("numbersInPlay") == [23, 22, 20])
        #expect(report.column("gross") == [9000, 7000, 4000])
        #expect(report.column("refunds") == [2000, 1000, 0])
        #expect(report.column("misprints") == [1, 0, 0])
        #expect(report.column("ticketsSold") == [9, 6, 2])
        #expect(report.column("status") == ["closed", "closed", "closed"])
        let totals: [(String, JSONValue)] = [
            ("net", 17000), ("numbersInPlay", 65), ("gross", 20000), ("refunds", 3000), ("allocated", 900), ("unsold", 822),
            ("ticketsSold", 17), ("numbersSold", 78), ("ticketsVoided", 2), ("numbersVoided", 13),
        ]
        for (name, value) in totals { #expect(report.totals[name] == value, "\(name)") }
        try house.end()
    }

    @Test("voided numbers: 13 ascending with 2 validation numbers, made again and not stored; withheld from who may not see them")
    func voided() throws {
        let (house, scene, _) = try drawn()
        let report = try ReadReport(Self.builder(scene.record, house), .voidedNumbers)
        #expect(report.rows.count == 13)
        let numbers = report.column("number").compactMap(\.integerValue)
        #expect(numbers == numbers.sorted())
        #expect(numbers == (14...23).map { Int64($0) } + [304, 305, 306])
        let validations = Set(report.column("validation").compactMap(\.stringValue))
        #expect(validations == Set(["RSU-A-8", "RSU-B-2"].map { RaffleScene.validation.number(of: known(TicketID($0))).text }))
        #expect(report.rows[0]["reason"] == "misprint")
        #expect(report.rows[12]["note"] == "=changed mind")
        #expect(report.rows[12]["voidedBy"] == "mgr1")
        #expect(report.facts["ticketsVoided"] == 2)
        let masked = try ReadReport(Self.builder(scene.record, house, seesValidation: false), .voidedNumbers)
        #expect(Set(masked.column("validation")) == ["withheld"])
        try house.end()
    }

    @Test("the exception report has the 2 voids; refusals, alterations and warnings join it in the ledger's order")
    func exceptions() throws {
        var (house, scene, _) = try drawn()
        let quiet = try ReadReport(Self.builder(scene.record, house), .exceptions)
        #expect(quiet.column("event") == ["TICKET_VOIDED", "TICKET_VOIDED"])
        #expect(quiet.column("element") == ["RSU-A-8", "RSU-B-2"])
        #expect(quiet.column("actor") == ["mgr1", "mgr1"])

        scene = try RaffleScene.event()
        scene.perform(.changeDefinition(field: "packages", value: "P1 600"), RaffleScene.admin)
        scene.perform(.alter(element: .collected(RaffleScene.a), before: "", after: "9000", reason: "counted"), RaffleScene.manager)
        scene.perform(.record(known(Raffles.SignificantEvent(code: "CLOCK_STEP"))), RaffleActor(unit: RaffleScene.a))
        scene.perform(.record(known(Raffles.SignificantEvent(code: "RSU_CONNECTED"))), RaffleActor(unit: RaffleScene.a))
        scene.perform(.void(ticket: known(TicketID("RSU-K-1")), reason: .other, note: nil, refund: nil), RaffleScene.official)
        try house.end()
        house = try AuditHouse()
        try house.append(scene.entries)
        let report = try ReadReport(Self.builder(scene.record, house), .exceptions)
        let events = ["TICKET_VOIDED", "TICKET_VOIDED", "CONFIG_LOCKED", "DATA_ALTERED", "CLOCK_STEP", "PERMISSION_REFUSED"]
        #expect(report.column("event").compactMap(\.stringValue) == events)
        #expect(report.rows[2]["element"] == "packages")
        #expect(report.rows[2]["after"] == "P1 600")
        #expect(report.rows[3]["element"] == "collected/RSU-A")
        #expect(report.rows[3]["before"] == "")
        #expect(report.rows[3]["after"] == "9000")
        #expect(report.rows[5]["detail"]?.stringValue?.hasPrefix("FORBIDDEN") == true)
        try house.end()
    }

    @Test("the RSU event log goes by unit and time over both ledgers, and the corruption log is empty until a unit is corrupt")
    func units() throws {
        var (house, scene, _) = try drawn()
        let report = try ReadReport(Self.builder(scene.record, house), .rsuEvents)
        let keys = report.rows.map { "\($0["rsu"]?.stringValue ?? "") \($0["at"]?.stringValue ?? "")" }
        #expect(keys == keys.sorted())
        #expect(report.rows.filter { $0["event"] == "RANGE_ALLOCATED" }.count == 3)
        #expect(report.rows.filter { $0["event"] == "RSU_CLOSED" }.count == 3)
        #expect(try ReadReport(Self.builder(scene.record, house), .rsuCorruption).rows.isEmpty)

        scene = try RaffleScene.event()
        scene.perform(.markCorrupt(rsu: RaffleScene.b, collected: 2500, reason: "journal damaged"), RaffleScene.manager)
        try house.end()
        house = try AuditHouse()
        try house.append(scene.entries)
        let corrupt = try ReadReport(Self.builder(scene.record, house), .rsuCorruption)
        #expect(corrupt.column("rsu") == ["RSU-B"])
        #expect(corrupt.column("operator") == ["op2"])
        #expect(corrupt.column("collected") == [2500])
        #expect(corrupt.column("recovered") == ["no"])
        try house.end()
    }

    @Test("after a restart the record read back from the ledger gives the same bytes, and another reader the same digests")
    func restored() throws {
        var (house, scene, _) = try drawn()
        func reports(_ record: RaffleRecord, _ origin: ReportOrigin) throws -> [String: (bytes: [UInt8], digest: Hash)] {
            var reports: [String: (bytes: [UInt8], digest: Hash)] = [:]
            let builder = try Self.builder(record, house, origin: origin)
            for kind in ReportKind.allCases {
                for format in [ReportFormat.json, .csv, .html, .text] {
                    var bytes: [UInt8] = []
                    let control = try builder.write(kind, format: format) { bytes += $0 }
                    reports["\(kind.rawValue).\(format.fileExtension)"] = (bytes, control.digest)
                }
            }
            return reports
        }
        let before = try reports(scene.record, Self.origin())
        var restored = RaffleRecord(orderKey: RaffleScene.orderKey)
        house = try house.restarted()
        try house.ledgers[1].forEachEntry(in: 0..<house.raffle.published.head.size) { entry, index in
            try restored.apply(entry: entry, index: index)
            return true
        }
        let after = try reports(restored, Self.origin())
        let other = try reports(restored, Self.origin("reg1", at: "2026-02-01T00:00:00Z"))
        #expect(before.count == 28)
        for (name, report) in before {
            #expect(after[name]?.bytes == report.bytes, "\(name)")
            #expect(other[name]?.digest == report.digest, "\(name)")
            #expect(other[name]?.bytes != report.bytes, "\(name)")
        }
        for kind in ReportKind.allCases {
            #expect(Set(before.filter { $0.key.hasPrefix(kind.rawValue + ".") }.map(\.value.digest)).count == 1)
        }
        try house.end()
    }

    @Test("a raffle that was only created has its reports, and an empty ledger has none")
    func empty() throws {
        let house = try AuditHouse()
        #expect(throws: AuditError.unknownRaffle) { try Self.builder(RaffleRecord(), house) }
        var scene = try RaffleScene()
        scene.entries = []
        var record = RaffleRecord(orderKey: RaffleScene.orderKey)
        let creation = RaffleCreation(
            raffle: RaffleScene.raffle, eventNumber: 1, origin: "vote.example/raffles/winter", definition: try RaffleScene.definition())
        let decision = record.perform(.create(creation), by: RaffleScene.admin, at: scene.now)
        try house.append(decision.entries.map { $0.encoded() })
        for kind in ReportKind.allCases {
            #expect(try ReadReport(Self.builder(record, house), kind).rows.isEmpty)
        }
        try house.end()
    }
}
