internal import Foundation
internal import Ledger
internal import Ports
internal import StoreSQLite

/// A copy of a data folder.
///
///     urna.db   the database at one moment
///     keys/     the secret keys, each file 0600
///     backup.json   says that it is a copy; see ``RestoreMark``
///
/// Both are made under another name, `PATH.partial`, and get theirs when they are complete.
struct Backup {
    let path: String

    /// A ledger found in a backup, whole.
    struct CheckedLedger {
        var name: String
        var head: TreeHead
    }

    private static let database = "urna.db"
    private static let keys = "keys"

    /// Copies a data folder, which may be in use.
    ///
    /// - Returns: bytes copied.
    func make(of data: String, progress: @escaping (Int, Int) -> Void) throws -> Int {
        try ExportFolder.requireFree(path)
        guard FileManager.default.fileExists(atPath: "\(data)/\(Self.database)") else {
            throw CommandFailure.usage("\(data) is not a data folder of `urna serve`: it holds no \(Self.database)")
        }
        let partial = try Self.fresh(path + ".partial")
        let takenAt = RestoreMark.now()
        do {
            try SQLiteBackup.copy(folder: data, to: "\(partial.path)/\(Self.database)", progress: progress)
            // After the database: a key is written before anything is stored that needs it.
            try Self.copyKeys(from: data, to: partial.path)
            try RestoreMark(takenAt: takenAt).write(to: partial.path)
            try Self.flush("\(partial.path)/\(Self.database)")
            try partial.move(to: path)
        } catch {
            try? partial.removeAll()
            throw error
        }
        let size = try FileManager.default.attributesOfItem(atPath: "\(path)/\(Self.database)")[.size] as? Int
        return size ?? 0
    }

    /// Makes a data folder from this backup and reads every ledger through.
    ///
    /// - Parameter progress: told of entries read, and how many there are in all.
    /// - Throws: when the backup is not whole; there is no data folder then.
    func restore(to data: String, progress: @escaping (Int, Int) -> Void) throws -> [CheckedLedger] {
        for part in [Self.database, Self.keys] where !FileManager.default.fileExists(atPath: "\(path)/\(part)") {
            throw CommandFailure.usage("\(path) is not a backup: it holds no \(part)")
        }
        try ExportFolder.requireFree(data)
        let partial = try Self.fresh(data + ".partial")
        do {
            try SQLiteBackup.copy(folder: path, to: "\(partial.path)/\(Self.database)") { _, _ in }
            try Self.copyKeys(from: path, to: partial.path)
            let ledgers = try Self.check(partial.path, progress: progress)
            // The next start puts it on record: there is no server yet that could.
            var mark = RestoreMark.read(path) ?? RestoreMark()
            mark.restoredAt = RestoreMark.now()
            mark.restoredBy = NSUserName()
            try mark.write(to: partial.path)
            try Self.flush("\(partial.path)/\(Self.database)")
            try partial.move(to: data)
            return ledgers
        } catch {
            try? partial.removeAll()
            throw error
        }
    }

    /// An empty folder that only its owner may enter.
    private static func fresh(_ path: String) throws -> ExportFolder {
        let folder = ExportFolder(path: path)
        try folder.removeAll()
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandFailure.failed("cannot make the folder \(path): \(error.localizedDescription)")
        }
        return folder
    }

    private static func copyKeys(from source: String, to target: String) throws {
        let folder = "\(source)/\(keys)"
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder), !names.isEmpty else {
            throw CommandFailure.failed("\(folder) holds no keys: without them the database is of no use")
        }
        try FileManager.default.createDirectory(
            atPath: "\(target)/\(keys)", withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        for name in names.sorted() where name.hasSuffix(".key") {
            try SecretFile.write(InputFile.read("\(folder)/\(name)"), to: "\(target)/\(keys)/\(name)")
        }
    }

    private static func check(_ folder: String, progress: (Int, Int) -> Void) throws -> [CheckedLedger] {
        // Reads the keys, and refuses keys that are damaged.
        _ = try DataFolder.prepare(folder)
        let store = try SQLiteStore(folder: folder)
        var entries = 0
        let ledgers = try store.ledgers().map { ledger in
            let head = try store.replay(ledger) { runs in
                entries += runs.reduce(0) { $0 + $1.count }
                progress(entries, 0)
            }
            return CheckedLedger(name: ledger.description, head: head)
        }
        try store.close()
        return ledgers
    }

    private static func flush(_ path: String) throws {
        guard let handle = FileHandle(forUpdatingAtPath: path) else { throw CommandFailure.failed("cannot open \(path)") }
        try handle.synchronize()
        try handle.close()
    }
}
