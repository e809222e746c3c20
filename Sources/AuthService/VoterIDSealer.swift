internal import Crypto
internal import Identity

/// Encrypts voters' ids for the roll, so that a copy of the database alone does not tell who is on it.
///
/// An id is bound to its serial. With the hash of the id that makes a row of the roll tamper-evident: who can write to the database but has
/// no keys can't give a voting code another ballot key. In elections that tell turnout by region the voter's region is bound with them: nobody
/// can move voters, and so ballots, from one region to another.
struct VoterIDSealer: Sendable {
    private let key: SymmetricKey
    private static let purpose = Array("voter id".utf8)

    init(keys: KeyRing) {
        key = keys.sealedStorage.withUnsafeBytes { SymmetricKey(data: $0) }
    }

    /// - Parameter region: to be bound; nil in elections that do not tell turnout by region.
    func seal(_ id: VoterID, serial: UInt32, region: String? = nil) throws -> [UInt8] {
        Array(try ChaChaPoly.seal(Array(id.text.utf8), using: key, authenticating: Self.context(serial, region)).combined)
    }

    /// - Throws: when the bytes were not sealed by this key for this purpose, serial and region.
    func open(_ sealed: [UInt8], serial: UInt32, region: String? = nil) throws -> String {
        let plain = try ChaChaPoly.open(ChaChaPoly.SealedBox(combined: sealed), using: key, authenticating: Self.context(serial, region))
        return String(decoding: plain, as: UTF8.self)
    }

    private static func context(_ serial: UInt32, _ region: String?) -> [UInt8] {
        let row = purpose + withUnsafeBytes(of: serial.bigEndian) { Array($0) }
        return region.map { row + Array("region ".utf8) + Array($0.utf8) } ?? row
    }
}
