import Ledger

/// A response as it came over the wire.
struct Answer: Sendable, Equatable {
    var status: Int
    /// Names in lower case; of a header sent twice, the last.
    var headers: [String: String]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    var json: JSONValue {
        get throws { try JSONValue.parse(body) }
    }

    /// The last part of a problem document's `type`, such as `already-voted`.
    var problem: String? {
        guard headers["content-type"] == "application/problem+json", let type = try? json["type"]?.stringValue else { return nil }
        return type.hasPrefix("/problems/") ? String(type.dropFirst("/problems/".count)) : nil
    }

    var field: String? { try? json["field"]?.stringValue }
}

/// What no server may send.
struct WireError: Error, CustomStringConvertible {
    var description: String
}

extension Answer {
    /// Takes one whole response off the front of `bytes`; nil when it has not arrived yet.
    static func take(from bytes: inout [UInt8], isClosed: Bool, toHead: Bool = false) throws -> Answer? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        let start = lines[0].split(separator: " ", maxSplits: 2)
        guard start.count >= 2, start[0] == "HTTP/1.1", let status = Int(start[1]) else {
            throw WireError(description: "not a status line: \(lines[0])")
        }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { throw WireError(description: "not a header: \(line)") }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].drop { $0 == " " }.description
        }
        let rest = bytes[end.upperBound...]
        guard let (body, used) = try self.body(status, headers, rest, isClosed: isClosed, toHead: toHead) else { return nil }
        bytes.removeFirst(end.upperBound + used)
        return Answer(status: status, headers: headers, body: body)
    }

    private static func body(
        _ status: Int, _ headers: [String: String], _ rest: ArraySlice<UInt8>, isClosed: Bool, toHead: Bool
    ) throws -> ([UInt8], Int)? {
        if status < 200 || status == 204 || toHead { return ([], 0) }
        if let length = headers["content-length"].flatMap(Int.init) {
            return rest.count < length ? nil : (Array(rest.prefix(length)), length)
        }
        guard headers["transfer-encoding"] == "chunked" else { return isClosed ? (Array(rest), rest.count) : nil }
        var (body, left) = ([UInt8](), rest)
        while let line = left.firstRange(of: Array("\r\n".utf8)) {
            guard let size = Int(String(decoding: left[..<line.lowerBound], as: UTF8.self), radix: 16) else {
                throw WireError(description: "not a chunk")
            }
            guard left.distance(from: line.upperBound, to: left.endIndex) >= size + 2 else { return nil }
            body += left[line.upperBound...].prefix(size)
            left = left[line.upperBound...].dropFirst(size + 2)
            if size == 0 { return (body, rest.count - left.count) }
        }
        return nil
    }
}
