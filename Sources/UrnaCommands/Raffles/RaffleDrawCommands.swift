internal import ArgumentParser
internal import Ledger

/// `urna raffle commit`
struct RaffleCommitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commit", abstract: "Commit a verifiable draw to its secret, before sales close.")

    @OptionGroup var raffle: RaffleChoice

    @Option(help: ArgumentHelp("For this prize alone (else for all).", valueName: "id"))
    var prize: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let body = JSONValue.given([("prize", prize)])
        output.show(try await connection.client().change("\(raffle.path)/commitments", body), DrawText.commitment)
    }
}

/// `urna raffle freeze`
struct RaffleFreezeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "freeze", abstract: "Freeze the numbers in play, publish their digest, and name the beacon round of a verifiable draw."
    )

    @OptionGroup var raffle: RaffleChoice

    @Option(help: ArgumentHelp("The pool of the draw of this prize (else of the next one).", valueName: "id"))
    var prize: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let body = JSONValue.given([("prize", prize)])
        output.show(try await connection.client().change("\(raffle.path)/freeze", body), DrawText.frozen)
    }
}

/// `urna raffle draw`
struct RaffleDrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draw", abstract: "Draw the winning number of one prize.",
        discussion: """
            It is refused until sales are closed, everything is reconciled and an event manager has acknowledged the voided tickets. The \
            result is official only after the winning ticket was verified: urna raffle verify-ticket, then urna raffle official.
            """)

    @OptionGroup var raffle: RaffleChoice
    @OptionGroup var prize: PrizeOption

    @Option(
        name: .customLong("official"),
        help: ArgumentHelp("Who conducts the draw, by the id of that person; once for each.", valueName: "user"))
    var officials: [String] = []

    @OptionGroup var secondOfficial: SecondOfficialOption

    @Option(
        help: ArgumentHelp(
            "A verifiable draw's beacon record, as JSON: round, signature, randomness (else the server fetches it).", valueName: "file"))
    var beacon: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var members: [(String, JSONValue)] = [("prize", .string(prize.id))]
        if !officials.isEmpty { members.append(("officials", .array(officials.map { .string($0) }))) }
        if let beacon { members.append(("beacon", try InputFile.json(beacon))) }
        let answer = try await connection.client().change("\(raffle.path)/draws", .object(members), headers: try secondOfficial.headers())
        output.show(answer, DrawText.drawn)
        guard !output.isJSON else { return }
        Console.note(
            "Next: verify the winning ticket with urna raffle verify-ticket, then urna raffle official \(raffle.id) --prize \(prize.id).")
    }
}

/// `urna raffle enter`
struct RaffleEnterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enter", abstract: "Enter the number of a counterfoil that was drawn by hand; it is typed twice.",
        discussion: "Exit status 0 when the number is sold and valid, 1 when another has to be drawn. Every attempt is on record.")

    @OptionGroup var raffle: RaffleChoice
    @OptionGroup var prize: PrizeOption

    @Option(help: ArgumentHelp("The number drawn (else asked for at the terminal).", valueName: "n"))
    var number: UInt32?

    @Option(help: ArgumentHelp("The same number, typed again.", valueName: "n"))
    var again: UInt32?

    @Option(
        name: .customLong("official"),
        help: ArgumentHelp("Who conducts the draw, by the id of that person; once for each.", valueName: "user"))
    var officials: [String] = []

    @OptionGroup var secondOfficial: SecondOfficialOption

    @Option(help: ArgumentHelp("Why a raffle that is drawn by the server is drawn by hand all the same.", valueName: "reason"))
    var fallback: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard (number == nil) == (again == nil) else { throw ValidationError("Type the number twice: --number N --again N.") }
    }

    func run() async throws {
        let (first, second) = try typed()
        guard first == second else {
            throw CommandFailure.usage("the two numbers differ: \(first) and \(second). Look at the counterfoil again.")
        }
        var members: [(String, JSONValue)] = [("prize", .string(prize.id)), ("number", .whole(first)), ("again", .whole(second))]
        if !officials.isEmpty { members.append(("officials", .array(officials.map { .string($0) }))) }
        if let fallback { members.append(("fallback", .string(fallback))) }
        let answer = try await connection.client().change("\(raffle.path)/entries", .object(members), headers: try secondOfficial.headers())
        output.show(answer) { DrawText.entered($0, number: first) }
        guard answer["verdict"]?.stringValue == "VALID" else { throw ExitCode(CommandFailure.failedStatus) }
    }

    private func typed() throws(CommandFailure) -> (UInt32, UInt32) {
        if let number, let again { return (number, again) }
        guard Console.inputIsTerminal else { throw .usage("there is no terminal to ask at: say --number N --again N") }
        guard let first = TypedSecret.line("Number drawn").flatMap(UInt32.init), let second = TypedSecret.line("Again").flatMap(UInt32.init)
        else { throw .usage("a draw number has digits only") }
        return (first, second)
    }
}

/// `urna raffle official`
struct RaffleOfficialCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "official", abstract: "Make a prize's result official, after the winning ticket was verified: displays show it.")

    @OptionGroup var raffle: RaffleChoice
    @OptionGroup var prize: PrizeOption

    @Option(help: ArgumentHelp("The number that was verified, to be sure that it is this one (else the one drawn last).", valueName: "n"))
    var number: UInt32?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let body = number.map { JSONValue.object([("number", .whole($0))]) }
        let answer = try await connection.client().change("\(raffle.path)/prizes/\(prize.id)/official", body)
        output.show(answer) { answer in
            "Number \(RaffleText.plain(answer["number"])) has won prize \(prize.id). The result is official, and displays show it."
        }
    }
}

/// `urna raffle reveal`
struct RaffleRevealCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reveal", abstract: "Publish the secret of a verifiable draw. With the last official result it happens by itself.")

    @OptionGroup var raffle: RaffleChoice

    @Option(help: ArgumentHelp("Which draw.", valueName: "id"))
    var draw: String

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let answer = try await connection.client().change("\(raffle.path)/draws/\(QueryText.encoded(draw))/reveal")
        output.show(answer, DrawText.published)
    }
}

/// `urna raffle draws`
struct RaffleDrawsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draws", abstract: "Show the published draws: commitment, pool, beacon, words and numbers.")

    @OptionGroup var raffle: RaffleChoice

    @Option(help: ArgumentHelp("One draw, in full.", valueName: "id"))
    var draw: String?

    @Option(help: ArgumentHelp("Write that draw's pool to this file: the text that its digest is of.", valueName: "file"))
    var pool: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard pool == nil || draw != nil else { throw ValidationError("A pool is one draw's: --draw ID --pool FILE.") }
    }

    func run() async throws {
        let client = try connection.client()
        guard let draw else { return output.show(try await client.get("\(raffle.path)/draws"), DrawText.list) }
        let path = "\(raffle.path)/draws/\(QueryText.encoded(draw))"
        if let pool { try await client.download(path + "/pool", as: .anyone, to: pool, label: "loading") }
        guard pool != "-" else { return }
        output.show(try await client.get(path), DrawText.published)
    }
}

extension InputFile {
    /// A file that holds one JSON document.
    static func json(_ path: String) throws(CommandFailure) -> JSONValue {
        let bytes = try read(path, limit: 1 << 20)
        do {
            return try JSONValue.parse(bytes)
        } catch {
            throw .usage("\(path) is not JSON: \(error)")
        }
    }
}
