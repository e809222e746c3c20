internal import NIOConcurrencyHelpers

/// All metrics of a process, and their text for a Prometheus scraper.
///
/// Register at start-up and keep what is returned. Registering a name twice, or a name the format does not allow, is a
/// mistake in the program and stops it. This is small code of our own because the package takes no client library for
/// metrics; it writes the text exposition format 0.0.4 and nothing else.
///
/// Reading closures run on the thread that scrapes, outside every lock of the registry; they must be quick and must
/// not block.
public final class MetricsRegistry: Sendable {
    /// The media type of ``prometheusText()``.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private let metrics = NIOLockedValueBox<[String: Metric]>([:])

    public init() {}

    /// A counter. Its name ends in `_total`.
    public func counter(_ name: String, help: String) -> Counter {
        let counter = Counter()
        register(name, help, .counter) { $0.sample(name, [], counter.value) }
        return counter
    }

    /// A counter whose value another object keeps.
    public func counter(_ name: String, help: String, reading: @escaping @Sendable () -> UInt64) {
        register(name, help, .counter) { $0.sample(name, [], reading()) }
    }

    /// A counter split by labels.
    public func counters(
        _ name: String, help: String, labels: [String], combinationsMax: Int = MetricFamily<Counter>.combinationsMaxDefault
    ) -> MetricFamily<Counter> {
        let family = MetricFamily(labels: labels, combinationsMax: combinationsMax) { Counter() }
        register(name, help, .counter) { text in
            for (values, counter) in family.sorted() { text.sample(name, Array(zip(labels, values)), counter.value) }
        }
        return family
    }

    public func gauge(_ name: String, help: String) -> Gauge {
        let gauge = Gauge()
        register(name, help, .gauge) { $0.sample(name, [], gauge.value) }
        return gauge
    }

    /// A gauge whose value another object keeps.
    public func gauge(_ name: String, help: String, reading: @escaping @Sendable () -> Double) {
        register(name, help, .gauge) { $0.sample(name, [], reading()) }
    }

    /// A gauge split by labels.
    public func gauges(
        _ name: String, help: String, labels: [String], combinationsMax: Int = MetricFamily<Gauge>.combinationsMaxDefault
    ) -> MetricFamily<Gauge> {
        let family = MetricFamily(labels: labels, combinationsMax: combinationsMax) { Gauge() }
        register(name, help, .gauge) { text in
            for (values, gauge) in family.sorted() { text.sample(name, Array(zip(labels, values)), gauge.value) }
        }
        return family
    }

    /// A histogram. The name carries the unit last: `…_seconds`, `…_bytes`.
    public func histogram(_ name: String, help: String, buckets: [Double] = Histogram.latencySeconds) -> Histogram {
        let histogram = Histogram(bounds: buckets)
        register(name, help, .histogram) { $0.histogram(name, [], histogram.snapshot) }
        return histogram
    }

    /// A histogram split by labels.
    public func histograms(
        _ name: String, help: String, labels: [String], buckets: [Double] = Histogram.latencySeconds,
        combinationsMax: Int = MetricFamily<Histogram>.combinationsMaxDefault
    ) -> MetricFamily<Histogram> {
        let family = MetricFamily(labels: labels, combinationsMax: combinationsMax) { Histogram(bounds: buckets) }
        register(name, help, .histogram) { text in
            for (values, histogram) in family.sorted() { text.histogram(name, Array(zip(labels, values)), histogram.snapshot) }
        }
        return family
    }

    /// The text exposition format 0.0.4: metrics in the order of their names, `HELP` and `TYPE` before the samples.
    public func prometheusText() -> String {
        var text = PrometheusText()
        for (name, metric) in metrics.withLockedValue({ $0 }).sorted(by: { $0.key < $1.key }) {
            text.header(name, metric.help, metric.type)
            metric.write(&text)
        }
        return text.text
    }

    private struct Metric: Sendable {
        let help: String
        let type: MetricType
        let write: @Sendable (inout PrometheusText) -> Void
    }

    private func register(_ name: String, _ help: String, _ type: MetricType, write: @escaping @Sendable (inout PrometheusText) -> Void) {
        precondition(isMetricName(name), "not a metric name: \(name)")
        precondition(type != .counter || name.hasSuffix("_total"), "a counter's name ends in _total: \(name)")
        let metric = Metric(help: help, type: type, write: write)
        metrics.withLockedValue { metrics in
            precondition(metrics[name] == nil, "metric registered twice: \(name)")
            metrics[name] = metric
        }
    }
}
