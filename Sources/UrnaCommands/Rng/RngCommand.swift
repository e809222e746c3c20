internal import ArgumentParser

/// `urna rng …`: what a laboratory does with the random number generator.
struct RngCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rng", abstract: "Collect output of the random number generator, and test it.",
        subcommands: [RngCollectCommand.self, RngTestCommand.self])
}
