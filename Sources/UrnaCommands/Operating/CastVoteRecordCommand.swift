internal import ArgumentParser
internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

/// `urna cvr`
struct CastVoteRecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cvr", abstract: "Write the ballots of an election as cast vote records (NIST SP 1500-103, JSON).",
        discussion: """
            From a server, or from a folder of `urna export`, whose entries are checked against its checkpoint on the way. Of a sealed election \
            there are records once every ballot is opened. `urna count FILE --method M --contest ID` reads what this writes.
            """)

    @Option(name: .customLong("election"), help: ArgumentHelp("The election's id on the server.", valueName: "id"))
    var election: String?

    @Option(help: ArgumentHelp("A folder that `urna export` wrote.", valueName: "dir"))
    var folder: String?

    @Option(help: ArgumentHelp("The file to write; - for standard output.", valueName: "file"))
    var out = "-"

    @OptionGroup var connection: ConnectionOptions

    mutating func validate() throws {
        guard (election == nil) != (folder == nil) else { throw ValidationError("Name one: --election ID or --folder DIR.") }
        if let election { try ElectionIDText.check(election) }
    }

    func run() async throws {
        let file = try OutputFile(out)
        do {
            if let folder {
                try ExportedBallots(folder: folder).write { try file.write($0) }
            } else if let election {
                let response = try await connection.client().send(.GET, "/v1/elections/\(election)/cvr", isLong: true)
                for try await buffer in response.body { try file.write(Array(buffer: buffer)) }
            }
            try file.finish()
        } catch {
            file.discard()
            throw error
        }
    }
}
