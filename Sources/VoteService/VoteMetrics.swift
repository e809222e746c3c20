public import Telemetry

/// What the vote service counts. Totals over all elections only: a per-election counter would leak a sealed one's turnout.
public struct VoteMetrics: Sendable {
    let entries: Counter
    let batchSizes: Histogram
    let commitSeconds: Histogram
    let storeFailures: Counter
    let refused: MetricFamily<Counter>

    public init(registry: MetricsRegistry) {
        entries = registry.counter("urna_ballots_recorded_total", help: "Ballots made durable and answered with a receipt.")
        batchSizes = registry.histogram(
            "urna_commit_batch_ballots", help: "Ballots committed together.", buckets: Histogram.batchSizes)
        commitSeconds = registry.histogram(
            "urna_commit_seconds", help: "Time of one commit, from the first statement until the flush returned.")
        storeFailures = registry.counter("urna_store_failures_total", help: "Batches that the store refused.")
        refused = registry.counters(
            "urna_ballots_refused_total", help: "Ballots answered with an error, by its kind.", labels: ["reason"])
    }

    func committed(entries count: Int, nanoseconds: UInt64) {
        entries.increment(by: UInt64(count))
        batchSizes.observe(Double(count))
        commitSeconds.observe(Double(nanoseconds) / 1e9)
    }

    func storeFailed() {
        storeFailures.increment()
    }

    public func refuse(_ reason: String) {
        refused.member(reason).increment()
    }
}
