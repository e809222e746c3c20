internal import ArgumentParser
internal import Foundation
internal import Identity
internal import Ledger
internal import Verification

/// `urna export`
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the ledger of an election or a raffle as a static folder that any web server can publish.",
        discussion: """
            The folder holds one signed checkpoint and everything under it; `urna-verify DIR` checks it. A later run after a broken one \
            goes on from what DIR.partial holds. The ledger is public, and anyone may copy it; with --data the server puts it on record that \
            its operator did.
            """)

    @Option(name: .customLong("election"), help: ArgumentHelp("The election's id.", valueName: "id"))
    var election: String?

    @Option(name: .customLong("raffle"), help: ArgumentHelp("The raffle's id.", valueName: "id"))
    var raffle: String?

    @Option(help: ArgumentHelp("The folder to write; it must not exist, or be empty.", valueName: "dir"))
    var out: String

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard (election == nil) != (raffle == nil) else { throw ValidationError("Name one: --election ID or --raffle ID.") }
        if let election { try ElectionIDText.check(election) }
        if let raffle, !RaffleName.isValid(raffle) {
            throw ValidationError("\(raffle) cannot be a raffle's id: that is 1 to 64 of a-z, 0-9 and -.")
        }
    }

    private var subject: ExportSubject {
        switch (election, raffle) {
        case (let id?, _): .election(id)
        case (nil, let id?): .raffle(id)
        case (nil, nil): preconditionFailure("arguments are validated before they are used")
        }
    }

    /// Tells the server of this machine of the export.
    private func note(_ subject: ExportSubject, _ head: TreeHead, in data: String) {
        let event = SystemEvent(
            .export,
            data: [
                ("what", "ledger"), ("ledger", .string(subject.id)), ("size", .whole(head.size)), ("root", .string(head.root.base64)),
                ("user", .string(NSUserName())),
            ])
        do {
            try EventNotices(data: data).leave(event)
        } catch {
            Console.note("The export is good, but the server can't be told of it. (\(error))")
        }
    }

    func run() async throws {
        let subject = subject
        let bar = ProgressBar("exporting", unit: "entries")
        let export = LedgerExport(client: try connection.client(), subject: subject, out: out) { bar.show($0, of: $1) }
        let head = try await export.run()
        bar.clear()
        if let data = connection.dataFolder { note(subject, head, in: data) }
        if output.isJSON {
            Console.print(
                .object([
                    (raffle == nil ? "election" : "raffle", .string(subject.id)), ("out", .string(out)), ("size", .whole(head.size)),
                    ("root", .string(head.root.base64)),
                ]))
        } else {
            Console.print("Exported \(ProgressLine.grouped(head.size)) entries to \(out).")
            Console.note("Check it: urna-verify \(out)")
        }
    }
}
