import Draws
import Ledger
import Testing

@testable import Raffles

@Suite("The known-answer event")
struct RecordEventTests {
    @Test("17 tickets give 20,000 gross, 3,000 refunds, 65 numbers in play and a prize of 8,500")
    func numbers() throws {
        let scene = try RecordScene.event()
        let record = scene.record
        #expect(record.totals.tickets == 17)
        #expect(record.totals.sold == 78)
        #expect(record.totals.gross == 20000)
        #expect(record.totals.refunds == 3000)
        #expect(record.totals.net == 17000)
        #expect(record.totals.void == 13)
        #expect(record.totals.voidTickets == 2)
        #expect(record.totals.validTickets == 15)
        #expect(record.totals.inPlay == 65)
        #expect(record.totals.unsold == 822)
        #expect(record.unallocated == 100)
        #expect(record.totals.inPlay + record.totals.void + record.totals.unsold + record.unallocated == 1000)
        #expect(record.prizeTable?.amount(of: RecordScene.main) == 8500)
        #expect(record.numbersInPlay().count == 65)
        let nets = record.accounts.map { [$0.totals.net, Int64($0.totals.inPlay)] }
        #expect(nets == [[7000, 23], [6000, 22], [4000, 20]])
        #expect(record.accounts.map(\.totals.gross) == [9000, 7000, 4000])
        #expect(record.accounts.map(\.misprints) == [1, 0, 0])
        #expect(record.exceptions.filter { $0.kind == "void" }.count == 2)
    }

    @Test("a fold from the bytes equals the live one, from first entry to last, with the generator's draw")
    func course() throws {
        var scene = try RecordScene.acknowledged()
        #expect(scene.freeze().refusal == nil)
        #expect(scene.perform(scene.start(.certifiedRNG), RecordScene.official).refusal == nil)
        var pool = try #require(scene.record.draws[RecordScene.draw]?.pool)
        var words = SeededWords(try HMACDRBG(entropy: [UInt8](repeating: 1, count: 32), nonce: [UInt8](repeating: 2, count: 16)))
        let selection = try pool.draw(.without, from: &words)
        let drawn = RaffleCommand.recordDrawn(
            draw: RecordScene.draw, prize: RecordScene.main,
            words: selection.words.map { DrawWord(word: $0.word, isAccepted: $0.isAccepted) }, index: selection.index,
            number: selection.number, poolSize: selection.poolSize)
        #expect(scene.perform(drawn, .system).refusal == nil)
        #expect(scene.perform(drawn, .system).refusal?.code == .alreadyDrawn)
        #expect(scene.perform(scene.start(.certifiedRNG), RecordScene.official).refusal?.code == .alreadyDrawn)
        #expect(
            scene.perform(.verifyWinner(prize: RecordScene.main, number: selection.number), RecordScene.official).refusal == nil)
        let winner = try #require(scene.record.ticket(withNumber: selection.number)).id.text
        let claim = RaffleCommand.claim(
            prize: RecordScene.main, scene.presented(winner), claimant: "Winner 1", paidBy: "cheque", documents: [])
        guard case .claimed(let paid)? = scene.perform(claim, RecordScene.manager).outcome else {
            Issue.record("the claim was not paid")
            return
        }
        #expect(paid.amount == 8500)
        #expect(scene.perform(.settle, RecordScene.manager).refusal == nil)
        #expect(scene.record.state == .settled)
        #expect(scene.perform(.settle, RecordScene.manager).entries.isEmpty)
        #expect(try RecordView(scene.replayed()) == RecordView(scene.record))
    }

    @Test("a verifiable draw is drawn, revealed, and refused when the reveal is another's")
    func verifiable() throws {
        let definition = try RecordScene.definition(mode: "verifiable")
        var scene = try RecordScene(definition)
        let secret = Array(UInt8(0)..<32)
        let commitment = VerifiableDraw.commitment(draw: "D-1", secret: secret)
        let value = try #require(Hash(bytes: commitment.bytes))
        #expect(scene.perform(.commit(draw: RecordScene.draw, value: value), RecordScene.official).refusal == nil)
        scene.sellAndUpload(RecordScene.a, ["P3", "P3"])
        scene.perform(.close, RecordScene.manager)
        #expect(scene.perform(.commit(draw: DrawID("D-2")!, value: value), RecordScene.official).refusal?.code == .wrongState)
        scene.closeUnits()
        scene.perform(.reconcile(override: nil), RecordScene.manager)
        scene.perform(.acknowledge(note: nil), RecordScene.manager)
        let chain = BeaconChain.quicknet
        let soon = scene.now.adding(seconds: 59)
        let late = scene.now.adding(seconds: 60)
        let bad = PoolFreeze.Beacon(chain: chain.hash, round: chain.firstRound(notBeforeSeconds: soon.milliseconds / 1000), notBefore: soon)
        #expect(scene.freeze(bad).refusal?.code == .badBeacon)
        let round = chain.firstRound(notBeforeSeconds: late.milliseconds / 1000)
        #expect(scene.freeze(PoolFreeze.Beacon(chain: chain.hash, round: round, notBefore: late)).refusal == nil)
        #expect(scene.perform(scene.start(.verifiable), RecordScene.official).refusal == nil)
        let signature: [UInt8] = [1, 2, 3]
        let randomness = Hash.sha256(signature)
        let state = try #require(scene.record.draws[RecordScene.draw])
        let digest = try #require(state.freeze).value.digest
        let seed = VerifiableDraw.seed(
            draw: "D-1", secret: secret, pool: try #require(Digest256(bytes: digest.bytes)), round: round,
            randomness: try #require(Digest256(bytes: randomness.bytes)))
        let transcript = try VerifiableDraw.run(draw: "D-1", seed: seed, pool: try #require(state.pool), prizes: 1, .without)
        let selection = transcript.selections[0]
        #expect(
            scene.perform(
                .recordDrawn(
                    draw: RecordScene.draw, prize: RecordScene.main,
                    words: selection.words.map { DrawWord(word: $0.word, isAccepted: $0.isAccepted) }, index: selection.index,
                    number: selection.number, poolSize: selection.poolSize), .system
            ).refusal == nil)
        var reveal = DrawReveal(
            draw: RecordScene.draw, secret: secret, chain: chain.hash, round: round, signature: signature, randomness: randomness,
            seed: try #require(Hash(bytes: seed.bytes)))
        #expect(scene.perform(.reveal(reveal), .system).refusal?.code == .badReveal, "before the winner is verified")
        scene.perform(.verifyWinner(prize: RecordScene.main, number: selection.number), RecordScene.official)
        reveal.secret[0] = 99
        #expect(scene.perform(.reveal(reveal), .system).refusal?.code == .badReveal)
        reveal.secret = secret
        reveal.round += 1
        #expect(scene.perform(.reveal(reveal), .system).refusal?.code == .badReveal)
        reveal.round = round
        #expect(scene.perform(.reveal(reveal), .system).refusal == nil)
        #expect(try RecordView(scene.replayed()) == RecordView(scene.record))
    }

    @Test("a raffle's pool digest is the SHA-256 of the published text")
    func poolDigest() throws {
        var scene = try RecordScene.acknowledged()
        guard case .frozen(let freeze)? = scene.freeze().outcome else {
            Issue.record("not frozen")
            return
        }
        var text = "raffle-pool-v1\nwinter-50-50\nD-1\n"
        let lines = scene.record.poolLines(try #require(scene.record.frozenNumbers(of: RecordScene.draw)))
        for line in lines { text += "\(line.number),\(line.text)\n" }
        #expect(freeze.digest == Hash.sha256(Array(text.utf8)))
        #expect(freeze.count == 65)
        #expect(freeze.voids == 13)
    }
}
