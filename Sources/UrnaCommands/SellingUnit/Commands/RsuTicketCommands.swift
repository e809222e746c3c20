internal import ArgumentParser
internal import Ledger

/// `urna rsu sell`
struct RsuSellCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "sell", abstract: "Sell tickets from the numbers that the unit has.")

    @OptionGroup var unit: UnitOptions

    @Option(help: "The package's id.")
    var package: String

    @Option(help: "How many tickets.")
    var count = 1

    @Option(help: "cash, or a method and its reference: card:4711.")
    var payment = "cash"

    @Option(help: ArgumentHelp("The sale's own id, for one ticket: the same id sells nothing twice.", valueName: "uuid"))
    var sale: String?

    @Flag(help: "Connect, and upload at once.")
    var sync = false

    @OptionGroup var pinOptions: PinOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await OneCommand.run(
            unit, output, "sell", pin: try pinOptions.pin(prompt: false),
            [
                ("package", .string(package)),
                ("count", .whole(count)),
                ("payment", .string(payment)),
                ("sale", sale.map { .string($0) }),
                ("sync", .bool(sync)),
            ])
    }
}

/// `urna rsu mark`
struct RsuMarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "mark", abstract: "Ask for a ticket to be voided.")

    @OptionGroup var unit: UnitOptions

    @Option(help: "The ticket's id.")
    var ticket: String

    @Option(help: "misprint, customer, payment, error or other; then a colon and a remark.")
    var reason: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await OneCommand.run(
            unit, output, "mark",
            [
                ("ticket", .string(ticket)),
                ("reason", .string(reason)),
            ])
    }
}

/// `urna rsu unmark`
struct RsuUnmarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "unmark", abstract: "Withdraw a void request.")

    @OptionGroup var unit: UnitOptions

    @Option(help: "The ticket's id.")
    var ticket: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await OneCommand.run(
            unit, output, "unmark",
            [
                ("ticket", .string(ticket))
            ])
    }
}

/// `urna rsu reprint`
struct RsuReprintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reprint", abstract: "Print a ticket again, marked REPRINT.",
        discussion: "A counterfoil is printed again at the server: urna raffle reprint --kind counterfoil, by an event manager.")

    @OptionGroup var unit: UnitOptions

    @Option(help: "The ticket's id.")
    var ticket: String

    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await OneCommand.run(
            unit, output, "reprint",
            [
                ("ticket", .string(ticket))
            ])
    }
}

/// `urna rsu counterfoil-printer`
struct RsuCounterfoilPrinterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "counterfoil-printer", abstract: "Take the counterfoil printer out, or in again.",
        discussion: "Counterfoils wait for it in the journal; tickets are sold and printed meanwhile.")

    enum Switch: String, ExpressibleByArgument, CaseIterable {
        case `in`
        case out
    }

    @OptionGroup var unit: UnitOptions

    @Argument(help: "in or out.")
    var position: Switch
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await OneCommand.run(
            unit, output, "counterfoil-printer",
            [
                ("on", .bool(position == .in))
            ])
    }
}

/// `urna rsu tickets`
struct RsuTicketsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "tickets", abstract: "List the tickets that the unit sold.")

    @OptionGroup var unit: UnitOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await OneCommand.run(unit, output, "tickets")
    }
}

/// `urna rsu export-recovery`
struct RsuExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "export-recovery", abstract: "Write the signed recovery file.")

    @OptionGroup var unit: UnitOptions

    @Option(help: ArgumentHelp("Where it goes.", valueName: "file"))
    var out: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await OneCommand.run(
            unit, output, "export-recovery",
            [
                ("out", .string(out))
            ])
    }
}

/// `urna rsu check`
struct RsuCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "check", abstract: "Check the program and the journal.")

    @OptionGroup var unit: UnitOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await OneCommand.run(unit, output, "check")
    }
}
