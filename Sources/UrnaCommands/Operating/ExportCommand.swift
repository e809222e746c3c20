internal import ArgumentParser
internal import Ledger
internal import Verification

/// `urna export`
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write an election's ledger as a static folder that any web server can publish.",
        discussion: """
            The folder holds one signed checkpoint and everything under it; `urna-verify DIR` checks it. A later run after a broken one \
            goes on from what DIR.partial holds.
            """)

    @OptionGroup var election: ElectionOption

    @Option(help: ArgumentHelp("The folder to write; it must not exist, or be empty.", valueName: "dir"))
    var out: String

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let bar = ProgressBar("exporting", unit: "entries")
        let export = LedgerExport(client: try connection.client(), election: election.id, out: out) { bar.show($0, of: $1) }
        let head = try await export.run()
        bar.clear()
        if output.isJSON {
            Console.print(
                .object([
                    ("election", .string(election.id)), ("out", .string(out)), ("size", .whole(head.size)),
                    ("root", .string(head.root.base64)),
                ]))
        } else {
            Console.print("Exported \(ProgressLine.grouped(head.size)) entries to \(out).")
            Console.note("Check it: urna-verify \(out)")
        }
    }
}
