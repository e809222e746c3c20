internal import Crypto
internal import Foundation
public import Identity
public import Ledger
internal import Ports

/// A data folder: the database, and the keys that are made on the first start.
///
///     DIR/urna.db           the store
///     DIR/urna.lock         held by the process that uses it
///     DIR/keys/master.key   32 random bytes (0600): every election's keys come from them
///     DIR/keys/log.key      Ed25519 seed (0600): signs every log of this installation, each under its own name
///     DIR/admin-token       the first administrator's token (0600): to be read and deleted
///     DIR/server.url        where the running server is reached
///     DIR/notices/          what commands did beside the server, until it has put that on record: ``EventNotices``
///     DIR/backup.json       the folder is a copy that was not started yet: ``RestoreMark``
public struct DataFolder: Sendable {
    public let path: String
    public let master: MasterKey
    private let logSeed: [UInt8]

    /// Opens a folder, and makes what is not there yet.
    public static func prepare(_ path: String) throws -> DataFolder {
        let keys = path + "/keys"
        do {
            try FileManager.default.createDirectory(
                atPath: keys, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StoreError(.unavailable, "cannot make the data folder \(path): \(error.localizedDescription)")
        }
        let hasDatabase = FileManager.default.fileExists(atPath: path + "/urna.db")
        let masterBytes = try key(keys + "/master.key", mayBeMade: !hasDatabase)
        let logSeed = try key(keys + "/log.key", mayBeMade: !hasDatabase)
        guard let master = MasterKey(bytes: masterBytes) else { throw StoreError(.corrupted, "\(keys)/master.key does not hold 32 bytes") }
        return DataFolder(path: path, master: master, logSeed: logSeed)
    }

    /// The signer of the log with this origin.
    public func signer(of origin: String) throws -> NoteSigner {
        try NoteSigner(name: origin, seed: logSeed)
    }

    /// Reads a key file, or makes it. A database without its keys is refused: new keys would make every code and token invalid.
    private static func key(_ path: String, mayBeMade: Bool) throws -> [UInt8] {
        if let data = FileManager.default.contents(atPath: path) {
            guard data.count == 32 else { throw StoreError(.corrupted, "\(path) does not hold 32 bytes: restore it from a backup") }
            return [UInt8](data)
        }
        guard mayBeMade else { throw StoreError(.corrupted, "\(path) is missing: restore it from a backup") }
        let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { [UInt8]($0) }
        try writeSecret(bytes, to: path)
        return bytes
    }

    /// Writes a file that only its owner may read, all of it or nothing.
    public static func writeSecret(_ bytes: [UInt8], to path: String) throws {
        let temporary = path + ".new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError(.unavailable, "cannot write \(path): \(String(cString: strerror(errno)))") }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: bytes)
        try handle.synchronize()
        guard rename(temporary, path) == 0 else {
            throw StoreError(.unavailable, "cannot write \(path): \(String(cString: strerror(errno)))")
        }
    }

    /// Writes a file that may be there already.
    static func replace(_ bytes: [UInt8], at path: String) throws {
        try? FileManager.default.removeItem(atPath: path)
        try writeSecret(bytes, to: path)
    }

    public var adminTokenPath: String { path + "/admin-token" }
    public var serverURLPath: String { path + "/server.url" }
}
