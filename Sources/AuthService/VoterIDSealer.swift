internal import Crypto
internal import Identity

/// Encrypts voters' ids for the roll, so that a copy of the database alone does not tell who is on it.
///
/// An id is bound to its serial. With the hash of the id that makes a row of the roll tamper-evident: who can write to the database but has
/// no keys can't give a voting code another ballot key.
struct VoterIDSealer: Sendable {
    private let key: SymmetricKey
    private static let purpose = Array("voter id".utf8)

    init(keys: KeyRing) {
        key = keys.sealedStorage.withUnsafeBytes { SymmetricKey(data: $0) }
    }

    func seal(_ id: VoterID, serial: UInt32) throws -> [UInt8] {
        Array(try ChaChaPoly.seal(Array(id.text.utf8), using: key, authenticating: Self.context(serial)).combined)
    }

    /// - Throws: when the bytes were not sealed by this key for this purpose and serial.
    func open(_ sealed: [UInt8], serial: UInt32) throws -> String {
        let plain = try ChaChaPoly.open(ChaChaPoly.SealedBox(combined: sealed), using: key, authenticating: Self.context(serial))
        return String(decoding: plain, as: UTF8.self)
    }

    private static func context(_ serial: UInt32) -> [UInt8] {
        purpose + withUnsafeBytes(of: serial.bigEndian) { Array($0) }
    }
}
