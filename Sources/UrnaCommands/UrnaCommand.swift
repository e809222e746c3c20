public import ArgumentParser
internal import Foundation
internal import Ports

/// `urna`: the server, and everything an organiser, a voter or an operator does from a command line.
public struct UrnaCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "urna",
        abstract: "Votes and raffles that anyone can check.",
        discussion: """
            Start with `urna demo`, or with `urna serve --data DIR` and `urna election create FILE --data DIR` or `urna raffle create FILE`.

            Exit status: 0 fine, 1 failed, 2 bad usage.
            """,
        subcommands: [
            ServeCommand.self, DemoCommand.self,
            ElectionCommand.self, RollCommand.self, TokenCommand.self, VoteCommand.self, ReceiptCommand.self, CountCommand.self,
            RaffleRootCommand.self, RSURegistryCommand.self, StaffCommand.self, LoginCommand.self, LogoutCommand.self,
            RemoteAccessCommand.self, AuditCommand.self, RngCommand.self,
            ExportCommand.self, CastVoteRecordCommand.self, BackupCommand.self, RestoreCommand.self, AdminCommand.self,
            RsuCommand.self,
            DocsCommand.self, BenchCommand.self,
        ])

    public init() {}

    /// Runs the command that the process was started with, and ends the process with its exit status.
    public static func runAndExit() async -> Never {
        Foundation.exit(await status(of: Array(CommandLine.arguments.dropFirst())))
    }

    /// Runs one command line.
    ///
    /// - Returns: 0 fine, 1 failed, 2 bad usage; what went wrong is on standard error.
    static func status(of arguments: [String]) async -> Int32 {
        do {
            let parsed = try parseAsRoot(arguments)
            if var command = parsed as? any AsyncParsableCommand {
                try await command.run()
            } else {
                var command = parsed
                try command.run()
            }
            return 0
        } catch let code as ExitCode {
            return code.rawValue
        } catch let failure as CommandFailure {
            Console.complain(failure.message)
            return failure.status
        } catch let error as StoreError {
            // Its description is for logs: it says where in the code it came up.
            Console.complain(error.message)
            return CommandFailure.failedStatus
        } catch {
            return report(error)
        }
    }

    private static func report(_ error: any Error) -> Int32 {
        let code = exitCode(for: error)
        if code == .success {
            // A request for help, or for the version.
            Console.write(fullMessage(for: error) + "\n")
            return 0
        }
        if code == .validationFailure {
            // The library's own status for bad usage is 64.
            Console.writeError(fullMessage(for: error) + "\n")
            return CommandFailure.usageStatus
        }
        Console.complain("\(error)")
        return CommandFailure.failedStatus
    }
}
