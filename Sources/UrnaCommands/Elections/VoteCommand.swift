internal import ArgumentParser
internal import Elections
internal import Ledger

/// `urna vote`
struct VoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vote", abstract: "Cast a ballot, and check the receipt that comes back.",
        discussion: """
            SELECTION is CONTEST=CANDIDATES, by id:
              mayor=ada,ben          in order of preference, or simply chosen
              mayor=ada,-,ben        with the second rank left empty
              mayor=ada+ben,cyd      two candidates at one rank
              mayor="~Jane Doe"      written in
              budget=parks:5,bus:3   scores
            A contest that is left out is blank. Sending the same ballot again is safe, and gets the same receipt.
            """)

    @OptionGroup var election: ElectionOption

    @Option(help: ArgumentHelp("A file with the voting code; - for standard input.", valueName: "file"))
    var codeFile: String?

    @Option(help: ArgumentHelp("A file with the ballot token; - for standard input.", valueName: "file"))
    var tokenFile: String?

    @Option(help: ArgumentHelp("Where the receipt goes, readable by you alone.", valueName: "file"))
    var receiptOut: String?

    @Argument(help: ArgumentHelp("What is chosen.", valueName: "selection"))
    var selections: [String]

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard (codeFile == nil) != (tokenFile == nil) else {
            throw ValidationError("Say who votes: either --code-file FILE or --token-file FILE.")
        }
    }

    func run() async throws {
        let typed = try Selections.parse(selections)
        let client = try connection.client()
        let place = ElectionPlace(try await client.get("/v1/elections/\(election.id)"))
        let ballot = try place.ballot(typed)
        let token = try await token(client)
        let (bytes, isRepeat) = try await client.cast(typed.canonical(), in: election.id, token: token)
        let receipt = try place.check(bytes, holds: ballot)
        if let receiptOut { try SecretFile.write(bytes + [UInt8(ascii: "\n")], to: receiptOut) }
        guard !output.isJSON else { return Console.print(try JSONValue.parse(bytes)) }
        let what = isRepeat ? "Recorded before, unchanged" : "Recorded"
        Console.print(
            "\(what): entry \(receipt.index) of \(place.origin). The receipt was checked: signature, proof and content are right.")
        if let receiptOut {
            Console.note("Receipt in \(receiptOut). Check it whenever you like: urna receipt check \(receiptOut)")
        } else {
            Console.note(
                "To keep the receipt, run this again with --receipt-out FILE: the same ballot counts once and gets the same receipt.")
        }
    }

    private func token(_ client: ServerClient) async throws -> String {
        if let tokenFile {
            // A line of `urna token issue --all` is taken as well as the token alone.
            let line = try InputFile.readLine(tokenFile)
            return line.split(separator: ",").last.map(String.init) ?? line
        }
        let answer = try await client.ballotToken(code: InputFile.readLine(codeFile ?? "-"), election: election.id)
        guard let token = answer["ballotToken"]?.stringValue else { throw CommandFailure.failed("the server issued no ballot token") }
        return token
    }
}

/// What a voter needs to know of an election, taken from what its server says.
struct ElectionPlace {
    private let json: JSONValue

    init(_ json: JSONValue) {
        self.json = json
    }

    var origin: String { json["log"]?["origin"]?.stringValue ?? "" }

    func definition() throws(CommandFailure) -> ElectionDefinition {
        do {
            return try ElectionDefinition.parse(json["definition"] ?? .null)
        } catch {
            throw .failed("the server's definition of the election is not valid: \(error)")
        }
    }

    func key() throws(CommandFailure) -> NoteVerifierKey {
        do {
            return try NoteVerifierKey(parsing: json["log"]?["verifierKey"]?.stringValue ?? "")
        } catch {
            throw .failed("the server names no usable key for its log: \(error)")
        }
    }

    /// The ballot that selections make, checked before anything is sent.
    func ballot(_ selections: JSONValue) throws(CommandFailure) -> Ballot {
        let style = BallotStyle(try definition())
        do {
            return try style.parse(requestBody: JSONValue.object([("selections", selections)]).canonical())
        } catch {
            throw .usage("\(error.field) \(error.message). `urna election show` lists contests and candidates.")
        }
    }

    /// Checks a receipt as its owner would: that the log has signed, that the entry is in it, and that it says what was chosen.
    func check(_ bytes: [UInt8], holds ballot: Ballot) throws(CommandFailure) -> Receipt {
        let receipt: Receipt
        do {
            receipt = try Receipt.parse(bytes)
            try receipt.verify(key: try key(), origin: origin)
        } catch {
            throw .failed("the receipt proves nothing: \(error). Keep this message and tell the organiser.")
        }
        let recorded =
            receipt.opening?.selections
            ?? receipt.entry.withUnsafeBytes { entry in BallotEntryScanner.ballot(entry).map { Array(entry[$0.selections]) } }
        guard recorded == ballot.selections else {
            throw .failed("the receipt is of another ballot than the one sent. Keep this message and tell the organiser.")
        }
        return receipt
    }
}
