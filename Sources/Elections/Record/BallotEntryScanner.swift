public import Ledger

/// Takes ballot, sealed ballot and opening entries apart by their fixed layout, without allocation.
///
/// Each returns nil unless everything but region and selections is exactly as the encoder writes it. Region (with its quotation marks) and
/// selections are ranges of the entry's bytes and have not been looked at. On nil, `ElectionEntry.decode` tells what the entry is or what is wrong with it.
public enum BallotEntryScanner {
    public struct Ballot: Sendable {
        public var ballotKey: Hash
        public var region: Range<Int>?
        public var selections: Range<Int>
    }

    public struct Sealed: Sendable {
        public var ballotKey: Hash
        public var commitment: Hash
        public var region: Range<Int>?
    }

    public struct Opening: Sendable {
        public var index: UInt64
        public var salt: Salt
        public var selections: Range<Int>
    }

    public static func ballot(_ entry: UnsafeRawBufferPointer) -> Ballot? {
        var scanner = LayoutScanner(entry)
        guard entry.count < ElectionEntry.bytesMax,
            let key = scanner.start(), scanner.take("\""), case let region = scanner.region(), scanner.take(",\"selections\":"),
            let selections = scanner.rest(before: ",\"type\":\"ballot\"}")
        else { return nil }
        return Ballot(ballotKey: key, region: region, selections: selections)
    }

    public static func sealed(_ entry: UnsafeRawBufferPointer) -> Sealed? {
        var scanner = LayoutScanner(entry)
        guard let key = scanner.start(), scanner.take("\",\"commitment\":\""), let commitment = scanner.hash(),
            scanner.take("\""), case let region = scanner.region(), scanner.take(",\"type\":\"sealed-ballot\"}"), scanner.isAtEnd
        else { return nil }
        return Sealed(ballotKey: key, commitment: commitment, region: region)
    }

    public static func opening(_ entry: UnsafeRawBufferPointer) -> Opening? {
        var scanner = LayoutScanner(entry)
        guard entry.count < ElectionEntry.bytesMax,
            scanner.take("{\"index\":"), let index = scanner.number(), scanner.take(",\"salt\":\""),
            let salt = scanner.hash(), scanner.take("\",\"selections\":"),
            let selections = scanner.rest(before: ",\"type\":\"opening\"}")
        else { return nil }
        return Opening(index: index, salt: salt.withUnsafeBytes { Salt(copying: $0) }, selections: selections)
    }

    /// The ballot key of a ballot or sealed ballot entry: all that an index of spent keys needs.
    public static func ballotKey(_ entry: UnsafeRawBufferPointer) -> Hash? {
        ballot(entry)?.ballotKey ?? sealed(entry)?.ballotKey
    }
}

private struct LayoutScanner {
    private let bytes: UnsafeRawBufferPointer
    private var at = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { at == bytes.count }

    @inline(__always)
    mutating func take(_ text: StaticString) -> Bool {
        guard EntryBytes.isText(text, in: bytes, at: at) else { return false }
        at += text.utf8CodeUnitCount
        return true
    }

    mutating func hash() -> Hash? {
        guard let text = slice(EntryBytes.hashTextCount) else { return nil }
        return EntryBytes.hash(base64URL: text)
    }

    /// The part that both kinds of ballot begin with, up to the time.
    mutating func start() -> Hash? {
        guard take("{\"ballotKey\":\""), let key = hash(), take("\",\"castAt\":\""),
            let time = slice(EntryBytes.timeTextCount), EntryBytes.isWholeMinute(time)
        else { return nil }
        return key
    }

    /// The string of the member `region`, if it comes next. Stays where it is when there is none, or one without an end.
    mutating func region() -> Range<Int>? {
        let start = at
        guard take(",\"region\":"), at < bytes.count, bytes[at] == UInt8(ascii: "\"") else {
            at = start
            return nil
        }
        var end = at + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard end < bytes.count else {
            at = start
            return nil
        }
        defer { at = end + 1 }
        return at..<end + 1
    }

    /// An integer in its only spelling, small enough for every JSON tool.
    mutating func number() -> UInt64? {
        let start = at
        var value: UInt64 = 0
        while at < bytes.count, at - start < 15, case let digit = bytes[at] &- UInt8(ascii: "0"), digit < 10 {
            value = value * 10 + UInt64(digit)
            at += 1
        }
        guard at > start, at - start == 1 || bytes[start] != UInt8(ascii: "0") else { return nil }
        return value
    }

    /// Everything up to `tail`, which has to end the entry.
    mutating func rest(before tail: StaticString) -> Range<Int>? {
        let end = bytes.count - tail.utf8CodeUnitCount
        guard end > at, EntryBytes.isText(tail, in: bytes, at: end) else { return nil }
        return at..<end
    }

    private mutating func slice(_ count: Int) -> UnsafeRawBufferPointer? {
        guard bytes.count - at >= count else { return nil }
        defer { at += count }
        return UnsafeRawBufferPointer(rebasing: bytes[at..<at + count])
    }
}
