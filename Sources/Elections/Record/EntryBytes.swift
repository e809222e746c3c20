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
        let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        let digits = alphabet.utf8Start
        hash.withUnsafeBytes { bytes in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: hashTextCount) { text in
                var at = 0
                for index in stride(from: 0, to: 30, by: 3) {
                    let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
                    text[at] = digits[Int(group >> 18 & 0x3F)]
                    text[at + 1] = digits[Int(group >> 12 & 0x3F)]
                    text[at + 2] = digits[Int(group >> 6 & 0x3F)]
                    text[at + 3] = digits[Int(group & 0x3F)]
                    at += 4
                }
                let rest = UInt32(bytes[30]) << 16 | UInt32(bytes[31]) << 8
                text[at] = digits[Int(rest >> 18 & 0x3F)]
                text[at + 1] = digits[Int(rest >> 12 & 0x3F)]
                text[at + 2] = digits[Int(rest >> 6 & 0x3F)]
                out.append(contentsOf: text)
            }
        }
    }

    /// Nil unless the 43 bytes are the one base64url spelling of 32 bytes.
    static func hash(base64URL text: UnsafeRawBufferPointer) -> Hash? {
        guard text.count == hashTextCount else { return nil }
        return withUnsafeTemporaryAllocation(byteCount: Hash.byteCount + 1, alignment: 1) { bytes -> Hash? in
            var invalid: UInt8 = 0
            base64URLValues.withUnsafeBufferPointer { values in
                for group in 0..<11 {
                    let at = group * 4
                    let a = values[Int(text[at])]
                    let b = values[Int(text[at + 1])]
                    let c = values[Int(text[at + 2])]
                    let d = at + 3 < hashTextCount ? values[Int(text[at + 3])] : 0
                    invalid |= a | b | c | d
                    let word = UInt32(a & 0x3F) << 18 | UInt32(b & 0x3F) << 12 | UInt32(c & 0x3F) << 6 | UInt32(d & 0x3F)
                    bytes[group * 3] = UInt8(truncatingIfNeeded: word >> 16)
                    bytes[group * 3 + 1] = UInt8(truncatingIfNeeded: word >> 8)
                    bytes[group * 3 + 2] = UInt8(truncatingIfNeeded: word)
                }
            }
            // The last character carries four bits; the byte after the hash gathers the two that must be zero.
            guard invalid < 0x80, bytes[Hash.byteCount] == 0 else { return nil }
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

    /// Whether the bytes at `start` are this text, eight at a time.
    @inline(__always)
    static func isText(_ text: StaticString, in bytes: UnsafeRawBufferPointer, at start: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard start >= 0, bytes.count - start >= count else { return false }
        let expected = UnsafeRawBufferPointer(start: text.utf8Start, count: count)
        return isEqual(expected, UnsafeRawBufferPointer(rebasing: bytes[start..<start + count]))
    }

    /// Whether two runs of bytes are the same, eight at a time.
    @inline(__always)
    static func isEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        guard left.count == right.count else { return false }
        var at = 0
        while at + 8 <= left.count {
            guard left.loadUnaligned(fromByteOffset: at, as: UInt64.self) == right.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            else { return false }
            at += 8
        }
        while at < left.count {
            guard left[at] == right[at] else { return false }
            at += 1
        }
        return true
    }
}

/// The six bits of each base64url character, or 0x80. Written out so that the compiler makes it a constant.
private let base64URLValues: [UInt8] = [
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x3E, 0x80, 0x80,
    0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3A, 0x3B, 0x3C, 0x3D, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E,
    0x0F, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x80, 0x80, 0x80, 0x80, 0x3F,
    0x80, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28,
    0x29, 0x2A, 0x2B, 0x2C, 0x2D, 0x2E, 0x2F, 0x30, 0x31, 0x32, 0x33, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
]
