internal import ArgumentParser
internal import Ledger

/// `urna raffle alter`
struct RaffleAlterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alter",
        abstract: "Correct accounting data under supervision. What it was, what it becomes, why, when and who is on record.",
        discussion: "ELEMENT is salesCloseAt (only later, where the rules allow it), collected/RSU or operator/RSU.")

    @OptionGroup var raffle: RaffleOption

    @Argument(help: ArgumentHelp("What is corrected.", valueName: "element"))
    var element: String

    @Option(help: ArgumentHelp("Its value now; empty for none.", valueName: "text"))
    var before: String = ""

    @Option(help: ArgumentHelp("Its right value.", valueName: "text"))
    var after: String

    @Option(help: ArgumentHelp("Why.", valueName: "text"))
    var reason: String

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let body: JSONValue = .object([
            ("element", .string(element)), ("before", .string(before)), ("after", .string(after)), ("reason", .string(reason)),
        ])
        let answer = try await connection.client().change("\(raffle.path)/alterations", body)
        output.show(answer) { _ in
            "\(element) is \(after) now; it was \(before.isEmpty ? "not set" : before). The change is in the exception report."
        }
    }
}

/// `urna raffle change`
struct RaffleChangeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "change", abstract: "Ask for a change of the definition.",
        discussion: "A definition is fixed in the raffle's ledger: servers refuse, and the attempt is in the exception report.")

    @OptionGroup var raffle: RaffleOption

    @Argument(
        help: ArgumentHelp(
            "What becomes what, as JSON: 'title=\"Winter 50/50\"' 'numbers={\"first\":1,\"last\":2000}'.", valueName: "element=json"))
    var changes: [String]

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard !changes.isEmpty else { throw ValidationError("Say what becomes what: element=value.") }
        _ = try members()
    }

    private func members() throws -> [JSONMember] {
        try changes.map { change in
            guard let cut = change.firstIndex(of: "="), cut != change.startIndex else {
                throw ValidationError("\(change): write element=value.")
            }
            let text = String(change[change.index(after: cut)...])
            // A text that is no JSON stands for itself: a shell takes the quotes away.
            let value = (try? JSONValue.parse(Array(text.utf8))) ?? .string(text)
            return JSONMember(String(change[..<cut]), value)
        }
    }

    func run() async throws {
        let answer = try await connection.client().patch(raffle.path, .object(members()))
        output.show(answer) { _ in "The definition of raffle \(raffle.id) is changed." }
    }
}
