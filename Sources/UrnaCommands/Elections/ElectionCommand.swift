internal import ArgumentParser

/// `urna election …`: what an organiser does with elections, and how anybody looks at them.
struct ElectionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "election", abstract: "Create, open, close and certify elections, and see their results.",
        subcommands: [
            ElectionCreateCommand.self, ElectionListCommand.self, ElectionShowCommand.self, ElectionOpenCommand.self,
            ElectionCloseCommand.self, ElectionCertifyCommand.self, ElectionResultsCommand.self,
        ])
}
