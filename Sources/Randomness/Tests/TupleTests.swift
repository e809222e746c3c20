/// Overlaps: does every triple come equally often, when each outcome belongs to three triples?
///
/// The overlapping serial test: Pearson's sum over triples less that over pairs, on the stream closed to a ring, is chi-square with
/// d³ - d² degrees of freedom (Good 1953; NIST SP 800-22 section 2.11).
public struct OverlapsTest: RandomnessTest {
    public let name = "overlaps"

    public init() {}

    public func run(range: Int, count: Int, next: () -> Int) -> TestResult {
        var limit = 2
        while (limit + 1) * (limit + 1) * (limit + 1) * 50 <= count { limit += 1 }
        let bands = Bands(range: range, atMost: limit)
        let d = bands.count
        let first = bands.band(of: next())
        let second = bands.band(of: next())
        var before = (first, second)
        var triples = [Int](repeating: 0, count: d * d * d)
        for index in 2..<(count + 2) {
            let band = index < count ? bands.band(of: next()) : index == count ? first : second
            triples[(before.0 * d + before.1) * d + band] += 1
            before = (before.1, band)
        }
        let chances = bands.probabilities
        var triplesSum = 0.0
        var pairsSum = 0.0
        for a in 0..<d {
            for b in 0..<d {
                var pair = 0
                for c in 0..<d {
                    let observed = triples[(a * d + b) * d + c]
                    pair += observed
                    triplesSum += Double(observed * observed) / (chances[a] * chances[b] * chances[c])
                }
                pairsSum += Double(pair * pair) / (chances[a] * chances[b])
            }
        }
        let statistic = (triplesSum - pairsSum) / Double(count)
        return TestResult(name: name, count: count, chiSquare: statistic, degreesOfFreedom: d * d * (d - 1), note: bands.note)
    }
}

/// Adjacency: is the difference between neighbours, around the range, equally often every number?
///
/// The differences of fair outcomes are fair and independent, also where they share an outcome.
public struct AdjacencyTest: RandomnessTest {
    public let name = "adjacency"

    public init() {}

    public func run(range: Int, count: Int, next: () -> Int) -> TestResult {
        let bands = Bands(range: range, atMost: range * 20 <= count ? range : count / 50)
        var observed = [Int](repeating: 0, count: bands.count)
        var last = next()
        for _ in 1..<count {
            let outcome = next()
            let difference = outcome - last
            observed[bands.band(of: difference < 0 ? difference + range : difference)] += 1
            last = outcome
        }
        let fit = GoodnessOfFit(observed: observed, probabilities: bands.probabilities)
        return TestResult(name: name, count: count, fit: fit, note: bands.note)
    }
}

/// Subsequences: is every eighth outcome fair, from each of the eight places to start, alone and in pairs?
public struct SubsequencesTest: RandomnessTest {
    public let name = "subsequences"

    public init() {}

    public func run(range: Int, count: Int, next: () -> Int) -> TestResult {
        let step = 8
        let pairs = count / (2 * step)
        var limit = 2
        while (limit + 1) * (limit + 1) * 50 <= pairs { limit += 1 }
        let bands = Bands(range: range, atMost: limit)
        let d = bands.count
        var observed = [[Int]](repeating: [Int](repeating: 0, count: d * d), count: step)
        var first = [Int](repeating: 0, count: step)
        for _ in 0..<pairs {
            for place in 0..<step { first[place] = bands.band(of: next()) }
            for place in 0..<step { observed[place][first[place] * d + bands.band(of: next())] += 1 }
        }
        let chances = bands.probabilities
        let probabilities = chances.flatMap { a in chances.map { a * $0 } }
        let fits = observed.map { GoodnessOfFit(observed: $0, probabilities: probabilities) }
        return TestResult(
            name: name, count: pairs * 2 * step, chiSquare: fits.reduce(0) { $0 + $1.statistic },
            degreesOfFreedom: fits.reduce(0) { $0 + $1.degreesOfFreedom }, note: bands.note)
    }
}
