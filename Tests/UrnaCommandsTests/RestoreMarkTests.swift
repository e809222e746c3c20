import ArgumentParser
import Foundation
import Identity
import Ledger
import LedgerService
import StoreSQLite
import Testing

@testable import UrnaCommands

@Suite("What commands leave for the server")
struct RestoreMarkTests {
    @Test("A notice of a backup is an event of the system ledger once, whenever the server comes to look")
    func notices() throws {
        let folder = try TemporaryFolder()
        let data = folder.path + "/data"
        let prepared = try DataFolder.prepare(data)
        let store = try SQLiteStore(folder: data)
        let system = SystemLedger(store: store, origin: "localhost/system", signer: try prepared.signer(of: "localhost/system"))
        try system.open(now: Timestamp(seconds: 0), version: "test")
        let notices = EventNotices(data: data)
        try notices.take(into: system, at: Timestamp(seconds: 1))
        try notices.leave(SystemEvent(.backup, data: [("bytes", .whole(5))]))
        try notices.leave(SystemEvent(.export, data: [("ledger", "winter")]))
        #expect(try folder.mode("data/notices") == 0o700)
        for _ in 0..<2 { try notices.take(into: system, at: Timestamp(seconds: 2)) }
        var events: [SystemEvent] = []
        try system.readAll { entry, _ in if case .event(let event, _) = entry { events.append(event) } }
        #expect(events == [SystemEvent(.backup, data: [("bytes", .whole(5))]), SystemEvent(.export, data: [("ledger", "winter")])])
        #expect(folder.contentOf("data/notices").isEmpty)
        // What is no notice is said, and stays for people to look at.
        try Data("{}".utf8).write(to: URL(fileURLWithPath: data + "/notices/x.json"))
        #expect(throws: CommandFailure.self) { try notices.take(into: system, at: Timestamp(seconds: 3)) }
        #expect(folder.contentOf("data/notices") == ["x.json"])
        try store.close()
    }

    @Test("A backup says that it is one, and a restored folder by whom it was restored")
    func marks() throws {
        let folder = try TemporaryFolder()
        let data = folder.path + "/data"
        _ = try DataFill(folder: data, origin: "localhost").fill(ballots: 10) { _ in }
        let backup = Backup(path: folder.path + "/backup")
        _ = try backup.make(of: data) { _, _ in }
        #expect(RestoreMark.read(data) == nil)
        let taken = try #require(RestoreMark.read(backup.path))
        #expect(taken.takenAt != nil && taken.restoredAt == nil)
        _ = try backup.restore(to: folder.path + "/restored") { _, _ in }
        let restored = try #require(RestoreMark.read(folder.path + "/restored"))
        #expect(restored.takenAt == taken.takenAt && restored.restoredAt != nil && restored.restoredBy != nil)
        // A backup of before there were marks.
        try FileManager.default.removeItem(atPath: backup.path + "/backup.json")
        _ = try backup.restore(to: folder.path + "/old") { _, _ in }
        #expect(RestoreMark.read(folder.path + "/old")?.restoredAt != nil)
    }

    @Test("A restore takes the word that what came later is lost")
    func acceptLoss() async throws {
        let folder = try TemporaryFolder()
        let arguments = ["--from", folder.path + "/backup", "--data", folder.path + "/new"]
        var command = try RestoreCommand.parse(arguments)
        let failure = await #expect(throws: CommandFailure.self) { try await command.run() }
        #expect(failure?.status == 2 && failure?.description.contains("--accept-loss") == true)
        command = try RestoreCommand.parse(arguments + ["--accept-loss"])
        let other = await #expect(throws: CommandFailure.self) { try await command.run() }
        #expect(other?.description.contains("is not a backup") == true)
    }
}
