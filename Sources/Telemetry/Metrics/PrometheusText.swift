/// The kinds of metric the exposition format names.
enum MetricType: String, Sendable {
    case counter
    case gauge
    case histogram
}

/// A writer of the Prometheus text exposition format 0.0.4.
///
///     # HELP name help, with \\ and \n escaped
///     # TYPE name counter|gauge|histogram
///     name{label="value, with \\ \" and \n escaped"} number
struct PrometheusText {
    private(set) var text = ""

    mutating func header(_ name: String, _ help: String, _ type: MetricType) {
        text += "# HELP \(name) \(escaped(help, quotes: false))\n# TYPE \(name) \(type.rawValue)\n"
    }

    mutating func sample(_ name: String, _ labels: [(String, String)], _ value: some BinaryInteger) {
        sample(name, labels, text: "\(value)")
    }

    mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Double) {
        sample(name, labels, text: number(value))
    }

    mutating func histogram(_ name: String, _ labels: [(String, String)], _ snapshot: Histogram.Snapshot) {
        let bounds = snapshot.bounds.map(number) + ["+Inf"]
        for (bound, count) in zip(bounds, snapshot.cumulative) {
            sample("\(name)_bucket", labels + [("le", bound)], count)
        }
        sample("\(name)_sum", labels, snapshot.sum)
        sample("\(name)_count", labels, snapshot.count)
    }

    private mutating func sample(_ name: String, _ labels: [(String, String)], text value: String) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0)=\"\(escaped($1, quotes: true))\"" }.joined(separator: ",") + "}"
        }
        text += " \(value)\n"
    }

    /// Whole numbers without a fraction, as Go's client writes bucket bounds; the rest as Swift does, which is exact.
    private func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int(exactly: value).map { "\($0)" } ?? "\(value)"
    }

    private func escaped(_ text: String, quotes: Bool) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\"" where quotes: out += "\\\""
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
