/// How much min-entropy a noise source is claimed to have, in bits a sample; the health tests' cutoffs follow from it.
///
/// Cutoffs are those of SP 800-90B section 4.4 for a false alarm once in 2^20 samples or windows.
public enum ClaimedMinEntropy: Sendable, CaseIterable {
    case half
    case one
    case two
    case four
    case eight

    /// The claim, in bits a sample.
    public var bitsPerSample: Double {
        switch self {
        case .half: 0.5
        case .one: 1
        case .two: 2
        case .four: 4
        case .eight: 8
        }
    }

    /// Equal samples in a row that fail: 1 + ⌈20 / H⌉.
    public var repetitionCutoff: Int {
        switch self {
        case .half: 41
        case .one: 21
        case .two: 11
        case .four: 6
        case .eight: 4
        }
    }

    /// Samples equal to the first of a window of 512 that fail: 1 + the quantile 1 - 2^-20 of Binomial(512, 2^-H).
    public var proportionCutoff: Int {
        switch self {
        case .half: 410
        case .one: 311
        case .two: 177
        case .four: 62
        case .eight: 13
        }
    }
}

/// The repetition count test (SP 800-90B section 4.4.1): fails when one value comes `cutoff` times in a row.
public struct RepetitionCountTest: Sendable {
    /// Equal samples in a row that fail.
    public let cutoff: Int

    private var last: UInt8?
    private var count = 0

    /// Starts with no sample seen; `cutoff` is at least 2.
    public init(cutoff: Int) {
        precondition(cutoff >= 2, "one sample is not a repetition")
        self.cutoff = cutoff
    }

    /// Starts with the cutoff of a claim.
    public init(claim: ClaimedMinEntropy) {
        self.init(cutoff: claim.repetitionCutoff)
    }

    /// Takes a sample; false when it is the `cutoff`th equal one or a later one.
    public mutating func accepts(_ sample: UInt8) -> Bool {
        count = sample == last ? count + 1 : 1
        last = sample
        return count < cutoff
    }
}

/// The adaptive proportion test (SP 800-90B section 4.4.2): fails when a window's first value comes `cutoff` times in it.
public struct AdaptiveProportionTest: Sendable {
    /// The window for sources of more than two values.
    public static let windowOfMany = 512
    /// The window for sources of two values.
    public static let windowOfTwo = 1024
    /// The cutoff for a source of two values, one bit of entropy each.
    public static let cutoffOfTwo = 589

    /// Samples in a window.
    public let window: Int
    /// Equal samples in a window that fail.
    public let cutoff: Int

    private var first: UInt8 = 0
    private var seen = 0
    private var count = 0

    /// Starts at the beginning of a window; `cutoff` is 2 to `window`.
    public init(window: Int, cutoff: Int) {
        precondition(cutoff >= 2 && cutoff <= window, "a cutoff outside the window never fails or always does")
        self.window = window
        self.cutoff = cutoff
    }

    /// Starts with the cutoff of a claim, in windows of 512.
    public init(claim: ClaimedMinEntropy) {
        self.init(window: Self.windowOfMany, cutoff: claim.proportionCutoff)
    }

    /// Takes a sample; false when the window's first value has come `cutoff` times.
    public mutating func accepts(_ sample: UInt8) -> Bool {
        if seen == 0 {
            first = sample
            count = 0
        }
        seen = seen + 1 == window ? 0 : seen + 1
        if sample == first { count += 1 }
        return count < cutoff
    }
}

/// Compares consecutive blocks of 128 bits of a generator's output; two equal ones fail (FIPS 140-2 section 4.9.2).
public struct ContinuousTest: Sendable {
    private var half: UInt64?
    private var last: (UInt64, UInt64)?

    /// Starts with no block seen.
    public init() {}

    /// Takes the next 64 bits; false when they complete a block that equals the one before.
    public mutating func accepts(_ word: UInt64) -> Bool {
        guard let first = half else {
            half = word
            return true
        }
        half = nil
        defer { last = (first, word) }
        guard let last else { return true }
        return last != (first, word)
    }
}
