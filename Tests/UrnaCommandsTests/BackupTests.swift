import Foundation
import Ledger
import Ports
import StoreSQLite
import Testing

@testable import UrnaCommands

@Suite("Backup and restore")
struct BackupTests {
    private static let ballots = 10_000

    /// A data folder with an election, within a temporary one.
    private func filled(_ folder: TemporaryFolder) throws -> String {
        let data = folder.path + "/data"
        _ = try DataFill(folder: data, origin: "localhost").fill(ballots: Self.ballots) { _ in }
        return data
    }

    @Test("A folder in use is copied as it was at one moment, and restored with the same heads and keys")
    func roundTrip() throws {
        let folder = try TemporaryFolder()
        let data = try filled(folder)
        // The store is open, as a server would have it, and holds the folder's lock.
        let store = try SQLiteStore(folder: data)
        let head = try store.replay(.election("fill")) { _ in }
        let backup = Backup(path: folder.path + "/backup")
        var lastProgress = (0, 0)
        #expect(try backup.make(of: data) { lastProgress = ($0, $1) } > 0)
        #expect(lastProgress.0 == lastProgress.1 && lastProgress.1 > 0)
        #expect(folder.contentOf("backup") == ["backup.json", "keys", "urna.db"])
        for file in ["backup/urna.db", "backup/keys/master.key", "backup/keys/log.key"] {
            #expect(try folder.mode(file) == 0o600, "\(file)")
        }
        #expect(try folder.mode("backup") == 0o700)
        // What comes later is not in it.
        _ = try store.append([Array("later".utf8)], to: .election("fill"))
        try store.close()

        let ledgers = try backup.restore(to: folder.path + "/restored") { _, _ in }
        #expect(ledgers.map(\.name) == ["system", "election/fill"])
        #expect(ledgers.last?.head == head)
        #expect(head.size == UInt64(Self.ballots) + 3)
        #expect(folder.read("restored/keys/master.key") == folder.read("data/keys/master.key"))
        #expect(try folder.mode("restored/urna.db") == 0o600)
        #expect(folder.content == ["backup", "data", "restored"])
        // The restored folder opens as any other.
        #expect(try SQLiteStore(folder: folder.path + "/restored").ledgers().count == 2)
    }

    @Test("A backup goes on while the folder is written to")
    func underLoad() async throws {
        let folder = try TemporaryFolder()
        let data = try filled(folder)
        let store = try SQLiteStore(folder: data)
        let start = try store.replay(.election("fill")) { _ in }
        let writing = Task {
            while !Task.isCancelled {
                _ = try store.append([Array("more".utf8)], to: .election("fill"))
                await Task.yield()
            }
        }
        let backup = Backup(path: folder.path + "/backup")
        _ = try backup.make(of: data) { _, _ in }
        writing.cancel()
        try await writing.value
        let ledgers = try backup.restore(to: folder.path + "/restored") { _, _ in }
        #expect(try #require(ledgers.last).head.size >= start.size)
    }

    @Test("Neither writes where something is")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let data = try filled(folder)
        let backup = Backup(path: folder.path + "/backup")
        _ = try backup.make(of: data) { _, _ in }
        for work in [
            { _ = try backup.make(of: data) { _, _ in } },
            { _ = try backup.restore(to: data) { _, _ in } },
            { _ = try backup.restore(to: folder.path + "/backup/urna.db") { _, _ in } },
            { _ = try Backup(path: folder.path + "/nothing").restore(to: folder.path + "/new") { _, _ in } },
            { _ = try Backup(path: folder.path + "/new").make(of: folder.path) { _, _ in } },
        ] {
            let failure = #expect(throws: CommandFailure.self) { try work() }
            #expect(failure?.status == 2)
        }
        #expect(folder.content == ["backup", "data"])
    }

    @Test("A flipped byte in a backup's entries is found, and nothing is restored")
    func damaged() throws {
        let folder = try TemporaryFolder()
        let data = try filled(folder)
        let backup = Backup(path: folder.path + "/backup")
        _ = try backup.make(of: data) { _, _ in }
        var bytes = try #require(folder.read("backup/urna.db"))
        // The first letter of a candidate in some ballot.
        let needle = Array(#""selections":{"mayor":["#.utf8)
        let place = try #require(bytes.firstRange(of: needle)).upperBound + 1
        bytes[place] ^= 1
        try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/backup/urna.db"))
        let error = #expect(throws: StoreError.self) { try backup.restore(to: folder.path + "/restored") { _, _ in } }
        #expect(error?.code == .corrupted)
        #expect(folder.content == ["backup", "data"])
    }

    @Test("A backup without its keys is refused")
    func keysMissing() throws {
        let folder = try TemporaryFolder()
        let data = try filled(folder)
        let backup = Backup(path: folder.path + "/backup")
        _ = try backup.make(of: data) { _, _ in }
        try FileManager.default.removeItem(atPath: folder.path + "/backup/keys/log.key")
        #expect(throws: (any Error).self) { try backup.restore(to: folder.path + "/restored") { _, _ in } }
        #expect(folder.content == ["backup", "data"])
    }
}

extension TemporaryFolder {
    func contentOf(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")) ?? []).sorted()
    }
}
