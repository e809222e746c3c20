import Ledger
import Testing

@testable import Raffles

/// One way to be refused, and the word for it.
struct RefusalCase: Sendable, CustomTestStringConvertible {
    let code: Refusal.Code
    let what: String
    let attempt: @Sendable () throws -> Refusal?

    init(_ code: Refusal.Code, _ what: String, _ attempt: @escaping @Sendable () throws -> Refusal?) {
        self.code = code
        self.what = what
        self.attempt = attempt
    }

    var testDescription: String { "\(code.rawValue): \(what)" }
}

@Suite("Each refusal has its own word")
struct RefusalTests {
    @Test("a sale that may not be is refused with its own word", arguments: saleCases)
    func sales(_ refusal: RefusalCase) throws { #expect(try refusal.attempt()?.code == refusal.code) }

    @Test("a unit is refused with its own word", arguments: unitCases)
    func units(_ refusal: RefusalCase) throws { #expect(try refusal.attempt()?.code == refusal.code) }

    @Test("a void that may not be is refused with its own word", arguments: ticketCases)
    func tickets(_ refusal: RefusalCase) throws { #expect(try refusal.attempt()?.code == refusal.code) }

    @Test("the tables' own scenes are sound: without what is wrong in them nothing is refused")
    func control() throws {
        #expect(try Self.sale() == nil)
        #expect(try Self.sale(Self.edited(#""validTo":null"#, #""validTo":"2026-01-15T19:00:00Z""#)) == nil)
        #expect(try Self.sale(offline: true) == nil)
    }

    // MARK: - Sales

    private static let saleCases: [RefusalCase] = [
        RefusalCase(.notSelling, "a sale in a draft, as a verifier meets it") {
            var scene = try RecordScene()
            let sale = scene.sell(RecordScene.a, "P1")
            var record = RaffleRecord(orderKey: RecordScene.orderKey)
            let creation = RaffleCreation(
                raffle: RecordScene.raffle, eventNumber: 1, origin: "urna.test/winter", definition: try RecordScene.definition())
            #expect(record.perform(.create(creation), by: RecordScene.admin, at: scene.now).refusal == nil)
            do throws(Refusal) {
                try record.check(RaffleEntry(at: scene.now, by: UserID(RecordScene.a), .sale(Sale(sale, late: false))))
                return nil
            } catch {
                return error
            }
        },
        RefusalCase(.notOpenYet, "before the opening time") { try sale(RecordScene.definition(#","salesOpenAt":"2026-01-15T19:00:00Z""#)) },
        RefusalCase(.notOpenYet, "before the activation") { try sale(at: time("2026-01-15T17:59:00.000Z"), offline: true) },
        RefusalCase(.packageNotValid, "a package whose time is over") {
            try sale(edited(#""validTo":null"#, #""validTo":"2026-01-15T18:00:00Z""#))
        },
        RefusalCase(.packageNotValid, "a package whose time has not come") {
            try sale(edited(#""validFrom":null"#, #""validFrom":"2026-01-15T18:00:01Z""#))
        },
        RefusalCase(.wrongNumberCount, "a number too few") { try sale(package: "P2") { $0.numbers.removeLast() } },
        RefusalCase(.offlineNotAllowed, "offline where units may hold no sale") {
            try sale(edited(#""bufferLimit":5"#, #""bufferLimit":0"#), offline: true)
        },
        RefusalCase(.noLease, "a unit without numbers") { try sale { $0.rsu = known(RSUID("RSU-Z")) } },
        RefusalCase(.validationMismatch, "the validation number of another ticket") {
            var scene = try RecordScene()
            let first = scene.sell(RecordScene.a, "P1")
            var second = scene.sell(RecordScene.a, "P1")
            let (of, ticket) = (known(first.ticket), known(second.ticket))
            second.commitment = scene.validation.number(of: of).commitment(raffle: RecordScene.raffle, ticket: ticket)
            return refused(scene.upload([first, second]).last)
        },
        RefusalCase(.validationMismatch, "the same commitment twice") {
            var scene = try RecordScene()
            let first = scene.sell(RecordScene.a, "P1")
            var second = scene.sell(RecordScene.b, "P1")
            second.commitment = first.commitment
            guard scene.upload([first])[0].receipt != nil else { return nil }
            return refused(scene.upload([second]).last)
        },
    ]

    private static func refused(_ outcome: UploadOutcome?) -> Refusal? {
        if case .refused(let refusal)? = outcome { refusal } else { nil }
    }

    private static func sale(
        _ definition: RaffleDefinition? = nil, package: String = "P1", at: Instant? = nil, offline: Bool = false,
        _ change: (inout SaleUpload) -> Void = { _ in }
    ) throws -> Refusal? {
        var scene = try RecordScene(definition)
        var sale = scene.sell(RecordScene.a, package, at: at, offline: offline)
        change(&sale)
        return refused(scene.upload([sale]).first)
    }

    /// The definition of the scenes with something else in its text.
    static func edited(_ old: String, _ new: String, _ definition: RaffleDefinition? = nil) throws -> RaffleDefinition {
        let text = String(decoding: try (definition ?? RecordScene.definition()).json().canonical(), as: UTF8.self)
        precondition(text.contains(old), "the definition has no \(old)")
        return try RaffleDefinition.parse(JSONValue.parse(Array(text.replacing(old, with: new).utf8)))
    }

    // MARK: - Units

    private static let unitCases: [RefusalCase] = [
        RefusalCase(.numbersExhausted, "when no number is left") {
            var scene = try RecordScene()
            scene.lease(RecordScene.a, 100)
            return lease(&scene, RecordScene.b)
        },
        RefusalCase(.tooManyUnits, "one unit more than a raffle may have") {
            var scene = try RecordScene(edited(#""last":1000"#, #""last":100000"#))
            for number in 3..<ReconciliationTable.unitsMax {
                if let early = lease(&scene, known(RSUID("U-\(number)"))) { return early.code == .tooManyUnits ? nil : early }
            }
            return lease(&scene, known(RSUID("U-X")))
        },
        RefusalCase(.unitCorrupt, "numbers for a corrupt unit") {
            var scene = try RecordScene()
            let mark = RaffleCommand.markCorrupt(rsu: RecordScene.a, collected: 0, reason: "Journal damaged")
            guard scene.perform(mark, RecordScene.manager).refusal == nil else { return nil }
            return lease(&scene, RecordScene.a)
        },
        RefusalCase(.unitNotCorrupt, "recovering a unit that is well") {
            var scene = try RecordScene()
            return scene.perform(.recover(rsu: RecordScene.a, sales: []), RecordScene.manager).refusal
        },
        RefusalCase(.validationMismatch, "a recovery file with the validation number of another ticket") {
            var scene = try RecordScene()
            var sales = (0..<2).map { _ in scene.sell(RecordScene.a, "P1", offline: true) }
            let mark = RaffleCommand.markCorrupt(rsu: RecordScene.a, collected: 0, reason: "Journal damaged")
            guard scene.perform(mark, RecordScene.manager).refusal == nil else { return nil }
            sales[1].commitment = sales[0].commitment
            let command = RaffleCommand.recover(rsu: RecordScene.a, sales: sales, validation: scene.validation)
            let refusal = scene.perform(command, RecordScene.manager).refusal
            return scene.record.totals.tickets == 0 ? refusal : nil
        },
    ]

    private static func lease(_ scene: inout RecordScene, _ rsu: RSUID) -> Refusal? {
        scene.perform(.lease(rsu: rsu, operator: known(UserID("op7")), count: 1), RaffleActor(unit: rsu)).refusal
    }

    // MARK: - Tickets

    private static let ticketCases: [RefusalCase] = [
        RefusalCase(.ticketNotVoid, "taking back what was not voided") {
            try ticket(.unvoid(ticket: known(TicketID("RSU-A-1")), note: "Wrong"))
        },
        RefusalCase(.ticketNotMarked, "taking back what nobody asked for") { try ticket(.unmark(ticket: known(TicketID("RSU-A-1")))) },
        RefusalCase(.voidsNotAllowed, "any void where sales are final") { try void(.misprint, #""voidsAllowed":"none""#) },
        RefusalCase(.voidsNotAllowed, "a customer's void where only misprints go back") {
            try void(.customer, #""voidsAllowed":"misprint-only""#)
        },
    ]

    private static func ticket(_ command: RaffleCommand, _ definition: RaffleDefinition? = nil) throws -> Refusal? {
        var scene = try RecordScene(definition)
        scene.sellAndUpload(RecordScene.a, ["P1"])
        return scene.perform(command, RecordScene.manager).refusal
    }

    private static func void(_ reason: TicketVoid.Reason, _ policy: String) throws -> Refusal? {
        let definition = try RecordScene.definition(policies: #""unattendedSales":true,"# + policy)
        return try ticket(.void(ticket: known(TicketID("RSU-A-1")), reason: reason, note: nil, refund: nil), definition)
    }
}
