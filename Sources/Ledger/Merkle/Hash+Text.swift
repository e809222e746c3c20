extension Hash: CustomStringConvertible {
    /// The length of ``base64``: 43 characters and one `=`.
    public static let base64Count = 44

    /// 64 lower-case hexadecimal digits.
    public var hex: String { withUnsafeBytes { Hex.encode($0) } }

    /// Reads 64 lower-case hexadecimal digits, or nil for anything else.
    public init?(hex: String) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }

    /// Standard base64 with padding, as checkpoints and proofs spell hashes.
    public var base64: String { withUnsafeBytes { Base64.encode($0) } }

    /// Reads the one base64 spelling of a hash, or nil for anything else.
    ///
    /// `QR==` and `QQ==` decode to the same byte in lenient decoders; here only the spelling that encoding gives is read,
    /// so that one proof has one text.
    public init?(base64: String) {
        guard let bytes = Base64.decode(base64) else { return nil }
        self.init(bytes: bytes)
    }

    /// Appends ``base64`` to a buffer without making a string.
    public func append(base64To bytes: inout [UInt8]) {
        withUnsafeBytes { Base64.encode($0, into: &bytes) }
    }

    public var description: String { hex }
}
