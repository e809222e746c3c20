/// One event of an event stream (HTML Standard, section 9.2.6).
struct StreamEvent: Equatable {
    /// The field `event`; `message` when it was not given.
    var name: String
    var data: [UInt8]
    /// The last `id` the stream has given, in this event or before; empty when none was.
    var id: [UInt8]
}

/// Reads an event stream as its bytes come in, in whatever pieces.
///
/// An event that the stream ends in the middle of is lost, as the standard wants it: it will be sent again.
struct EventStreamParser {
    enum Failure: Error, Equatable {
        case lineTooLong
        case eventTooLong
    }

    /// Longest line accepted, in bytes; longest data of one event is the same.
    private let bytesMax: Int
    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var name: [UInt8] = []
    private var id: [UInt8] = []
    private var isAfterCarriageReturn = false
    private var isAtStart = true
    /// What the stream last asked for as reconnection time, in milliseconds.
    private(set) var retryMilliseconds: UInt64?

    init(bytesMax: Int = 4 << 20) {
        self.bytesMax = bytesMax
    }

    /// Takes the next bytes of the stream and returns the events they complete.
    ///
    /// After a failure the stream must be given up.
    mutating func consume(_ bytes: some Sequence<UInt8>) throws(Failure) -> [StreamEvent] {
        var events: [StreamEvent] = []
        for byte in bytes {
            let isSecondHalfOfLineEnd = isAfterCarriageReturn && byte == UInt8(ascii: "\n")
            isAfterCarriageReturn = byte == UInt8(ascii: "\r")
            if isSecondHalfOfLineEnd { continue }
            guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else {
                guard line.count < bytesMax else { throw .lineTooLong }
                line.append(byte)
                continue
            }
            if let event = try endLine() { events.append(event) }
        }
        return events
    }

    private mutating func endLine() throws(Failure) -> StreamEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        if isAtStart {
            isAtStart = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        }
        guard !line.isEmpty else { return endEvent() }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            try field(line[...], value: [])
            return nil
        }
        var value = line[(colon + 1)...]
        if value.first == UInt8(ascii: " ") { value.removeFirst() }
        try field(line[..<colon], value: value)
        return nil
    }

    private mutating func field(_ field: ArraySlice<UInt8>, value: ArraySlice<UInt8>) throws(Failure) {
        switch String(decoding: field, as: UTF8.self) {
        case "data":
            guard data.count + value.count < bytesMax else { throw .eventTooLong }
            data += value
            data.append(UInt8(ascii: "\n"))
        case "event":
            name = Array(value)
        case "id":
            if !value.contains(0) { id = Array(value) }
        case "retry":
            let digits = value.drop { $0 == UInt8(ascii: "0") }
            if let milliseconds = UInt64(canonicalDecimal: digits) { retryMilliseconds = milliseconds }
        default:
            // A comment has an empty name; unknown fields are ignored.
            break
        }
    }

    private mutating func endEvent() -> StreamEvent? {
        defer {
            data = []
            name = []
        }
        guard !data.isEmpty else { return nil }
        let name = name.isEmpty ? "message" : String(decoding: name, as: UTF8.self)
        return StreamEvent(name: name, data: Array(data.dropLast()), id: id)
    }
}
