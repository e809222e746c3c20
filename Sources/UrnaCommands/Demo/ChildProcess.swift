internal import Foundation

/// A program that this one started, and ends.
final class ChildProcess: @unchecked Sendable {
    // Process is not Sendable; here only isRunning, terminate and the identifier are used after the start, each of which is one call.
    private let process: Process

    /// How long a program may take to end when it is asked to.
    private static let patience: Duration = .seconds(20)

    /// - Parameters:
    ///   - log: a file that takes what the program prints; nil to let it print here.
    init(_ executable: String, _ arguments: [String], environment: [String: String], log: String?) throws(CommandFailure) {
        process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        if let log {
            guard FileManager.default.createFile(atPath: log, contents: nil, attributes: [.posixPermissions: 0o600]),
                let handle = FileHandle(forWritingAtPath: log)
            else { throw .failed("cannot write \(log)") }
            process.standardOutput = handle
            process.standardError = handle
        }
        do {
            try process.run()
        } catch {
            throw .failed("cannot start \(executable): \(error.localizedDescription)")
        }
    }

    var isRunning: Bool { process.isRunning }

    /// Waits for its end.
    ///
    /// - Returns: its exit status.
    func finish() async throws -> Int32 {
        while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        return process.terminationStatus
    }

    /// Asks it to end, waits, and kills it when it does not.
    func stop() async {
        guard process.isRunning else { return }
        process.terminate()
        let deadline = ContinuousClock.now + Self.patience
        while process.isRunning, ContinuousClock.now < deadline {
            // Waits on even when the task was cancelled: the program must not outlive this one.
            await Task.detached { try? await Task.sleep(for: .milliseconds(20)) }.value
        }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
}

/// Programs of this installation.
enum Executable {
    /// This program's own file.
    static var own: String {
        let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return link ?? Bundle.main.executablePath ?? CommandLine.arguments[0]
    }

    /// The program of this name in the folder where this one is; nil when there is none.
    static func sibling(_ name: String) -> String? {
        let path = ((own as NSString).deletingLastPathComponent as NSString).appendingPathComponent(name)
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }
}

/// Interrupt and termination, as events rather than the process's end.
enum Signals {
    /// Yields each time that the process is interrupted (Ctrl-C) or asked to end. Call once.
    static func events() -> AsyncStream<Int32> {
        AsyncStream { continuation in
            // Only handed on to be cancelled, once.
            nonisolated(unsafe) let sources = [SIGINT, SIGTERM].map { number in
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler { continuation.yield(number) }
                source.resume()
                return source
            }
            continuation.onTermination = { _ in
                for source in sources { source.cancel() }
            }
        }
    }
}
