import Draws
import Ledger
import Testing

@testable import Raffles

@Suite("Each refusal at draws and claims has its own word")
struct DrawRefusalTests {
    @Test("a draw that may not be is refused with its own word", arguments: drawCases)
    func draws(_ refusal: RefusalCase) throws { #expect(try refusal.attempt()?.code == refusal.code) }

    @Test("a claim that may not be is refused with its own word", arguments: claimCases)
    func claims(_ refusal: RefusalCase) throws { #expect(try refusal.attempt()?.code == refusal.code) }

    @Test("two officials are enough where two are asked for, and a prize is paid with documents where they are")
    func control() throws {
        var scene = try RecordScene.acknowledged(Self.twoPersons())
        #expect(scene.freeze().refusal == nil)
        #expect(scene.perform(Self.start(["official1", "official2"]), RecordScene.official).refusal == nil)
        var won = try Self.won()
        #expect(won.perform(Self.claim(won, documents: ["passport"]), RecordScene.manager).refusal == nil)
    }

    // MARK: - Draws

    private static let drawCases: [RefusalCase] = [
        RefusalCase(.notCommitted, "a beacon for a draw without a secret") {
            var scene = try RecordScene.acknowledged(RecordScene.definition(mode: "verifiable"))
            let (chain, late) = (BeaconChain.quicknet, scene.now.adding(seconds: 60))
            let round = chain.firstRound(notBeforeSeconds: late.milliseconds / 1000)
            return scene.freeze(PoolFreeze.Beacon(chain: chain.hash, round: round, notBefore: late)).refusal
        },
        RefusalCase(.alreadyCommitted, "another secret for the same draw") {
            var scene = try RecordScene(RecordScene.definition(mode: "verifiable"))
            let first = scene.perform(.commit(draw: RecordScene.draw, value: Hash.sha256([1])), RecordScene.official)
            guard first.refusal == nil else { return nil }
            return scene.perform(.commit(draw: RecordScene.draw, value: Hash.sha256([2])), RecordScene.official).refusal
        },
        RefusalCase(.alreadyCommitted, "a secret that no pool is left for") {
            var scene = try RecordScene(RecordScene.definition(mode: "verifiable"))
            let first = scene.perform(.commit(draw: RecordScene.draw, value: Hash.sha256([1])), RecordScene.official)
            guard first.refusal == nil else { return nil }
            return scene.perform(.commit(draw: known(DrawID("D-2")), value: Hash.sha256([2])), RecordScene.official).refusal
        },
        RefusalCase(.alreadyFrozen, "the same pool twice") {
            var scene = try RecordScene.acknowledged()
            guard scene.freeze().refusal == nil else { return nil }
            return scene.freeze().refusal
        },
        RefusalCase(.unknownPrize, "a pool for a prize that is none") {
            var scene = try RecordScene.acknowledged()
            let freeze = RaffleCommand.freeze(
                draw: RecordScene.draw, prize: known(PrizeID("none")), beacon: nil, RecordScene.conditions)
            return scene.perform(freeze, RecordScene.official).refusal
        },
        RefusalCase(.notThisPrize, "the second prize before the first") {
            var scene = try RecordScene.acknowledged(twoPrizes())
            guard scene.freeze().refusal == nil else { return nil }
            return scene.perform(start(["official1"]), RecordScene.official).refusal
        },
        RefusalCase(.unknownDraw, "a number of a draw that is none") {
            var scene = try RecordScene.acknowledged(RecordScene.definition(mode: "manual"))
            return scene.perform(enter(draw: known(DrawID("D-9"))), RecordScene.official).refusal
        },
        RefusalCase(.notDrawn, "making official what was not drawn") {
            var scene = try RecordScene.acknowledged()
            return scene.perform(.verifyWinner(prize: RecordScene.main, number: 1), RecordScene.official).refusal
        },
        RefusalCase(.tooFewOfficials, "one official where two are asked for") {
            var scene = try RecordScene.acknowledged(twoPersons())
            guard scene.freeze().refusal == nil else { return nil }
            return scene.perform(start(["official1"]), RecordScene.official).refusal
        },
        RefusalCase(.invalid, "one official twice where two are asked for") {
            var scene = try RecordScene.acknowledged(twoPersons())
            guard scene.freeze().refusal == nil else { return nil }
            return scene.perform(start(["official1", "official1"]), RecordScene.official).refusal
        },
        RefusalCase(.wrongSelection, "a number that is not sold") { try drawn(number: 999, index: 0) },
        RefusalCase(.wrongSelection, "a number that the generator's words do not give") { try drawn(number: 2, index: 0) },
        RefusalCase(.wrongSelection, "an index that the generator's words do not give") { try drawn(number: 2, index: 1) },
    ]

    /// The generator's word 0 gives the index 0, where number 1 is.
    private static func drawn(number: UInt32, index: Int) throws -> Refusal? {
        var scene = try RecordScene.acknowledged()
        guard scene.freeze().refusal == nil, scene.perform(start(["official1"]), RecordScene.official).refusal == nil else { return nil }
        func record(_ number: UInt32, _ index: Int) -> RaffleCommand {
            .recordDrawn(
                draw: RecordScene.draw, prize: RecordScene.main, words: [DrawWord(word: 0, isAccepted: true)], index: index,
                number: number, poolSize: 65)
        }
        let refusal = scene.perform(record(number, index), .system).refusal
        #expect(scene.perform(record(1, 0), .system).refusal == nil, "the right number")
        return refusal
    }

    private static func start(_ officials: [String]) -> RaffleCommand {
        .startDraw(
            DrawStart(
                draw: RecordScene.draw, prize: RecordScene.main, method: .certifiedRNG, officials: officials.map { known(UserID($0)) },
                software: .init(id: "urna 1", aggregate: Hash.sha256([1]))), RecordScene.conditions)
    }

    private static func enter(draw: DrawID = RecordScene.draw, prize: PrizeID = RecordScene.main) -> RaffleCommand {
        .enterNumber(draw: draw, prize: prize, number: 1, again: 1, RecordScene.conditions)
    }

    private static func twoPersons() throws -> RaffleDefinition {
        try RecordScene.definition(policies: #""unattendedSales":true,"twoPersonDraw":true"#)
    }

    private static func twoPrizes(_ definition: RaffleDefinition? = nil) throws -> RaffleDefinition {
        let first = #"{"id":"first","title":"First","rule":{"kind":"fixed","amount":100}}"#
        return try RefusalTests.edited(#""prizes":[{"#, #""prizes":[\#(first),{"#, definition)
    }

    // MARK: - Claims

    private static let claimCases: [RefusalCase] = [
        RefusalCase(.documentsMissing, "a large prize without documents") {
            var scene = try won()
            return scene.perform(claim(scene, documents: []), RecordScene.manager).refusal
        },
        RefusalCase(.prizesOpen, "the end of a raffle with a prize to be claimed") {
            var scene = try won()
            return scene.perform(.settle, RecordScene.manager).refusal
        },
        RefusalCase(.notWinner, "a ticket that has won another prize") {
            let first = known(PrizeID("first"))
            var scene = try RecordScene.acknowledged(twoPrizes(RecordScene.definition(mode: "manual")))
            let freeze = RaffleCommand.freeze(draw: RecordScene.draw, prize: first, beacon: nil, RecordScene.conditions)
            let start = DrawStart(
                draw: RecordScene.draw, prize: first, method: .manual, officials: [RecordScene.official.user],
                software: .init(id: "urna 1", aggregate: Hash.sha256([1])))
            for command in [
                freeze, .startDraw(start, RecordScene.conditions), enter(prize: first), .verifyWinner(prize: first, number: 1),
            ] {
                guard scene.perform(command, RecordScene.official).refusal == nil else { return nil }
            }
            return scene.perform(claim(scene, documents: []), RecordScene.manager).refusal
        },
    ]

    /// Number 1, ticket RSU-A-1, has won 8,500; above 1,000 documents are asked for.
    private static func won() throws -> RecordScene {
        let policies = #""unattendedSales":true,"documentsAbove":1000"#
        var scene = try RecordScene.acknowledged(RecordScene.definition(mode: "manual", policies: policies))
        for command in [scene.start(.manual), enter(), .verifyWinner(prize: RecordScene.main, number: 1)] {
            if case .startDraw = command { scene.freeze() }
            #expect(scene.perform(command, RecordScene.official).refusal == nil)
        }
        return scene
    }

    private static func claim(_ scene: RecordScene, documents: [String]) -> RaffleCommand {
        .claim(prize: RecordScene.main, scene.presented("RSU-A-1"), claimant: "Winner", paidBy: "cash", documents: documents)
    }
}
