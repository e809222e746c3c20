import Testing

@testable import Telemetry

@Suite struct MetricsRegistryTests {
    @Test("An empty registry is an empty text")
    func empty() throws {
        #expect(MetricsRegistry().prometheusText().isEmpty)
    }

    @Test("Counters and gauges are written with help and type, in the order of their names")
    func countersAndGauges() throws {
        let registry = MetricsRegistry()
        let depth = registry.gauge("urna_queue_depth", help: "Ballots waiting for a batch")
        let cast = registry.counter("urna_ballots_cast_total", help: "Ballots made durable")
        registry.gauge("urna_uptime_seconds", help: "Since the start") { 1.5 }
        registry.counter("urna_bytes_total", help: "Bytes") { UInt64.max }
        depth.set(7)
        depth.decrement(by: 9)
        depth.increment()
        cast.increment()
        cast.increment(by: 41)

        let text = registry.prometheusText()
        let read = try PrometheusParser(text)
        #expect(read.value("urna_queue_depth") == "-1")
        #expect(read.value("urna_ballots_cast_total") == "42")
        #expect(read.value("urna_uptime_seconds") == "1.5")
        #expect(read.value("urna_bytes_total") == "18446744073709551615")
        #expect(
            read.types == [
                "urna_queue_depth": "gauge", "urna_ballots_cast_total": "counter", "urna_uptime_seconds": "gauge",
                "urna_bytes_total": "counter",
            ])
        #expect(text.hasPrefix("# HELP urna_ballots_cast_total Ballots made durable\n# TYPE urna_ballots_cast_total counter\nurna_ballots"))
        #expect(read.samples.map(\.name) == read.samples.map(\.name).sorted())
    }

    @Test(
        "Help and label values come back as they went in",
        arguments: [
            "plain", "a \"quoted\" word", "back\\slash", "line\nfeed", "\\n is not a line feed", "ünï→", "",
        ])
    func escaping(value: String) throws {
        let registry = MetricsRegistry()
        registry.counters("requests_total", help: value, labels: ["route", "status"]).member(value, "2xx").increment(by: 3)
        let read = try PrometheusParser(registry.prometheusText())
        #expect(read.help["requests_total"] == value)
        #expect(read.value("requests_total", ["route": value, "status": "2xx"]) == "3")
    }

    @Test("A histogram's buckets are cumulative, inclusive, and end in +Inf with the count")
    func histogram() throws {
        let registry = MetricsRegistry()
        let times = registry.histogram("answer_seconds", help: "Time", buckets: [0.005, 0.1, 1])
        for value in [0.001, 0.005, 0.0051, 0.1, 2.5, .nan, .infinity] { times.observe(value) }
        times.observe(.milliseconds(500))
        let read = try PrometheusParser(registry.prometheusText())
        #expect(read.types["answer_seconds"] == "histogram")
        let expected = [("0.005", "2"), ("0.1", "4"), ("1", "5"), ("+Inf", "6")]
        for (bound, count) in expected {
            #expect(read.value("answer_seconds_bucket", ["le": bound]) == count)
        }
        #expect(read.value("answer_seconds_count") == "6")
        let sum = try #require(read.value("answer_seconds_sum").flatMap(Double.init))
        #expect(abs(sum - 3.1111) < 1e-12)
        #expect(
            read.samples.map(\.name) == [String](repeating: "answer_seconds_bucket", count: 4) + [
                "answer_seconds_sum", "answer_seconds_count",
            ])
    }

    @Test("A family of histograms keeps its labels on every line")
    func labelledHistogram() throws {
        let registry = MetricsRegistry()
        let times = registry.histograms("answer_seconds", help: "Time", labels: ["route"], buckets: [1])
        times.member("/v1/elections").observe(0.5)
        let read = try PrometheusParser(registry.prometheusText())
        #expect(read.value("answer_seconds_bucket", ["route": "/v1/elections", "le": "1"]) == "1")
        #expect(read.value("answer_seconds_count", ["route": "/v1/elections"]) == "1")
    }

    @Test("A family beyond its bound counts the rest under `other`, and loses none")
    func bound() throws {
        let registry = MetricsRegistry()
        let requests = registry.counters("requests_total", help: "Requests", labels: ["path"], combinationsMax: 3)
        for number in 0..<50 { requests.member("/p\(number)").increment() }
        requests.member("/p1").increment()
        let read = try PrometheusParser(registry.prometheusText())
        #expect(read.samples.count == 4)
        #expect(read.value("requests_total", ["path": "/p1"]) == "2")
        #expect(read.value("requests_total", ["path": "other"]) == "47")
    }

    @Test("A member is the same object each time it is asked for")
    func sameMember() {
        let gauges = MetricsRegistry().gauges("open", help: "Open", labels: ["kind"])
        #expect(gauges.member("sse") === gauges.member("sse"))
        #expect(gauges.member("sse") !== gauges.member("ws"))
    }

    @Test("Increments from many tasks at once are all counted")
    func concurrent() async {
        let registry = MetricsRegistry()
        let counter = registry.counter("hits_total", help: "Hits")
        let histogram = registry.histogram("sizes", help: "Sizes", buckets: [1, 2])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<5_000 {
                        counter.increment()
                        histogram.observe(2)
                    }
                }
            }
        }
        #expect(counter.value == 40_000)
        #expect(histogram.snapshot == .init(bounds: [1, 2], cumulative: [0, 40_000, 40_000], sum: 80_000))
    }

    @Test(
        "Names outside the format are not names",
        arguments: [
            ("a", true), ("urna_x9", true), ("a:b", true), ("", false), ("9a", false), ("a-b", false), ("a b", false), ("é", false),
            ("a\n", false),
        ])
    func names(name: String, allowed: Bool) {
        #expect(isMetricName(name) == allowed)
    }

    @Test(
        "Label names that mean something to a scraper are refused",
        arguments: [
            ("route", true), ("_x", true), ("le", false), ("quantile", false), ("__name__", false), ("a:b", false), ("", false),
        ])
    func labelNames(name: String, allowed: Bool) {
        #expect(isLabelName(name) == allowed)
    }
}
