internal import ArgumentParser
internal import Foundation
internal import Identity

/// The server of the demonstration: this same program, as a process of its own.
struct DemoServer: Sendable {
    let folder: String
    let client: ServerClient
    let process: ChildProcess

    /// Longest start of a server with nothing in it.
    private static let startPatience: Duration = .seconds(60)

    /// Starts `urna serve` and waits until it is ready.
    static func start(folder: String, port: Int) async throws -> DemoServer {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandFailure.failed("cannot make the folder \(folder): \(error.localizedDescription)")
        }
        // Settings of a real server must not leak into this one.
        let environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("URNA_") }
        let log = folder + "/server.log"
        let process = try ChildProcess(
            Executable.own, ["serve", "--data", folder, "--port", String(port)], environment: environment, log: log)
        do {
            return DemoServer(folder: folder, client: try await client(of: process, folder, log), process: process)
        } catch {
            await process.stop()
            throw error
        }
    }

    private static func client(of process: ChildProcess, _ folder: String, _ log: String) async throws -> ServerClient {
        let deadline = ContinuousClock.now + startPatience
        while ContinuousClock.now < deadline {
            guard process.isRunning else {
                let lines = String(decoding: (try? InputFile.read(log)) ?? [], as: UTF8.self).split(separator: "\n").suffix(5)
                throw CommandFailure.failed("the server did not start:\n" + lines.joined(separator: "\n"))
            }
            if FileManager.default.fileExists(atPath: folder + "/server.url") {
                let client = try ConnectionOptions.parse(["--data", folder]).client(environment: [:])
                if (try? await client.get("/readyz")) != nil { return client }
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw CommandFailure.failed("the server was not ready after \(startPatience.components.seconds) seconds; its log is \(log)")
    }
}
