/// Serial correlation: do outcomes one to ten apart rise and fall together?
///
/// Mean and variance of fair outcomes are known, so each lag's sum is standard normal in the limit and the lags are uncorrelated:
/// their squares add to a chi-square with ten degrees of freedom.
public struct SerialCorrelationTest: RandomnessTest {
    public let name = "serial correlation"

    public init() {}

    public func run(range: Int, count: Int, next: () -> Int) -> TestResult {
        let lags = 10
        let values = (0..<count).map { _ in standardised(next(), range: range) }
        var statistic = 0.0
        for lag in 1...lags {
            var sum = 0.0
            for index in lag..<count { sum += values[index] * values[index - lag] }
            statistic += sum * sum / Double(count - lag)
        }
        return TestResult(name: name, count: count, chiSquare: statistic, degreesOfFreedom: lags, note: "lags 1 to \(lags)")
    }
}

/// Interplay correlation: are the positions of a draw of six outcomes correlated with each other?
///
/// Fifteen pairs of positions, each sum standard normal in the limit, uncorrelated with each other.
public struct InterplayCorrelationTest: RandomnessTest {
    public let name = "interplay correlation"

    public init() {}

    public func run(range: Int, count: Int, next: () -> Int) -> TestResult {
        let positions = 6
        let draws = count / positions
        var sums = [Double](repeating: 0, count: positions * positions)
        var draw = [Double](repeating: 0, count: positions)
        for _ in 0..<draws {
            for position in 0..<positions { draw[position] = standardised(next(), range: range) }
            for i in 1..<positions {
                for j in 0..<i { sums[i * positions + j] += draw[i] * draw[j] }
            }
        }
        let statistic = sums.reduce(0) { $0 + $1 * $1 / Double(draws) }
        return TestResult(
            name: name, count: draws * positions, chiSquare: statistic, degreesOfFreedom: positions * (positions - 1) / 2,
            note: "\(draws) draws of \(positions)")
    }
}

/// Kolmogorov-Smirnov: is the stream, read as fractions in base n, uniform between 0 and 1?
///
/// As many outcomes make one fraction as are needed for 2^30 different ones: the test is for continuous values, and a short range
/// alone would pass too easily.
public struct KolmogorovSmirnovTest: RandomnessTest {
    public let name = "Kolmogorov-Smirnov"

    public init() {}

    public func run(range: Int, count: Int, next: () -> Int) -> TestResult {
        var digits = 1
        var size = range
        while size < 1 << 30 {
            size *= range
            digits += 1
        }
        let values = (0..<(count / digits)).map { _ in
            var value = 0
            for _ in 0..<digits { value = value * range + next() }
            return (Double(value) + 0.5) / Double(size)
        }
        let distance = distanceFromUniform(values)
        return TestResult(
            name: name, count: values.count * digits, statistic: distance,
            pValue: Distribution.kolmogorovSmirnov(distance: distance, count: values.count), note: "\(values.count) fractions")
    }
}

/// The outcome with the mean of fair outcomes taken off, in units of their standard deviation.
private func standardised(_ outcome: Int, range: Int) -> Double {
    let n = Double(range)
    return (Double(outcome) - (n - 1) / 2) / ((n * n - 1) / 12).squareRoot()
}
