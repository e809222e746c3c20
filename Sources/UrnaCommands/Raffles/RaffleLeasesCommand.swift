internal import ArgumentParser
internal import Ledger

/// `urna raffle leases`
struct RaffleLeasesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leases", abstract: "Numbers given to units, after a restore.", subcommands: [RaffleLeasesReleaseCommand.self])
}

/// `urna raffle leases release`
struct RaffleLeasesReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Let numbers be leased again after a restore, though not every unit has been heard.",
        discussion: """
            After a restore nobody knows which numbers were leased after the backup, until the units have said so. When one never will, go on \
            above every number that it may hold. It is on record with your name and reason.
            """)

    @OptionGroup var raffle: RaffleOption

    @Option(
        help: ArgumentHelp(
            "The next position to be leased, counted from 0. In the order 1, 2, 3 … it is as many numbers as may have been given out.",
            valueName: "position"))
    var from: Int

    @Option(help: ArgumentHelp("Why, and how you know the position.", valueName: "text"))
    var reason: String

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard from >= 0 else { throw ValidationError("--from is 0 or more.") }
    }

    func run() async throws {
        let body = JSONValue.object([("from", .whole(from)), ("reason", .string(reason))])
        let answer = try await connection.client().change("\(raffle.path)/leases/release", body)
        output.show(answer) { _ in "Raffle \(raffle.id) leases numbers again, from position \(from) on." }
    }
}
