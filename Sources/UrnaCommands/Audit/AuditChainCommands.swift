internal import ArgumentParser
internal import Auditing
internal import Ledger

/// `urna audit chain`
struct AuditChainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chain", abstract: "Get a ledger's significant events as a signed chain of hashes, to be kept and checked elsewhere.")

    @Option(help: ArgumentHelp("Of this ledger: system, or a raffle's id.", valueName: "name"))
    var ledger: String = "system"

    @Option(help: ArgumentHelp("Where it goes (else standard output).", valueName: "file"))
    var out: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard !output.isJSON || (out != nil && out != "-") else { throw ValidationError("With --json name a file: --out FILE.") }
    }

    func run() async throws {
        var query = QueryText()
        query.add("ledger", ledger)
        let path = "/v1/audit/chain" + query.text
        let count = try await connection.client().download(path, to: out ?? "-", label: out == nil ? nil : "loading")
        guard let out, out != "-" else { return }
        if output.isJSON { return Console.print(.object([("bytes", .whole(count)), ("out", .string(out))])) }
        Console.print("Wrote \(ProgressLine.grouped(count)) bytes to \(out).")
        Console.note("Check it: urna audit verify-chain \(out) --key VKEY, with the key of the log from someone you trust.")
    }
}

/// `urna audit verify-chain`
struct AuditVerifyChainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-chain", abstract: "Check an exported event log without asking anybody.",
        discussion: """
            Exit status 0 when every record is there and as it was signed; 1 otherwise, naming the first bad record. An export that was cut \
            together with its last checkpoints looks whole: give --checkpoint with one that was kept elsewhere.
            """)

    @Argument(help: ArgumentHelp("The export; - for standard input.", valueName: "file"))
    var file: String

    @Option(name: .customLong("key"), help: ArgumentHelp("A verifier key of the log; any one must have signed.", valueName: "vkey"))
    var keys: [String]

    @Option(help: ArgumentHelp("The log's name (else the one in the export's first checkpoint, which is told).", valueName: "name"))
    var log: String?

    @Option(
        name: .customLong("checkpoint"),
        help: ArgumentHelp("A signed checkpoint that was kept elsewhere; may be given several times.", valueName: "file"))
    var checkpoints: [String] = []

    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard !keys.isEmpty else { throw ValidationError("Give the log's key: --key VKEY.") }
    }

    func run() async throws {
        let finding = try finding(InputFile.read(file, limit: 4 << 30))
        output.show(finding.json) { _ in finding.text(name: file) }
        guard finding.report.isIntact else { throw ExitCode(CommandFailure.failedStatus) }
    }

    /// What the export is worth.
    func finding(_ export: [UInt8]) throws(CommandFailure) -> ChainFinding {
        let keys = try trusted()
        let published = try checkpoints.map { path throws(CommandFailure) in try Self.checkpoint(path, keys: keys) }
        let name = log ?? Self.name(in: export) ?? keys.first?.name ?? ""
        return ChainFinding(log: name, report: ChainVerifier.verify(export, log: name, keys: keys, published: published))
    }

    /// The log's name in the first checkpoint of an export; whether anybody signed for it, is checked later.
    private static func name(in export: [UInt8]) -> String? {
        let start = Array(#"{"checkpoint":"#.utf8)
        let line = export.split(separator: UInt8(ascii: "\n")).lazy.first { $0.starts(with: start) }
        guard let json = line.flatMap({ try? JSONValue.parse(Array($0)) }), let text = json["checkpoint"]?.stringValue,
            let note = try? SignedNote(parsing: text)
        else { return nil }
        return ChainCheckpoint(parsing: note.text)?.log
    }

    private func trusted() throws(CommandFailure) -> [NoteVerifierKey] {
        try keys.map { text throws(CommandFailure) in
            do {
                return try NoteVerifierKey(parsing: text)
            } catch {
                throw .usage("--key \(text): \(error)")
            }
        }
    }

    private static func checkpoint(_ path: String, keys: [NoteVerifierKey]) throws(CommandFailure) -> ChainCheckpoint {
        let bytes = try InputFile.read(path, limit: SignedNote.bytesMax)
        guard let note = try? SignedNote(parsing: bytes), (try? note.verify(keys: keys)) != nil,
            let checkpoint = ChainCheckpoint(parsing: note.text)
        else { throw .failed("\(path) is no checkpoint of an event log that a given key signed") }
        return checkpoint
    }
}

/// What a check of an exported event log found, for people and for programs.
struct ChainFinding {
    let log: String
    let report: ChainReport

    var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("intact", .bool(report.isIntact)), ("log", .string(log)), ("records", .whole(report.records)),
            ("signedRecords", .whole(report.signedRecords)), ("checkpoints", .whole(report.checkpoints)),
            ("last", .string(report.last.hex)),
        ]
        if let problem = report.problem {
            members.append(
                (
                    "problem",
                    .object([
                        ("code", .string(problem.code.rawValue)), ("seq", .whole(problem.seq)), ("message", .string(problem.message)),
                    ])
                ))
        }
        return .object(members)
    }

    func text(name: String) -> String {
        let records = RaffleText.count(.whole(report.records), "record")
        guard let problem = report.problem else {
            let checkpoints = RaffleText.count(.whole(report.checkpoints), "checkpoint")
            var text =
                "Intact: \(records) of \(log), \(ProgressLine.grouped(report.signedRecords)) of them signed for, by \(checkpoints).\n"
            text += "  last hash  \(report.last.hex)\n"
            if report.signedRecords < report.records {
                text += "No checkpoint vouches for what comes after record \(report.signedRecords).\n"
            }
            return text
        }
        return """
            NOT INTACT: \(name): \(problem) (\(problem.code.rawValue))
            \(records) before it, \(ProgressLine.grouped(report.signedRecords)) of them signed for.

            """
    }
}
