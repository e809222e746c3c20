internal import AuditService
internal import Crypto
internal import Draws
internal import Ledger
internal import Ports
internal import Raffles

/// A raffle with as many tickets as wanted, its record and its ledger in memory, made through the same rules as a server's.
struct LargeRaffle {
    private(set) var record = RaffleRecord()
    /// As a store gives them: blocks of 1,024 entries.
    private var runs = [EntryRun(firstIndex: 0)]
    private let names = Names()
    private let validation: ValidationKey
    private let sold: Int
    private let voids: Int
    /// Tickets that a unit has numbers for.
    private let each: Int

    static let now = Instant(milliseconds: 1_768_500_000_000)

    private static let blockEntries = 1024
    private static let unitCount = 100
    private static let width = 10
    private static let price: Int64 = 2000

    /// Created and active, with numbers for `tickets` in play and a hundredth of them more, which will be void.
    init(tickets: Int) throws {
        voids = tickets / 100
        sold = tickets + voids
        each = (sold + Self.unitCount - 1) / Self.unitCount
        let text = """
            {"title":"Large","organisation":{"name":"Club","licence":"L-1"},"location":"Arena","currency":"USD",\
            "numbers":{"first":1,"last":\(Self.unitCount * each * Self.width)},"packages":[{"id":"P3","title":"10","numbers":10,"price":2000}],\
            "prizes":[{"id":"main","title":"50/50","rule":{"kind":"percentage","of":"net","basisPoints":5000}}],\
            "policies":{"unattendedSales":true}}
            """
        let definition = try RaffleDefinition.parse(JSONValue.parse(Array(text.utf8)))
        validation = ValidationKey(raffle: names.raffle, key: SymmetricKey(data: [UInt8](repeating: 5, count: 32)))
        let creation = RaffleCreation(raffle: names.raffle, eventNumber: 1, origin: "localhost/raffles/large", definition: definition)
        try perform(.create(creation), by: names.admin)
        try perform(.activate, by: names.manager)
    }

    // MARK: Selling

    /// Sells by many units in turns, and voids.
    ///
    /// - Returns: how long the record took to take the sales in, from their bytes.
    mutating func sell() throws -> Duration {
        let units = (0..<Self.unitCount).map { Self.known(RSUID("RSU-\($0)")) }
        let sellers = (0..<Self.unitCount).map { Self.known(UserID("op\($0)")) }
        for (unit, seller) in zip(units, sellers) {
            try perform(.lease(rsu: unit, operator: seller, count: each * Self.width), by: .system)
        }
        var folding = Duration.zero
        let clock = ContinuousClock()
        for place in 0..<sold {
            let unit = place % Self.unitCount
            let turn = place / Self.unitCount
            let sale = upload(units[unit], sellers[unit], turn: turn, first: UInt32((unit * each + turn) * Self.width + 1))
            let entry = RaffleEntry(
                at: Self.now, by: UserID(sale.rsu), component: ComponentID(sale.rsu), .sale(Sale(sale, late: false)))
            let bytes = entry.encoded()
            folding += try clock.measure { try record.apply(entry: bytes, index: record.size) }
            keep(bytes)
        }
        // Turn 0 is of all units, and so on: the last tickets sold are void, some of every unit.
        for place in (sold - voids)..<sold {
            let ticket = Self.known(TicketID(rsu: units[place % Self.unitCount], sequence: UInt64(place / Self.unitCount + 1)))
            try perform(.void(ticket: ticket, reason: .misprint, note: nil, refund: nil), by: names.manager)
        }
        return folding
    }

    private func upload(_ unit: RSUID, _ seller: UserID, turn: Int, first: UInt32) -> SaleUpload {
        let ticket = Self.known(TicketID(rsu: unit, sequence: UInt64(turn + 1)))
        let name = Hash.sha256(Array(ticket.text.utf8))
        return SaleUpload(
            rsu: unit, sequence: ticket.sequence, sale: Self.known(SaleID(bytes: name.bytes.prefix(16))),
            numbers: Array(first..<first + UInt32(Self.width)), package: names.package, price: Self.price,
            payment: Payment(method: .card, reference: "ch_3N\(ticket.text)"), operator: seller, soldAt: Self.now, offline: false,
            commitment: validation.number(of: ticket).commitment(raffle: names.raffle, ticket: ticket))
    }

    /// Up to the acknowledgement, so that the gate of the draw is open.
    mutating func close() throws {
        try perform(.close, by: names.manager)
        for account in record.accounts {
            let statement = Self.known(record.statement(of: account.rsu))
            try perform(.closeUnit(rsu: account.rsu, statement: statement), by: RaffleActor(unit: account.rsu))
        }
        try perform(.reconcile(override: nil), by: names.manager)
        try perform(.acknowledge(note: nil), by: names.manager)
    }

    // MARK: Drawing

    private static let conditions = DrawConditions(isSoftwareVerified: true)

    /// The pool's digest once, without an entry.
    func digestPool() {
        let freeze = record.poolFreeze(of: names.draw, salesBefore: nil)
        precondition(freeze?.count == record.totals.inPlay, "all numbers in play are in the pool")
    }

    /// Freezes the pool. The record makes the digest to write it and once more to check what is written.
    mutating func freeze() throws {
        try perform(.freeze(draw: names.draw, prize: names.prize, beacon: nil, Self.conditions), by: names.official)
    }

    /// Starts the draw, draws one number and records it.
    mutating func draw(_ generator: inout RandomGenerator) throws {
        let start = DrawStart(
            draw: names.draw, prize: names.prize, method: .certifiedRNG, officials: [names.official.user],
            software: DrawStart.Software(id: "urna", aggregate: Hash.sha256([1])))
        try perform(.startDraw(start, Self.conditions), by: names.official)
        guard var pool = record.draws[names.draw]?.pool else { throw CommandFailure.failed("a started draw has no pool") }
        let drawn = try CertifiedDraw.run(&generator, pool: &pool, prizes: 1, .without)
        let selection = drawn.transcript.selections[0]
        try perform(
            .recordDrawn(
                draw: names.draw, prize: names.prize, words: selection.words.map { DrawWord(word: $0.word, isAccepted: $0.isAccepted) },
                index: selection.index, number: selection.number, poolSize: selection.poolSize), by: .system)
    }

    // MARK: Books

    /// All that the reports are made from.
    func books() -> RaffleBooks {
        let (size, kept, key) = (record.size, runs, validation)
        let ledger = AuditedLedger(
            name: names.raffle.text, size: { size }, read: { range in kept[Int(range.lowerBound) / Self.blockEntries] })
        return RaffleBooks(record: record, ledger: ledger, system: nil, validation: { key.number(of: $0) })
    }

    private mutating func perform(_ command: RaffleCommand, by actor: RaffleActor) throws {
        let decision = record.perform(command, by: actor, at: Self.now)
        for entry in decision.entries { keep(entry.encoded()) }
        if let refusal = decision.refusal { throw refusal }
    }

    private mutating func keep(_ entry: [UInt8]) {
        if runs[runs.count - 1].count == Self.blockEntries { runs.append(EntryRun(firstIndex: UInt64(runs.count * Self.blockEntries))) }
        runs[runs.count - 1].append(entry, leafHash: Hash.emptyTree)
    }

    /// A value whose text this file wrote itself.
    fileprivate static func known<Value>(_ value: Value?) -> Value {
        guard let value else { preconditionFailure("the benchmark's own ids keep the rules for ids") }
        return value
    }
}

/// Who and what there is in it.
private struct Names {
    let raffle = LargeRaffle.known(RaffleID("large"))
    let package = LargeRaffle.known(PackageID("P3"))
    let prize = LargeRaffle.known(PrizeID("main"))
    let draw = LargeRaffle.known(DrawID("D-1"))
    let admin = RaffleActor(user: LargeRaffle.known(UserID("admin")), duties: [.admin])
    let manager = RaffleActor(user: LargeRaffle.known(UserID("mgr1")), duties: [.eventManager])
    let official = RaffleActor(user: LargeRaffle.known(UserID("draw1")), duties: [.drawOfficial])
}
