internal import ArgumentParser
internal import Elections
internal import Foundation
internal import Identity
internal import Ledger
internal import LedgerService
internal import Ports
internal import StoreSQLite

/// `urna bench fill`: a data folder with as many ballots as wanted, to measure a restart with.
struct BenchFillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fill", abstract: "Make a data folder that holds an open election with many ballots.",
        discussion: """
            Ballots go straight through the store, in batches, under random keys. The roll is a number only: nobody is on it, so \
            the election can be served and verified, not certified.
            """)

    @Option(name: .customLong("data"), help: ArgumentHelp("The data folder to make; it must not exist, or be empty.", valueName: "dir"))
    var data: String

    @Option(help: ArgumentHelp("Ballots.", valueName: "n"))
    var ballots: Int

    @Option(help: ArgumentHelp("What log origins begin with: that of the server that will serve it.", valueName: "name"))
    var origin = "localhost"

    mutating func validate() throws {
        guard (1...100_000_000).contains(ballots) else { throw ValidationError("--ballots is 1 to 100000000.") }
    }

    func run() async throws {
        try ExportFolder.requireFree(data)
        let bar = ProgressBar("filling", unit: "ballots")
        let rate = try DataFill(folder: data, origin: origin).fill(ballots: ballots) { bar.show($0, of: ballots) }
        bar.clear()
        Console.print("\(data) holds \(ProgressLine.grouped(ballots)) ballots, written at \(ProgressLine.grouped(Int(rate))) a second.")
    }
}

/// Writes an open election and its ballots.
struct DataFill {
    let folder: String
    let origin: String

    private static let batch = 4_096

    /// - Returns: ballots a second.
    func fill(ballots: Int, progress: (Int) -> Void) throws -> Double {
        let keys = try DataFolder.prepare(folder)
        let store = try SQLiteStore(folder: folder)
        let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
        let system = SystemLedger(store: store, origin: "\(origin)/system", signer: try keys.signer(of: "\(origin)/system"))
        try system.open(now: now, version: UrnaVersion.text)
        guard let id = ElectionID("fill"), let actor = ActorID("bench") else { preconditionFailure("both ids keep the rule for ids") }
        try begin(id, by: actor, at: now, eligible: UInt64(ballots), in: store)
        let duration = try ContinuousClock().measure { try cast(ballots, in: id, at: now, store, progress) }
        try store.close()
        return Double(ballots) / duration.inSeconds
    }

    private func begin(_ id: ElectionID, by actor: ActorID, at now: Timestamp, eligible: UInt64, in store: SQLiteStore) throws {
        let ledger = LedgerID.election(id.text)
        try store.createLedger(ledger)
        let creation = CreationEntry(
            election: id, definition: try ElectionDefinition.parse(Electorate.definition(turnoutByRegion: false)),
            origin: "\(origin)/elections/\(id)", createdAt: now, by: actor)
        let roll = try RollEntry(eligible: eligible, regions: [], digest: Hash.sha256([]), at: now, by: actor)
        let entries: [ElectionEntry] = [.election(creation), .roll(roll), .open(OpenEntry(at: now, by: actor))]
        _ = try store.append(entries.map { $0.encoded() }, to: ledger)
    }

    private func cast(_ ballots: Int, in id: ElectionID, at now: Timestamp, _ store: SQLiteStore, _ progress: (Int) -> Void) throws {
        let encoder = BallotEntryEncoder(castAt: now)
        let choices = Electorate(count: 1_000, seed: 1).voters.map { Electorate.selections($0).canonical() }
        var random = SeededGenerator(seed: UInt64(ballots))
        var done = 0
        while done < ballots {
            let requests = (0..<min(Self.batch, ballots - done)).map { number in
                var entry: [UInt8] = []
                entry.reserveCapacity(BallotEntryEncoder.overheadBytes + 64)
                let key = Self.key(&random)
                encoder.append(ballotKey: key, selections: choices[(done + number) % choices.count], to: &entry)
                return CastRequest(ballotKey: key, entry: entry, leafHash: Hash.leaf(entry))
            }
            let commit = try store.cast(requests, in: id)
            precondition(commit.requestOfEntry.count == requests.count, "random keys do not meet")
            done += requests.count
            progress(done)
        }
    }

    private static func key(_ random: inout SeededGenerator) -> Hash {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 4) { words in
            for index in 0..<4 { words.initializeElement(at: index, to: random.next()) }
            return Hash(copying: UnsafeRawBufferPointer(words))
        }
    }
}
