import Ledger
import Testing

@testable import Raffles

@Suite("Decisions")
struct DecisionTests {
    // MARK: - The closing boundary

    @Test("closed at 20:30:00 means that a sale of 20:29:59 counts and one of 20:30:00 does not")
    func boundary() throws {
        var scene = try RecordScene()
        let late = scene.sell(RecordScene.b, "P1", at: time("2026-01-15T20:29:58.000Z"), offline: true)
        scene.now = time("2026-01-15T20:29:59.500Z")
        let good = scene.upload([scene.sell(RecordScene.a, "P1", at: time("2026-01-15T20:29:59.000Z"))])
        #expect(good[0].receipt != nil)
        #expect(scene.record.state == .active)
        scene.now = time("2026-01-15T20:30:01.000Z")
        for at in ["2026-01-15T20:30:00.000Z", "2026-01-15T20:30:01.000Z"] {
            let outcomes = scene.upload([scene.sell(RecordScene.a, "P1", at: time(at))])
            guard case .refused(let refusal) = outcomes[0] else {
                Issue.record("a sale of \(at) was taken")
                continue
            }
            #expect(refusal.code == .soldAfterClose)
        }
        #expect(scene.record.closing?.cause == .time)
        #expect(scene.record.closing?.closedAt == time("2026-01-15T20:30:00.000Z"))
        scene.now = time("2026-01-15T20:41:00.000Z")
        #expect(scene.upload([late])[0].receipt != nil)
        let ticket = try #require(scene.record.ticket(TicketID("RSU-B-1")!))
        #expect(ticket.late && ticket.offline)
        let straggler = scene.sell(RecordScene.k, "P1", at: time("2026-01-15T20:00:00.000Z"), offline: true)
        scene.closeUnits()
        #expect(scene.perform(.lease(rsu: RecordScene.a, operator: UserID("op7")!, count: 5), .system).refusal?.code == .wrongState)
        guard case .refused(let closed) = scene.upload([straggler])[0] else {
            Issue.record("a closed unit sold")
            return
        }
        #expect(closed.code == .unitClosed)
        scene.perform(.reconcile(override: nil), RecordScene.manager)
        guard case .refused(let reconciled) = scene.upload([straggler])[0] else {
            Issue.record("a sale came after reconciliation")
            return
        }
        #expect(reconciled.code == .tooLate)
        #expect(try RecordView(scene.replayed()) == RecordView(scene.record))
    }

    @Test("a prize that reaches its stopping cap closes the sales with the sale that reaches it")
    func cap() throws {
        var scene = try RecordScene(RecordScene.definition(cap: #","cap":2000,"capBehaviour":"stop""#))
        let sales = ["P3", "P3", "P1"].map { scene.sell(RecordScene.a, $0) }
        let outcomes = scene.upload(sales)
        #expect(outcomes[1].receipt != nil)
        #expect(outcomes[2].receipt == nil)
        #expect(scene.record.closing?.cause == .cap)
        #expect(scene.record.totals.gross == 4000)
    }

    // MARK: - The gate before a draw

    @Test("a draw is refused until closed, uploaded, reconciled and acknowledged, each with its own reason", arguments: [false, true])
    func gate(isManual: Bool) throws {
        var scene = try RecordScene.event(RecordScene.definition(mode: isManual ? "manual" : "certified-rng"))
        func attempt(_ scene: inout RecordScene) -> Refusal? {
            let enter = RaffleCommand.enterNumber(
                draw: RecordScene.draw, prize: RecordScene.main, number: 1, again: 1, RecordScene.conditions)
            let start = isManual ? enter : scene.start(.certifiedRNG)
            let refusal = scene.perform(start, RecordScene.official).refusal
            #expect(scene.freeze().refusal?.code == refusal?.code)
            return refusal
        }
        #expect(attempt(&scene)?.code == .notClosed)
        scene.perform(.close, RecordScene.manager)
        scene.closeUnits([RecordScene.a, RecordScene.k])
        #expect(attempt(&scene)?.code == .rsuNotUploaded)
        #expect(attempt(&scene)?.detail == "RSU-B")
        #expect(scene.perform(.reconcile(override: nil), RecordScene.manager).refusal?.code == .rsuNotUploaded)
        scene.closeUnits([RecordScene.b])
        #expect(attempt(&scene)?.code == .notReconciled)
        #expect(scene.perform(.reconcile(override: nil), RecordScene.manager).refusal == nil)
        #expect(attempt(&scene)?.code == .notAcknowledged)
        #expect(scene.perform(.acknowledge(note: nil), RecordScene.seller).refusal?.code == .forbidden)
        #expect(scene.perform(.acknowledge(note: nil), RecordScene.manager).refusal == nil)
        let late = RaffleCommand.void(ticket: TicketID("RSU-K-1")!, reason: .customer, note: nil, refund: nil)
        #expect(scene.perform(late, RecordScene.manager).refusal?.code == .voidAfterAcknowledgement)
        #expect(scene.freeze().refusal == nil)
        let unverified = DrawConditions(isSoftwareVerified: false)
        let remote = DrawConditions(isSoftwareVerified: true, remoteSessions: [UserID("support1")!])
        guard case .startDraw(let start, _) = scene.start(isManual ? .manual : .certifiedRNG) else { return }
        #expect(scene.perform(.startDraw(start, unverified), RecordScene.official).refusal?.code == .softwareNotVerified)
        #expect(scene.perform(.startDraw(start, remote), RecordScene.official).refusal?.code == .remoteSession)
        #expect(scene.perform(.startDraw(start, RecordScene.conditions), RecordScene.seller).refusal?.code == .forbidden)
        #expect(scene.perform(.startDraw(start, RecordScene.conditions), RecordScene.official).refusal == nil)
        let acknowledged = try #require(scene.record.acknowledgement)
        #expect(acknowledged.index < (scene.record.prizes[0].start?.index ?? 0))
        #expect(acknowledged.by == RecordScene.manager.user)
    }

    @Test("no number in play is told apart from everything else")
    func emptyPool() throws {
        var scene = try RecordScene()
        scene.perform(.close, RecordScene.manager)
        scene.closeUnits()
        scene.perform(.reconcile(override: nil), RecordScene.manager)
        scene.perform(.acknowledge(note: nil), RecordScene.manager)
        #expect(scene.freeze().refusal?.code == .poolEmpty)
        #expect(scene.perform(.settle, RecordScene.manager).refusal == nil)
    }

    // MARK: - Winners

    @Test("a manual draw tells void, unsold and unknown numbers, keeps the attempts, and pays once")
    func manual() throws {
        var scene = try RecordScene.acknowledged(RecordScene.definition(mode: "manual"))
        #expect(scene.freeze().refusal == nil)
        #expect(scene.perform(scene.start(.manual), RecordScene.official).refusal == nil)
        func enter(_ number: UInt32, again: UInt32? = nil) -> RaffleDecision {
            scene.perform(
                .enterNumber(
                    draw: RecordScene.draw, prize: RecordScene.main, number: number, again: again ?? number, RecordScene.conditions),
                RecordScene.official)
        }
        func verdict(_ decision: RaffleDecision) -> EnteredNumber.Verdict? {
            if case .entered(let verdict)? = decision.outcome { verdict } else { nil }
        }
        #expect(enter(1, again: 2).refusal?.code == .numberMismatch)
        // A-8 has the numbers 14 to 23: four of P1, three of P2, then the first P3.
        #expect(verdict(enter(14)) == .void)
        #expect(verdict(enter(999)) == .unsold)
        #expect(verdict(enter(1001)) == .unknown)
        #expect(scene.perform(.present(scene.presented("RSU-A-1")), RecordScene.manager).outcome.map(verdictOf) == .validNotWinner)
        #expect(verdict(enter(1)) == .valid)
        #expect(scene.perform(.present(scene.presented("RSU-A-1")), RecordScene.manager).outcome.map(verdictOf) == .notOfficial)
        #expect(scene.record.prizes[0].attempts.map(\.verdict) == [.void, .unsold, .unknown, .valid])
        #expect(scene.record.prizes[0].attempts.map(\.attempt) == [1, 2, 3, 3])
        #expect(enter(2).refusal?.code == .alreadyDrawn)
        #expect(scene.record.prizes[0].official == nil)
        #expect(
            scene.perform(.verifyWinner(prize: RecordScene.main, number: 2), RecordScene.official).refusal?.code == .numberMismatch)
        #expect(scene.perform(.verifyWinner(prize: RecordScene.main, number: 1), RecordScene.official).refusal == nil)
        func claim(_ presented: PresentedTicket) -> TicketVerdict? {
            let command = RaffleCommand.claim(prize: RecordScene.main, presented, claimant: "Winner", paidBy: "cash", documents: [])
            switch scene.perform(command, RecordScene.manager).outcome {
            case .claimed(let claim): return claim.amount == 8500 ? .validWinner : nil
            case .ticket(let answer): return answer.verdict
            default: return nil
            }
        }
        #expect(claim(scene.presented("RSU-A-1", validationOf: "RSU-A-2")) == .validationMismatch)
        #expect(claim(scene.presented("RSU-A-2")) == .validNotWinner)
        #expect(claim(scene.presented("RSU-A-8")) == .void)
        #expect(claim(scene.presented("RSU-A-1", raffle: RaffleID("other")!)) == .wrongEvent)
        #expect(claim(scene.presented("RSU-A-10")) == .unknownNumber)
        #expect(claim(scene.presented("RSU-A-1")) == .validWinner)
        #expect(claim(scene.presented("RSU-A-1")) == .alreadyClaimed)
        #expect(scene.record.exceptions.filter { $0.kind == "claim-refused" }.count == 6)
        #expect(try RecordView(scene.replayed()) == RecordView(scene.record))
    }

    @Test("a prize that nobody claimed in time may be drawn again where the policies say so, and that is an exception")
    func redraw() throws {
        let policies = #""unattendedSales":true,"redrawUnclaimed":true,"claimDays":1"#
        var scene = try RecordScene.acknowledged(RecordScene.definition(mode: "manual", policies: policies))
        #expect(scene.freeze().refusal == nil)
        #expect(scene.perform(scene.start(.manual), RecordScene.official).refusal == nil)
        let enter = RaffleCommand.enterNumber(
            draw: RecordScene.draw, prize: RecordScene.main, number: 1, again: 1, RecordScene.conditions)
        #expect(scene.perform(enter, RecordScene.official).refusal == nil)
        #expect(scene.perform(.verifyWinner(prize: RecordScene.main, number: 1), RecordScene.official).refusal == nil)
        #expect(scene.perform(scene.start(.manual), RecordScene.official).refusal?.code == .alreadyDrawn)
        scene.now = scene.now.adding(seconds: 2 * 86_400)
        let size = scene.record.size
        #expect(scene.perform(scene.start(.manual), RecordScene.official).refusal == nil)
        let last = try #require(scene.record.exceptions.last)
        #expect((last.index, last.kind) == (size, "draw-started"))
        #expect(last.detail == "main is drawn again: nobody claimed it with 1")
        #expect(scene.record.prizes[0].forfeited.map(\.number) == [1])
        #expect(try RecordView(scene.replayed()) == RecordView(scene.record))
    }

    private func verdictOf(_ outcome: RaffleOutcome) -> TicketVerdict? {
        if case .ticket(let answer) = outcome { answer.verdict } else { nil }
    }

    // MARK: - Exactly once

    @Test("an upload repeated, reordered or replayed is one ticket with one receipt; another content is a conflict")
    func exactlyOnce() throws {
        var scene = try RecordScene()
        let sales = (0..<5).map { _ in scene.sell(RecordScene.a, "P1", offline: true) }
        let first = scene.upload(Array(sales.reversed()) + [sales[2]])
        let receipts = first.prefix(5).reversed().map(\.receipt)
        #expect(receipts.allSatisfy { $0 != nil })
        #expect(first[5] == .repeated(try #require(receipts[2])))
        let size = scene.ledger.count
        for _ in 0..<2 { #expect(scene.upload(sales).map(\.receipt) == receipts) }
        #expect(scene.ledger.count == size)
        #expect(scene.record.totals.tickets == 5)
        #expect(scene.record.totals.gross == 2500)
        var forged = sales[2]
        forged.price = 400
        for _ in 0..<2 { #expect(scene.upload([forged]) == [.conflict(stored: try #require(receipts[2]), .sequence)]) }
        #expect(scene.ledger.count == size + 1, "a conflict is logged once")
        var renumbered = sales[3]
        renumbered.sequence = 77
        #expect(scene.upload([renumbered]) == [.conflict(stored: try #require(receipts[3]), .sale)])
        renumbered.sale = SaleID(bytes: [UInt8](repeating: 3, count: 16))!
        #expect(scene.upload([renumbered]) == [.conflict(stored: try #require(receipts[3]), .number)])
        #expect(scene.record.totals.gross == 2500)
        #expect(scene.upload(sales, as: RecordScene.b).allSatisfy { $0.receipt == nil }, "another unit's session")
        #expect(try RecordView(scene.replayed()) == RecordView(scene.record))
    }

    @Test("a corrupt unit's money is in the log, its export recovers its sales, and without that an override is asked")
    func corruption() throws {
        var scene = try RecordScene()
        let sales = (0..<5).map { _ in scene.sell(RecordScene.a, "P1", offline: true) }
        scene.upload(Array(sales.prefix(2)))
        scene.now = scene.now.adding(seconds: 60)
        scene.perform(.close, RecordScene.manager)
        scene.closeUnits([RecordScene.b, RecordScene.k])
        let mark = RaffleCommand.markCorrupt(rsu: RecordScene.a, collected: 2500, reason: "Journal damaged")
        #expect(scene.perform(mark, RecordScene.manager).refusal == nil)
        #expect(scene.record.accounts[0].corruption?.value.collected == 2500)
        #expect(scene.upload([sales[2]])[0].receipt == nil)
        #expect(scene.perform(.reconcile(override: nil), RecordScene.manager).refusal?.code == .overrideMissing)
        var forged = sales
        forged[0].price = 1
        #expect(scene.perform(.recover(rsu: RecordScene.a, sales: forged), RecordScene.manager).refusal?.code == .conflict)
        #expect(scene.record.totals.tickets == 2)
        #expect(scene.perform(.recover(rsu: RecordScene.a, sales: sales), RecordScene.manager).refusal == nil)
        #expect(scene.record.totals.tickets == 5)
        #expect(scene.perform(.reconcile(override: nil), RecordScene.manager).refusal == nil)
        #expect(try RecordView(scene.replayed()) == RecordView(scene.record))
    }

    // MARK: - Rules of configuration, voids and supervision

    @Test("what may not be is refused with its own word, logged, and changes nothing")
    func refusals() throws {
        var scene = try RecordScene.event()
        let digest = scene.record.definition?.digest
        let void = RaffleCommand.void(ticket: TicketID("RSU-A-1")!, reason: .customer, note: nil, refund: nil)
        let cases: [(RaffleCommand, RaffleActor, Refusal.Code)] = [
            (.changeDefinition(field: "packages[0].price", value: "400"), RecordScene.admin, .locked),
            (.changeDefinition(field: "packages[0].price", value: "400"), RecordScene.seller, .forbidden),
            (
                .alter(element: .salesCloseAt, before: "2026-01-15T20:30:00.000Z", after: "2026-01-15T21:30:00.000Z", reason: "x"),
                RecordScene.admin, .locked
            ),
            (.alter(element: .collected(RecordScene.a), before: "1", after: "2", reason: "x"), RecordScene.manager, .beforeChanged),
            (void, RecordScene.seller, .forbidden),
            (.reprintCounterfoil(number: 1), RecordScene.seller, .forbidden),
            (.void(ticket: TicketID("RSU-A-8")!, reason: .other, note: nil, refund: nil), RecordScene.manager, .ticketVoid),
            (.void(ticket: TicketID("RSU-A-1")!, reason: .other, note: nil, refund: 501), RecordScene.manager, .refundTooHigh),
            (.void(ticket: TicketID("RSU-A-99")!, reason: .other, note: nil, refund: nil), RecordScene.manager, .unknownTicket),
            (
                .closeUnit(rsu: RecordScene.a, statement: UnitStatement(sales: 9, digest: Hash.sha256([]))), RecordScene.manager,
                .statementMismatch
            ),
            (.activate, RecordScene.manager, .wrongState),
            (.suspend(reason: ""), RecordScene.manager, .invalid),
            (.suspend(reason: String(repeating: "x", count: 100_000)), RecordScene.manager, .invalid),
            (.unvoid(ticket: TicketID("RSU-A-8")!, note: "a\u{202E}b"), RecordScene.manager, .invalid),
            (.markCorrupt(rsu: RecordScene.a, collected: .max, reason: "x"), RecordScene.manager, .invalid),
        ]
        for (command, actor, code) in cases {
            let before = RecordView(scene.record)
            let decision = scene.perform(command, actor)
            #expect(decision.refusal?.code == code)
            #expect(decision.entries.map(\.typeName) == ["refused"])
            #expect(scene.record.exceptions.last?.kind == "refused/\(code.rawValue)")
            #expect(RecordView(scene.record).tickets == before.tickets)
            #expect(RecordView(scene.record).accounts == before.accounts)
        }
        #expect(scene.record.definition?.digest == digest)
        let alter = RaffleCommand.alter(element: .collected(RecordScene.a), before: "", after: "7000", reason: "Counted")
        #expect(scene.perform(alter, RecordScene.manager).refusal == nil)
        #expect(scene.record.accounts[0].collected == 7000)
        #expect(try RecordView(scene.replayed()) == RecordView(scene.record))
    }

    @Test("an incomplete export is taken only as that: the unit does not agree, what lacks is told, and reconciling takes an override")
    func incompleteRecovery() throws {
        var scene = try RecordScene()
        let sales = (0..<6).map { _ in scene.sell(RecordScene.a, "P1", offline: true) }
        scene.upload(Array(sales.prefix(1)))
        scene.now = scene.now.adding(seconds: 60)
        scene.perform(.close, RecordScene.manager)
        scene.closeUnits([RecordScene.b, RecordScene.k])
        scene.perform(.markCorrupt(rsu: RecordScene.a, collected: 3000, reason: "Journal damaged"), RecordScene.manager)
        // The third and fourth cannot be read; the unit says that it took 3000.
        let readable = [sales[0], sales[1], sales[4], sales[5]]
        let export = IncompleteExport(reason: "the rest is burnt", collected: 3000)
        let recover = RaffleCommand.recover(rsu: RecordScene.a, sales: readable, incomplete: export)
        #expect(scene.perform(recover, RecordScene.seller).refusal?.code == .forbidden)
        #expect(scene.perform(recover, RecordScene.manager).refusal == nil)
        let account = scene.record.accounts[0]
        #expect(account.state == .incomplete && account.totals.tickets == 4)
        #expect(account.shortfall == UnitRecovery.Shortfall(missing: 2, unaccounted: 1000, reason: "the rest is burnt"))
        #expect(scene.record.exceptions.last?.detail.contains("2 sales missing") == true)
        #expect(scene.upload([sales[2]])[0].receipt == nil, "the unit itself is not believed")
        #expect(try RecordView(scene.replayed()) == RecordView(scene.record))
        var whole = scene
        #expect(scene.perform(.reconcile(override: nil), RecordScene.manager).refusal?.code == .overrideMissing)
        guard case .reconciled(let table) = scene.perform(.reconcile(override: "accepted"), RecordScene.manager).outcome else {
            Issue.record("not reconciled with an override")
            return
        }
        #expect(table.units.map(\.agrees) == [false, true, true] && table.override == "accepted")
        #expect(try RecordView(scene.replayed()) == RecordView(scene.record))
        // A whole export, found later, makes it good.
        #expect(whole.perform(.recover(rsu: RecordScene.a, sales: sales), RecordScene.manager).refusal == nil)
        #expect(whole.record.accounts[0].state == .recovered && whole.record.accounts[0].shortfall == nil)
        #expect(whole.perform(.reconcile(override: nil), RecordScene.manager).refusal == nil)
        #expect(try RecordView(whole.replayed()) == RecordView(whole.record))
    }

    @Test("a seller prints again what they sold until the first draw starts; a manager anything at any time")
    func reprints() throws {
        var scene = try RecordScene.event()
        let reprint = RaffleCommand.reprintTicket(TicketID("RSU-A-1")!)
        let other = RaffleActor(user: UserID("op8")!, duties: [.operator])
        let atUnit = RaffleActor(user: UserID("op8")!, duties: [.operator], component: ComponentID(RecordScene.a))
        #expect(scene.perform(reprint, RecordScene.seller).refusal == nil)
        #expect(scene.perform(reprint, other).refusal?.code == .forbidden)
        #expect(scene.perform(.reprintTicket(TicketID("RSU-A-99")!), other).refusal?.code == .unknownTicket)
        #expect(scene.perform(reprint, atUnit).refusal == nil)
        let unit = RaffleActor(unit: RecordScene.a)
        #expect(scene.perform(.reprintTicket(TicketID("RSU-A-2")!), unit).refusal == nil)
        #expect(scene.perform(reprint, RaffleActor(unit: RecordScene.b)).refusal?.code == .forbidden)
        scene.perform(.close, RecordScene.manager)
        scene.closeUnits()
        scene.perform(.reconcile(override: nil), RecordScene.manager)
        scene.perform(.acknowledge(note: nil), RecordScene.manager)
        #expect(scene.freeze().refusal == nil)
        #expect(scene.perform(reprint, RecordScene.seller).refusal == nil)
        #expect(scene.perform(scene.start(.certifiedRNG), RecordScene.official).refusal == nil)
        #expect(scene.perform(reprint, RecordScene.seller).refusal?.code == .forbidden)
        #expect(scene.perform(reprint, atUnit).refusal?.code == .forbidden)
        #expect(scene.perform(.reprintTicket(TicketID("RSU-A-2")!), unit).refusal?.code == .forbidden)
        #expect(scene.perform(reprint, RecordScene.manager).refusal == nil)
        #expect(scene.record.ticket(TicketID("RSU-A-1")!)?.reprints == 4)
        #expect(try RecordView(scene.replayed()) == RecordView(scene.record))
    }

    @Test("a void after reconciliation undoes it, and voids can be taken back only before")
    func voidWindow() throws {
        var scene = try RecordScene.event()
        let mark = RaffleCommand.mark(ticket: TicketID("RSU-A-1")!, reason: .misprint, note: nil)
        #expect(scene.perform(mark, RecordScene.seller).refusal == nil)
        scene.perform(.close, RecordScene.manager)
        scene.closeUnits()
        #expect(scene.perform(.reconcile(override: nil), RecordScene.manager).refusal?.code == .ticketMarked)
        #expect(scene.perform(.unmark(ticket: TicketID("RSU-A-1")!), RecordScene.seller).refusal == nil)
        #expect(scene.perform(.unvoid(ticket: TicketID("RSU-A-8")!, note: "Wrong"), RecordScene.manager).refusal == nil)
        #expect(scene.record.totals.refunds == 1000)
        #expect(scene.perform(.reconcile(override: nil), RecordScene.manager).refusal == nil)
        let unvoid = RaffleCommand.unvoid(ticket: TicketID("RSU-B-2")!, note: "Wrong")
        #expect(scene.perform(unvoid, RecordScene.manager).refusal?.code == .unvoidAfterReconciliation)
        let void = RaffleCommand.void(ticket: TicketID("RSU-A-8")!, reason: .misprint, note: nil, refund: nil)
        #expect(scene.perform(void, RecordScene.manager).refusal == nil)
        #expect(scene.record.state == .closed)
        #expect(scene.perform(.acknowledge(note: nil), RecordScene.manager).refusal?.code == .notReconciled)
    }
}
