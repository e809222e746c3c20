/// Something that gives raw 64-bit words, each equally likely.
public protocol WordSource {
    mutating func nextWord() -> UInt64
}

/// Something that gives final, scaled outcomes: what the tests look at.
public protocol OutcomeSource {
    /// One outcome in 0..<n. Needs n ≥ 1.
    mutating func next(below n: Int) -> Int

    /// `count` different numbers of 0..<pool in the order in which they were drawn. Needs 0 ≤ count ≤ pool.
    mutating func draw(_ count: Int, of pool: Int) -> [Int]
}

extension OutcomeSource {
    /// Draws without replacement: each time an index into the numbers that are left, in ascending order.
    public mutating func draw(_ count: Int, of pool: Int) -> [Int] {
        var left = Array(0..<pool)
        var drawn: [Int] = []
        drawn.reserveCapacity(count)
        for _ in 0..<count {
            drawn.append(left.remove(at: next(below: left.count)))
        }
        return drawn
    }
}

/// Scales words to outcomes by discarding the words above the largest multiple of n, so that every outcome is equally likely.
public struct RejectionSampling<Words: WordSource>: OutcomeSource {
    public private(set) var words: Words

    public init(_ words: Words) {
        self.words = words
    }

    public mutating func next(below n: Int) -> Int {
        precondition(n >= 1, "an outcome is one of at least one number")
        let divisor = UInt64(n)
        let last = UInt64.max - (UInt64.max % divisor + 1) % divisor
        while true {
            let word = words.nextWord()
            if word <= last { return Int(word % divisor) }
        }
    }
}

/// Words out of a closure: the way to hand in a generator of another module.
public struct ClosureWords: WordSource {
    private let next: () -> UInt64

    public init(_ next: @escaping () -> UInt64) {
        self.next = next
    }

    public mutating func nextWord() -> UInt64 { next() }
}

/// Outcomes out of a closure that takes the range: for a scaling of one's own.
public struct ClosureOutcomes: OutcomeSource {
    private let next: (Int) -> Int

    public init(_ next: @escaping (Int) -> Int) {
        self.next = next
    }

    public mutating func next(below n: Int) -> Int { next(n) }
}
