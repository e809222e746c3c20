/// Gives the bytes of a key set (RFC 7517 §5).
protocol JWKSSource: Sendable {
    /// Differs from the last one when a load may give other bytes; nil when only a load can tell. Quick, and does not wait.
    func mark() -> JWKSMark?

    /// The key set as it is now, at most `JWKSKeySet.byteCountMax` bytes.
    func load() async throws(JWKSLoadError) -> [UInt8]
}

/// One version of a file, as far as the file system tells versions apart.
struct JWKSMark: Hashable, Sendable {
    var seconds: Int64
    var nanoseconds: Int64
    var byteCount: Int64
    var fileNumber: UInt64
}

/// Why no key set was loaded. For the operator's log; no voter is shown it.
struct JWKSLoadError: Error, Hashable, Sendable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
