internal import Ledger

/// Tells in which member of a JSON text an offset lies, for errors about JSON that could not be read.
///
/// Reads only as much grammar as it takes to follow names and commas up to the offset, and so works on text that is broken there.
struct MalformedPlace {
    private enum Level {
        case array(index: Int)
        case object(name: Range<Int>?)
    }

    private let bytes: UnsafeRawBufferPointer
    private var levels: [Level] = []
    /// The string that ended last: the name of what follows, should a colon come.
    private var lastString: Range<Int>?

    /// The path of the value or member name at `offset`, such as `selections.mayor[1]`; `body` when it is no member of anything.
    ///
    /// - Parameter bytes: text whose nesting up to `offset` is known to be bounded.
    static func path(in bytes: UnsafeRawBufferPointer, offset: Int) -> String {
        var place = MalformedPlace(bytes: bytes)
        place.read(to: min(offset, bytes.count))
        return place.path(at: offset)
    }

    private init(bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    private mutating func read(to end: Int) {
        var at = 0
        while at < end {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                let start = at + 1
                at = stringEnd(from: start)
                guard at < end else { return }
                lastString = start..<at
            case UInt8(ascii: "{"): levels.append(.object(name: nil))
            case UInt8(ascii: "["): levels.append(.array(index: 0))
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = levels.popLast()
            case UInt8(ascii: ":"):
                if case .object = levels.last { levels[levels.count - 1] = .object(name: lastString) }
            case UInt8(ascii: ","):
                switch levels.last {
                case .object: levels[levels.count - 1] = .object(name: nil)
                case .array(let index): levels[levels.count - 1] = .array(index: index + 1)
                case nil: break
                }
            default: break
            }
            at += 1
        }
    }

    /// The closing quote of the string whose first byte is at `start`, or the end of the text.
    private func stringEnd(from start: Int) -> Int {
        var at = start
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
            at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(at, bytes.count)
    }

    private func path(at offset: Int) -> String {
        var path = ""
        for (depth, level) in levels.enumerated() {
            switch level {
            case .array(let index): path = FieldPath.element(index, of: path)
            case .object(let name?): path = FieldPath.member(text(name), of: path)
            case .object(nil):
                // A name at the very offset is what the error is about.
                guard depth == levels.count - 1, offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else { continue }
                path = FieldPath.member(text(offset + 1..<stringEnd(from: offset + 1)), of: path)
            }
        }
        return path.isEmpty ? "body" : path
    }

    private func text(_ range: Range<Int>) -> String {
        // Longer names are not shown anyway; bytes that are no UTF-8 become replacement characters.
        guard range.count <= 4 * FieldPath.nameCharactersMax else { return "" }
        return String(decoding: bytes[range], as: UTF8.self)
    }
}
