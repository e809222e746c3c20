import Foundation
import Raffles
import Testing
import Verification

@Suite("An exported raffle in other hands")
struct RaffleExportTests {
    private static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "EndToEnd/recompute_draw.py").path

    /// Skipped where there is no Python.
    private static var hasPython: Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/python3") }

    private func recompute(_ folder: URL) throws -> (status: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [Self.script, folder.path]
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }

    private func inFolder(_ files: [String: [UInt8]], _ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "urna-raffle-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (path, bytes) in files {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }
        try body(folder)
    }

    @Test("The independent script draws the same number from the ledger and from the draw's two files", .enabled(if: hasPython))
    func recomputed() throws {
        let fixture = try RaffleFixture.verifiable()
        let items = try fixture.served().items
        let number = try unwrap(fixture.record.prizes.first?.official).value.number
        try inFolder(items) { folder in
            let (status, output) = try recompute(folder)
            #expect(status == 0, "\(output)")
            #expect(output.contains("winner 1: \(number) ") && output.contains("prize main: 8500"), "\(output)")
        }
        var two = ["draw.json": try unwrap(items["draws/D-1.json"]), "pool.txt": try unwrap(items["draws/D-1.pool.txt"])]
        try inFolder(two) { folder in
            let (status, output) = try recompute(folder)
            #expect(status == 0, "\(output)")
            #expect(output.contains("winner 1: \(number) "), "\(output)")
        }
        two["pool.txt"]?[60] ^= 1
        try inFolder(two) { folder in
            let (status, output) = try recompute(folder)
            #expect(status == 1, "\(output)")
        }
    }
}
