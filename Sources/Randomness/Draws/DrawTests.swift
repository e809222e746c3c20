/// A draw of `drawn` different numbers out of `pool`.
public struct DrawShape: Sendable, Hashable, Codable, CustomStringConvertible {
    public var drawn: Int
    public var pool: Int

    public init(drawn: Int, pool: Int) {
        precondition(drawn >= 2 && pool >= drawn, "a draw worth testing takes at least two numbers of those there are")
        self.drawn = drawn
        self.pool = pool
    }

    public var description: String { "\(drawn) of \(pool)" }

    /// A small draw, a lottery's, a long one, and the whole pool in order: a shuffle.
    public static let standard = [
        DrawShape(drawn: 3, pool: 10), DrawShape(drawn: 6, pool: 49), DrawShape(drawn: 10, pool: 100), DrawShape(drawn: 8, pool: 8),
    ]
}

/// One statistical test over whole draws without replacement.
public protocol DrawTest: Sendable {
    var name: String { get }

    /// Why the test says nothing for this shape with so many draws, or nil when it does.
    func obstacle(shape: DrawShape, draws: Int) -> String?

    /// Runs over `draws` results of `draw`, each of `shape.drawn` different numbers in 0..<shape.pool.
    func run(shape: DrawShape, draws: Int, draw: () -> [Int]) -> TestResult
}

/// The four tests over draws.
public let drawTests: [any DrawTest] = [DrawnNumbersTest(), DrawPositionsTest(), DrawPairsTest(), DrawOrderTest()]

/// Is every number drawn equally often, in whatever position?
///
/// A number's count has the variance N k (m - k) / (m (m - 1)) around its mean in the directions where counts can differ, because a
/// draw never holds a number twice: with that in the denominator the sum is chi-square with m - 1 degrees of freedom.
public struct DrawnNumbersTest: DrawTest {
    public let name = "draws: numbers"

    public init() {}

    public func obstacle(shape: DrawShape, draws: Int) -> String? {
        if shape.drawn == shape.pool { return "every number is drawn every time" }
        let needed = 20 * shape.pool / shape.drawn
        return draws < needed ? "needs \(needed) draws" : nil
    }

    public func run(shape: DrawShape, draws: Int, draw: () -> [Int]) -> TestResult {
        var observed = [Int](repeating: 0, count: shape.pool)
        for _ in 0..<draws {
            for number in draw() { observed[number] += 1 }
        }
        let (k, m, n) = (Double(shape.drawn), Double(shape.pool), Double(draws))
        let variance = n * k * (m - k) / (m * (m - 1))
        let statistic = observed.reduce(0.0) { sum, count in
            let difference = Double(count) - n * k / m
            return sum + difference * difference / variance
        }
        return TestResult(name: name, count: draws, chiSquare: statistic, degreesOfFreedom: shape.pool - 1)
    }
}

/// Does each number come equally often in each position of the draw, first as well as last?
///
/// Compares each position's count of a number with that number's own mean over the positions; the variance of such a contrast is
/// N / (m - 1), which leaves a chi-square with (k - 1)(m - 1) degrees of freedom, independent of how often the numbers come at all.
public struct DrawPositionsTest: DrawTest {
    public let name = "draws: positions"

    public init() {}

    public func obstacle(shape: DrawShape, draws: Int) -> String? {
        let needed = 20 * shape.pool
        return draws < needed ? "needs \(needed) draws" : nil
    }

    public func run(shape: DrawShape, draws: Int, draw: () -> [Int]) -> TestResult {
        var observed = [Int](repeating: 0, count: shape.pool * shape.drawn)
        for _ in 0..<draws {
            for (position, number) in draw().enumerated() { observed[number * shape.drawn + position] += 1 }
        }
        var statistic = 0.0
        for number in 0..<shape.pool {
            let counts = observed[(number * shape.drawn)..<((number + 1) * shape.drawn)]
            let mean = Double(counts.reduce(0, +)) / Double(shape.drawn)
            for count in counts {
                statistic += (Double(count) - mean) * (Double(count) - mean) * Double(shape.pool - 1) / Double(draws)
            }
        }
        return TestResult(
            name: name, count: draws, chiSquare: statistic, degreesOfFreedom: (shape.drawn - 1) * (shape.pool - 1))
    }
}

/// Is every pair of numbers equally often drawn together? One pair of positions per draw, taking turns, so that draws stay independent.
public struct DrawPairsTest: DrawTest {
    public let name = "draws: pairs"

    public init() {}

    public func obstacle(shape: DrawShape, draws: Int) -> String? {
        let needed = 20 * shape.pool * (shape.pool - 1) / 2
        return draws < needed ? "needs \(needed) draws" : nil
    }

    public func run(shape: DrawShape, draws: Int, draw: () -> [Int]) -> TestResult {
        let pairs = shape.pool * (shape.pool - 1) / 2
        var observed = [Int](repeating: 0, count: pairs)
        for index in 0..<draws {
            let numbers = draw()
            let position = index % shape.drawn
            let a = numbers[position]
            let b = numbers[(position + 1) % shape.drawn]
            let (low, high) = (min(a, b), max(a, b))
            observed[high * (high - 1) / 2 + low] += 1
        }
        let fit = GoodnessOfFit(observed: observed, probabilities: [Double](repeating: 1 / Double(pairs), count: pairs))
        return TestResult(name: name, count: draws, fit: fit, note: "\(pairs) pairs")
    }
}

/// Do the first numbers drawn, up to five, stand in every order equally often?
public struct DrawOrderTest: DrawTest {
    public let name = "draws: order"

    public init() {}

    public func obstacle(shape: DrawShape, draws: Int) -> String? {
        let orders = (1...min(5, shape.drawn)).reduce(1, *)
        return draws < 20 * orders ? "needs \(20 * orders) draws" : nil
    }

    public func run(shape: DrawShape, draws: Int, draw: () -> [Int]) -> TestResult {
        let length = min(5, shape.drawn)
        let orders = (1...length).reduce(1, *)
        var observed = [Int](repeating: 0, count: orders)
        for _ in 0..<draws {
            let numbers = draw()
            // The Lehmer code: how many later numbers are smaller, in mixed radix.
            var code = 0
            for i in 0..<length {
                var smaller = 0
                for j in (i + 1)..<max(i + 1, length) where numbers[j] < numbers[i] { smaller += 1 }
                code = code * (length - i) + smaller
            }
            observed[code] += 1
        }
        let fit = GoodnessOfFit(observed: observed, probabilities: [Double](repeating: 1 / Double(orders), count: orders))
        return TestResult(name: name, count: draws, fit: fit, note: "\(orders) orders")
    }
}
