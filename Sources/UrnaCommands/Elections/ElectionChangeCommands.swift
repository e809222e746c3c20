internal import ArgumentParser
internal import Ledger

/// `urna election open`
struct ElectionOpenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "open", abstract: "Open a draft: voting begins.")

    @OptionGroup var election: ElectionChoice
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await ElectionChange(verb: "open", past: "open").make(election, connection, output)
    }
}

/// `urna election close`
struct ElectionCloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Close an election for good. Every ballot that was confirmed before is counted.")

    @OptionGroup var election: ElectionChoice
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await ElectionChange(verb: "close", past: "closed").make(election, connection, output)
    }
}

/// `urna election certify`
struct ElectionCertifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certify", abstract: "Reconcile and count a closed election, and write the result into its ledger.")

    @OptionGroup var election: ElectionChoice
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await ElectionChange(verb: "certify", past: "certified").make(election, connection, output)
        guard !output.isJSON else { return }
        Console.note("Check it: urna-verify \(try connection.client().address)/v1/elections/\(election.id)")
    }
}

/// One change of an election's state.
private struct ElectionChange {
    var verb: String
    var past: String

    func make(_ election: ElectionChoice, _ connection: ConnectionOptions, _ output: OutputOptions) async throws {
        let answer = try await connection.client().post("/v1/elections/\(election.id)/\(verb)", as: .administrator)
        if output.isJSON {
            Console.print(answer)
        } else {
            Console.print("Election \(election.id) is \(answer["state"]?.stringValue ?? past).")
        }
    }
}
