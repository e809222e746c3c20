public import Telemetry

/// What the raffle service counts.
public struct RaffleMetrics: Sendable {
    let sales: Counter
    let batchSizes: Histogram
    let commitSeconds: Histogram
    let storeFailures: Counter
    let refused: MetricFamily<Counter>

    public init(registry: MetricsRegistry) {
        sales = registry.counter("urna_sales_recorded_total", help: "Ticket sales made durable and answered.")
        batchSizes = registry.histogram(
            "urna_sales_commit_batch", help: "Sales committed together.", buckets: Histogram.batchSizes)
        commitSeconds = registry.histogram(
            "urna_sales_commit_seconds", help: "Time of one commit of a raffle, decisions and flush.")
        storeFailures = registry.counter("urna_raffle_store_failures_total", help: "Commits of raffles that the store refused.")
        refused = registry.counters(
            "urna_raffle_refused_total", help: "Commands and sales of raffles that were refused, by code.", labels: ["code"])
    }
}
