/// Generators with a known fault each. A battery that does not reject every one of them tests nothing.
///
/// None of them may ever be used for a draw.
public enum NegativeControl: String, Sendable, CaseIterable, Codable {
    /// 16-bit words scaled by remainder: with n = 60,000 the numbers below 5,536 come twice as often as the others.
    case moduloBias = "modulo-bias"

    /// A 31-bit linear congruential generator scaled by remainder: the low bits run in short circles.
    case linearCongruential = "linear-congruential"

    /// Draws by a shuffle that swaps every position with any position: n^n equally likely ways can't share out evenly over n! orders.
    case naiveShuffle = "naive-shuffle"

    /// Never the same outcome twice running, as people who invent random numbers do it.
    case neverRepeats = "never-repeats"

    /// What is wrong with it, for reports.
    public var summary: String {
        switch self {
        case .moduloBias: "16-bit words scaled by remainder"
        case .linearCongruential: "31-bit linear congruential generator scaled by remainder"
        case .naiveShuffle: "shuffle that swaps each position with any position"
        case .neverRepeats: "successive outcomes are never equal"
        }
    }

    /// The pool sizes to test it with: the usual ones, and for the remainder the one that shows it most.
    public var poolSizes: [Int] {
        self == .moduloBias ? Battery.poolSizes + [60_000] : Battery.poolSizes
    }

    /// A generator with this fault; the same seed gives the same outcomes.
    public func makeSource(seed: UInt64) -> any OutcomeSource {
        switch self {
        case .moduloBias: ModuloBiased(words: WeylWords(seed: seed))
        case .linearCongruential: LinearCongruential(seed: seed)
        case .naiveShuffle: NaiveShuffle(scaled: RejectionSampling(WeylWords(seed: seed)))
        case .neverRepeats: NeverRepeating(scaled: RejectionSampling(WeylWords(seed: seed)))
        }
    }
}

/// Statistically sound words from a seed (SplitMix64), so that each control has its own fault and no other. Predictable: not for draws.
private struct WeylWords: WordSource {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func nextWord() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

private struct ModuloBiased: OutcomeSource {
    var words: WeylWords

    mutating func next(below n: Int) -> Int { Int(words.nextWord() >> 48) % n }
}

private struct LinearCongruential: OutcomeSource {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed & 0x7FFF_FFFF
    }

    mutating func next(below n: Int) -> Int {
        state = (state &* 1_103_515_245 &+ 12_345) & 0x7FFF_FFFF
        return Int(state) % n
    }
}

private struct NaiveShuffle: OutcomeSource {
    var scaled: RejectionSampling<WeylWords>

    mutating func next(below n: Int) -> Int { scaled.next(below: n) }

    mutating func draw(_ count: Int, of pool: Int) -> [Int] {
        var numbers = Array(0..<pool)
        for position in numbers.indices {
            numbers.swapAt(position, scaled.next(below: pool))
        }
        return Array(numbers.prefix(count))
    }
}

private struct NeverRepeating: OutcomeSource {
    var scaled: RejectionSampling<WeylWords>
    private var last = -1

    init(scaled: RejectionSampling<WeylWords>) {
        self.scaled = scaled
    }

    mutating func next(below n: Int) -> Int {
        guard n > 1 else { return 0 }
        var outcome = scaled.next(below: n)
        while outcome == last { outcome = scaled.next(below: n) }
        last = outcome
        return outcome
    }
}
