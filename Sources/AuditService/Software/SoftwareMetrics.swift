internal import Telemetry

/// What the software check counts.
struct SoftwareMetrics: Sendable {
    private let verifications: MetricFamily<Counter>
    private let isValid: Gauge
    private let isLockedOut: Gauge

    init(registry: MetricsRegistry) {
        verifications = registry.counters(
            "urna_software_verifications_total", help: "Verifications of the critical files, by result.", labels: ["result"])
        isValid = registry.gauge("urna_software_valid", help: "1 when the critical files verified the last time, 0 when not.")
        isLockedOut = registry.gauge(
            "urna_software_locked_out", help: "1 while sales and draws are refused because the software did not verify.")
    }

    func verified(_ valid: Bool, isLocked: Bool) {
        verifications.member(valid ? "valid" : "invalid").increment()
        isValid.set(valid ? 1 : 0)
        isLockedOut.set(isLocked ? 1 : 0)
    }
}
