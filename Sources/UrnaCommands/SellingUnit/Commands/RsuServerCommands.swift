internal import ArgumentParser
internal import Ledger

/// `urna rsu status`
struct RsuStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "status", abstract: "Show state, buffer, uploads, software and clock.")

    @OptionGroup var unit: UnitOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await OneCommand.run(unit, output, "status")
    }
}

/// `urna rsu logon`
struct RsuLogonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "logon", abstract: "Log on with a PIN.")

    @OptionGroup var unit: UnitOptions

    @OptionGroup var pinOptions: PinOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let pin = try pinOptions.pin(prompt: true)
        try await OneCommand.run(unit, output, "logon", [("pin", pin.map { .string($0) })])
    }
}

/// `urna rsu logoff`
struct RsuLogoffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "logoff", abstract: "Log off.")

    @OptionGroup var unit: UnitOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await OneCommand.run(unit, output, "logoff")
    }
}

/// `urna rsu raffles`
struct RsuRafflesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "raffles", abstract: "List the raffles that the unit may sell.")

    @OptionGroup var unit: UnitOptions

    @OptionGroup var pinOptions: PinOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await OneCommand.run(unit, output, "raffles", pin: try pinOptions.pin(prompt: false))
    }
}

/// `urna rsu lease`
struct RsuLeaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "lease", abstract: "Get numbers to sell.")

    @OptionGroup var unit: UnitOptions

    @Option(help: "The raffle (else the one that was chosen last).")
    var raffle: String?

    @Option(help: "How many numbers.")
    var count = 1000

    @OptionGroup var pinOptions: PinOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await OneCommand.run(
            unit, output, "lease", pin: try pinOptions.pin(prompt: false),
            [
                ("raffle", raffle.map { .string($0) }),
                ("count", .whole(count)),
            ])
    }
}

/// `urna rsu sync`
struct RsuSyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "sync", abstract: "Upload now.")

    @OptionGroup var unit: UnitOptions

    @OptionGroup var pinOptions: PinOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await OneCommand.run(unit, output, "sync", pin: try pinOptions.pin(prompt: false))
    }
}

/// `urna rsu close`
struct RsuCloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "End selling, upload the rest, and hand in the statement.")

    @OptionGroup var unit: UnitOptions

    @Flag(help: "End this unit's sales before the raffle is closed.")
    var early = false

    @OptionGroup var pinOptions: PinOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await OneCommand.run(
            unit, output, "close", pin: try pinOptions.pin(prompt: false),
            [
                ("early", .bool(early))
            ])
    }
}
