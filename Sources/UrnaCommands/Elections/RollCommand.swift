internal import ArgumentParser
internal import AsyncHTTPClient
internal import Elections
internal import Foundation
internal import Ledger
internal import NIOCore
internal import NIOHTTP1

/// `urna roll …`
struct RollCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roll", abstract: "Say who may vote.", subcommands: [RollImportCommand.self])
}

/// `urna roll import`
struct RollImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import the roll of a draft, whole or not at all, and get the voting codes.",
        discussion: """
            FILE is CSV with the header `voter_id` or `voter_id,region`. A roll imported again replaces the one before.
            Of a definition with `turnoutByRegion` it needs regions, each of \(RegionTable.votersMin) voters or more.
            Whoever has a voting code can vote with it: keep the file of codes as safe as ballot papers.
            """)

    @Argument(help: ArgumentHelp("The roll; - for standard input.", valueName: "file"))
    var file: String

    @OptionGroup var election: ElectionOption

    @Flag(help: "Report every problem and import nothing.")
    var dryRun = false

    @Option(help: ArgumentHelp("Where `voter_id,code` lines go, readable by you alone (else standard output).", valueName: "file"))
    var codesOut: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard !output.isJSON || dryRun || (codesOut != nil && codesOut != "-") else {
            throw ValidationError("With --json say where the voting codes go: --codes-out FILE.")
        }
    }

    func run() async throws {
        let client = try connection.client()
        let upload = try UploadFile(file)
        let bar = ProgressBar("importing", unit: "bytes")
        let response = try await client.send(
            .PUT, "/v1/elections/\(election.id)/roll" + (dryRun ? "?dryRun=true" : ""), as: .administrator,
            body: upload.body(type: "text/csv") { bar.show($0, of: upload.size) }, isLong: true)
        bar.clear()
        if dryRun {
            let answer = try await client.json(response)
            if output.isJSON { return Console.print(answer) }
            return Console.print("No problems: \(ProgressLine.grouped(answer["voters"]?.integerValue ?? 0)) voters. Nothing was imported.")
        }
        let voters = try await saveCodes(response.body)
        if output.isJSON {
            Console.print(.object([("election", .string(election.id)), ("voters", .whole(voters))]))
        } else {
            Console.note("Imported \(ProgressLine.grouped(voters)) voters.")
        }
    }

    private func saveCodes(_ body: HTTPClientResponse.Body) async throws -> Int {
        let file = try SecretFile(codesOut ?? "-")
        let bar = ProgressBar("receiving codes", unit: "voters")
        var lines = 0
        for try await chunk in body {
            lines += chunk.readableBytesView.count { $0 == UInt8(ascii: "\n") }
            try file.write(chunk.readableBytesView)
            bar.show(max(0, lines - 1), of: nil)
        }
        try file.finish()
        bar.clear()
        // The first line is a header.
        return max(0, lines - 1)
    }
}

/// A file that is sent piece by piece.
struct UploadFile {
    private static let pieceBytes = 256 * 1024

    private let handle: FileHandle
    /// Nil for standard input.
    let size: Int?

    init(_ path: String) throws(CommandFailure) {
        if path == "-" {
            handle = .standardInput
            size = nil
            return
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw .usage("\(path): no such file") }
        guard !isFolder.boolValue else { throw .usage("\(path) is a folder; name a file") }
        guard let opened = FileHandle(forReadingAtPath: path) else { throw .failed("\(path) cannot be read") }
        handle = opened
        size = (try? opened.seekToEnd()).map(Int.init)
        guard size != nil, (try? opened.seek(toOffset: 0)) != nil else { throw .failed("\(path) is not a regular file") }
    }

    /// - Parameter sent: told how many bytes have been read so far, from whatever thread.
    func body(type: String, sent: @escaping @Sendable (Int) -> Void) -> ServerClient.Body {
        let handle = handle
        let done = Progress()
        let pieces = AsyncThrowingStream<ByteBuffer, any Error> {
            guard let piece = try handle.read(upToCount: Self.pieceBytes), !piece.isEmpty else { return nil }
            sent(await done.add(piece.count))
            return ByteBuffer(bytes: piece)
        }
        return ServerClient.Body(type: type, content: .stream(pieces, length: size.map { .known(Int64($0)) } ?? .unknown))
    }

    private actor Progress {
        private var bytes = 0

        func add(_ count: Int) -> Int {
            bytes += count
            return bytes
        }
    }
}
