internal import ArgumentParser
internal import Elections
internal import Ledger

/// `urna receipt …`
struct ReceiptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt", abstract: "Check receipts.", subcommands: [ReceiptCheckCommand.self])
}

/// `urna receipt check`
struct ReceiptCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check a receipt without asking anybody: its signature, its proof and its entry.",
        discussion: """
            FILE is a receipt as JSON, or a proof that ends in .tlog-proof. Give the log's key with --key, from someone you trust: \
            `urna election show` prints what a server says it is. A later ledger is checked against the receipt by `urna-verify URL --receipt FILE`.
            """)

    @Argument(help: ArgumentHelp("The receipt; - for standard input.", valueName: "file"))
    var file: String

    @Option(
        help: ArgumentHelp(
            "The log's verifier key. A key in a server's answer is taken when --server or --data is given.", valueName: "vkey"))
    var key: String?

    @Option(help: ArgumentHelp("For a .tlog-proof: the file with the entry's exact bytes.", valueName: "file"))
    var entry: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let bytes = try InputFile.read(file, limit: 1 << 20)
        let finding =
            bytes.starts(with: "c2sp.org/tlog-proof".utf8)
            ? try ReceiptFinding(proof: bytes, entry: entry.map { try InputFile.read($0, limit: 1 << 20) }, key: try givenKey(), name: file)
            : try await finding(receipt: bytes)
        if output.isJSON { Console.print(finding.json) } else { Console.write(finding.text) }
    }

    private func finding(receipt bytes: [UInt8]) async throws -> ReceiptFinding {
        let receipt: Receipt
        do {
            receipt = try Receipt.parse(bytes)
        } catch {
            throw CommandFailure.failed("\(file): \(error)")
        }
        if key != nil { return try ReceiptFinding(receipt, key: try givenKey(), isKeyTrusted: true, name: file) }
        let place = ElectionPlace(try await connection.client().get("/v1/elections/\(receipt.election)"))
        return try ReceiptFinding(receipt, key: try place.key(), isKeyTrusted: false, name: file)
    }

    private func givenKey() throws(CommandFailure) -> NoteVerifierKey {
        guard let key else { throw .usage("give the log's key: --key VKEY") }
        do {
            return try NoteVerifierKey(parsing: key)
        } catch {
            throw .usage("--key \(key): \(error)")
        }
    }
}

/// A receipt that was found right.
struct ReceiptFinding {
    var index: UInt64
    var origin: String
    var size: UInt64
    var election: String?
    /// The entry's text; nil when the file does not hold it.
    var entry: String?
    /// What a sealed ballot's owner can show.
    var opening: [UInt8]?
    var isKeyTrusted: Bool

    /// - Throws: failed, naming the first check that does.
    init(_ receipt: Receipt, key: NoteVerifierKey, isKeyTrusted: Bool, name: String) throws(CommandFailure) {
        do {
            let checkpoint = try receipt.verify(key: key, origin: key.name)
            size = checkpoint.head.size
        } catch {
            throw .failed("\(name) proves nothing: \(error)")
        }
        index = receipt.index
        origin = key.name
        election = receipt.election.text
        entry = String(decoding: receipt.entry, as: UTF8.self)
        opening = receipt.opening?.selections
        self.isKeyTrusted = isKeyTrusted
    }

    init(proof bytes: [UInt8], entry: [UInt8]?, key: NoteVerifierKey, name: String) throws(CommandFailure) {
        guard let entry else {
            throw .usage("a .tlog-proof shows that some entry is in the log: name the file with that entry with --entry")
        }
        do {
            let proof = try TlogProof(parsing: bytes)
            let checkpoint = try proof.verify(leaf: Hash.leaf(entry), origin: key.name, logKey: key)
            index = proof.index
            size = checkpoint.head.size
        } catch {
            throw .failed("\(name) proves nothing: \(error)")
        }
        origin = key.name
        self.entry = String(decoding: entry, as: UTF8.self)
        isKeyTrusted = true
    }

    var json: JSONValue {
        .object([
            ("valid", .bool(true)), ("index", .integer(Int64(clamping: index))), ("origin", .string(origin)),
            ("size", .integer(Int64(clamping: size))), ("entry", entry.map { .string($0) } ?? .null), ("keyGiven", .bool(isKeyTrusted)),
        ])
    }

    var text: String {
        var lines = [
            "Right: entry \(index) is in the log \(origin), by its signed checkpoint of size \(size).",
            "  entry    \(entry ?? "")",
        ]
        if let opening { lines.append("  opening  \(String(decoding: opening, as: UTF8.self))") }
        if !isKeyTrusted {
            lines.append("The log's key came from the server itself. Compare it with one that you trust, or give that one with --key.")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
