import Auditing
import Crypto
import Foundation
import Ledger
import Ports
import Raffles
import Testing

@testable import AuditService

@Suite("Reports of a large raffle")
struct ReportScaleTests {
    /// Takes a while and says little in a debug build: `URNA_SCALE_TESTS=1`, release.
    @Test(
        "all seven reports of a million tickets take 30 seconds at most",
        .enabled(if: ProcessInfo.processInfo.environment["URNA_SCALE_TESTS"] != nil))
    func million() throws {
        let count = ProcessInfo.processInfo.environment["URNA_SCALE_TICKETS"].flatMap(Int.init) ?? 1_000_000
        let (record, source) = try Self.raffle(tickets: count)
        let validation: @Sendable (TicketID) -> ValidationNumber = { RaffleScene.validation.number(of: $0) }
        let books = RaffleBooks(record: record, ledger: source, system: nil, validation: validation)
        let builder = try ReportBuilder(books, origin: try KnownAnswerReportTests.origin())
        let clock = ContinuousClock()
        var total = Duration.zero
        for kind in ReportKind.allCases {
            var bytes = 0
            let before = Self.residentMegabytes()
            var rows = 0
            let time = try clock.measure { rows = try builder.write(kind, format: .json) { bytes += $0.count }.rowCount }
            total += time
            print("\(kind.rawValue): \(rows) rows, \(bytes) bytes, \(time), \(Self.residentMegabytes() - before) MB more")
        }
        print("all seven of \(count) tickets: \(total)")
        #expect(total < .seconds(30))
    }

    /// Many units that sell in turns; every hundredth ticket is void.
    private static func raffle(tickets: Int) throws -> (RaffleRecord, AuditedLedger) {
        let text = """
            {"title":"Large","organisation":{"name":"Club"},"location":"Arena","currency":"USD","numbers":{"first":1,"last":10000000},
            "packages":[{"id":"P3","title":"10","numbers":10,"price":2000}],
            "prizes":[{"id":"main","title":"50/50","rule":{"kind":"percentage","of":"net","basisPoints":5000}}]}
            """
        let definition = try RaffleDefinition.parse(JSONValue.parse(Array(text.utf8)))
        let now = known(Instant("2026-01-15T18:00:00.000Z"))
        var record = RaffleRecord()
        var runs: [EntryRun] = [EntryRun(firstIndex: 0)]
        func keep(_ entries: [RaffleEntry]) {
            for entry in entries {
                if runs[runs.count - 1].count == 1024 { runs.append(EntryRun(firstIndex: UInt64(runs.count) * 1024)) }
                let bytes = entry.encoded()
                runs[runs.count - 1].append(bytes, leafHash: Hash.sha256([]))
            }
        }
        let creation = RaffleCreation(raffle: RaffleScene.raffle, eventNumber: 1, origin: "urna.test/large", definition: definition)
        keep(record.perform(.create(creation), by: RaffleScene.admin, at: now).entries)
        keep(record.perform(.activate, by: RaffleScene.manager, at: now).entries)
        let units = (0..<100).map { known(RSUID("RSU-\($0)")) }
        let operators = (0..<100).map { known(UserID("op\($0)")) }
        let package = known(PackageID("P3"))
        for (unit, seller) in zip(units, operators) {
            keep(record.perform(.lease(rsu: unit, operator: seller, count: 100_000), by: .system, at: now).entries)
        }
        for place in 0..<tickets {
            let unit = place % 100
            let sequence = UInt64(place / 100 + 1)
            let first = UInt32(unit * 100_000 + (place / 100) * 10 + 1)
            let upload = SaleUpload(
                rsu: units[unit], sequence: sequence, sale: known(SaleID(bytes: Hash.sha256(Array("\(place)".utf8)).bytes.prefix(16))),
                numbers: Array(first..<first + 10), package: package, price: 2000,
                payment: Payment(method: .card, reference: "ch_3N\(place)"), operator: operators[unit], soldAt: now, offline: false,
                commitment: Hash.sha256(Array("c\(place)".utf8)))
            let entry = RaffleEntry(
                at: now, by: UserID(units[unit]), component: ComponentID(units[unit]), .sale(Sale(upload, late: false)))
            try record.apply(entry, index: record.size)
            keep([entry])
            if place.isMultiple(of: 100) {
                let ticket = known(TicketID(rsu: units[unit], sequence: sequence))
                keep(
                    record.perform(.void(ticket: ticket, reason: .misprint, note: nil, refund: nil), by: RaffleScene.manager, at: now)
                        .entries)
            }
        }
        let size = record.size
        let kept = runs
        // As the store gives them, block by block.
        let source = AuditedLedger(
            name: "large", size: { size }, read: { range in kept[Int(range.lowerBound / AuditedLedger.blockEntries)] })
        return (record, source)
    }

    private static func residentMegabytes() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = status.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * 4096 / 1_000_000
    }
}
