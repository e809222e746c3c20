/// Pearson's chi-square over categories whose chances are known exactly.
///
/// Categories that expect fewer than `leastExpected` observations are put together: the chi-square distribution is a limit, and its
/// far tail is only to be believed when every category is well filled.
struct GoodnessOfFit {
    static let leastExpected = 20.0

    let statistic: Double
    let degreesOfFreedom: Int

    init(observed: [Int], probabilities: [Double]) {
        precondition(observed.count == probabilities.count, "a chance for every category")
        let total = Double(observed.reduce(0, +))
        var kept: [(observed: Double, expected: Double)] = []
        var pooled = (observed: 0.0, expected: 0.0)
        for (count, probability) in zip(observed, probabilities) {
            let expected = probability * total
            if expected < Self.leastExpected {
                pooled.observed += Double(count)
                pooled.expected += expected
            } else {
                kept.append((Double(count), expected))
            }
        }
        if pooled.expected >= Self.leastExpected {
            kept.append(pooled)
        } else if let smallest = kept.indices.min(by: { kept[$0].expected < kept[$1].expected }) {
            kept[smallest].observed += pooled.observed
            kept[smallest].expected += pooled.expected
        }
        statistic = kept.reduce(0) { sum, cell in
            let difference = cell.observed - cell.expected
            return sum + difference * difference / cell.expected
        }
        degreesOfFreedom = max(0, kept.count - 1)
    }
}

/// A division of 0..<range into bands of equal width, or as equal as whole numbers allow; the true widths give the chances.
struct Bands {
    let range: Int
    let count: Int

    /// As many bands as there are outcomes, but not more than `limit` (and at least two).
    init(range: Int, atMost limit: Int) {
        self.range = range
        count = min(range, max(2, limit))
    }

    func band(of outcome: Int) -> Int { outcome * count / range }

    var probabilities: [Double] {
        (0..<count).map { Double(start(of: $0 + 1) - start(of: $0)) / Double(range) }
    }

    /// Says how the outcomes were put together, or nothing when every outcome has its own band.
    var note: String? { count == range ? nil : "\(count) bands" }

    private func start(of band: Int) -> Int { (band * range + count - 1) / count }
}
