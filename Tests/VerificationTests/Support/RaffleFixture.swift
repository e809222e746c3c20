import Crypto
import Draws
import Ledger
import Raffles
import Verification

/// A small raffle, run through the same core that a server uses, with every part open to tampering.
struct RaffleFixture {
    static let raffle = "winter-50-50"

    let signer: NoteSigner
    private(set) var record = RaffleRecord()
    private(set) var entries: [[UInt8]] = []
    private var now: Instant
    private let id: RaffleID
    private let validation: ValidationKey
    private var nextNumber: [String: UInt32] = [:]
    private var sequences: [String: UInt64] = [:]

    private static let packages: [String: (count: UInt32, price: Int64)] = ["P1": (1, 500), "P2": (3, 1000), "P3": (10, 2000)]

    /// A raffle that sells: 300 numbers each for three units.
    init(_ mode: String = "certified-rng") throws {
        signer = try NoteSigner(name: "raffle.example/winter", seed: Array(repeating: 7, count: 32))
        now = try unwrap(Instant("2026-01-15T18:00:00.000Z"))
        id = try unwrap(RaffleID(Self.raffle))
        validation = ValidationKey(raffle: id, key: SymmetricKey(data: [UInt8](repeating: 5, count: 32)))
        let text = """
            {"title":"Winter 50/50","organisation":{"name":"Rivertown Youth Hockey","licence":"L-1234"},"location":"Rivertown Arena",
            "currency":"USD","utcOffsetMinutes":0,"numbers":{"first":1,"last":1000},"allocation":"sequential",
            "packages":[{"id":"P1","title":"1","numbers":1,"price":500},{"id":"P2","title":"3","numbers":3,"price":1000},
            {"id":"P3","title":"10","numbers":10,"price":2000}],"salesCloseAt":"2026-01-15T20:30:00Z",
            "prizes":[{"id":"main","title":"50/50","rule":{"kind":"percentage","of":"net","basisPoints":5000}}],
            "draw":{"mode":"\(mode)"},"rsu":{"bufferLimit":5},"policies":{"unattendedSales":true}}
            """
        let definition = try RaffleDefinition.parse(JSONValue.parse(Array(text.utf8)))
        let creation = RaffleCreation(raffle: id, eventNumber: 1, origin: signer.name, definition: definition)
        try perform(.create(creation), "admin1", .admin)
        try perform(.activate, "mgr1", .eventManager)
        for (place, rsu) in ["RSU-A", "RSU-B", "RSU-K"].enumerated() {
            try perform(.lease(rsu: try unwrap(RSUID(rsu)), operator: try unwrap(UserID("op7")), count: 300), "mgr1", .eventManager)
            nextNumber[rsu] = UInt32(place) * 300 + 1
        }
    }

    mutating func perform(_ command: RaffleCommand, _ user: String, _ duties: RaffleDuty...) throws {
        try perform(command, as: RaffleActor(user: try unwrap(UserID(user)), duties: Set(duties)))
    }

    /// Carries a command out, a second after the one before it.
    mutating func perform(_ command: RaffleCommand, as actor: RaffleActor) throws {
        now = now.adding(seconds: 1)
        let decision = record.perform(command, by: actor, at: now)
        if let refusal = decision.refusal { throw refusal }
        entries += decision.entries.map { $0.encoded() }
    }

    mutating func sell(_ unit: String, _ packages: [String]) throws {
        let rsu = try unwrap(RSUID(unit))
        let seller = try unwrap(UserID("op7"))
        for name in packages {
            let (count, price) = try unwrap(Self.packages[name])
            let first = try unwrap(nextNumber[unit])
            nextNumber[unit] = first + count
            sequences[unit, default: 0] += 1
            let ticket = try unwrap(TicketID(rsu: rsu, sequence: sequences[unit] ?? 0))
            let sale = SaleUpload(
                rsu: rsu, sequence: ticket.sequence, sale: try unwrap(SaleID(bytes: Hash.sha256(Array(ticket.text.utf8)).bytes.prefix(16))),
                numbers: Array(first..<first + count), package: try unwrap(PackageID(name)), price: price,
                payment: Payment(method: .cash), operator: seller, soldAt: now, offline: false,
                commitment: validation.number(of: ticket).commitment(raffle: id, ticket: ticket))
            try perform(.upload([sale], validation: validation), as: RaffleActor(unit: rsu))
        }
    }

    /// 17 tickets, two of them void: 65 numbers in play, a prize of 8500.
    mutating func sellKnownEvent() throws {
        try sell("RSU-A", ["P1", "P1", "P1", "P1", "P2", "P2", "P2", "P3", "P3"])
        try sell("RSU-B", ["P2", "P2", "P2", "P2", "P2", "P3"])
        try sell("RSU-K", ["P3", "P3"])
        try perform(.mark(ticket: try ticket("RSU-A-8"), reason: .misprint, note: nil), "op7", .operator)
        try perform(.void(ticket: try ticket("RSU-A-8"), reason: .misprint, note: nil, refund: nil), "mgr1", .eventManager)
        try perform(.void(ticket: try ticket("RSU-B-2"), reason: .customer, note: nil, refund: nil), "mgr1", .eventManager)
        try perform(.reprintTicket(try ticket("RSU-A-1")), "mgr1", .eventManager)
    }

    func ticket(_ text: String) throws -> TicketID { try unwrap(TicketID(text)) }

    mutating func closeAndAcknowledge() throws {
        try perform(.close, "mgr1", .eventManager)
        for unit in ["RSU-A", "RSU-B", "RSU-K"] {
            let rsu = try unwrap(RSUID(unit))
            try perform(.closeUnit(rsu: rsu, statement: try unwrap(record.statement(of: rsu))), as: RaffleActor(unit: rsu))
        }
        try perform(.reconcile(override: nil), "mgr1", .eventManager)
        try perform(.acknowledge(note: nil), "mgr1", .eventManager)
    }
}

// MARK: - Draws

extension RaffleFixture {
    private static let conditions = DrawConditions(isSoftwareVerified: true)
    static let secret = Array(UInt8(0)..<32)
    private var draw: DrawID { get throws { try unwrap(DrawID("D-1")) } }
    private var main: PrizeID { get throws { try unwrap(PrizeID("main")) } }

    mutating func commit() throws {
        let value = try unwrap(Hash(bytes: VerifiableDraw.commitment(draw: "D-1", secret: Self.secret).bytes))
        try perform(.commit(draw: try draw, value: value), "official1", .drawOfficial)
    }

    mutating func freeze(_ beacon: PoolFreeze.Beacon? = nil) throws {
        try perform(.freeze(draw: try draw, prize: try main, beacon: beacon, Self.conditions), "official1", .drawOfficial)
    }

    mutating func start(_ method: DrawRules.Mode) throws {
        let start = DrawStart(
            draw: try draw, prize: try main, method: method, officials: [try unwrap(UserID("official1"))],
            software: .init(id: "urna 1", aggregate: Hash.sha256([1])))
        try perform(.startDraw(start, Self.conditions), "official1", .drawOfficial)
    }

    mutating func recordDrawn(_ selection: Selection) throws {
        try perform(
            .recordDrawn(
                draw: try draw, prize: try main, words: selection.words.map { DrawWord(word: $0.word, isAccepted: $0.isAccepted) },
                index: selection.index, number: selection.number, poolSize: selection.poolSize), as: .system)
        try perform(.verifyWinner(prize: try main, number: selection.number), "official1", .drawOfficial)
    }

    mutating func claimAndSettle() throws {
        let prize = try unwrap(record.prize(try main))
        let ticket = try unwrap(prize.official).value.ticket
        let presented = PresentedTicket(raffle: id, ticket: ticket, validation: validation.number(of: ticket))
        try perform(
            .claim(prize: try main, presented, claimant: "Winner 1", paidBy: "cheque 17", documents: []), "mgr1", .eventManager)
        try perform(.settle, "mgr1", .eventManager)
    }

    /// The known event with a certified draw, claimed and settled.
    static func certified() throws -> RaffleFixture {
        var fixture = try RaffleFixture()
        try fixture.sellKnownEvent()
        try fixture.closeAndAcknowledge()
        try fixture.freeze()
        try fixture.start(.certifiedRNG)
        var pool = try unwrap(fixture.record.draws[try fixture.draw]?.pool)
        var words = SeededWords(try HMACDRBG(entropy: [UInt8](repeating: 1, count: 32), nonce: [UInt8](repeating: 2, count: 16)))
        try fixture.recordDrawn(try pool.draw(.without, from: &words))
        try fixture.claimAndSettle()
        return fixture
    }

    /// The same with a verifiable draw. The beacon's signature is made up, as nobody checks it here.
    static func verifiable() throws -> RaffleFixture {
        var fixture = try RaffleFixture("verifiable")
        try fixture.commit()
        try fixture.sellKnownEvent()
        try fixture.closeAndAcknowledge()
        let chain = BeaconChain.quicknet
        let notBefore = fixture.now.adding(seconds: 120)
        let round = chain.firstRound(notBeforeSeconds: notBefore.milliseconds / 1000 + 1)
        try fixture.freeze(PoolFreeze.Beacon(chain: chain.hash, round: round, notBefore: notBefore))
        try fixture.start(.verifiable)
        let signature = [UInt8](repeating: 3, count: chain.signatureBytes)
        let randomness = Hash.sha256(signature)
        let state = try unwrap(fixture.record.draws[try fixture.draw])
        let seed = VerifiableDraw.seed(
            draw: "D-1", secret: secret, pool: try unwrap(Digest256(bytes: try unwrap(state.freeze).value.digest.bytes)), round: round,
            randomness: try unwrap(Digest256(bytes: randomness.bytes)))
        let transcript = try VerifiableDraw.run(draw: "D-1", seed: seed, pool: try unwrap(state.pool), prizes: 1, .without)
        try fixture.recordDrawn(transcript.selections[0])
        let reveal = DrawReveal(
            draw: try fixture.draw, secret: secret, chain: chain.hash, round: round, signature: signature, randomness: randomness,
            seed: try unwrap(Hash(bytes: seed.bytes)))
        try fixture.perform(.reveal(reveal), as: .system)
        try fixture.claimAndSettle()
        return fixture
    }

    /// The same with stubs pulled by hand: a void number, one that was never sold, then a good one.
    static func manual() throws -> RaffleFixture {
        var fixture = try RaffleFixture("manual")
        try fixture.sellKnownEvent()
        try fixture.closeAndAcknowledge()
        try fixture.freeze()
        try fixture.start(.manual)
        for number: UInt32 in [15, 950, 301] {
            try fixture.perform(
                .enterNumber(draw: try fixture.draw, prize: try fixture.main, number: number, again: number, conditions), "official1",
                .drawOfficial)
        }
        try fixture.perform(.verifyWinner(prize: try fixture.main, number: 301), "official1", .drawOfficial)
        try fixture.claimAndSettle()
        return fixture
    }
}

// MARK: - Served

extension RaffleFixture {
    /// The raffle as an export has it.
    func served() throws -> ServedLog { try served(entries) }

    /// Other entries under the same key, with everything signed and rebuilt as an insider could.
    ///
    /// What lies beside the ledger is made of the entries up to the first that breaks a rule.
    func served(_ entries: [[UInt8]]) throws -> ServedLog {
        var log = ServedLog(entries, signer: signer)
        log.items[ExportLayout.Document.ledger.rawValue] = nil
        var export = RaffleExport()
        for entry in entries {
            do { try export.apply(entry) } catch { break }
        }
        for file in export.files(key: signer.verifierKey) { log.items[file.path] = file.bytes }
        return log
    }

    /// The proof of an entry, as a server answers it.
    func proof(of index: Int, in log: ServedLog, ticket: String? = nil) throws -> [UInt8] {
        let path = try log.tree.inclusionProof(index: UInt64(index), size: log.tree.size).path
        var members: [(String, JSONValue)] = [
            ("index", .whole(index)), ("size", .whole(log.tree.size)), ("leafHash", .string(Hash.leaf(log.entries[index]).base64URL)),
            ("proof", .array(path.map { .string($0.base64URL) })),
            ("checkpoint", .string(String(decoding: log.checkpoint(log.tree.head), as: UTF8.self))),
            ("entry", .string(String(decoding: log.entries[index], as: UTF8.self))),
        ]
        if let ticket { members.append(("ticket", .string(ticket))) }
        return JSONValue.object(members).canonical()
    }
}

func audited(_ log: ServedLog, _ change: (inout AuditOptions) -> Void = { $0.isExport = true }) async throws -> AuditReport {
    var options = AuditOptions()
    change(&options)
    return try await LedgerAudit(source: log.source, options: options).run()
}
