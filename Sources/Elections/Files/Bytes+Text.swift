extension UInt8 {
    var isDecimalDigit: Bool { UInt8(ascii: "0") <= self && self <= UInt8(ascii: "9") }
    var isSpaceOrTab: Bool { self == 0x20 || self == 0x09 }
    var isSpaceOrLineEnd: Bool { isSpaceOrTab || self == 0x0A || self == 0x0D }
    var lowercasedASCII: UInt8 { UInt8(ascii: "A") <= self && self <= UInt8(ascii: "Z") ? self | 0x20 : self }
}

extension ArraySlice<UInt8> {
    /// Without spaces, tabs and line ends at both ends.
    func trimmingSpaces() -> ArraySlice<UInt8> {
        guard let first = firstIndex(where: { !$0.isSpaceOrLineEnd }), let last = lastIndex(where: { !$0.isSpaceOrLineEnd }) else {
            return self[startIndex..<startIndex]
        }
        return self[first...last]
    }

    /// The number these decimal digits write; nil when there are other bytes or more than 15 digits.
    var decimal: Int? {
        guard (1...15).contains(count), allSatisfy(\.isDecimalDigit) else { return nil }
        return reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    func equalsIgnoringCase(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { expected in
            count == expected.count && zip(self, expected).allSatisfy { $0.lowercasedASCII == $1.lowercasedASCII }
        }
    }

    /// The start of the bytes, printable and short, to quote in a message.
    var quoted: String {
        let start = prefix(40).map { (0x20...0x7E).contains($0) ? Character(UnicodeScalar($0)) : "?" }
        return "“" + String(start) + (count > 40 ? "…”" : "”")
    }
}

extension [UInt8] {
    /// 3 when the bytes start with UTF-8's byte order mark, else 0.
    var byteOrderMarkCount: Int { starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }
}
