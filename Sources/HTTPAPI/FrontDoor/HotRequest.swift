internal import NIOCore

/// The head of a request that the front door answers itself.
///
/// Only plain requests are recognised: HTTP/1.1, exact paths, no transfer coding, no expectations, no header twice that matters.
/// Anything else is `notHot` and goes to the full HTTP server, which judges it strictly; so this parser may be small.
/// Ranges are offsets into the parsed bytes.
struct HotRequest: Equatable {
    enum Route: Hashable {
        /// `POST /v1/elections/{id}/ballots`
        case cast
        /// `GET /v1/elections/{id}/results/stream`
        case stream
        /// `GET /v1/raffles/{id}/stream`
        case raffleStream
        /// `GET /v1/elections/{id}/results/ws`
        case socket
        /// What many ask for again and again over connections they keep.
        case read(HotRead)
    }

    var route: Route
    /// The id of the election or raffle.
    var election: Range<Int>
    /// What follows `?` in the target; empty when there is none.
    var query = 0..<0
    var headLength = 0
    var bodyLength = 0
    var authorization: Range<Int>?
    var contentType: Range<Int>?
    var lastEventID: Range<Int>?
    var webSocketKey: Range<Int>?
    var webSocketVersion: Range<Int>?
    var upgrade: Range<Int>?
    var keepsAlive = true

    enum Outcome: Equatable {
        case incomplete
        case notHot
        case hot(HotRequest)
    }

    /// Longest head looked at: four times what a browser sends.
    static let headBytesMax = 16 * 1024

    static func parse(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        var parser = HotRequestParser(bytes: bytes)
        return parser.parse()
    }

    /// Whether a request is of HTTP/1.0, which knows no connections that stay.
    static func isOldVersion(_ buffer: ByteBuffer) -> Bool {
        let line = buffer.readableBytesView.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        return line.suffix(9).elementsEqual(" HTTP/1.0".utf8)
    }
}

/// A plain read that the front door answers from memory.
enum HotRead: Sendable, Hashable {
    case health
    case readiness
    case results
    case checkpoint

    /// The route's name in the metrics.
    var label: String {
        switch self {
        case .health: "GET /healthz"
        case .readiness: "GET /readyz"
        case .results: "GET /v1/elections/{id}/results"
        case .checkpoint: "GET /v1/elections/{id}/log/checkpoint"
        }
    }
}

private struct HotRequestParser {
    let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    mutating func parse() -> HotRequest.Outcome {
        guard let (route, election, query) = requestLine() else {
            return isUndecided ? .incomplete : .notHot
        }
        var request = HotRequest(route: route, election: election, query: query)
        var hasContentLength = false
        while true {
            guard let line = line() else { return bytes.count < HotRequest.headBytesMax ? .incomplete : .notHot }
            if line.isEmpty { break }
            guard header(line, into: &request, &hasContentLength) else { return .notHot }
        }
        guard position <= HotRequest.headBytesMax else { return .notHot }
        guard route == .cast ? hasContentLength : request.bodyLength == 0 else { return .notHot }
        request.headLength = position
        return .hot(request)
    }

    /// True while the bytes seen so far could still become a hot request line.
    private var isUndecided: Bool {
        guard bytes.count < 160, !bytes.contains(UInt8(ascii: "\n")) else { return false }
        return [Self.post, Self.get, Self.getRaffle].contains { prefix in
            let length = min(prefix.utf8CodeUnitCount, bytes.count)
            return matches(prefix, at: 0, length: length)
        }
    }

    private static let post: StaticString = "POST /v1/elections/"
    private static let get: StaticString = "GET /v1/elections/"
    private static let getRaffle: StaticString = "GET /v1/raffles/"

    private func matches(_ text: StaticString, at offset: Int, length: Int? = nil) -> Bool {
        let length = length ?? text.utf8CodeUnitCount
        guard offset + length <= bytes.count else { return false }
        let expected = UnsafeRawBufferPointer(start: text.utf8Start, count: length)
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length]).elementsEqual(expected)
    }

    private mutating func requestLine() -> (HotRequest.Route, Range<Int>, Range<Int>)? {
        if let probe = finish(.read(.health), Self.health, 0..<0, at: 0) ?? finish(.read(.readiness), Self.readiness, 0..<0, at: 0) {
            return probe
        }
        guard let prefix = [Self.get, Self.post, Self.getRaffle].first(where: { matches($0, at: 0) }) else { return nil }
        let start = prefix.utf8CodeUnitCount
        var end = start
        while end < bytes.count, end - start <= 64, bytes[end].isElectionIDByte { end += 1 }
        guard end > start, end - start <= 64 else { return nil }
        let election = start..<end
        if start == Self.post.utf8CodeUnitCount { return finish(.cast, "/ballots", election, at: end) }
        if start == Self.getRaffle.utf8CodeUnitCount { return finish(.raffleStream, "/stream", election, at: end) }
        return finish(.read(.results), "/results", election, at: end) ?? finish(.stream, "/results/stream", election, at: end)
            ?? finish(.socket, "/results/ws", election, at: end) ?? finish(.read(.checkpoint), "/log/checkpoint", election, at: end)
    }

    private static let health: StaticString = "GET /healthz"
    private static let readiness: StaticString = "GET /readyz"

    private mutating func finish(
        _ route: HotRequest.Route, _ suffix: StaticString, _ election: Range<Int>, at offset: Int
    ) -> (HotRequest.Route, Range<Int>, Range<Int>)? {
        guard matches(suffix, at: offset) else { return nil }
        var end = offset + suffix.utf8CodeUnitCount
        var query = end..<end
        // A query asks for something else than the one common answer: the routes read it. Streams' queries are read here.
        if end < bytes.count, bytes[end] == UInt8(ascii: "?"), [.stream, .raffleStream, .socket].contains(route) {
            let start = end + 1
            while end < bytes.count, bytes[end] > 0x20, bytes[end] < 0x7F { end += 1 }
            query = start..<end
        }
        let version: StaticString = " HTTP/1.1\r\n"
        guard matches(version, at: end) else { return nil }
        position = end + version.utf8CodeUnitCount
        return (route, election, query)
    }

    /// The next line without its CRLF; nil when it has not arrived whole.
    private mutating func line() -> Range<Int>? {
        var end = position
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        guard end < bytes.count else { return nil }
        let start = position
        position = end + 1
        // A line ended by LF alone is kept with it: no header takes it, so the request is not hot.
        return end > start && bytes[end - 1] == UInt8(ascii: "\r") ? start..<end - 1 : start..<end + 1
    }

    /// Takes in one header; false when the request is beyond this parser.
    private func header(_ line: Range<Int>, into request: inout HotRequest, _ hasContentLength: inout Bool) -> Bool {
        var colon = line.lowerBound
        while colon < line.upperBound, bytes[colon].isHeaderNameByte { colon += 1 }
        guard colon > line.lowerBound, colon < line.upperBound, bytes[colon] == UInt8(ascii: ":") else { return false }
        let name = UnsafeRawBufferPointer(rebasing: bytes[line.lowerBound..<colon])
        var start = colon + 1
        var end = line.upperBound
        // A tab is legal in most places and not in all: the full server knows which.
        guard !bytes[start..<end].contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return false }
        while start < end, bytes[start] == 0x20 { start += 1 }
        while end > start, bytes[end - 1] == 0x20 { end -= 1 }
        let value = start..<end
        switch name.count {
        case 6 where name.is("expect"): return false
        case 7 where name.is("upgrade"): return set(&request.upgrade, value)
        case 10 where name.is("connection"): return connection(value, &request)
        case 12 where name.is("content-type"): return set(&request.contentType, value)
        case 13 where name.is("authorization"): return set(&request.authorization, value)
        case 13 where name.is("last-event-id"): return set(&request.lastEventID, value)
        case 14 where name.is("content-length"):
            guard !hasContentLength, let length = decimal(value) else { return false }
            hasContentLength = true
            request.bodyLength = length
            return true
        case 17 where name.is("transfer-encoding"): return false
        case 17 where name.is("sec-websocket-key"): return set(&request.webSocketKey, value)
        case 21 where name.is("sec-websocket-version"): return set(&request.webSocketVersion, value)
        default: return true
        }
    }

    private func set(_ field: inout Range<Int>?, _ value: Range<Int>) -> Bool {
        guard field == nil else { return false }
        field = value
        return true
    }

    private func connection(_ value: Range<Int>, _ request: inout HotRequest) -> Bool {
        let text = UnsafeRawBufferPointer(rebasing: bytes[value])
        if text.is("keep-alive") { return true }
        if text.is("close") {
            request.keepsAlive = false
            return true
        }
        // `Connection: keep-alive, Upgrade` and the like: for the WebSocket route only.
        return request.route == .socket
    }

    private func decimal(_ value: Range<Int>) -> Int? {
        guard (1...9).contains(value.count) else { return nil }
        var number = 0
        for byte in bytes[value] {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return number
    }
}

extension UnsafeRawBufferPointer {
    /// Whether these are the ASCII letters of `text`, in any case. `text` is in lower case.
    fileprivate func `is`(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for offset in 0..<count {
            let byte = self[offset]
            let lowered = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
            guard lowered == text.utf8Start[offset] else { return false }
        }
        return true
    }
}

extension UInt8 {
    fileprivate var isElectionIDByte: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
            || self == UInt8(ascii: "-")
    }

    /// A token character of RFC 9110, 5.6.2.
    fileprivate var isHeaderNameByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "^")...UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
