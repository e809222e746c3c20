internal import Ledger

/// Writes text into memory of a length that was computed before; a wrong length stops the program rather than write beyond it.
struct RawWriter {
    private let out: UnsafeMutableRawBufferPointer
    private var at = 0

    init(_ out: UnsafeMutableRawBufferPointer) {
        self.out = out
    }

    /// Makes an array of exactly `count` bytes.
    static func array(count: Int, _ body: (inout RawWriter) -> Void) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            var writer = RawWriter(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]))
            body(&writer)
            writer.finish()
            written = count
        }
    }

    /// - Precondition: all room has been used.
    func finish() {
        precondition(at == out.count, "the text is as long as was computed")
    }

    /// Takes the next `count` bytes.
    @inline(__always)
    private mutating func room(_ count: Int) -> UnsafeMutableRawPointer {
        precondition(count <= out.count - at, "the text is no longer than was computed")
        guard let base = out.baseAddress else { preconditionFailure("there is room") }
        defer { at += count }
        return base + at
    }

    @inline(__always)
    mutating func write(_ text: StaticString) {
        room(text.utf8CodeUnitCount).copyMemory(from: text.utf8Start, byteCount: text.utf8CodeUnitCount)
    }

    @inline(__always)
    mutating func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
            room(bytes.count).copyMemory(from: start, byteCount: bytes.count)
        }
    }

    // MARK: Numbers

    static func digitCount(_ number: UInt64) -> Int {
        var count = 1
        var rest = number / 10
        while rest > 0 {
            count += 1
            rest /= 10
        }
        return count
    }

    mutating func write(_ number: UInt64) {
        let count = Self.digitCount(number)
        let out = room(count)
        var rest = number
        for place in stride(from: count - 1, through: 0, by: -1) {
            out.storeBytes(of: UInt8(ascii: "0") + UInt8(rest % 10), toByteOffset: place, as: UInt8.self)
            rest /= 10
        }
    }

    // MARK: Hashes

    /// The 43 characters of a hash in base64url without padding.
    mutating func write(base64URL hash: Hash) {
        let out = room(EntryBytes.hashTextCount)
        hash.withUnsafeBytes { bytes in
            base64URLPairs.withUnsafeBufferPointer { pairs in
                for group in 0..<10 {
                    let at = group * 3
                    let word = Int(bytes[at]) << 16 | Int(bytes[at + 1]) << 8 | Int(bytes[at + 2])
                    let text = UInt32(pairs[word >> 12]) | UInt32(pairs[word & 0xFFF]) << 16
                    out.storeBytes(of: text.littleEndian, toByteOffset: group * 4, as: UInt32.self)
                }
                let word = Int(bytes[30]) << 10 | Int(bytes[31]) << 2
                out.storeBytes(of: pairs[word >> 6].littleEndian, toByteOffset: 40, as: UInt16.self)
                out.storeBytes(of: UInt8(truncatingIfNeeded: pairs[word & 0x3F] >> 8), toByteOffset: 42, as: UInt8.self)
            }
        }
    }

    // MARK: The inside of canonical JSON strings

    static func escapedCount(_ text: UnsafeRawBufferPointer) -> Int {
        var count = text.count
        for byte in text where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            count += letter(of: byte) == UInt8(ascii: "u") ? 5 : 1
        }
        return count
    }

    /// Writes UTF-8 as the inside of a canonical JSON string.
    mutating func write(escaped text: UnsafeRawBufferPointer) {
        let out = room(Self.escapedCount(text))
        var at = 0
        func put(_ byte: UInt8) {
            out.storeBytes(of: byte, toByteOffset: at, as: UInt8.self)
            at += 1
        }
        for byte in text {
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
                put(byte)
                continue
            }
            let letter = Self.letter(of: byte)
            put(UInt8(ascii: "\\"))
            put(letter)
            guard letter == UInt8(ascii: "u") else { continue }
            let digits: StaticString = "0123456789abcdef"
            for digit in [0, 0, byte >> 4, byte & 0xF] { put(digits.utf8Start[Int(digit)]) }
        }
    }

    /// The letter after the backslash.
    private static func letter(of byte: UInt8) -> UInt8 {
        switch byte {
        case 0x08: UInt8(ascii: "b")
        case 0x09: UInt8(ascii: "t")
        case 0x0A: UInt8(ascii: "n")
        case 0x0C: UInt8(ascii: "f")
        case 0x0D: UInt8(ascii: "r")
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
        default: UInt8(ascii: "u")
        }
    }
}

/// The two base64url characters of every twelve bits, the first in the low byte: half the look-ups of one character at a time.
private let base64URLPairs: [UInt16] = {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    return (0..<4_096).map { UInt16(alphabet[$0 >> 6]) | UInt16(alphabet[$0 & 0x3F]) << 8 }
}()
