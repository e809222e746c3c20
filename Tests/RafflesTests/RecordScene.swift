import Crypto
import Draws
import Ledger

@testable import Raffles

/// A raffle under test with the ledger that it writes.
struct RecordScene {
    var record: RaffleRecord
    /// The bytes of all entries, as a store would have them.
    var ledger: [[UInt8]] = []
    var now = time("2026-01-15T18:00:00.000Z")
    let validation: ValidationKey
    /// Positions that each unit has used.
    var used: [RSUID: Int] = [:]
    var sequences: [RSUID: UInt64] = [:]
    var numbers: [RSUID: [UInt32]] = [:]

    static let orderKey = SymmetricKey(data: [UInt8](repeating: 9, count: 32))
    static let raffle = known(RaffleID("winter-50-50"))
    static let admin = RaffleActor(user: known(UserID("admin1")), duties: [.admin])
    static let manager = RaffleActor(user: known(UserID("mgr1")), duties: [.eventManager])
    static let seller = RaffleActor(user: known(UserID("op7")), duties: [.operator])
    static let official = RaffleActor(user: known(UserID("official1")), duties: [.drawOfficial])
    static let conditions = DrawConditions(isSoftwareVerified: true)
    static let main = known(PrizeID("main"))
    static let draw = known(DrawID("D-1"))
    static let (a, b, k) = (known(RSUID("RSU-A")), known(RSUID("RSU-B")), known(RSUID("RSU-K")))
    static let prices: [String: (numbers: Int, price: Int64)] = ["P1": (1, 500), "P2": (3, 1000), "P3": (10, 2000)]

    static func definition(
        _ more: String = "", mode: String = "certified-rng", policies: String = "\"unattendedSales\":true",
        allocation: String = "sequential",
        prize: String = #"{"kind":"percentage","of":"net","basisPoints":5000}"#, cap: String = ""
    ) throws -> RaffleDefinition {
        let text = """
            {"title":"Winter 50/50","organisation":{"name":"Rivertown Youth Hockey","licence":"L-1234"},"location":"Rivertown Arena",
            "currency":"USD","utcOffsetMinutes":0,"numbers":{"first":1,"last":1000},"allocation":"\(allocation)",
            "packages":[{"id":"P1","title":"1","numbers":1,"price":500},{"id":"P2","title":"3","numbers":3,"price":1000},
            {"id":"P3","title":"10","numbers":10,"price":2000}],"salesCloseAt":"2026-01-15T20:30:00Z",
            "prizes":[{"id":"main","title":"50/50","rule":\(prize)\(cap)}],"draw":{"mode":"\(mode)"},"rsu":{"bufferLimit":5},
            "policies":{\(policies)}\(more)}
            """
        return try RaffleDefinition.parse(JSONValue.parse(Array(text.utf8)))
    }

    /// Created, activated, and 300 numbers each for the three units.
    init(_ definition: RaffleDefinition? = nil) throws {
        record = RaffleRecord(orderKey: Self.orderKey)
        validation = ValidationKey(raffle: Self.raffle, key: SymmetricKey(data: [UInt8](repeating: 5, count: 32)))
        let creation = RaffleCreation(
            raffle: Self.raffle, eventNumber: 1, origin: "urna.test/winter", definition: try definition ?? Self.definition())
        perform(.create(creation), Self.admin)
        perform(.activate, Self.manager)
        for rsu in [Self.a, Self.b, Self.k] { lease(rsu, 300) }
    }

    mutating func lease(_ rsu: RSUID, _ count: Int) {
        guard
            case .lease(let lease)? = perform(.lease(rsu: rsu, operator: known(UserID("op7")), count: count), RaffleActor(unit: rsu))
                .outcome
        else { return }
        let range = known(NumberRange(first: 1, last: 1000))
        let order = NumberOrder(range: range, allocation: known(record.definition).allocation, key: Self.orderKey)
        numbers[rsu, default: []] += order.numbers(at: lease.positions)
    }

    @discardableResult
    mutating func perform(_ command: RaffleCommand, _ actor: RaffleActor) -> RaffleDecision {
        let decision = record.perform(command, by: actor, at: now)
        precondition(decision.firstIndex == UInt64(ledger.count))
        ledger += decision.entries.map { $0.encoded() }
        return decision
    }

    /// What the unit sells next, without uploading it.
    mutating func sell(_ rsu: RSUID, _ package: String, at soldAt: Instant? = nil, offline: Bool = false) -> SaleUpload {
        let (count, price) = known(Self.prices[package])
        let from = used[rsu, default: 0]
        used[rsu] = from + count
        sequences[rsu, default: 0] += 1
        let ticket = known(TicketID(rsu: rsu, sequence: sequences[rsu, default: 0]))
        return SaleUpload(
            rsu: rsu, sequence: ticket.sequence, sale: known(SaleID(bytes: Hash.sha256(Array(ticket.text.utf8)).bytes.prefix(16))),
            numbers: Array(known(numbers[rsu])[from..<from + count]), package: known(PackageID(package)), price: price,
            payment: Payment(method: .cash),
            operator: known(UserID("op7")), soldAt: soldAt ?? now, offline: offline,
            commitment: validation.number(of: ticket).commitment(raffle: Self.raffle, ticket: ticket))
    }

    @discardableResult
    mutating func upload(_ sales: [SaleUpload], as rsu: RSUID? = nil) -> [UploadOutcome] {
        let unit = RaffleActor(unit: rsu ?? sales[0].rsu)
        guard case .uploads(let outcomes)? = perform(.upload(sales, validation: validation), unit).outcome else { return [] }
        return outcomes
    }

    mutating func sellAndUpload(_ rsu: RSUID, _ packages: [String]) {
        upload(packages.map { sell(rsu, $0) })
    }

    mutating func closeUnits(_ units: [RSUID] = [a, b, k]) {
        for rsu in units { perform(.closeUnit(rsu: rsu, statement: known(record.statement(of: rsu))), RaffleActor(unit: rsu)) }
    }

    /// The sales of the known-answer event: 17 tickets, one of A's and one of B's void.
    static func event(_ definition: RaffleDefinition? = nil) throws -> RecordScene {
        var scene = try RecordScene(definition)
        scene.sellAndUpload(a, ["P1", "P1", "P1", "P1", "P2", "P2", "P2", "P3", "P3"])
        scene.sellAndUpload(b, ["P2", "P2", "P2", "P2", "P2", "P3"])
        scene.sellAndUpload(k, ["P3", "P3"])
        scene.perform(.void(ticket: known(TicketID("RSU-A-8")), reason: .misprint, note: nil, refund: nil), manager)
        scene.perform(.void(ticket: known(TicketID("RSU-B-2")), reason: .customer, note: nil, refund: nil), manager)
        return scene
    }

    /// That event, ready to be drawn.
    static func acknowledged(_ definition: RaffleDefinition? = nil) throws -> RecordScene {
        var scene = try event(definition)
        scene.perform(.close, manager)
        scene.closeUnits()
        scene.perform(.reconcile(override: nil), manager)
        scene.perform(.acknowledge(note: nil), manager)
        return scene
    }

    func start(_ method: DrawRules.Mode, draw: DrawID = draw, fallback: String? = nil) -> RaffleCommand {
        .startDraw(
            DrawStart(
                draw: draw, prize: Self.main, method: method, officials: [known(UserID("official1"))],
                software: .init(id: "urna 1", aggregate: Hash.sha256([1])), fallback: fallback), Self.conditions)
    }

    @discardableResult
    mutating func freeze(_ beacon: PoolFreeze.Beacon? = nil) -> RaffleDecision {
        perform(.freeze(draw: Self.draw, prize: Self.main, beacon: beacon, Self.conditions), Self.official)
    }

    func presented(_ ticket: String, validationOf other: String? = nil, raffle: RaffleID = raffle) -> PresentedTicket {
        PresentedTicket(
            raffle: raffle, ticket: known(TicketID(ticket)), validation: validation.number(of: known(TicketID(other ?? ticket))))
    }

    /// A fold from the bytes alone.
    func replayed(orderKey: SymmetricKey? = orderKey) throws -> RaffleRecord {
        var record = RaffleRecord(orderKey: orderKey)
        for (index, entry) in ledger.enumerated() { try record.apply(entry: entry, index: UInt64(index)) }
        return record
    }
}

func time(_ text: String) -> Instant { known(Instant(text)) }

/// A value that the test itself wrote down correctly.
func known<Value>(_ value: Value?) -> Value {
    guard let value else { preconditionFailure("the test's own value is not valid") }
    return value
}

/// Everything that two records of one ledger have to agree on.
struct RecordView: Equatable {
    var size: UInt64
    var state: RaffleState
    var totals: AccountTotals
    var accounts: [UnitAccount]
    var tickets: [RaffleTicket]
    var prizes: [PrizeState]
    var exceptions: [RaffleException]
    var pool: [UInt32]
    var table: PrizeTable?

    init(_ record: RaffleRecord) {
        size = record.size
        state = record.state
        totals = record.totals
        accounts = record.accounts
        tickets = (0..<record.ticketCount).map { record.ticket(at: $0) }
        prizes = record.prizes
        exceptions = record.exceptions
        pool = record.numbersInPlay()
        table = record.prizeTable
    }
}
