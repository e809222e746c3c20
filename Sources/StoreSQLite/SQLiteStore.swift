internal import Elections
internal import Foundation
internal import GRDB
internal import Ledger
internal import NIOConcurrencyHelpers
public import Ports

/// The embedded store: one SQLite database in a data folder, in WAL mode, every commit flushed (`synchronous=FULL`).
///
/// The files are readable by their owner alone. One process at a time (`FolderLock`), one writer at a time (GRDB's writer queue), any
/// number of readers. What has to be quick to look up, the spent keys and the right edge of each tree, is kept in memory and rebuilt
/// from the ledger by `replay`.
public final class SQLiteStore: Sendable {
    /// What the writer keeps in memory of one ledger.
    struct OpenLedger {
        var rowID: Int64
        var range = CompactRange()
        var spent = SpentKeys()
    }

    let pool: DatabasePool
    /// One box a ledger. A writer holds its box from the first look to the commit, so writers of one ledger take turns.
    let open = NIOLockedValueBox<[LedgerID: NIOLockedValueBox<OpenLedger>]>([:])
    private let lock: FolderLock

    /// Opens, or makes, `folder/urna.db`.
    ///
    /// - Throws: `inUse`, `unavailable`, or `corrupted` when the file is not a database of ours.
    public init(folder: String) throws(StoreError) {
        lock = try FolderLock(folder: folder)
        pool = try Self.translating {
            let path = folder + "/urna.db"
            var configuration = Configuration()
            configuration.label = "urna.store"
            configuration.maximumReaderCount = 4
            configuration.prepareDatabase { database in
                try Schema.refuseForeign(database)
                // Pages of log before a checkpoint: 32 MiB, so that a burst rewrites each page once.
                try database.execute(sql: "PRAGMA wal_autocheckpoint = 8192")
                try database.execute(sql: "PRAGMA cache_size = -65536")
            }
            try PrivateFile.make(at: path)
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction(Self.makeDurable)
            try Schema.migrator.migrate(pool)
            return pool
        }
    }

    /// Has every commit flushed before it returns. A pool sets its writer to less when it turns on the log, so this comes after.
    private static func makeDurable(_ database: Database) throws {
        try database.execute(sql: "PRAGMA synchronous = FULL")
        let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
        let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode")
        guard synchronous == 2, journal == "wal" else {
            throw StoreError(.unavailable, "the database cannot be made to flush every commit", cause: "\(journal ?? "no journal")")
        }
    }

    /// Closes the database and lets go of the folder; later calls fail.
    public func close() throws(StoreError) {
        try Self.translating { try pool.close() }
        lock.release()
    }

    /// Runs database work, turning SQLite's errors into the port's.
    static func translating<Value>(_ body: () throws -> Value) throws(StoreError) -> Value {
        do {
            return try body()
        } catch let error as StoreError {
            throw error
        } catch let error as DatabaseError {
            throw StoreError(sqlite: error)
        } catch {
            throw StoreError(.unavailable, "the store cannot be used now", cause: "\(error)")
        }
    }

    func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        try Self.translating {
            try pool.writeWithoutTransaction { database in
                var result: Value?
                try database.inTransaction(.immediate) {
                    result = try body(database)
                    return .commit
                }
                guard let result else { preconditionFailure("a committed transaction has a result") }
                return result
            }
        }
    }

    /// Gives `body` the in-memory state of a ledger, alone.
    func writing<Value>(_ ledger: LedgerID, _ body: (inout OpenLedger) throws -> Value) throws(StoreError) -> Value {
        guard let box = open.withLockedValue({ $0[ledger] }) else {
            throw StoreError(.notFound, "the ledger \(ledger) is not open")
        }
        return try Self.translating { try box.withLockedValue(body) }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        try Self.translating { try pool.read(body) }
    }
}

extension StoreError {
    init(sqlite error: DatabaseError, file: String = #fileID, line: Int = #line) {
        // The message of SQLite may quote arguments; only its code is kept.
        let cause = "sqlite \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(.corrupted, "the database is damaged: restore it from a backup", cause: cause, file: file, line: line)
        case .SQLITE_FULL:
            self.init(.unavailable, "the disk is full: make room, then it recovers by itself", cause: cause, file: file, line: line)
        case .SQLITE_CONSTRAINT:
            self.init(.conflict, "it exists already", cause: cause, file: file, line: line)
        default:
            self.init(.unavailable, "the store cannot write now", cause: cause, file: file, line: line)
        }
    }
}
