internal import ArgumentParser
internal import Foundation
internal import Ledger

/// `urna demo`
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Run a whole election here, with simulated voters, and check it.",
        discussion: """
            Starts a server, elects a mayor with ranked ballots, shows live results, certifies them and has them verified by urna-verify. \
            Nothing is left behind, unless --keep or --data says so.
            """)

    /// How long casting takes when no rate is given.
    private static let castingSeconds = 40.0

    @Option(help: ArgumentHelp("Simulated voters.", valueName: "n"))
    var voters = 20_000

    @Flag(help: "Leave the server up until Ctrl-C.")
    var keep = false

    @Option(help: ArgumentHelp("Ballots a second (else so many that casting takes 40 seconds).", valueName: "n"))
    var rate: Double?

    @Option(
        name: .customLong("data"),
        help: ArgumentHelp("The data folder, which stays (else one that is deleted); it must be empty.", valueName: "dir"))
    var data: String?

    @Option(help: ArgumentHelp("The server's port; 0 for a free one.", valueName: "port"))
    var port = 0

    @Option(help: ArgumentHelp("The seed of the voters' opinions.", valueName: "n"))
    var seed: UInt64 = 2_026

    mutating func validate() throws {
        guard (1...1_000_000).contains(voters) else { throw ValidationError("--voters is 1 to 1000000.") }
        guard rate.map({ $0 >= 1 && $0 <= 1_000_000 }) ?? true else { throw ValidationError("--rate is 1 or more ballots a second.") }
        guard (0...65_535).contains(port) else { throw ValidationError("--port is 0 to 65535.") }
    }

    func run() async throws {
        if let data { try ExportFolder.requireFree(data) }
        guard let verifier = Executable.sibling("urna-verify") else {
            throw CommandFailure.failed("urna-verify is not beside \(Executable.own): build it first (make build)")
        }
        let signals = Signals.events()
        let folder = data ?? FileManager.default.temporaryDirectory.path + "/urna-demo-\(UUID().uuidString.prefix(8).lowercased())"
        let outcome = await Self.firstOf({ try await show(folder: folder, verifier: verifier) }, interruptedBy: signals)
        if data == nil { try? ExportFolder(path: folder).removeAll() }
        try outcome.get()
    }

    /// Runs the work until it ends or a signal comes; then the work is cancelled and waited for.
    private static func firstOf(
        _ work: @escaping @Sendable () async throws -> Void, interruptedBy signals: AsyncStream<Int32>
    ) async -> Result<Void, any Error> {
        await withTaskGroup(of: Result<Void, any Error>.self) { group in
            group.addTask {
                do {
                    return .success(try await work())
                } catch is CancellationError {
                    return .failure(CommandFailure.failed("interrupted"))
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                for await _ in signals { break }
                return .failure(CommandFailure.failed("interrupted"))
            }
            let first = await group.next() ?? .success(())
            group.cancelAll()
            await group.waitForAll()
            return first
        }
    }

    // MARK: - The show

    private func show(folder: String, verifier: String) async throws {
        Console.print("Starting a server in \(folder)")
        let server = try await DemoServer.start(folder: folder, port: port)
        do {
            try await conduct(server, verifier: verifier)
            if keep { try await wait(server) }
        } catch {
            await server.process.stop()
            throw error
        }
        await server.process.stop()
    }

    private func conduct(_ server: DemoServer, verifier: String) async throws {
        let client = server.client
        let url = "\(client.address)/v1/elections/\(DemoElection.id)"
        Console.print("Imagining \(ProgressLine.grouped(voters)) voters in four districts, with opinions (seed \(seed))")
        let electorate = Electorate(count: voters, seed: seed)
        let election = DemoElection(
            client: client, electorate: electorate, rate: rate ?? max(1, Double(voters) / Self.castingSeconds))

        Console.print("Creating the election, importing the roll, opening")
        let place = try await election.prepare()
        let tokens = try await election.issueTokens()
        Console.print("Issued \(ProgressLine.grouped(tokens.count)) ballot tokens.")
        Console.print("Voting is open; watch it in a browser, or in another window:")
        Console.print("  \(client.address)/e/\(DemoElection.id)/results")
        Console.print("  curl -N \(url)/results/stream\n")

        let checked = try await cast(election, tokens, place)
        Console.print(
            "\nEvery ballot has its receipt; \(ProgressLine.grouped(checked)) of them were checked in full against the log's key.")
        try await election.tryToCheat(tokens)
        Console.print("The same ballot again got the same receipt; a different one under a spent token was refused.")

        Console.print("Closing and certifying\n")
        try await election.change("close")
        try await election.change("certify")
        let results = try await election.certifiedResults()
        let description = try await client.get("/v1/elections/\(DemoElection.id)")
        Console.write(ResultsText(results, election: description, width: Console.width).text)
        Console.print("First preferences agree with a separate count of what was cast.\n")

        Console.print("urna-verify \(url)")
        let check = try ChildProcess(verifier, [url], environment: ProcessInfo.processInfo.environment, log: nil)
        let status: Int32
        do {
            status = try await check.finish()
        } catch {
            await check.stop()
            throw error
        }
        guard status == 0 else { throw CommandFailure.failed("urna-verify found something wrong (exit status \(status))") }
        Console.print("")
        suggest(server, url)
    }

    private func cast(_ election: DemoElection, _ tokens: [String: String], _ place: ElectionPlace) async throws -> Int {
        let screen = DemoScreen(isTerminal: Console.outputIsTerminal)
        let started = ContinuousClock.now
        let voters = voters
        let watching = Task {
            try await ResultsWatch(client: election.client, election: DemoElection.id).follow { results in
                let seconds = (ContinuousClock.now - started).inSeconds
                let board = DemoBoard(results: results, voters: voters, seconds: seconds, width: Console.width)
                let isLast = board.cast >= voters
                await screen.show(board, isLast: isLast)
                return !isLast
            }
        }
        defer { watching.cancel() }
        let checked = try await election.castAll(tokens, at: place)
        try await withTaskCancellationHandler {
            try await watching.value
        } onCancel: {
            watching.cancel()
        }
        return checked
    }

    private func suggest(_ server: DemoServer, _ url: String) {
        guard keep else {
            Console.print("Next: urna demo --keep leaves the server up, to look around; urna serve --data DIR is a server of your own.")
            if data != nil { Console.print("The data folder stays: urna serve --data \(server.folder)") }
            return
        }
        Console.print(
            """
            The server is still up. Its pages:
              \(server.client.address)/                votes and raffles; Staff log-in takes the token in \(server.folder)/admin-token
              \(server.client.address)/e/\(DemoElection.id)/results    live results · /e/\(DemoElection.id)/screen for a hall · /ledger/e/\(DemoElection.id) the ledger

            For programs:
              \(url)                      definition, state, log key
              \(url)/results              results with every round
              \(url)/log/checkpoint       the ledger, as C2SP tlog-tiles
              \(server.client.address)/metrics · \(server.client.address)/openapi.json

            Try:
              urna election results \(DemoElection.id) --server \(server.client.address)
              urna export --election \(DemoElection.id) --out ./ledger --server \(server.client.address) && urna-verify ./ledger
              urna admin list --data \(server.folder)
              urna backup --data \(server.folder) --to ./backup

            Ctrl-C ends it\(data == nil ? " and deletes \(server.folder)" : "; \(server.folder) stays").
            """)
    }

    private func wait(_ server: DemoServer) async throws {
        while server.process.isRunning { try await Task.sleep(for: .milliseconds(200)) }
        throw CommandFailure.failed("the server ended by itself; its log is \(server.folder)/server.log")
    }
}
