internal import Dispatch
internal import Telemetry

/// Requests counted and timed by route and status. Labels come from the route table, never from a request.
struct RequestMetrics: Sendable {
    enum HotRoute: Sendable {
        case cast
    }

    private let requests: MetricFamily<Counter>
    private let seconds: MetricFamily<Histogram>
    /// Resolved once: looking a member up takes a lock.
    private let castSeconds: Histogram
    private let castRecorded: Counter

    init(registry: MetricsRegistry) {
        requests = registry.counters(
            "urna_http_requests_total", help: "Requests answered, by route and status.", labels: ["route", "status"])
        seconds = registry.histograms(
            "urna_http_request_seconds", help: "Time from the whole request to the answer, by route.", labels: ["route"])
        castSeconds = seconds.member(Self.castRoute)
        castRecorded = requests.member(Self.castRoute, "201")
    }

    private static let castRoute = "POST /v1/elections/{id}/ballots"

    /// A moment to hand back to `finish`, in nanoseconds of a monotonic clock.
    func start() -> UInt64 { DispatchTime.now().uptimeNanoseconds }

    func finish(_ route: HotRoute, status: Int, started: UInt64) {
        castSeconds.observe(Double(DispatchTime.now().uptimeNanoseconds - started) / 1e9)
        if status == 201 {
            castRecorded.increment()
        } else {
            requests.member(Self.castRoute, String(status)).increment()
        }
    }

    func finish(route: String, status: Int, started: UInt64) {
        seconds.member(route).observe(Double(DispatchTime.now().uptimeNanoseconds - started) / 1e9)
        requests.member(route, String(status)).increment()
    }
}
