import Draws
import Testing

@Suite("Verifiable draws")
struct VerifiableDrawTests {
    private typealias Line = (number: UInt32, text: String)

    /// The worked example: event E-0001, draw D-1, numbers 1 to 20 without 7, 8 and 9, quicknet round 1000.
    private static let lines: [Line] = (1...20 as ClosedRange<UInt32>).filter { !(7...9).contains($0) }.map { number in
        let digits = String(number)
        return (number, "V" + String(repeating: "0", count: 8 - digits.count) + digits)
    }

    private static let beacon = BeaconRecord(
        chain: BeaconChain.quicknet.hash, round: 1000,
        signature: hex(
            "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"),
        randomness: digest("fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"))

    private func pool(_ lines: [Line]) throws -> PoolDigest {
        var builder = try PoolDigestBuilder(event: "E-0001", draw: "D-1")
        for line in lines { try builder.append(line.number, line.text) }
        return builder.finalize()
    }

    private func published(prizes: Int = 3, _ replacement: Replacement = .without) throws -> PublishedDraw {
        let secret = [UInt8](0..<32)
        let pool = try pool(Self.lines)
        let seed = VerifiableDraw.seed(
            draw: "D-1", secret: secret, pool: pool.digest, round: 1000, randomness: Self.beacon.randomness)
        return PublishedDraw(
            event: "E-0001", draw: "D-1", commitment: VerifiableDraw.commitment(draw: "D-1", secret: secret), pool: pool,
            namedChain: BeaconChain.quicknet.hash, namedRound: 1000, beacon: Self.beacon, secret: secret, seed: seed,
            replacement: replacement,
            transcript: try VerifiableDraw.run(
                draw: "D-1", seed: seed, pool: NumberPool(Self.lines.map(\.number)), prizes: prizes, replacement))
    }

    @Test("Known draw: pool, commitment, seed, words and winners 1, 6 and 15")
    func knownDraw() throws {
        let draw = try published()
        #expect(draw.pool.digest.hex == "0d4745b802194169230a684bb2b9afaa3f4aff379da532fb1e88dfa7c00bf999")
        #expect(draw.pool == PoolDigest(digest: draw.pool.digest, count: 17, min: 1, max: 20))
        #expect(draw.commitment.hex == "459c5b88a6236ff704a4b5d57abbb8c6758a6b99b3998445b10ff04a3876c74c")
        #expect(draw.seed.hex == "a8c6d0c76ae275bd4b52cae9dafbab4ae2e3bfb60c9e6c23fe7d95744354fc0e")
        let words = draw.transcript.selections.flatMap(\.words)
        #expect(words.map(\.hex) == ["74e49b5a0ea53de1", "c176c549c7a72854", "c3048957dd37447f"])
        #expect(words.allSatisfy { $0.isAccepted })
        #expect(draw.transcript.selections.map(\.index) == [0, 4, 9])
        #expect(draw.transcript.numbers == [1, 6, 15])
        #expect(try draw.verify(lines: Self.lines) == .unverified)
    }

    @Test("A changed, added or missing line of the pool fails as the pool's digest")
    func changedPool() throws {
        let draw = try published()
        for position in Self.lines.indices {
            var lines = Self.lines
            lines[position].text = "V99999999"
            #expect(throws: VerificationFailure.poolDigest) { try draw.verify(lines: lines) }
            lines.remove(at: position)
            #expect(throws: VerificationFailure.poolDigest) { try draw.verify(lines: lines) }
        }
        #expect(throws: VerificationFailure.poolDigest) { try draw.verify(lines: Self.lines + [(21, "V00000021")]) }
        #expect(throws: VerificationFailure.pool(.notAscending(number: 1, previous: 20))) {
            try draw.verify(lines: Self.lines + Self.lines)
        }
    }

    @Test("A pool that was published anew after the draw fails as the seed")
    func changedPoolAndDigest() throws {
        var draw = try published()
        var lines = Self.lines
        lines[0].text = "V99999999"
        draw.pool = try pool(lines)
        #expect(throws: VerificationFailure.seed) { try draw.verify(lines: lines) }
    }

    @Test("Published figures that are not the pool's fail as such")
    func changedFigures() throws {
        var draw = try published()
        draw.pool = PoolDigest(digest: draw.pool.digest, count: 18, min: 1, max: 20)
        #expect(throws: VerificationFailure.poolFigures) { try draw.verify(lines: Self.lines) }
    }

    @Test("Another round fails as the round, and as the seed when the named round was changed as well")
    func changedRound() throws {
        var draw = try published()
        draw.beacon = BeaconRecord(
            chain: draw.beacon.chain, round: 1001, signature: draw.beacon.signature, randomness: draw.beacon.randomness)
        #expect(throws: VerificationFailure.otherRound(named: 1000, used: 1001)) { try draw.verify(lines: Self.lines) }
        draw.namedRound = 1001
        #expect(throws: VerificationFailure.seed) { try draw.verify(lines: Self.lines) }
    }

    @Test("A secret that was not committed to fails as the commitment")
    func changedSecret() throws {
        var draw = try published()
        draw.secret[31] ^= 1
        #expect(throws: VerificationFailure.commitment) { try draw.verify(lines: Self.lines) }
        draw.secret = []
        #expect(throws: VerificationFailure.secretLength(0)) { try draw.verify(lines: Self.lines) }
    }

    @Test("A beacon record that contradicts itself fails with its own reason")
    func changedBeacon() throws {
        var draw = try published()
        var signature = Self.beacon.signature
        signature[0] ^= 1
        draw.beacon = BeaconRecord(
            chain: Self.beacon.chain, round: 1000, signature: signature, randomness: Self.beacon.randomness)
        #expect(throws: VerificationFailure.beacon(.randomness)) { try draw.verify(lines: Self.lines) }
        draw.beacon = BeaconRecord(
            chain: Self.beacon.chain, round: 1000, signature: signature, randomness: SHA256.hash(signature))
        #expect(throws: VerificationFailure.seed) { try draw.verify(lines: Self.lines) }
        draw.namedChain = "00"
        #expect(throws: VerificationFailure.otherRound(named: 1000, used: 1000)) { try draw.verify(lines: Self.lines) }
    }

    @Test("A changed seed, word, index, number or order of prizes fails with its name")
    func changedOutcome() throws {
        let draw = try published()
        var seeded = draw
        seeded.seed = SHA256.hash("another")
        #expect(throws: VerificationFailure.seed) { try seeded.verify(lines: Self.lines) }

        let second = draw.transcript.selections[1]
        let word = [DrawnWord(word: 4, isAccepted: true)]
        let extra = [DrawnWord(word: .max, isAccepted: false)] + second.words
        for changed in [
            Selection(words: word, poolSize: second.poolSize, index: second.index, number: second.number),
            Selection(words: extra, poolSize: second.poolSize, index: second.index, number: second.number),
            Selection(words: second.words, poolSize: 17, index: second.index, number: second.number),
            Selection(words: second.words, poolSize: second.poolSize, index: 5, number: second.number),
            Selection(words: second.words, poolSize: second.poolSize, index: second.index, number: 10),
        ] {
            var other = draw
            other.transcript.selections[1] = changed
            #expect(throws: VerificationFailure.transcript(prize: 1)) { try other.verify(lines: Self.lines) }
        }
        var swapped = draw
        swapped.transcript.selections.swapAt(1, 2)
        #expect(throws: VerificationFailure.transcript(prize: 1)) { try swapped.verify(lines: Self.lines) }
        var replaced = draw
        replaced.replacement = .with
        #expect(throws: VerificationFailure.transcript(prize: 1)) { try replaced.verify(lines: Self.lines) }
        var event = draw
        event.event = "E-0002"
        #expect(throws: VerificationFailure.poolDigest) { try event.verify(lines: Self.lines) }
    }

    @Test("More prizes than numbers are refused")
    func tooManyPrizes() throws {
        var draw = try published(prizes: 17)
        #expect(throws: Never.self) { try draw.verify(lines: Self.lines) }
        draw.transcript.selections.append(draw.transcript.selections[0])
        #expect(throws: VerificationFailure.selection(.tooFewNumbers(left: 17, prizes: 18))) {
            try draw.verify(lines: Self.lines)
        }
    }

    @Test("More prizes continue the same draw: those already drawn stay")
    func morePrizes() throws {
        let three = try published(prizes: 3).transcript.selections
        #expect(try Array(published(prizes: 5).transcript.selections.prefix(3)) == three)
    }

    @Test("Honest draws of any seed verify, and no two seeds give the same draw", arguments: [41, 42] as [UInt64])
    func fuzzed(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var outcomes: Set<[DrawnWord]> = []
        for round in 1...60 as ClosedRange<UInt64> {
            let secret = random.bytes(32)
            let signature = random.bytes(48)
            let beacon = BeaconRecord(
                chain: BeaconChain.quicknet.hash, round: round, signature: signature, randomness: SHA256.hash(signature))
            let lines: [Line] = Set((0..<40).map { _ in UInt32.random(in: 0...UInt32.max, using: &random) }).sorted().map {
                ($0, SHA256.hash(String($0)).hex)
            }
            let pool = try pool(lines)
            let drawSeed = VerifiableDraw.seed(
                draw: "D-1", secret: secret, pool: pool.digest, round: round, randomness: beacon.randomness)
            let replacement = Replacement.allCases[Int(round % 2)]
            let transcript = try VerifiableDraw.run(
                draw: "D-1", seed: drawSeed, pool: NumberPool(lines.map(\.number)), prizes: 5, replacement)
            let draw = PublishedDraw(
                event: "E-0001", draw: "D-1", commitment: VerifiableDraw.commitment(draw: "D-1", secret: secret), pool: pool,
                namedChain: beacon.chain, namedRound: round, beacon: beacon, secret: secret, seed: drawSeed,
                replacement: replacement, transcript: transcript)
            #expect(throws: Never.self, "seed \(seed), round \(round)") { try draw.verify(lines: lines) }
            outcomes.insert(transcript.selections.flatMap(\.words))
        }
        #expect(outcomes.count == 60)
    }
}
