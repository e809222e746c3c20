/// Why there is no random number. Nothing falls back to another generator.
public enum RandomFailure: Error, Hashable, Sendable {
    /// The generator was never started.
    case notStarted
    /// The built-in generator does not give the published answer: the program is not to be trusted.
    case knownAnswer
    /// The entropy source repeats one value.
    case repetitionCount
    /// The entropy source favours one value.
    case adaptiveProportion
    /// Two consecutive blocks of output were equal.
    case repeatedBlock
    /// The entropy source could not be read; the text says why, for the log.
    case source(String)
    /// The generator refused.
    case generator(HMACDRBG.Failure)

    /// A short name for events and reports.
    public var code: String {
        switch self {
        case .notStarted: "RNG_NOT_STARTED"
        case .knownAnswer: "RNG_KNOWN_ANSWER"
        case .repetitionCount: "RNG_REPETITION_COUNT"
        case .adaptiveProportion: "RNG_ADAPTIVE_PROPORTION"
        case .repeatedBlock: "RNG_REPEATED_BLOCK"
        case .source: "RNG_ENTROPY_SOURCE"
        case .generator: "RNG_GENERATOR"
        }
    }
}

/// Where a generator's entropy comes from: on a server, the operating system.
public protocol EntropySource: Sendable {
    /// Fills the whole buffer with fresh bytes, or throws and leaves it unspecified.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws
}

/// Something that gives 64-bit words to select with.
public protocol WordSource {
    /// The next word, used at once by whoever asked for it.
    mutating func word() throws(RandomFailure) -> UInt64
}

/// The words of a seeded generator: for verifiable draws and for tests.
public struct SeededWords: WordSource, Sendable {
    /// The generator that the words come from.
    public var generator: HMACDRBG

    /// Takes an instantiated generator.
    public init(_ generator: HMACDRBG) {
        self.generator = generator
    }

    public mutating func word() throws(RandomFailure) -> UInt64 {
        do throws(HMACDRBG.Failure) {
            return try generator.word()
        } catch {
            throw .generator(error)
        }
    }
}
