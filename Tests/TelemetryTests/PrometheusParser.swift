/// A strict reader of the text exposition format 0.0.4, written from the format's description and not from the writer.
struct PrometheusParser {
    struct Failure: Error {
        let line: String
        let reason: String
    }

    struct Sample: Equatable {
        let name: String
        let labels: [String: String]
        let value: String
    }

    private(set) var help: [String: String] = [:]
    private(set) var types: [String: String] = [:]
    private(set) var samples: [Sample] = []

    init(_ text: String) throws {
        var current: String?
        guard text.isEmpty || text.hasSuffix("\n") else { throw Failure(line: text, reason: "no final line feed") }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) {
            if line.hasPrefix("# HELP ") {
                let parts = line.dropFirst(7).split(separator: " ", maxSplits: 1)
                let name = String(parts[0])
                guard help[name] == nil else { throw Failure(line: line, reason: "second HELP") }
                help[name] = try Self.unescape(parts.count > 1 ? String(parts[1]) : "", quotes: false, line)
                current = name
            } else if line.hasPrefix("# TYPE ") {
                let parts = line.dropFirst(7).split(separator: " ").map(String.init)
                guard parts.count == 2, parts[0] == current, types[parts[0]] == nil else {
                    throw Failure(line: line, reason: "TYPE out of place")
                }
                types[parts[0]] = parts[1]
            } else {
                let sample = try Self.sample(line)
                guard let current, let type = types[current] else { throw Failure(line: line, reason: "sample before TYPE") }
                let allowed = type == "histogram" ? ["_bucket", "_sum", "_count"].map { current + $0 } : [current]
                guard allowed.contains(sample.name) else { throw Failure(line: line, reason: "sample outside its metric") }
                guard !samples.contains(where: { $0.name == sample.name && $0.labels == sample.labels }) else {
                    throw Failure(line: line, reason: "sample twice")
                }
                samples.append(sample)
            }
        }
    }

    func value(_ name: String, _ labels: [String: String] = [:]) -> String? {
        samples.first { $0.name == name && $0.labels == labels }?.value
    }

    private static func sample(_ line: String) throws -> Sample {
        var rest = Substring(line)
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == ":" }
        rest = rest.dropFirst(name.count)
        var labels: [String: String] = [:]
        if rest.first == "{" {
            rest = rest.dropFirst()
            while rest.first != "}" {
                let label = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
                rest = rest.dropFirst(label.count)
                guard rest.hasPrefix("=\""), labels[label] == nil else { throw Failure(line: line, reason: "label") }
                rest = rest.dropFirst(2)
                var value = ""
                while let next = rest.first, next != "\"" {
                    value.append(next)
                    rest = rest.dropFirst()
                    if next == "\\", let escaped = rest.first {
                        value.append(escaped)
                        rest = rest.dropFirst()
                    }
                }
                guard rest.first == "\"" else { throw Failure(line: line, reason: "label value without end") }
                rest = rest.dropFirst()
                labels[label] = try unescape(value, quotes: true, line)
                if rest.first == "," { rest = rest.dropFirst() } else if rest.first != "}" { throw Failure(line: line, reason: "comma") }
            }
            rest = rest.dropFirst()
        }
        guard rest.first == " " else { throw Failure(line: line, reason: "space before the value") }
        let value = String(rest.dropFirst())
        guard Double(value) != nil || ["+Inf", "-Inf", "NaN"].contains(value) else { throw Failure(line: line, reason: "value") }
        return Sample(name: String(name), labels: labels, value: value)
    }

    private static func unescape(_ text: String, quotes: Bool, _ line: String) throws -> String {
        var out = ""
        var iterator = text.makeIterator()
        while let next = iterator.next() {
            guard next == "\\" else {
                out.append(next)
                continue
            }
            switch iterator.next() {
            case "\\": out.append("\\")
            case "n": out.append("\n")
            case "\"" where quotes: out.append("\"")
            default: throw Failure(line: line, reason: "escape")
            }
        }
        return out
    }
}
