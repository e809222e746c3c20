internal import Crypto
public import Ledger

/// 32 random bytes that keep a commitment from being guessed. Whoever makes one draws it from the system's generator.
public struct Salt: Hashable, Sendable {
    public static let byteCount = Hash.byteCount

    // A hash is 32 bytes stored inline; a salt has the same shape.
    private let storage: Hash

    /// Nil unless 32 bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard let storage = Hash(bytes: bytes) else { return nil }
        self.storage = storage
    }

    init(copying bytes: UnsafeRawBufferPointer) {
        storage = Hash(copying: bytes)
    }

    public var bytes: [UInt8] { storage.bytes }

    var base64URL: String { storage.base64URL }

    func write(base64URLTo out: inout RawWriter) {
        out.write(base64URL: storage)
    }

    func append(base64URLTo out: inout [UInt8]) {
        EntryBytes.append(base64URL: storage, to: &out)
    }

    /// SHA-256 of the salt and then the canonical selections: what a sealed ballot shows until its opening.
    public func commitment(to selections: UnsafeRawBufferPointer) -> Hash {
        var hasher = SHA256()
        storage.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        hasher.update(bufferPointer: selections)
        return hasher.finalize().withUnsafeBytes { Hash(copying: $0) }
    }

    public func commitment(to selections: [UInt8]) -> Hash {
        selections.withUnsafeBytes { commitment(to: $0) }
    }
}
