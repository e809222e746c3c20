/// The resident generator of certified draws: HMAC_DRBG fed by a checked entropy source.
///
/// It is `uninitialised` until `start` has passed every test and `ready` from then on. Any failure makes it `error` for good: every
/// request throws that failure until it is started anew. There is no other generator to fall back to.
/// It is a plain value without a lock. Its owner keeps the only copy and serialises the calls: a copy repeats the output.
public struct RandomGenerator: WordSource, Sendable {
    /// What the generator can do now.
    public enum State: Hashable, Sendable {
        case uninitialised
        case ready
        case error(RandomFailure)
    }

    /// What the generator can do now.
    public private(set) var state = State.uninitialised

    private var running: Running?

    private struct Running: Sendable {
        var monitor: EntropyMonitor
        var generator: HMACDRBG
        var continuous = ContinuousTest()
    }

    /// Makes a generator that has not been started.
    public init() {}

    /// Starts, or starts anew after an error: known answer, start-up test of the source, then the seed.
    ///
    /// - Parameters:
    ///   - source: read now and at every `changeAfterDraw`; each byte passes the health tests first.
    ///   - nonce: what sets this instance apart from others started together; 128 bytes of the source go before it.
    ///   - personalization: names the product, the host and the use.
    ///   - carry: what `carry()` gave when the generator last stopped, so that its sequence goes on from there; empty on the first start.
    public mutating func start(
        source: any EntropySource, nonce: [UInt8], personalization: [UInt8], carry: [UInt8] = []
    ) throws(RandomFailure) {
        try start(source: source, nonce: nonce, personalization: personalization, carry: carry, knownAnswer: .published)
    }

    mutating func start(
        source: any EntropySource, nonce: [UInt8], personalization: [UInt8], carry: [UInt8] = [], knownAnswer: KnownAnswer,
        requestsPerSeed: UInt64 = HMACDRBG.requestsPerSeedMax
    ) throws(RandomFailure) {
        stop()
        try failing { generator throws(RandomFailure) in
            guard knownAnswer.holds() else { throw .knownAnswer }
            var monitor = EntropyMonitor(source)
            try monitor.startUp()
            let entropy = try monitor.read(EntropyMonitor.seedSamples)
            let unique = try monitor.read(EntropyMonitor.seedSamples / 2)
            let seeded = try Self.named { () throws(HMACDRBG.Failure) in
                // The length keeps a personalization and a carry from being taken for one another.
                try HMACDRBG(
                    entropy: entropy, nonce: unique + nonce,
                    personalization: UInt64(personalization.count).bigEndianBytes + personalization + carry,
                    requestsPerSeed: requestsPerSeed)
            }
            generator.running = Running(monitor: monitor, generator: seeded)
            generator.state = .ready
            // The first two blocks are compared and never used.
            try generator.cycle(blocks: 1)
        }
    }

    /// Forgets the state and becomes `uninitialised`. Take `carry()` first if the sequence is to go on later.
    public mutating func stop() {
        running?.generator.uninstantiate()
        running = nil
        state = .uninitialised
    }
}

// MARK: - Output

extension RandomGenerator {
    /// One request of eight bytes, read as a number with its most significant byte first.
    public mutating func word() throws(RandomFailure) -> UInt64 {
        try whenReady { (running: inout Running) throws(RandomFailure) in
            let word = try Self.named { () throws(HMACDRBG.Failure) in try running.generator.word() }
            guard running.continuous.accepts(word) else { throw .repeatedBlock }
            return word
        }
    }

    /// Any number of bytes, in requests of at most 65,536.
    public mutating func bytes(_ count: Int) throws(RandomFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            bytes += try request(min(count - bytes.count, HMACDRBG.requestBytesMax))
        }
        return bytes
    }

    /// Produces `blocks` blocks of 32 bytes and throws them away: the cycling between draws.
    public mutating func cycle(blocks: Int) throws(RandomFailure) {
        var left = blocks
        while left > 0 {
            let now = min(left, HMACDRBG.requestBytesMax / Digest256.byteCount)
            _ = try request(now * Digest256.byteCount)
            left -= now
        }
    }

    /// Mixes fresh entropy into the state, as must happen after every draw; the new state is a function of the old one too.
    public mutating func changeAfterDraw() throws(RandomFailure) {
        try whenReady { (running: inout Running) throws(RandomFailure) in
            let entropy = try running.monitor.read(EntropyMonitor.seedSamples)
            try Self.named { () throws(HMACDRBG.Failure) in try running.generator.reseed(entropy: entropy) }
        }
    }

    /// Sixty-four bytes to keep, sealed, for the next `start`; the state has moved on, so they do not give it away.
    public mutating func carry() throws(RandomFailure) -> [UInt8] {
        try request(64)
    }

    /// A digest that tells two inner states apart, or nil unless `ready`.
    public var stateDigest: Digest256? {
        state == .ready ? running?.generator.stateDigest : nil
    }

    private mutating func request(_ count: Int) throws(RandomFailure) -> [UInt8] {
        try whenReady { (running: inout Running) throws(RandomFailure) in
            let bytes = try Self.named { () throws(HMACDRBG.Failure) in try running.generator.generate(count) }
            let isFresh = bytes.withUnsafeBytes { buffer in
                stride(from: 0, to: count - count % 8, by: 8).allSatisfy {
                    running.continuous.accepts(buffer.loadUnaligned(fromByteOffset: $0, as: UInt64.self).bigEndian)
                }
            }
            guard isFresh else { throw .repeatedBlock }
            return bytes
        }
    }
}

// MARK: - Failing for good

extension RandomGenerator {
    /// Puts a word through the continuous test as if the generator had given it.
    mutating func check(_ word: UInt64) throws(RandomFailure) {
        try whenReady { (running: inout Running) throws(RandomFailure) in
            guard running.continuous.accepts(word) else { throw .repeatedBlock }
        }
    }

    private mutating func whenReady<Output>(_ body: (inout Running) throws(RandomFailure) -> Output) throws(RandomFailure) -> Output {
        if case .error(let failure) = state { throw failure }
        guard var current = running else { throw .notStarted }
        // The only copy moves out and back, so that a failure leaves none behind.
        running = nil
        return try failing { generator throws(RandomFailure) in
            let output = try body(&current)
            generator.running = current
            return output
        }
    }

    private mutating func failing<Output>(_ body: (inout RandomGenerator) throws(RandomFailure) -> Output) throws(RandomFailure) -> Output {
        do throws(RandomFailure) {
            return try body(&self)
        } catch {
            running?.generator.uninstantiate()
            running = nil
            state = .error(error)
            throw error
        }
    }

    private static func named<Output>(_ body: () throws(HMACDRBG.Failure) -> Output) throws(RandomFailure) -> Output {
        do throws(HMACDRBG.Failure) {
            return try body()
        } catch {
            throw .generator(error)
        }
    }
}
