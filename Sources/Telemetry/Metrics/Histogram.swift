internal import Synchronization

/// How observations spread over fixed buckets, such as answer times in seconds.
///
/// Safe to use from any thread without a lock. A scrape that runs beside observations may see a bucket without its
/// share of the sum; `_count` always equals the `+Inf` bucket, because both come from the same reading.
public final class Histogram: Sendable {
    /// Upper bounds from 100 µs to 10 s, for the time an answer takes.
    public static let latencySeconds: [Double] = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    /// Upper bounds from 1 to 4096 in powers of two, for the size of a batch.
    public static let batchSizes: [Double] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096]

    /// Most buckets of one histogram: each one is a time series for every combination of labels.
    static let bucketsMax = 64

    let bounds: [Double]
    private let buckets: [Counter]
    private let sumBits = Atomic<UInt64>(0)

    /// - Parameter bounds: upper bounds, inclusive; strictly rising, finite, 1 to 64 of them. `+Inf` is added.
    init(bounds: [Double]) {
        precondition((1...Self.bucketsMax).contains(bounds.count), "a histogram has 1 to \(Self.bucketsMax) buckets")
        precondition(bounds.allSatisfy(\.isFinite), "a bucket's bound is finite; +Inf is added")
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "bucket bounds rise")
        self.bounds = bounds
        self.buckets = (0...bounds.count).map { _ in Counter() }
    }

    /// Counts one observation. A value that is not finite is dropped: it would spoil the sum for good.
    public func observe(_ value: Double) {
        guard value.isFinite else { return }
        var index = 0
        while index < bounds.count, value > bounds[index] { index += 1 }
        buckets[index].increment()
        var old = sumBits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + value).bitPattern
            let (exchanged, original) = sumBits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if exchanged { return }
            old = original
        }
    }

    /// Counts one observation of time, in seconds.
    public func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        observe(Double(seconds) + Double(attoseconds) * 1e-18)
    }

    /// What has been observed so far.
    public var snapshot: Snapshot {
        var running: UInt64 = 0
        let cumulative = buckets.map { bucket in
            running &+= bucket.value
            return running
        }
        return Snapshot(bounds: bounds, cumulative: cumulative, sum: Double(bitPattern: sumBits.load(ordering: .relaxed)))
    }

    /// A reading of a histogram.
    public struct Snapshot: Sendable, Equatable {
        /// Upper bounds, without `+Inf`.
        public let bounds: [Double]
        /// Observations at or below each bound, and last of all of them.
        public let cumulative: [UInt64]
        public let sum: Double

        public var count: UInt64 { cumulative[cumulative.count - 1] }
    }
}
