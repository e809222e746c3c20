/// A 32-byte symmetric key for a cipher. Prints as `[redacted]`.
public struct SecretKey: Secret, Sendable {
    public static let byteCount = 32

    private let bytes: [UInt8]

    /// - Parameter bytes: exactly 32.
    init(_ bytes: [UInt8]) {
        precondition(bytes.count == Self.byteCount, "a key has \(Self.byteCount) bytes")
        self.bytes = bytes
    }

    public func withUnsafeBytes<Answer>(_ body: (UnsafeRawBufferPointer) throws -> Answer) rethrows -> Answer {
        try bytes.withUnsafeBytes(body)
    }
}
