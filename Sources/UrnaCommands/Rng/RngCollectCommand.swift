internal import ArgumentParser
internal import Crypto
internal import Ledger

/// `urna rng collect`
struct RngCollectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect", abstract: "Write output of the random number generator: raw bits, or draws.",
        discussion: """
            The generator is the one of certified draws, started in the same way; words are requested one by one as a draw does it, and \
            numbers are taken from the pool by the same code.

            --raw-bits 96000000 writes the words before scaling as bytes. --draws 51000000 --pool 49 --pick 5 writes a line for each draw: \
            different numbers from 1 to 49 in the order drawn, with spaces between.
            """)

    @Option(help: ArgumentHelp("Bits before scaling; a multiple of 8.", valueName: "n"))
    var rawBits: Int?

    @Option(help: ArgumentHelp("Draws after scaling.", valueName: "n"))
    var draws: Int?

    @Option(help: ArgumentHelp("Numbers in the pool of every draw: 1 to M.", valueName: "m"))
    var pool: Int?

    @Option(help: ArgumentHelp("Numbers that a draw takes.", valueName: "k"))
    var pick: Int = 1

    @Flag(help: "Make each draw a whole certified draw, after which fresh entropy changes the generator; many times slower.")
    var certified = false

    @Option(help: ArgumentHelp("Where it goes (else standard output).", valueName: "file"))
    var out: String?

    @Flag(inversion: .prefixedNo, help: "Show progress, when there is a terminal.")
    var progress = true

    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard (rawBits != nil) != (draws != nil) else { throw ValidationError("Say what: either --raw-bits N, or --draws N --pool M.") }
        if let rawBits {
            guard rawBits > 0, rawBits % 8 == 0 else { throw ValidationError("--raw-bits is a multiple of 8.") }
            guard pool == nil, !certified else { throw ValidationError("--pool and --certified go with --draws.") }
        }
        if let draws {
            guard draws > 0 else { throw ValidationError("--draws is at least 1.") }
            guard let pool, (1...OutcomeCollection.poolMax).contains(pool) else {
                throw ValidationError("--draws needs --pool M, from 1 to \(OutcomeCollection.poolMax).")
            }
            guard (1...pool).contains(pick) else { throw ValidationError("--pick is from 1 to the size of the pool.") }
        }
        guard !output.isJSON || (out != nil && out != "-") else { throw ValidationError("With --json name a file: --out FILE.") }
    }

    /// - Precondition: validated.
    var kind: OutcomeCollection.Kind {
        if let rawBits { return .raw(bytes: rawBits / 8) }
        guard let draws, let pool else { preconditionFailure("arguments are validated before they are used") }
        return .draws(draws, pool: pool, pick: pick, isEachCertified: certified)
    }

    func run() async throws {
        var collection = OutcomeCollection(kind: kind, words: try GeneratorWords(use: "rng collect", fetching: .oneByOne))
        let bar = ProgressBar("collecting", unit: rawBits == nil ? "draws" : "bytes", isWanted: progress)
        let file = try SecretFile(out ?? "-")
        let total = collection.total
        var digest = SHA256()
        var bytes = 0
        try collection.run { piece in
            digest.update(data: piece)
            bytes += piece.count
            try file.write(piece)
        } progress: { done in
            bar.show(done, of: total)
        }
        try file.finish()
        bar.clear()
        try report(bytes: bytes, sha256: Hex.encode(Array(digest.finalize())))
    }

    private func report(bytes: Int, sha256: String) throws {
        guard output.isJSON else {
            return Console.note("\(ProgressLine.grouped(bytes)) bytes, SHA-256 \(sha256)")
        }
        var members: [(String, JSONValue)] = [("bytes", .whole(bytes)), ("out", .string(out ?? "-")), ("sha256", .string(sha256))]
        switch kind {
        case .raw(let bytes): members.append(("rawBits", .whole(bytes * 8)))
        case .draws(let count, let pool, let pick, _):
            members += [("draws", .whole(count)), ("pool", .whole(pool)), ("pick", .whole(pick))]
        }
        Console.print(.object(members))
    }
}
