/// Groups of six bits in an alphabet of 64 (RFC 4648); the two public codecs differ in alphabet and padding.
///
/// Decoding reads exactly the texts that encoding gives: padding where it belongs, no line breaks, unused bits zero.
/// Lenient decoders read `QR==` as `QQ==`, which gives one signature many texts.
struct Base64Codec {
    let alphabet: StaticString
    let value62: UInt8
    let value63: UInt8
    let isPadded: Bool

    func count(encoding byteCount: Int) -> Int {
        isPadded ? (byteCount + 2) / 3 * 4 : (byteCount * 4 + 2) / 3
    }

    /// Writes the text into `output`, which has room for ``count(encoding:)`` characters.
    func encode(_ bytes: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) {
        precondition(output.count >= count(encoding: bytes.count), "the text has no room")
        let letters = alphabet.utf8Start
        var read = 0
        var write = 0
        while read + 2 < bytes.count {
            let group = UInt32(bytes[read]) << 16 | UInt32(bytes[read + 1]) << 8 | UInt32(bytes[read + 2])
            output[write] = letters[Int(group >> 18)]
            output[write + 1] = letters[Int(group >> 12 & 63)]
            output[write + 2] = letters[Int(group >> 6 & 63)]
            output[write + 3] = letters[Int(group & 63)]
            read += 3
            write += 4
        }
        let left = bytes.count - read
        guard left > 0 else { return }
        let group = UInt32(bytes[read]) << 16 | (left == 2 ? UInt32(bytes[read + 1]) << 8 : 0)
        output[write] = letters[Int(group >> 18)]
        output[write + 1] = letters[Int(group >> 12 & 63)]
        if left == 2 { output[write + 2] = letters[Int(group >> 6 & 63)] }
        guard isPadded else { return }
        if left == 1 { output[write + 2] = UInt8(ascii: "=") }
        output[write + 3] = UInt8(ascii: "=")
    }

    func encode(_ bytes: UnsafeRawBufferPointer) -> String {
        let count = count(encoding: bytes.count)
        return String(unsafeUninitializedCapacity: count) { output in
            encode(bytes, into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(output)[..<count]))
            return count
        }
    }

    func encode(_ bytes: UnsafeRawBufferPointer, into text: inout [UInt8]) {
        let count = count(encoding: bytes.count)
        withUnsafeTemporaryAllocation(byteCount: count, alignment: 8) { output in
            encode(bytes, into: output)
            text.append(contentsOf: output)
        }
    }

    func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        var characters = text[...]
        if isPadded {
            guard text.count % 4 == 0 else { return nil }
            for _ in 0..<2 where characters.last == UInt8(ascii: "=") {
                characters.removeLast()
            }
        }
        let byteCount = characters.count * 3 / 4
        guard count(encoding: byteCount) == text.count else { return nil }
        var isValid = true
        let bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { output, initializedCount in
            var bits: UInt32 = 0
            var bitCount = 0
            for character in characters {
                guard let value = value(character) else {
                    isValid = false
                    return
                }
                bits = bits << 6 | UInt32(value)
                bitCount += 6
                if bitCount >= 8 {
                    bitCount -= 8
                    output[initializedCount] = UInt8(truncatingIfNeeded: bits >> bitCount)
                    initializedCount += 1
                }
            }
            // The bits left over belong to no byte: they must be zero.
            isValid = bits & (1 << bitCount - 1) == 0
        }
        return isValid ? bytes : nil
    }

    private func value(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case value62: 62
        case value63: 63
        default: nil
        }
    }
}
