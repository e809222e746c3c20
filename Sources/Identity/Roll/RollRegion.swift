/// The text form of a region: 1 to 64 of `A-Z a-z 0-9 . _ -` and space, not at the ends.
enum RollRegion {
    static let byteCountMax = 64

    /// What a field says.
    enum Reading: Equatable, Sendable {
        case none
        case named(String)
        case invalid

        var text: String? {
            if case .named(let text) = self { text } else { nil }
        }
    }

    /// Reads a field, without the spaces at its ends.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Reading {
        var trimmed = bytes[...]
        while trimmed.first == UInt8(ascii: " ") { trimmed.removeFirst() }
        while trimmed.last == UInt8(ascii: " ") { trimmed.removeLast() }
        guard trimmed.count <= byteCountMax, trimmed.allSatisfy(isAllowed) else { return .invalid }
        return trimmed.isEmpty ? .none : .named(String(decoding: trimmed, as: UTF8.self))
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: " "), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
