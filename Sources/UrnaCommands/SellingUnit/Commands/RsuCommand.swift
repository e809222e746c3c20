internal import ArgumentParser
internal import Foundation
internal import Ledger

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// `urna rsu …`
struct RsuCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rsu", abstract: "Be a selling unit of raffles.",
        discussion: """
            A unit is a folder: its keys, its journals, its settings. Make one with `init`, have it registered, enrol it with the code that the
            server's administrator gives out, then `run` it, or use the other commands one by one: all of them work on the same journal.
            """,
        subcommands: [
            RsuInitCommand.self, RsuEnrolCommand.self, RsuStatusCommand.self, RsuRunCommand.self, RsuScriptCommand.self,
            RsuLogonCommand.self, RsuLogoffCommand.self, RsuRafflesCommand.self, RsuLeaseCommand.self, RsuSellCommand.self,
            RsuMarkCommand.self, RsuUnmarkCommand.self, RsuReprintCommand.self, RsuCounterfoilPrinterCommand.self, RsuSyncCommand.self,
            RsuCloseCommand.self,
            RsuTicketsCommand.self, RsuExportCommand.self, RsuCheckCommand.self, RsuUpdateCommand.self,
        ])
}

/// Which unit is meant.
struct UnitOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The unit's folder.", valueName: "dir"))
    var dir: String

    func folder() throws(CommandFailure) -> UnitFolder {
        // A full disk is an answer to a write, not the process's end.
        signal(SIGXFSZ, SIG_IGN)
        signal(SIGPIPE, SIG_IGN)
        return try UnitFolder(dir)
    }
}

/// The operator's PIN.
struct PinOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A file with the operator's PIN; - for standard input.", valueName: "file"))
    var pinFile: String?

    /// The PIN from its file, or asked for when somebody sits at the terminal.
    func pin(prompt: Bool, isNew: Bool = false) throws(CommandFailure) -> String? {
        guard prompt || pinFile != nil else { return nil }
        return try TypedSecret.read(file: pinFile, option: "--pin-file", prompt: "PIN", isNew: isNew)
    }
}

/// A command of the unit, done once in a process of its own.
enum OneCommand {
    /// - Throws: the exit status 1 when it was not done, 2 when it could not be understood.
    static func run(
        _ unit: UnitOptions, _ output: OutputOptions, _ name: String, pin: String? = nil, _ members: [(String, JSONValue?)] = []
    ) async throws {
        let folder = try unit.folder()
        guard !output.isJSON || folder.settings.printer.path != "-" else {
            throw CommandFailure.usage("the unit prints on standard output: leave --json out, or give it another printer")
        }
        let desk: SellingDesk
        do {
            desk = try SellingDesk(folder)
        } catch let problem as UnitProblem {
            throw CommandFailure.failed(problem.description)
        }
        desk.pin = pin
        let given = members.compactMap { member in member.1.map { (member.0, $0) } }
        let answer = await desk.perform(.object([("do", .string(name))] + given))
        if output.isJSON { Console.print(answer) } else { Console.write(UnitText.text(of: answer)) }
        guard answer["ok"]?.boolValue == true else {
            throw ExitCode(answer["code"]?.stringValue == "USAGE" ? CommandFailure.usageStatus : CommandFailure.failedStatus)
        }
    }
}
