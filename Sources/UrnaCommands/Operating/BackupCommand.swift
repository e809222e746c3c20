internal import ArgumentParser
internal import Foundation
internal import Identity
internal import Ledger

/// `urna backup`
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy a data folder, while its server runs.",
        discussion: """
            A backup holds the installation's secret keys and, encrypted under them, the ids of voters: whoever has it can make ballot tokens \
            and sign as the log. Keep it as safe as the server itself.
            """)

    @Option(name: .customLong("data"), help: ArgumentHelp("The server's data folder.", valueName: "dir"))
    var data: String

    @Option(help: ArgumentHelp("The folder to write; it must not exist, or be empty.", valueName: "dir"))
    var to: String

    @Flag(inversion: .prefixedNo, help: "Show progress, when there is a terminal.")
    var progress = true

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let bar = ProgressBar("copying", unit: "bytes", isWanted: progress)
        let bytes = try Backup(path: to).make(of: data) { bar.show($0, of: $1) }
        bar.clear()
        do {
            let event = SystemEvent(.backup, data: [("bytes", .whole(bytes)), ("user", .string(NSUserName()))])
            try EventNotices(data: data).leave(event)
        } catch {
            Console.note("The backup is good, but the server can't be told of it: write it down yourself. (\(error))")
        }
        if output.isJSON { return Console.print(.object([("to", .string(to)), ("bytes", .whole(bytes))])) }
        Console.print("Backed up \(data) to \(to) (\(ProgressLine.grouped(bytes)) bytes).")
        Console.note("It holds secret keys: keep it as safe as the server itself. To use it: urna restore --from \(to) --data NEWDIR")
    }
}

/// `urna restore`
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Make a data folder from a backup, and check every ledger in it.",
        discussion: """
            Whatever was recorded after the backup is gone, and checkpoints of it that others have contradict what the restored server signs from \
            now on. Say --accept-loss when that is decided. The first start puts the restore on record, and raffles lease no numbers until \
            every enabled unit has said which it holds, or a manager goes on: urna raffle leases release.
            """)

    @Option(help: ArgumentHelp("A folder that `urna backup` wrote.", valueName: "dir"))
    var from: String

    @Option(name: .customLong("data"), help: ArgumentHelp("The data folder to make; it must not exist, or be empty.", valueName: "dir"))
    var data: String

    @Flag(help: "Accept that what was recorded after the backup is lost.")
    var acceptLoss = false

    @OptionGroup var output: OutputOptions

    func run() async throws {
        guard acceptLoss else {
            throw CommandFailure.usage(
                "what was recorded after this backup is lost, and checkpoints of it will contradict the restored ledgers: "
                    + "say --accept-loss when that is decided")
        }
        let bar = ProgressBar("checking", unit: "entries")
        let ledgers = try Backup(path: from).restore(to: data) { bar.show($0, of: $1) }
        bar.clear()
        if output.isJSON {
            let list = ledgers.map { ledger in
                JSONValue.object([
                    ("ledger", .string(ledger.name)), ("size", .whole(ledger.head.size)), ("root", .string(ledger.head.root.base64)),
                ])
            }
            return Console.print(.object([("data", .string(data)), ("ledgers", .array(list))]))
        }
        for ledger in ledgers { Console.print("\(ledger.name): \(ProgressLine.grouped(ledger.head.size)) entries, checked") }
        Console.print("Restored to \(data).")
        Console.note("Never run a restored folder beside the one it was copied from: two servers would sign two histories of one ledger.")
    }
}
