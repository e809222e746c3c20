import Testing

@testable import Draws

@Suite("The resident generator")
struct RandomGeneratorTests {
    @Test("Nothing comes out before it is started")
    func notStarted() {
        var generator = RandomGenerator()
        #expect(generator.state == .uninitialised)
        #expect(generator.stateDigest == nil)
        #expect(throws: RandomFailure.notStarted) { try generator.word() }
        #expect(throws: RandomFailure.notStarted) { try generator.bytes(1) }
        #expect(throws: RandomFailure.notStarted) { try generator.cycle(blocks: 1) }
        #expect(throws: RandomFailure.notStarted) { try generator.changeAfterDraw() }
        #expect(throws: RandomFailure.notStarted) { try generator.carry() }
        #expect(generator.state == .uninitialised)
    }

    @Test("A stuck source is refused within 21 samples and leaves the generator in error, without a fallback")
    func stuckSource() throws {
        var monitor = RepetitionCountTest(claim: EntropyMonitor.claim)
        #expect((1...21).first { _ in !monitor.accepts(0x5a) } == 21)
        var generator = RandomGenerator()
        #expect(throws: RandomFailure.repetitionCount) {
            try generator.start(
                source: TestEntropy(seed: 1, goodBytes: 0, afterwards: .constant(0x5a)), nonce: [1], personalization: [])
        }
        #expect(generator.state == .error(.repetitionCount))
        #expect(throws: RandomFailure.repetitionCount) { try generator.word() }
        var pool = try NumberPool([1, 2, 3])
        #expect(throws: CertifiedDrawFailure(cause: .random(.repetitionCount), drawn: Transcript())) {
            try CertifiedDraw.run(&generator, pool: &pool, prizes: 1, .without)
        }
        #expect(pool.count == 3)
    }

    @Test("A source that favours a value is refused")
    func favouringSource() {
        var generator = RandomGenerator()
        #expect(throws: RandomFailure.adaptiveProportion) {
            try generator.start(source: TestEntropy(seed: 1, goodBytes: 0, afterwards: .favouring), nonce: [], personalization: [])
        }
        #expect(generator.state == .error(.adaptiveProportion))
    }

    @Test("A start reads 1,024 samples that it does not use, then the seed", arguments: [0, 1023, 1024, 1279, 1407])
    func startUpSamples(good: Int) {
        #expect(throws: RandomFailure.self) { try startedGenerator(seed: 3, goodBytes: good) }
        #expect(throws: Never.self) { try startedGenerator(seed: 3, goodBytes: 1408) }
    }

    @Test("A source that gets stuck later stops the generator at the next change, for good, until it is started anew")
    func stuckLater() throws {
        var generator = try startedGenerator(seed: 4, goodBytes: 1408 + 256, afterwards: .constant(0))
        _ = try generator.word()
        try generator.changeAfterDraw()
        _ = try generator.word()
        #expect(throws: RandomFailure.repetitionCount) { try generator.changeAfterDraw() }
        for _ in 0..<3 {
            #expect(throws: RandomFailure.repetitionCount) { try generator.word() }
            #expect(throws: RandomFailure.repetitionCount) { try generator.changeAfterDraw() }
            #expect(generator.state == .error(.repetitionCount))
            #expect(generator.stateDigest == nil)
        }
        try generator.start(source: TestEntropy(seed: 5), nonce: [], personalization: [])
        #expect(generator.state == .ready)
        _ = try generator.word()
    }

    @Test("A source that cannot be read is an error with its reason")
    func unreadableSource() {
        var generator = RandomGenerator()
        #expect(throws: RandomFailure.source("Unreadable()")) {
            try generator.start(source: TestEntropy(seed: 1, goodBytes: 500), nonce: [], personalization: [])
        }
        #expect(generator.state == .error(.source("Unreadable()")))
    }

    @Test("A wrong known answer refuses the start before the source is read")
    func knownAnswer() {
        var wrong = KnownAnswer.published
        #expect(wrong.holds())
        wrong.answer.removeLast()
        wrong.answer += "9"
        #expect(!wrong.holds())
        var generator = RandomGenerator()
        #expect(throws: RandomFailure.knownAnswer) {
            try generator.start(source: TestEntropy(seed: 1, goodBytes: 0), nonce: [], personalization: [], knownAnswer: wrong)
        }
        #expect(generator.state == .error(.knownAnswer))
    }

    @Test("Two equal blocks of output in a row stop the generator")
    func repeatedBlock() throws {
        var generator = try startedGenerator(seed: 6)
        for word in [1, 2, 1] as [UInt64] { try generator.check(word) }
        #expect(throws: RandomFailure.repeatedBlock) { try generator.check(2) }
        #expect(generator.state == .error(.repeatedBlock))
        #expect(throws: RandomFailure.repeatedBlock) { try generator.word() }
    }

    @Test("When the seed has answered all it may, the generator stops")
    func requestsUsedUp() throws {
        var generator = RandomGenerator()
        try generator.start(
            source: TestEntropy(seed: 7), nonce: [], personalization: [], knownAnswer: .published, requestsPerSeed: 3)
        // One request went into the first blocks.
        _ = try generator.word()
        _ = try generator.word()
        #expect(throws: RandomFailure.generator(.reseedRequired)) { try generator.word() }
        #expect(generator.state == .error(.generator(.reseedRequired)))
    }

    @Test("Words, bytes and cycled blocks are one sequence of requests")
    func requests() throws {
        var words = try startedGenerator(seed: 8)
        var bytes = try startedGenerator(seed: 8)
        #expect(try words.word() == bytes.bytes(8).reduce(0) { $0 << 8 | UInt64($1) })
        try words.cycle(blocks: 3)
        _ = try bytes.bytes(96)
        #expect(words.stateDigest == bytes.stateDigest)
        #expect(try bytes.bytes(200_003).count == 200_003)
    }

    @Test("The state before a change decides the state after it: equal entropy does not make two generators equal")
    func changeDependsOnState() throws {
        var one = try startedGenerator(seed: 9)
        var two = try startedGenerator(seed: 9)
        #expect(one.stateDigest == two.stateDigest)
        _ = try two.word()
        let before = one.stateDigest
        try one.changeAfterDraw()
        try two.changeAfterDraw()
        #expect(one.stateDigest != before)
        #expect(one.stateDigest != two.stateDigest)
    }

    @Test("What is carried over decides the next start, and taking it moves the state on")
    func carry() throws {
        var generator = try startedGenerator(seed: 10)
        let before = generator.stateDigest
        let carried = try generator.carry()
        #expect(carried.count == 64)
        #expect(generator.stateDigest != before)
        #expect(try generator.carry() != carried)
        var digests: Set<Digest256?> = []
        for carry in [[], carried, carried + [0]] {
            try generator.start(source: TestEntropy(seed: 11), nonce: [], personalization: [7], carry: carry)
            digests.insert(generator.stateDigest)
        }
        // The same bytes, divided otherwise between the personalization and what is carried.
        try generator.start(source: TestEntropy(seed: 11), nonce: [], personalization: [7] + carried, carry: [])
        digests.insert(generator.stateDigest)
        #expect(digests.count == 4)
    }

    @Test("Stopping forgets everything")
    func stop() throws {
        var generator = try startedGenerator(seed: 12)
        generator.stop()
        #expect(generator.state == .uninitialised)
        #expect(throws: RandomFailure.notStarted) { try generator.word() }
    }

    @Test("Two instances started together share no word in 100,000 each, even on equal entropy when their nonces differ")
    func instancesShareNothing() throws {
        func words(_ seed: UInt64, _ nonce: UInt8) throws -> Set<UInt64> {
            var generator = try startedGenerator(seed: seed, nonce: [nonce])
            let bytes = try generator.bytes(800_000)
            return bytes.withUnsafeBytes { Set($0.bindMemory(to: UInt64.self)) }
        }
        let one = try words(13, 1)
        #expect(one.count == 100_000)
        #expect(one.isDisjoint(with: try words(14, 1)))
        #expect(one.isDisjoint(with: try words(13, 2)))
        #expect(try one == words(13, 1), "the control: the same start gives the same words")
    }

    @Test("Cycling waits and discards within its bounds, differently each time")
    func cycling() throws {
        var generator = try startedGenerator(seed: 15)
        let cycling = BackgroundCycling(delayMilliseconds: 100...109, blocks: 1...4)
        var turns: Set<BackgroundCycling.Turn> = []
        for _ in 0..<600 {
            let turn = try cycling.next(from: &generator)
            #expect(cycling.delayMilliseconds.contains(turn.delayMilliseconds) && cycling.blocks.contains(turn.blocks))
            try generator.cycle(blocks: turn.blocks)
            turns.insert(turn)
        }
        #expect(turns.count == 40)
        let fixed = BackgroundCycling(delayMilliseconds: 5...5, blocks: 2...2)
        #expect(try fixed.next(from: &generator) == BackgroundCycling(delayMilliseconds: 5...5, blocks: 2...2).next(from: &generator))
    }

    @Test("Printing or dumping a generator tells nothing of its inner state")
    func printing() throws {
        var generator = try startedGenerator(seed: 16)
        _ = try generator.bytes(64)
        let seeded = try HMACDRBG(entropy: [UInt8](repeating: 1, count: 32), nonce: [])
        var dumped = ""
        dump(generator, to: &dumped)
        dump(SeededWords(seeded), to: &dumped)
        dump(HMACSHA256(key: [1]), to: &dumped)
        for text in ["\(generator)", String(reflecting: generator), "\(SeededWords(seeded))", "\(HMACSHA256(key: [1]))", dumped] {
            #expect(!text.contains("w0") && !text.contains { $0.isNumber && $0 != "2" && $0 != "5" && $0 != "6" }, "\(text)")
        }
    }
}
