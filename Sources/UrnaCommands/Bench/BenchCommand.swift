internal import ArgumentParser

/// `urna bench …`: for `make bench`.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure the core, and make large data folders.", shouldDisplay: false,
        subcommands: [BenchCoreCommand.self, BenchFillCommand.self, BenchRafflesCommand.self])
}
