/// Chi-square: does every outcome come equally often over the whole stream?
public struct ChiSquareTest: RandomnessTest {
    public let name = "chi-square"

    public init() {}

    public func run(range: Int, count: Int, next: () -> Int) -> TestResult {
        // At least 20 expected each; ranges too large for that are looked at in bands.
        let bands = Bands(range: range, atMost: range * 20 <= count ? range : count / 50)
        var observed = [Int](repeating: 0, count: bands.count)
        for _ in 0..<count { observed[bands.band(of: next())] += 1 }
        let fit = GoodnessOfFit(observed: observed, probabilities: bands.probabilities)
        return TestResult(name: name, count: count, fit: fit, note: bands.note)
    }
}

/// Equidistribution: does every outcome come equally often in each short block too, neither clustering nor too evenly dealt out?
///
/// The block frequency test (NIST SP 800-22 section 2.2) for any range: the chi-squares of all blocks, added up.
public struct EquidistributionTest: RandomnessTest {
    public let name = "equidistribution"

    public init() {}

    public func run(range: Int, count: Int, next: () -> Int) -> TestResult {
        let bands = Bands(range: range, atMost: 64)
        let expected = bands.probabilities.map { $0 * Double(50 * bands.count) }
        let blocks = count / (50 * bands.count)
        var statistic = 0.0
        var observed = [Int](repeating: 0, count: bands.count)
        for _ in 0..<blocks {
            for band in observed.indices { observed[band] = 0 }
            for _ in 0..<(50 * bands.count) { observed[bands.band(of: next())] += 1 }
            for (band, number) in observed.enumerated() {
                let difference = Double(number) - expected[band]
                statistic += difference * difference / expected[band]
            }
        }
        return TestResult(
            name: name, count: blocks * 50 * bands.count, chiSquare: statistic, degreesOfFreedom: blocks * (bands.count - 1),
            note: "\(blocks) blocks")
    }
}

/// Poisson: how often does one band come in a block of fixed length, block after block, each time with the next band?
///
/// The numbers of hits are exactly binomial (mean 2, near Poisson's law for many bands) and independent between blocks.
public struct PoissonTest: RandomnessTest {
    public let name = "Poisson"

    public init() {}

    public func run(range: Int, count: Int, next: () -> Int) -> TestResult {
        let bands = Bands(range: range, atMost: 8)
        let length = 2 * bands.count
        let blocks = count / length
        let chances = bands.probabilities
        // Bands can differ in width, so the expected histogram is the mean of theirs; each width's blocks are equally many.
        var probabilities = [Double](repeating: 0, count: length + 1)
        for block in 0..<min(blocks, bands.count) {
            let visits = Double((blocks - block + bands.count - 1) / bands.count) / Double(blocks)
            let chance = chances[block]
            for hits in 0...length {
                let ways = binomialCoefficient(length, hits)
                probabilities[hits] += visits * ways * power(chance, hits) * power(1 - chance, length - hits)
            }
        }
        var observed = [Int](repeating: 0, count: length + 1)
        for block in 0..<blocks {
            var hits = 0
            for _ in 0..<length where bands.band(of: next()) == block % bands.count { hits += 1 }
            observed[hits] += 1
        }
        let fit = GoodnessOfFit(observed: observed, probabilities: probabilities)
        return TestResult(name: name, count: blocks * length, fit: fit, note: "\(blocks) blocks of \(length)")
    }
}
