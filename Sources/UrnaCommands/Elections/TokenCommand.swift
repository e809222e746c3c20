internal import ArgumentParser
internal import AsyncHTTPClient
internal import Ledger
internal import NIOCore
internal import NIOHTTP1

/// `urna token …`
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Get ballot tokens.", subcommands: [TokenIssueCommand.self])
}

/// `urna token issue`
struct TokenIssueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issue", abstract: "Issue the ballot token of one voter, or those of the whole roll.",
        discussion: """
            --all writes one line a voter, `voter_id,ballotToken`, without a header: for a mail merge or a load test. It takes an administrator's token.
            A ballot token is the right to cast one ballot: keep the file as safe as ballot papers.
            """)

    @OptionGroup var election: ElectionOption

    @Flag(help: "Issue a token to everyone on the roll.")
    var all = false

    @Option(help: ArgumentHelp("A file with one voting code; - for standard input.", valueName: "file"))
    var codeFile: String?

    @Option(help: ArgumentHelp("Where tokens go, readable by you alone; - for standard output.", valueName: "file"))
    var out: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard all != (codeFile != nil) else { throw ValidationError("Say who: either --all or --code-file FILE.") }
        guard !all || out != nil else { throw ValidationError("Say where the tokens go: --out FILE, or --out - for standard output.") }
        guard !all || !output.isJSON || out != "-" else { throw ValidationError("With --json name a file: --out FILE.") }
    }

    func run() async throws {
        let client = try connection.client()
        if let codeFile {
            try await issueOne(InputFile.readLine(codeFile), client)
        } else {
            let issued = try await Self.issueAll(election.id, client, to: out ?? "-")
            if output.isJSON {
                Console.print(.object([("election", .string(election.id)), ("issued", .whole(issued))]))
            } else {
                Console.note("Issued \(ProgressLine.grouped(issued)) ballot tokens.")
            }
        }
    }

    private func issueOne(_ code: String, _ client: ServerClient) async throws {
        let answer = try await client.ballotToken(code: code, election: election.id)
        let token = answer["ballotToken"]?.stringValue ?? ""
        if let out { try SecretFile.write((token + "\n").utf8, to: out) }
        if output.isJSON {
            Console.print(answer)
        } else if out == nil {
            Console.print(token)
        }
    }

    /// - Returns: how many tokens were issued.
    static func issueAll(_ election: String, _ client: ServerClient, to path: String) async throws -> Int {
        let response = try await client.send(.POST, "/v1/elections/\(election)/ballot-tokens", as: .administrator, isLong: true)
        let file = try SecretFile(path)
        let bar = ProgressBar("issuing", unit: "tokens")
        var lines = 0
        for try await chunk in response.body {
            lines += chunk.readableBytesView.count { $0 == UInt8(ascii: "\n") }
            try file.write(chunk.readableBytesView)
            bar.show(lines, of: nil)
        }
        try file.finish()
        bar.clear()
        return lines
    }
}

extension ServerClient {
    /// - Returns: `{"ballotToken", "expiresAt"}`.
    func ballotToken(code: String, election: String) async throws -> JSONValue {
        try await post("/v1/elections/\(election)/ballot-token", .object([("code", .string(code))]), as: .anyone)
    }
}
