internal import Crypto
internal import Identity

/// Encrypts voters' ids for the roll, so that a copy of the database alone does not tell who is on it.
struct VoterIDSealer: Sendable {
    private let key: SymmetricKey
    private static let purpose = Array("voter id".utf8)

    init(keys: KeyRing) {
        key = keys.sealedStorage.withUnsafeBytes { SymmetricKey(data: $0) }
    }

    func seal(_ id: VoterID) throws -> [UInt8] {
        Array(try ChaChaPoly.seal(Array(id.text.utf8), using: key, authenticating: Self.purpose).combined)
    }

    /// - Throws: when the bytes were not sealed by this key for this purpose.
    func open(_ sealed: [UInt8]) throws -> String {
        let plain = try ChaChaPoly.open(ChaChaPoly.SealedBox(combined: sealed), using: key, authenticating: Self.purpose)
        return String(decoding: plain, as: UTF8.self)
    }
}
