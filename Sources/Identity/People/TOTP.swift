internal import Crypto

/// Codes from an authenticator app: RFC 6238 with HMAC-SHA-1, 6 digits and 30 seconds, which every app knows. Prints as `[redacted]`.
public struct TOTP: Secret, Hashable, Sendable {
    public static let secretByteCount = 20
    public static let digitCount = 6
    public static let stepSeconds: Int64 = 30
    /// Steps before and after the present one whose codes are taken, for clocks that are not quite right.
    public static let stepsAside: Int64 = 1

    let secret: [UInt8]

    /// - Parameter secret: 20 bytes from the system's random source.
    public init(secret: [UInt8]) {
        precondition(secret.count >= Self.secretByteCount, "a secret has at least \(Self.secretByteCount) bytes")
        self.secret = secret
    }

    /// The step of a moment.
    public static func step(atSeconds seconds: Int64) -> Int64 { seconds / stepSeconds }

    /// The code of a step.
    public func code(atStep step: Int64) -> String { digits(Self.digitCount, ofStep: step) }

    func digits(_ count: Int, ofStep step: Int64) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * Int64($0))) }
        let tag = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(tag[tag.count - 1] & 0x0F)
        let value = tag[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let text = String(value)
        return String((String(repeating: "0", count: count) + text).suffix(count))
    }

    /// The step that a code is of, near a moment and after the last step that was used; nil when the code is wrong or was used.
    ///
    /// Takes the same time whichever step it is. The caller keeps what is returned as `lastStep` of the next time.
    public func step(of code: String, atSeconds seconds: Int64, after lastStep: Int64?) -> Int64? {
        let given = Array(code.utf8.filter { $0 != UInt8(ascii: " ") })
        let now = Self.step(atSeconds: seconds)
        var found: Int64?
        for step in now - Self.stepsAside...now + Self.stepsAside {
            let right = Array(self.code(atStep: step).utf8)
            let same = given.withUnsafeBytes { given in right.withUnsafeBytes { equalInConstantTime(given, $0) } }
            let isFresh = lastStep.map { step > $0 } ?? true
            // The earliest that fits: a later step of the same code stays usable.
            if same, isFresh, found == nil { found = step }
        }
        return found
    }

    /// The secret as apps take it typed in: base32 (RFC 4648) without padding.
    public var base32: String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var bitCount = 0
        for byte in secret {
            bits = (bits << 8 | UInt32(byte)) & 0xFFFF
            bitCount += 8
            while bitCount >= 5 {
                bitCount -= 5
                text.append(alphabet[Int(bits >> UInt32(bitCount) & 31)])
            }
        }
        if bitCount > 0 { text.append(alphabet[Int(bits << UInt32(5 - bitCount) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The `otpauth` URI that apps read from a QR code. A secret: shown once.
    ///
    /// - Parameter issuer: who asks for the code, such as the installation's host.
    public func uri(issuer: String, user: StaffID) -> String {
        let issuer = percentEncoded(issuer)
        return "otpauth://totp/\(issuer):\(percentEncoded(user.text))?secret=\(base32)&issuer=\(issuer)"
            + "&algorithm=SHA1&digits=\(Self.digitCount)&period=\(Self.stepSeconds)"
    }
}

/// Everything but unreserved characters (RFC 3986) as `%XX`.
private func percentEncoded(_ text: String) -> String {
    let hexadecimal = Array("0123456789ABCDEF".utf8)
    return String(
        decoding: text.utf8.flatMap { byte -> [UInt8] in
            isPrincipalName(String(decoding: [byte], as: UTF8.self)) || byte == UInt8(ascii: "~")
                ? [byte] : [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
        }, as: UTF8.self)
}
