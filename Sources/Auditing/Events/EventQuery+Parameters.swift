/// A search parameter that can't be read, and why.
public struct EventQueryError: Error, Hashable, Sendable, CustomStringConvertible {
    public let parameter: String
    /// Safe to show.
    public let message: String

    public var description: String { "\(parameter): \(message)" }
}

extension EventQuery {
    /// The parameters that a query reads.
    public static let parameters = ["from", "to", "component", "event", "actor", "ledger", "severity"]
    /// Longest value of a parameter: ids have at most 64 characters, and a list of all event codes is shorter than this.
    static let valueBytesMax = 4096

    /// Reads query parameters, percent-decoded, in any order.
    ///
    /// `event` may be repeated and may hold several codes with commas between; the others stand once.
    ///
    /// - Parameter others: names that the caller reads itself, such as a page's size.
    /// - Throws: ``EventQueryError`` naming the first parameter that is unknown, repeated or malformed. A misspelt filter
    ///   that is ignored would show too much, or nothing.
    public init(parameters: [(name: String, value: String)], ignoring others: Set<String> = []) throws(EventQueryError) {
        self.init()
        var seen: Set<String> = []
        for (name, value) in parameters where !others.contains(name) {
            guard Self.parameters.contains(name) else {
                throw EventQueryError(parameter: name, message: "unknown; known are \(Self.parameters.joined(separator: ", "))")
            }
            guard seen.insert(name).inserted || name == "event" else { throw EventQueryError(parameter: name, message: "given twice") }
            guard !value.isEmpty else { throw EventQueryError(parameter: name, message: "empty") }
            guard value.utf8.count <= Self.valueBytesMax else {
                throw EventQueryError(parameter: name, message: "longer than \(Self.valueBytesMax) bytes")
            }
            try read(name, value)
        }
        if let from, let to, from >= to { throw EventQueryError(parameter: "to", message: "not after `from`: no event can match") }
    }

    private mutating func read(_ name: String, _ value: String) throws(EventQueryError) {
        switch name {
        case "from": from = try Self.time(value, name)
        case "to": to = try Self.time(value, name)
        case "component": component = value
        case "actor": actor = value
        case "ledger": ledger = value
        case "severity":
            guard let severity = Severity(rawValue: value) else {
                let known = Severity.allCases.map(\.rawValue).joined(separator: ", ")
                throw EventQueryError(parameter: name, message: "not one of \(known)")
            }
            self.severity = severity
        default:
            for code in value.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
                guard EventCode(rawValue: code) != nil || Self.isRegulators(code) else {
                    throw EventQueryError(parameter: name, message: "no event code of the catalogue: \(code)")
                }
                events.insert(code)
            }
        }
    }

    private static func time(_ value: String, _ name: String) throws(EventQueryError) -> EventTime {
        guard let time = EventTime(value) else {
            throw EventQueryError(parameter: name, message: "not an RFC 3339 time such as 2026-01-15T18:04:00Z, to the millisecond at most")
        }
        return time
    }

    /// `X_` and up to 62 of A-Z 0-9 _.
    private static func isRegulators(_ code: String) -> Bool {
        let bytes = Array(code.utf8)
        return bytes.starts(with: "X_".utf8) && (3...64).contains(bytes.count)
            && bytes.allSatisfy { byte in
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "_")
            }
    }
}
