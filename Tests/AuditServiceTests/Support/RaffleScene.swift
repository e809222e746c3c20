import Crypto
import Draws
import Ledger
import Raffles

/// A raffle under test with the entries that it writes.
struct RaffleScene {
    var record = RaffleRecord(orderKey: orderKey)
    var entries: [[UInt8]] = []
    var now = known(Instant("2026-01-15T18:00:00.000Z"))
    var used: [RSUID: UInt32] = [:]
    var sequences: [RSUID: UInt64] = [:]

    static let orderKey = SymmetricKey(data: [UInt8](repeating: 9, count: 32))
    static let raffle = known(RaffleID(AuditHouse.raffleID))
    static let validation = ValidationKey(raffle: raffle, key: SymmetricKey(data: [UInt8](repeating: 5, count: 32)))
    static let admin = RaffleActor(user: known(UserID("admin1")), duties: [.admin])
    static let manager = RaffleActor(user: known(UserID("mgr1")), duties: [.eventManager])
    static let official = RaffleActor(user: known(UserID("official1")), duties: [.drawOfficial])
    static let (a, b, k) = (known(RSUID("RSU-A")), known(RSUID("RSU-B")), known(RSUID("RSU-K")))
    static let first: [RSUID: UInt32] = [a: 1, b: 301, k: 601]
    static let operators = [a: known(UserID("op1")), b: known(UserID("op2")), k: known(UserID("kiosk"))]
    static let packages: [String: (numbers: UInt32, price: Int64)] = ["P1": (1, 500), "P2": (3, 1000), "P3": (10, 2000)]
    static let main = known(PrizeID("main"))
    static let draw = known(DrawID("D-1"))

    static func definition(mode: String = "certified-rng") throws -> RaffleDefinition {
        let text = """
            {"title":"Winter 50/50","organisation":{"name":"Rivertown Youth Hockey","licence":"L-1234"},"location":"Rivertown Arena",
            "currency":"USD","utcOffsetMinutes":-360,"numbers":{"first":1,"last":1000},"allocation":"sequential",
            "packages":[{"id":"P1","title":"1","numbers":1,"price":500},{"id":"P2","title":"3","numbers":3,"price":1000},
            {"id":"P3","title":"10","numbers":10,"price":2000}],"salesCloseAt":"2026-01-15T20:30:00Z",
            "prizes":[{"id":"main","title":"50/50","rule":{"kind":"percentage","of":"net","basisPoints":5000}}],
            "draw":{"mode":"\(mode)"},"rsu":{"bufferLimit":5},"policies":{"unattendedSales":true}}
            """
        return try RaffleDefinition.parse(JSONValue.parse(Array(text.utf8)))
    }

    /// Created, activated, and 300 numbers each for the three units.
    init(_ definition: RaffleDefinition? = nil) throws {
        let creation = RaffleCreation(
            raffle: Self.raffle, eventNumber: 7, origin: "vote.example/raffles/winter", definition: try definition ?? Self.definition())
        perform(.create(creation), Self.admin)
        perform(.activate, Self.manager)
        for rsu in [Self.a, Self.b, Self.k] { perform(.lease(rsu: rsu, operator: known(Self.operators[rsu]), count: 300), .system) }
    }

    @discardableResult
    mutating func perform(_ command: RaffleCommand, _ actor: RaffleActor) -> RaffleDecision {
        let decision = record.perform(command, by: actor, at: now)
        entries += decision.entries.map { $0.encoded() }
        return decision
    }

    mutating func sell(
        _ rsu: RSUID, _ packages: [String], method: Payment.Method = .cash, reference: String = "", soldAt: Instant? = nil,
        offline: Bool = false
    ) {
        let sales = packages.map { package in
            let (count, price) = known(Self.packages[package])
            let from = known(Self.first[rsu]) + used[rsu, default: 0]
            used[rsu, default: 0] += count
            sequences[rsu, default: 0] += 1
            let ticket = known(TicketID(rsu: rsu, sequence: sequences[rsu, default: 0]))
            return SaleUpload(
                rsu: rsu, sequence: ticket.sequence, sale: known(SaleID(bytes: Hash.sha256(Array(ticket.text.utf8)).bytes.prefix(16))),
                numbers: Array(from..<from + count), package: known(PackageID(package)), price: price,
                payment: Payment(method: method, reference: reference), operator: known(Self.operators[rsu]), soldAt: soldAt ?? now,
                offline: offline, commitment: Self.validation.number(of: ticket).commitment(raffle: Self.raffle, ticket: ticket))
        }
        perform(.upload(sales, validation: Self.validation), RaffleActor(unit: rsu))
    }

    /// The sales of the known-answer event: 17 tickets, one of A's and one of B's void.
    static func event(_ definition: RaffleDefinition? = nil) throws -> RaffleScene {
        var scene = try RaffleScene(definition)
        // Units upload in turns, so that the ledger's order is not the reports'.
        scene.sell(k, ["P3", "P3"], method: .card, reference: "ch_3N,\"x\"")
        scene.sell(b, ["P2", "P2", "P2"])
        scene.sell(a, ["P1", "P1", "P1", "P1", "P2", "P2", "P2"])
        scene.sell(b, ["P2", "P2", "P3"])
        scene.sell(a, ["P3", "P3"])
        scene.perform(.void(ticket: known(TicketID("RSU-A-8")), reason: .misprint, note: nil, refund: nil), manager)
        scene.perform(.void(ticket: known(TicketID("RSU-B-2")), reason: .customer, note: "=changed mind", refund: nil), manager)
        return scene
    }

    /// That event up to the acknowledgement.
    static func acknowledged(_ definition: RaffleDefinition? = nil) throws -> RaffleScene {
        var scene = try event(definition)
        scene.perform(.close, manager)
        scene.closeUnits()
        scene.perform(.reconcile(override: nil), manager)
        scene.perform(.acknowledge(note: nil), manager)
        return scene
    }

    mutating func closeUnits() {
        for rsu in [Self.a, Self.b, Self.k] {
            perform(.closeUnit(rsu: rsu, statement: known(record.statement(of: rsu))), RaffleActor(unit: rsu))
        }
    }

    mutating func startDraw(_ method: DrawRules.Mode) {
        let conditions = DrawConditions(isSoftwareVerified: true)
        perform(.freeze(draw: Self.draw, prize: Self.main, beacon: nil, conditions), Self.official)
        let start = DrawStart(
            draw: Self.draw, prize: Self.main, method: method, officials: [Self.official.user],
            software: .init(id: "urna", aggregate: Hash.sha256([1])))
        perform(.startDraw(start, conditions), Self.official)
    }

    /// Draws the prize, verifies and pays it.
    mutating func drawAndPay() throws -> UInt32 {
        startDraw(.certifiedRNG)
        var pool = known(record.draws[Self.draw]?.pool)
        var words = SeededWords(try HMACDRBG(entropy: [UInt8](repeating: 1, count: 32), nonce: [UInt8](repeating: 2, count: 16)))
        let selection = try pool.draw(.without, from: &words)
        perform(
            .recordDrawn(
                draw: Self.draw, prize: Self.main, words: selection.words.map { DrawWord(word: $0.word, isAccepted: $0.isAccepted) },
                index: selection.index, number: selection.number, poolSize: selection.poolSize), .system)
        now = now.adding(seconds: 60)
        perform(.verifyWinner(prize: Self.main, number: selection.number), Self.official)
        let winner = known(record.ticket(withNumber: selection.number)).id
        now = now.adding(seconds: 60)
        let presented = PresentedTicket(raffle: Self.raffle, ticket: winner, validation: Self.validation.number(of: winner))
        perform(.claim(prize: Self.main, presented, claimant: "Winner 1", paidBy: "cheque", documents: []), Self.manager)
        return selection.number
    }
}

/// A value that the test itself wrote down correctly.
func known<Value>(_ value: Value?) -> Value {
    guard let value else { preconditionFailure("the test's own value is not valid") }
    return value
}
