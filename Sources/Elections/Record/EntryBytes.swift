internal import Ledger

/// Writes and reads the fixed parts of the entries that come by the million, without strings.
enum EntryBytes {
    /// Length of a 32-byte hash in base64url without padding.
    static let hashTextCount = 43
    /// Length of `2026-11-21T10:57:00Z`.
    static let timeTextCount = 20

    @inline(__always)
    static func append(_ text: StaticString, to out: inout [UInt8]) {
        out.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    static func append(base64URL hash: Hash, to out: inout [UInt8]) {
        hash.withUnsafeBytes { bytes in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: hashTextCount) { text in
                var at = 0
                for index in stride(from: 0, to: 30, by: 3) {
                    let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
                    text[at] = digit(group >> 18)
                    text[at + 1] = digit(group >> 12)
                    text[at + 2] = digit(group >> 6)
                    text[at + 3] = digit(group)
                    at += 4
                }
                let rest = UInt32(bytes[30]) << 16 | UInt32(bytes[31]) << 8
                text[at] = digit(rest >> 18)
                text[at + 1] = digit(rest >> 12)
                text[at + 2] = digit(rest >> 6)
                out.append(contentsOf: text)
            }
        }
    }

    /// Nil unless the 43 bytes are the one base64url spelling of 32 bytes.
    static func hash(base64URL text: UnsafeRawBufferPointer) -> Hash? {
        guard text.count == hashTextCount else { return nil }
        return withUnsafeTemporaryAllocation(byteCount: Hash.byteCount + 1, alignment: 1) { bytes -> Hash? in
            var invalid: UInt8 = 0
            for group in 0..<11 {
                var word: UInt32 = 0
                for offset in 0..<4 {
                    let index = group * 4 + offset
                    let value = index < hashTextCount ? value(text[index]) : 0
                    invalid |= value & 0x80
                    word = word << 6 | UInt32(value & 0x3F)
                }
                bytes[group * 3] = UInt8(truncatingIfNeeded: word >> 16)
                bytes[group * 3 + 1] = UInt8(truncatingIfNeeded: word >> 8)
                bytes[group * 3 + 2] = UInt8(truncatingIfNeeded: word)
            }
            // The last character carries four bits; the byte after the hash gathers the two that must be zero.
            guard invalid == 0, bytes[Hash.byteCount] == 0 else { return nil }
            return Hash(copying: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[..<Hash.byteCount]))
        }
    }

    /// Whether the bytes are a real time on a whole minute, as `2026-11-21T10:57:00Z`.
    static func isWholeMinute(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count == timeTextCount else { return false }
        let pattern: StaticString = "0000-00-00T00:00:00Z"
        for index in 0..<timeTextCount {
            let expected = pattern.utf8Start[index]
            if expected == UInt8(ascii: "0") {
                guard text[index] &- UInt8(ascii: "0") < 10 else { return false }
            } else if text[index] != expected {
                return false
            }
        }
        func pair(_ index: Int) -> Int { Int(text[index]) * 10 + Int(text[index + 1]) - 11 * 48 }
        let year = pair(0) * 100 + pair(2)
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days: Int
        switch pair(5) {
        case 1, 3, 5, 7, 8, 10, 12: days = 31
        case 4, 6, 9, 11: days = 30
        case 2: days = isLeap ? 29 : 28
        default: return false
        }
        return (1...days).contains(pair(8)) && pair(11) < 24 && pair(14) < 60 && pair(17) == 0
    }

    @inline(__always)
    private static func digit(_ bits: UInt32) -> UInt8 {
        let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        return alphabet.utf8Start[Int(bits & 0x3F)]
    }

    /// The six bits of a character, or 0x80.
    @inline(__always)
    private static func value(_ character: UInt8) -> UInt8 {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: 0x80
        }
    }
}
