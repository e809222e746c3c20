internal import Ledger

/// The examples of the catalogue: one entry of each type.
enum RaffleEntryExamples {
    static let entries: [RaffleEntry] = [
        entry(
            0, admin,
            .raffle(
                RaffleCreation(
                    raffle: must(RaffleID("winter-50-50")), eventNumber: 12, origin: "urna.example/raffles/winter-50-50",
                    definition: definition))),
        entry(1, manager, .activated(Activation())),
        entry(2, manager, .suspended(Suspension(reason: "Fire alarm"))),
        entry(3, manager, .resumed(Resumption())),
        entry(90, .schedule, .closed(Closing(cause: .time, closedAt: time(90)))),
        entry(4, UserID(rsu), .lease(Lease(rsu: rsu, operator: seller, positions: 0..<300)), unit),
        entry(80, UserID(rsu), .leaseEnded(LeaseEnd(rsu: rsu)), unit),
        entry(5, UserID(rsu), .sale(Sale(upload, late: false)), unit),
        entry(6, seller, .mark(TicketMark(ticket: ticket, reason: .misprint, note: "Half of it is blank"))),
        entry(7, manager, .unmark(TicketUnmark(ticket: ticket))),
        entry(8, manager, .void(TicketVoid(ticket: ticket, reason: .misprint, refund: 1000))),
        entry(9, manager, .unvoid(TicketUnvoid(ticket: ticket, note: "Wrong ticket"))),
        entry(10, manager, .reprint(Reprint(ticket: ticket, kind: .counterfoil, number: 2))),
        entry(
            11, UserID(rsu),
            .conflict(
                Conflict(
                    rsu: rsu, sequence: 1, reason: .sequence, ticket: ticket, stored: upload.digest, offered: hash("other"))), unit),
        entry(91, UserID(rsu), .rsuClosed(UnitClosing(rsu: rsu, statement: statement)), unit),
        entry(91, manager, .rsuCorrupt(UnitCorruption(rsu: rsu, operator: seller, collected: 2500, reason: "Journal damaged"))),
        entry(92, manager, .rsuRecovered(UnitRecovery(rsu: rsu, statement: statement))),
        entry(40, .system, .restored(Restoration(awaited: [rsu]))),
        entry(41, UserID(rsu), .leasesReported(LeaseReport(rsu: rsu, conflicts: [600..<700])), unit),
        entry(42, manager, .leasesReleased(LeaseRelease(from: 900, reason: "RSU-B burnt; 300 numbers at most were with it"))),
        entry(93, manager, .reconciled(reconciliation)),
        entry(94, manager, .acknowledged(Acknowledgement(reconciliation: 17, voidTickets: 0))),
        entry(20, official, .commitment(DrawCommitment(draw: draw, value: hash("secret")))),
        entry(
            95, official,
            .poolFrozen(
                PoolFreeze(
                    draw: draw, digest: hash("pool"), count: 3, min: 1, max: 3, voids: 0,
                    beacon: PoolFreeze.Beacon(chain: "52db9ba70e0c", round: 1000, notBefore: time(97))))),
        entry(
            97, official,
            .drawStarted(
                DrawStart(
                    draw: draw, prize: prize, method: .verifiable, officials: [official],
                    software: DrawStart.Software(id: "urna 1.0.0", aggregate: hash("manifest"))))),
        entry(
            97, .system,
            .drawn(
                DrawnNumber(
                    draw: draw, prize: prize, attempt: 1, number: 2, ticket: ticket, words: [DrawWord(word: 7, isAccepted: true)],
                    index: 1, poolSize: 3))),
        entry(97, official, .entered(EnteredNumber(draw: draw, prize: prize, attempt: 1, number: 7, verdict: .void))),
        entry(
            99, .system,
            .drawRevealed(
                DrawReveal(
                    draw: draw, secret: [UInt8](repeating: 7, count: 32), chain: "52db9ba70e0c", round: 1000, signature: [1, 2, 3],
                    randomness: hash("beacon"), seed: hash("seed")))),
        entry(98, official, .verified(WinnerVerification(prize: prize, number: 2, ticket: ticket))),
        entry(
            100, manager,
            .claimed(
                Claim(prize: prize, ticket: ticket, amount: 500, claimant: "Winner 1", paidBy: "cheque 1001", documents: []))),
        entry(101, manager, .claimRefused(ClaimRefusal(verdict: .alreadyClaimed, ticket: ticket))),
        entry(
            30, manager, .altered(Alteration(element: .collected(rsu), before: "", after: "1000", reason: "Counted at the desk"))),
        entry(31, seller, .refused(RefusedAction(action: "activate", code: .forbidden, detail: "activate"))),
        entry(32, UserID(rsu), .event(must(SignificantEvent(code: "CLOCK_STEP", data: .object([("seconds", .integer(-1800))])))), unit),
        entry(200, manager, .settled(Settlement())),
    ]

    static func json(_ typeName: String) -> JSONValue {
        guard let entry = entries.first(where: { $0.typeName == typeName }) else {
            preconditionFailure("every type of entry has an example")
        }
        return must(try? JSONValue.parse(entry.encoded()))
    }

    private static let rsu = must(RSUID("RSU-A"))
    private static let unit = ComponentID(rsu)
    private static let admin = must(UserID("admin1"))
    private static let manager = must(UserID("mgr1"))
    private static let seller = must(UserID("op7"))
    private static let official = must(UserID("official1"))
    private static let ticket = must(TicketID(rsu: rsu, sequence: 1))
    private static let prize = must(PrizeID("main"))
    private static let draw = must(DrawID("D-1"))

    private static let upload = SaleUpload(
        rsu: rsu, sequence: 1, sale: must(SaleID("0b0e7c6e-5f1a-4d6c-9f4f-2f3f1f0e9a10")), numbers: [1, 2, 3],
        package: must(PackageID("P2")), price: 1000, payment: Payment(method: .cash), operator: seller, soldAt: time(5),
        offline: false, commitment: hash("validation"))

    private static let statement = UnitStatement(
        raffle: must(RaffleID("winter-50-50")), rsu: rsu, sales: [(sequence: UInt64(1), digest: upload.digest)])

    private static let reconciliation: Reconciliation = {
        let totals = must(AccountTotals(values: [300, 3, 0, 1, 0, 1000, 0]))
        let table = ReconciliationTable(
            numbers: 1000, unallocated: 700, total: totals, units: [.init(rsu: rsu, agrees: true, totals: totals)], override: nil)
        return table.statement
    }()

    private static let definition: RaffleDefinition = {
        let text = """
            {"title":"Winter 50/50","organisation":{"name":"Rivertown Youth Hockey","licence":"L-1234"},"location":"Rivertown Arena",
            "currency":"USD","numbers":{"first":1,"last":1000},"packages":[{"id":"P2","title":"3 numbers","numbers":3,"price":1000}],
            "prizes":[{"id":"main","title":"50/50","rule":{"kind":"percentage","of":"net","basisPoints":5000}}]}
            """
        return must(try? RaffleDefinition.parse(JSONValue.parse(Array(text.utf8))))
    }()

    private static func entry(_ minute: Int64, _ by: UserID, _ body: RaffleEntry.Body, _ component: ComponentID = .server) -> RaffleEntry {
        RaffleEntry(at: time(minute), by: by, component: component, body)
    }

    private static func time(_ minute: Int64) -> Instant { Instant(milliseconds: 1_768_500_000_000 + minute * 60_000) }

    private static func hash(_ text: String) -> Hash { Hash.sha256(Array(text.utf8)) }

    private static func must<Value>(_ value: Value?) -> Value {
        guard let value else { preconditionFailure("an example is not valid") }
        return value
    }
}
