/// Permutation: in which order do four successive outcomes stand? Ties are orders of their own.
///
/// An order with b different values has the chance C(n, b) / n^4, exactly, so small ranges need no exception.
public struct PermutationTest: RandomnessTest {
    public let name = "permutation"

    public init() {}

    public func run(range: Int, count: Int, next: () -> Int) -> TestResult {
        let groups = count / 4
        // An order is written as each value's rank among the different values, two bits each.
        var observed = [Int](repeating: 0, count: 256)
        for _ in 0..<groups {
            observed[Self.order(next(), next(), next(), next())] += 1
        }
        var orders: [Int] = []
        var probabilities: [Double] = []
        let total = power(Double(range), 4)
        for code in 0..<256 {
            let ranks = (0..<4).map { code >> (2 * $0) & 3 }
            guard Self.order(ranks[0], ranks[1], ranks[2], ranks[3]) == code else { continue }
            orders.append(code)
            probabilities.append(binomialCoefficient(range, Set(ranks).count) / total)
        }
        let fit = GoodnessOfFit(observed: orders.map { observed[$0] }, probabilities: probabilities)
        return TestResult(name: name, count: groups * 4, fit: fit, note: "\(groups) groups of 4")
    }

    static func order(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Int {
        // The rank of x is the number of different values below it.
        let bFirst = b != a
        let cFirst = c != a && c != b
        let dFirst = d != a && d != b && d != c
        func rank(_ x: Int) -> Int {
            (a < x ? 1 : 0) + (bFirst && b < x ? 1 : 0) + (cFirst && c < x ? 1 : 0) + (dFirst && d < x ? 1 : 0)
        }
        return rank(a) | rank(b) << 2 | rank(c) << 4 | rank(d) << 6
    }
}

/// Order statistic: how is the largest of five distributed? Its law is the fifth power of an outcome's.
public struct OrderStatisticTest: RandomnessTest {
    public let name = "order statistic"

    public init() {}

    public func run(range: Int, count: Int, next: () -> Int) -> TestResult {
        let groups = count / 5
        // starts[j] is the first value of class j: every value of a short range, else at most 20 classes, as equally likely as whole
        // values allow.
        var starts = range <= 20 ? Array(0..<range) : [0]
        for step in 1..<20 where range > 20 {
            var low = 0
            var high = range
            while low < high {
                let middle = (low + high) / 2
                if power(Double(middle) / Double(range), 5) >= Double(step) / 20 { high = middle } else { low = middle + 1 }
            }
            if low > starts[starts.count - 1], low < range { starts.append(low) }
        }
        let probabilities = starts.indices.map { index in
            let end = index + 1 < starts.count ? starts[index + 1] : range
            return power(Double(end) / Double(range), 5) - power(Double(starts[index]) / Double(range), 5)
        }
        var observed = [Int](repeating: 0, count: starts.count)
        for _ in 0..<groups {
            var largest = 0
            for _ in 0..<5 { largest = max(largest, next()) }
            var index = starts.count - 1
            while starts[index] > largest { index -= 1 }
            observed[index] += 1
        }
        let fit = GoodnessOfFit(observed: observed, probabilities: probabilities)
        return TestResult(name: name, count: groups * 5, fit: fit, note: "\(groups) groups of 5")
    }
}

/// Runs: how long does the stream rise, and how long does it fall?
///
/// The outcome that ends a run is thrown away, which makes the runs independent (Knuth 3.3.2 G, exercise 14): a strict run of r or
/// more has the chance C(n, r) / n^r. Rising and falling runs take turns.
public struct RunsTest: RandomnessTest {
    public let name = "runs"

    public init() {}

    public func run(range: Int, count: Int, next: () -> Int) -> TestResult {
        let longest = min(range, 8)
        var atLeast = (1...longest).map { binomialCoefficient(range, $0) / power(Double(range), $0) }
        atLeast.append(0)
        var probabilities = (0..<longest).map { atLeast[$0] - atLeast[$0 + 1] }
        probabilities[longest - 1] = atLeast[longest - 1]
        var rising = [Int](repeating: 0, count: longest)
        var falling = rising
        var drawn = 0
        while drawn < count {
            rising[Self.length(limit: count, drawn: &drawn, next: next, goesOn: <) - 1, capped: longest] += 1
            falling[Self.length(limit: count, drawn: &drawn, next: next, goesOn: >) - 1, capped: longest] += 1
        }
        let up = GoodnessOfFit(observed: rising, probabilities: probabilities)
        let down = GoodnessOfFit(observed: falling, probabilities: probabilities)
        return TestResult(
            name: name, count: drawn, chiSquare: up.statistic + down.statistic,
            degreesOfFreedom: up.degreesOfFreedom + down.degreesOfFreedom,
            note: "up and down")
    }

    private static func length(limit: Int, drawn: inout Int, next: () -> Int, goesOn: (Int, Int) -> Bool) -> Int {
        var last = next()
        var length = 1
        drawn += 1
        while length < limit {
            let outcome = next()
            drawn += 1
            guard goesOn(last, outcome) else { break }
            last = outcome
            length += 1
        }
        return length
    }
}

extension [Int] {
    fileprivate subscript(index: Int, capped limit: Int) -> Int {
        get { self[Swift.min(index, limit - 1)] }
        set { self[Swift.min(index, limit - 1)] = newValue }
    }
}
