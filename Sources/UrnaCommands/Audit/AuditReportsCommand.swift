internal import ArgumentParser
internal import Auditing
internal import Foundation
internal import Ledger

/// `urna audit reports`
struct AuditReportsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reports", abstract: "List the seven reports, or write them all for one raffle.",
        discussion: "Files are named KIND.FORMAT and readable by you alone: reports may hold validation numbers.")

    @Option(name: .customLong("raffle"), help: ArgumentHelp("The raffle's id.", valueName: "id"))
    var raffle: String?

    @Option(help: ArgumentHelp("The folder to write to; it is made if need be.", valueName: "dir"))
    var out: String?

    @Option(name: .customLong("format"), help: "json, csv, html or text; may be given several times.")
    var formats: [ReportFormat] = []

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard (raffle == nil) == (out == nil) else { throw ValidationError("To write them: --raffle ID --out DIR.") }
        if let raffle { try RaffleText.checkID(raffle) }
        guard raffle != nil || formats.isEmpty else { throw ValidationError("--format goes with --raffle ID --out DIR.") }
    }

    func run() async throws {
        guard let raffle, let out else { return output.show(Self.kinds, Self.kindsText) }
        let client = try connection.client()
        try FileManager.default.createDirectory(
            atPath: out, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        var files: [JSONValue] = []
        for kind in ReportKind.allCases {
            for format in formats.isEmpty ? [.csv] : formats {
                let file = "\(out)/\(kind.rawValue).\(format.fileExtension)"
                let count = try await client.download("/v1/raffles/\(raffle)/reports/\(kind.rawValue)?format=\(format.rawValue)", to: file)
                files.append(
                    .object([
                        ("kind", .string(kind.rawValue)), ("format", .string(format.rawValue)), ("file", .string(file)),
                        ("bytes", .whole(count)),
                    ]))
            }
        }
        output.show(.object([("reports", .array(files))])) { answer in
            let rows = (answer["reports"]?.arrayValue ?? []).map { file in
                ["kind", "format", "bytes", "file"].map { RaffleText.plain(file[$0]) }
            }
            return TextTable(header: ["REPORT", "FORMAT", "BYTES", "FILE"], rows: rows, numeric: [2]).text
        }
    }

    /// The reports there are.
    static var kinds: JSONValue {
        let kinds = ReportKind.allCases.map { kind in
            JSONValue.object([("kind", .string(kind.rawValue)), ("title", .string(kind.title)), ("clause", .string(kind.clause))])
        }
        return .object([("reports", .array(kinds))])
    }

    private static func kindsText(_ answer: JSONValue) -> String {
        let rows = (answer["reports"]?.arrayValue ?? []).map { kind in ["kind", "clause", "title"].map { RaffleText.plain(kind[$0]) } }
        return TextTable(header: ["REPORT", "CLAUSE", "TITLE"], rows: rows).text
    }
}
