internal import ResultsService
internal import Telemetry

extension ResultsHub {
    /// Shows the hub's counts as metrics.
    func register(with registry: MetricsRegistry) {
        let reading: @Sendable () -> ResultsMetrics.Reading = { self.metrics.reading }
        registry.gauge("urna_watchers", help: "Watchers of live results connected now.") { Double(reading().watchers) }
        registry.counter("urna_results_published_total", help: "Snapshots published to watchers.") { UInt64(reading().published) }
        registry.counter("urna_results_deliveries_total", help: "Snapshots written to watchers.") { UInt64(reading().deliveries) }
        registry.counter("urna_results_skipped_total", help: "Snapshots a slow watcher was spared.") { UInt64(reading().skipped) }
        registry.counter("urna_watchers_closed_slow_total", help: "Watchers closed because they did not read.") {
            UInt64(reading().closedSlow)
        }
        registry.counter("urna_watchers_refused_total", help: "Watchers refused for want of room.") { UInt64(reading().refused) }
    }
}
