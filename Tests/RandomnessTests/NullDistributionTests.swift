import Foundation
import Randomness
import Testing

/// Under a good generator p-values are uniform. Runs per test and range: `URNA_RANDOMNESS_RUNS` (400 for a thorough check), by default
/// few enough for every change.
@Suite("Under fair outcomes every test's p-values are uniform")
struct NullDistributionTests {
    static let runs = ProcessInfo.processInfo.environment["URNA_RANDOMNESS_RUNS"].flatMap { Int($0) } ?? 100
    static let shape = DrawShape(drawn: 3, pool: 10)

    /// The chance of p-values as far from uniform as these; whole counts make p-values come in steps, so the bound is loose.
    private func uniformity(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        var distance = 0.0
        for (index, value) in sorted.enumerated() {
            distance = max(distance, value - Double(index) / Double(sorted.count), Double(index + 1) / Double(sorted.count) - value)
        }
        return Distribution.kolmogorovSmirnov(distance: distance, count: sorted.count)
    }

    @Test("of outcomes", arguments: fifteenTests.indices)
    func outcomes(index: Int) {
        let test = fifteenTests[index]
        // A small range with ties and steps, and one that is looked at in bands of unequal width.
        for range in Self.runs >= 400 ? [2, 3, 7, 49, 1_000, 1_048_577] : [3, 1_000] {
            var source = goodSource(seed: 2_026 + UInt64(index * 100 + range))
            let values = (0..<Self.runs).map { _ in
                test.run(range: range, count: 10_000) { source.next(below: range) }.pValue
            }
            #expect(uniformity(values) > 1e-4, "\(test.name), range \(range): \(values.sorted())")
        }
    }

    @Test("of draws", arguments: drawTests.indices)
    func draws(index: Int) {
        let test = drawTests[index]
        var source = goodSource(seed: 31 + UInt64(index))
        let values = (0..<Self.runs).map { _ in
            test.run(shape: Self.shape, draws: 1_000) { source.draw(3, of: 10) }.pValue
        }
        #expect(uniformity(values) > 1e-4, "\(test.name): \(values.sorted())")
    }
}
