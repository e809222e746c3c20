internal import Foundation
internal import GRDB
public import Identity
internal import Ledger
public import Ports

extension SQLiteStore: SystemStore {
    public func add(_ administrator: Administrator, entry: [UInt8]) throws(StoreError) -> CommittedRun {
        try append([entry], to: .system) { database in
            try database.execute(
                sql: "INSERT INTO administrator (id, name, role, token_hash, created) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    administrator.id.text, administrator.name, administrator.role.rawValue, Data(administrator.tokenHash.bytes),
                    administrator.createdAt.seconds,
                ])
        }
    }

    public func administrators() throws(StoreError) -> [Administrator] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM administrator ORDER BY created, id").map { row in
                guard let hash = Hash(bytes: row["token_hash"] as Data), let role = AdminRole(rawValue: row["role"]),
                    let id = AdministratorID(row["id"]),
                    let administrator = Administrator(
                        id: id, name: row["name"], role: role, createdAt: Timestamp(seconds: row["created"]), tokenHash: hash)
                else {
                    throw StoreError(.corrupted, "an administrator in the database is damaged: restore a backup")
                }
                return administrator
            }
        }
    }

    /// Pages copied between two looks at the progress: short enough that writers hardly notice.
    private static let backupPages: CInt = 512

    public func backup(to path: String, progress: @escaping (_ done: Int, _ total: Int) -> Void) throws(StoreError) {
        try Self.translating {
            try PrivateFile.make(at: path, isNew: true)
            do {
                let destination = try DatabaseQueue(path: path)
                try pool.backup(to: destination, pagesPerStep: Self.backupPages) { step in
                    progress(step.completedPageCount, step.totalPageCount)
                }
                try destination.close()
            } catch {
                // Half a backup is worse than none: somebody might trust it.
                try? FileManager.default.removeItem(atPath: path)
                throw error
            }
        }
    }
}
