internal import Draws
internal import Randomness

/// Final outcomes as a draw makes them: words of the generator, scaled and taken from the pool by the product's own code.
struct GeneratorOutcomes: OutcomeSource {
    private var words: GeneratorWords
    private var pools: [Int: NumberPool] = [:]
    /// Why outcomes are worthless from some moment on; the tests can't be broken off, so the owner asks afterwards.
    private(set) var failure: CommandFailure?
    /// Given instead of outcomes after a failure, so that tests that wait for something come to an end.
    private var filler = 0

    init(_ words: GeneratorWords) {
        self.words = words
    }

    mutating func next(below n: Int) -> Int {
        guard failure == nil else { return fill(n) }
        do {
            return Int(try RejectionSampler(poolSize: UInt64(n)).select(from: &words).index)
        } catch {
            fail(error)
            return fill(n)
        }
    }

    mutating func draw(_ count: Int, of size: Int) -> [Int] {
        do {
            var pool = try pools[size] ?? NumberPool(Array(0..<UInt32(size)))
            if pools[size] == nil { pools[size] = pool }
            guard failure == nil else { return Array(0..<count) }
            return try (0..<count).map { _ in Int(try pool.draw(.without, from: &words).number) }
        } catch {
            fail(error as? SelectionError ?? .emptyPool)
            return Array(0..<count)
        }
    }

    private mutating func fail(_ error: SelectionError) {
        guard failure == nil else { return }
        if case .random(let cause) = error {
            failure = GeneratorWords.failure(cause)
        } else {
            failure = .failed("nothing could be drawn: \(error)")
        }
    }

    private mutating func fill(_ n: Int) -> Int {
        filler = (filler &* 5 &+ 3) & 0xFFFF_FFFF
        return filler % n
    }
}
