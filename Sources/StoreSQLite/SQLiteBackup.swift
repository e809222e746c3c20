internal import Foundation
internal import GRDB
public import Ports

/// Copies the database of a data folder that another process may be using.
///
/// The copy is one moment of the database: it is read within one transaction, so commits that come meanwhile are not in it and do not
/// hold it up; nor does it hold up the writer, whose log grows until the copy is done.
public enum SQLiteBackup {
    /// Pages between two looks at the progress.
    private static let pagesPerStep: CInt = 512

    /// - Parameters:
    ///   - folder: a data folder; its lock is not taken.
    ///   - path: a file that does not exist yet; only its owner may read it.
    ///   - progress: told of bytes done and in all, on this thread.
    /// - Throws: `notFound` when the folder holds no database, `conflict` when `path` exists, `unavailable`, `corrupted`.
    public static func copy(
        folder: String, to path: String, progress: @escaping (_ done: Int, _ total: Int) -> Void
    ) throws(StoreError) {
        let source = folder + "/urna.db"
        guard FileManager.default.fileExists(atPath: source) else {
            throw StoreError(.notFound, "\(folder) holds no database: is it a data folder of urna serve?")
        }
        guard !FileManager.default.fileExists(atPath: path) else { throw StoreError(.conflict, "\(path) exists: choose a new place") }
        try SQLiteStore.translating {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(10)
            let reader = try DatabaseQueue(path: source, configuration: configuration)
            guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
                throw StoreError(.unavailable, "cannot write \(path)")
            }
            let writer = try DatabaseQueue(path: path)
            try reader.read { from in
                // A transaction begins at its first read; without one, each step would begin anew whenever the server commits.
                let pageBytes = try Int.fetchOne(from, sql: "PRAGMA page_size") ?? 1
                _ = try Int.fetchOne(from, sql: "SELECT count(*) FROM ledger")
                try writer.writeWithoutTransaction { to in
                    try from.backup(to: to, pagesPerStep: pagesPerStep) { step in
                        progress(step.completedPageCount * pageBytes, step.totalPageCount * pageBytes)
                    }
                }
            }
            // The copy takes the source's journal mode with it; a lone file is easier to keep and to read than one with a log beside it.
            try writer.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try writer.close()
            try reader.close()
        }
    }
}
