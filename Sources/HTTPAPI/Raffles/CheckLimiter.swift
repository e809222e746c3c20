internal import NIOConcurrencyHelpers

/// Bounds how often something may be tried, by whom and at what: a bucket a name that fills up again at a steady rate.
public final class CheckLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: Int64
    }

    private let perMinute: Double
    private let burst: Double
    private let namesMax: Int
    private let buckets = NIOLockedValueBox<[String: Bucket]>([:])

    /// - Parameters:
    ///   - perMinute: tries that a name gets back a minute; as many can come at once.
    ///   - namesMax: names remembered; full buckets are forgotten first.
    public init(perMinute: Int, namesMax: Int = 10_000) {
        self.perMinute = Double(perMinute)
        burst = Double(perMinute)
        self.namesMax = namesMax
    }

    /// Takes a try from each of these names, or none from any.
    ///
    /// - Parameter milliseconds: the time.
    public func admit(_ names: [String], atMilliseconds milliseconds: Int64) -> Bool {
        buckets.withLockedValue { buckets in
            if buckets.count > namesMax { forget(&buckets, milliseconds) }
            var filled: [Bucket] = []
            for name in names {
                let bucket = fill(buckets[name] ?? Bucket(tokens: burst, at: milliseconds), milliseconds)
                guard bucket.tokens >= 1 else { return false }
                filled.append(bucket)
            }
            for (name, bucket) in zip(names, filled) { buckets[name] = Bucket(tokens: bucket.tokens - 1, at: bucket.at) }
            return true
        }
    }

    private func fill(_ bucket: Bucket, _ now: Int64) -> Bucket {
        let elapsed = Double(max(0, now - bucket.at))
        return Bucket(tokens: min(burst, bucket.tokens + elapsed * perMinute / 60_000), at: max(now, bucket.at))
    }

    private func forget(_ buckets: inout [String: Bucket], _ now: Int64) {
        buckets = buckets.filter { fill($0.value, now).tokens < burst }
        // Still too many are being tried at once: begin anew rather than grow without bound.
        if buckets.count > namesMax { buckets = [:] }
    }
}
