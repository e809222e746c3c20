public import ArgumentParser
internal import Auditing
internal import Ledger

/// `urna raffle report`
struct RaffleReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Get one of the seven reports.",
        discussion: """
            The kinds: drawing, exceptions, bearer-tickets, sales-by-rsu, voided-numbers, rsu-events, rsu-corruption. \
            `urna audit reports` writes all seven. Reports may hold validation numbers: files are readable by you alone.
            """)

    @Argument(help: ArgumentHelp("Which report.", valueName: "kind"))
    var kind: ReportKind

    @OptionGroup var raffle: RaffleOption

    @Option(help: "json, csv, html or text.")
    var format: ReportFormat?

    @Option(help: ArgumentHelp("Where it goes (else standard output).", valueName: "file"))
    var out: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard !output.isJSON || format == nil || format == .json else { throw ValidationError("--json is --format json.") }
    }

    func run() async throws {
        let format = output.isJSON ? .json : format ?? .text
        let client = try connection.client()
        let path = "\(raffle.path)/reports/\(kind.rawValue)?format=\(format.rawValue)"
        let count = try await client.download(path, to: out ?? "-", label: out == nil ? nil : "loading")
        if let out, out != "-" { Console.note("\(kind.title): \(ProgressLine.grouped(count)) bytes to \(out).") }
    }
}

extension ReportKind: ExpressibleByArgument {}
extension ReportFormat: ExpressibleByArgument {}
