import Foundation
import GRDB
import Ports
import Testing

@testable import StoreSQLite

@Suite("Opening a data folder")
struct OpeningTests {
    private func expectRefusal(_ code: StoreError.Code, mentions text: String, _ folder: String) {
        do {
            let store = try SQLiteStore(folder: folder)
            try store.close()
            Issue.record("the store was opened")
        } catch {
            #expect(error.code == code, "\(error)")
            #expect(error.message.contains(text), "\(error)")
        }
    }

    @Test("Every commit is flushed: WAL, synchronous=FULL on the connection that writes")
    func durable() throws {
        let folder = try TemporaryFolder()
        for _ in 0..<2 {
            try folder.withStore { store throws in
                try store.pool.writeWithoutTransaction { database throws in
                    #expect(try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2)
                    #expect(try String.fetchOne(database, sql: "PRAGMA journal_mode") == "wal")
                }
            }
        }
    }

    @Test("A folder in use is refused, named, until it is let go")
    func inUse() throws {
        let folder = try TemporaryFolder()
        try folder.withStore { _ in expectRefusal(.inUse, mentions: folder.path, folder.path) }
        try folder.withStore { _ in }
    }

    @Test("A second process is refused")
    func inUseByAnotherProcess() throws {
        let folder = try TemporaryFolder()
        // flock(1) takes the same lock as the store, in a process of its own, and says so.
        let other = Process()
        other.executableURL = URL(filePath: "/usr/bin/flock")
        other.arguments = [folder.path + "/urna.lock", "sh", "-c", "echo held; read line"]
        let (input, output) = (Pipe(), Pipe())
        other.standardInput = input
        other.standardOutput = output
        try other.run()
        _ = output.fileHandleForReading.availableData
        expectRefusal(.inUse, mentions: "another process", folder.path)
        try input.fileHandleForWriting.close()
        other.waitUntilExit()
        try folder.withStore { _ in }
    }

    @Test("A refused second store does not free the folder")
    func lockStands() throws {
        let folder = try TemporaryFolder()
        try folder.withStore { _ in
            expectRefusal(.inUse, mentions: "stop it", folder.path)
            expectRefusal(.inUse, mentions: "stop it", folder.path)
        }
    }

    @Test("A missing folder is named")
    func missing() throws {
        let folder = try TemporaryFolder()
        expectRefusal(.unavailable, mentions: folder.path + "/none", folder.path + "/none")
    }

    @Test("A file that is no database is refused and left alone")
    func noDatabase() throws {
        let folder = try TemporaryFolder()
        let text = Data(String(repeating: "This is a letter, not a database.\n", count: 100).utf8)
        try text.write(to: URL(filePath: folder.database))
        expectRefusal(.corrupted, mentions: "damaged", folder.path)
        #expect(try Data(contentsOf: URL(filePath: folder.database)) == text)
    }

    @Test("Somebody else's database is refused and left alone")
    func foreign() throws {
        let folder = try TemporaryFolder()
        try folder.tamper("CREATE TABLE recipe (name TEXT); INSERT INTO recipe VALUES ('soup')")
        let before = try Data(contentsOf: URL(filePath: folder.database))
        expectRefusal(.corrupted, mentions: "not a database of Urna", folder.path)
        #expect(try Data(contentsOf: URL(filePath: folder.database)) == before)
    }

    @Test("A later version's database is refused")
    func newer() throws {
        let folder = try TemporaryFolder()
        try Sample.fill(folder)
        try folder.tamper("INSERT INTO grdb_migrations VALUES ('9999')")
        expectRefusal(.corrupted, mentions: "later version", folder.path)
    }

    @Test("Opening again changes neither schema nor data")
    func idempotent() throws {
        let folder = try TemporaryFolder()
        try Sample.fill(folder)
        let schema: String? = try folder.fetch("SELECT group_concat(sql) FROM sqlite_schema")
        let first = try folder.withStore { try Sample.replay($0) }
        for _ in 0..<3 { try folder.withStore { _ in } }
        #expect(try folder.fetch("SELECT group_concat(sql) FROM sqlite_schema") == schema)
        let again = try folder.withStore { try Sample.replay($0) }
        #expect(again.entries == first.entries && again.head == first.head)
        #expect(again.entries.count == 30)
    }

    @Test("Only the owner can read the database, its log and a backup")
    func permissions() throws {
        let folder = try TemporaryFolder()
        try folder.withStore { store throws in
            try store.createLedger(.system)
            try store.backup(to: folder.path + "/backup.db") { _, _ in }
            for name in ["urna.db", "urna.db-wal", "urna.db-shm", "urna.lock", "backup.db"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
            }
        }
    }

    @Test("A closed store answers with an error")
    func closed() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(folder: folder.path)
        try store.createLedger(.system)
        try store.close()
        #expect(throws: StoreError.self) { try store.append([[1]], to: .system) }
        #expect(throws: StoreError.self) { try store.checkWritable() }
    }
}
