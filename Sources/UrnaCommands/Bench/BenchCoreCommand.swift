internal import ArgumentParser
internal import Elections
internal import Ledger

/// `urna bench core`: how fast the ledger core is on one core of this machine.
struct BenchCoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "core", abstract: "Measure entries, proofs and canonical JSON per second, on one core.")

    @Option(help: ArgumentHelp("Entries of the tree.", valueName: "n"))
    var entries = 1_000_000

    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard (1_024...100_000_000).contains(entries) else { throw ValidationError("--entries is 1024 to 100000000.") }
    }

    func run() async throws {
        var bench = CoreBench(entries: entries)
        let figures = try bench.run()
        if output.isJSON {
            Console.print(.object(figures.map { ($0.name, .integer(Int64($0.value))) }))
        } else {
            for figure in figures { Console.print("\(figure.name): \(ProgressLine.grouped(Int(figure.value)))") }
        }
    }
}

/// The measurements.
struct CoreBench {
    let entries: Int

    private static let proofs = 100_000
    private var random = SeededGenerator(seed: 1)
    private var tree = MerkleTree()
    private let selections = Array(#"{"mayor":["okafor","lindqvist","raman"]}"#.utf8)

    init(entries: Int) {
        self.entries = entries
    }

    mutating func run() throws -> [(name: String, value: Double)] {
        let keys = (0..<4_096).map { _ in randomHash() }
        let encoder = BallotEntryEncoder(castAt: Timestamp(seconds: 1_795_258_620))
        var entry: [UInt8] = []
        var encoded: [[UInt8]] = []
        let appending = ContinuousClock().measure {
            for index in 0..<entries {
                entry.removeAll(keepingCapacity: true)
                encoder.append(ballotKey: keys[index & 4_095], selections: selections, to: &entry)
                tree.append(Hash.leaf(entry))
            }
        }
        for key in keys {
            entry.removeAll(keepingCapacity: true)
            encoder.append(ballotKey: key, selections: selections, to: &entry)
            encoded.append(entry)
        }
        let (proving, verifying) = try proofs(encoded)
        let json = measureJSON(encoded)
        return [
            ("entryBytes", Double(entry.count)),
            ("entriesPerSecond", Double(entries) / appending.inSeconds),
            ("proofsPerSecond", Double(Self.proofs) / proving),
            ("verificationsPerSecond", Double(Self.proofs) / verifying),
            ("canonicalJSONPerSecond", Double(encoded.count) / json),
        ]
    }

    /// Proofs as receipts have them: of recent entries, whose hashes are in memory.
    private func proofs(_ encoded: [[UInt8]]) throws -> (making: Double, verifying: Double) {
        let size = tree.size
        let root = tree.head.root
        let first = size - 1_024
        let prover = tree.prover
        var paths: [Hash] = []
        let making = try ContinuousClock().measure {
            for number in 0..<Self.proofs {
                paths.removeAll(keepingCapacity: true)
                try tree.appendPath(for: first + UInt64(number & 1_023), prover: prover, into: &paths)
            }
        }
        let proofs = try (0..<1_024).map { try tree.inclusionProof(index: first + UInt64($0), size: size) }
        let verifying = try ContinuousClock().measure {
            for number in 0..<Self.proofs {
                let proof = proofs[number & 1_023]
                try proof.verify(leaf: Hash.leaf(encoded[Int(proof.index) & 4_095]), root: root)
            }
        }
        return (making.inSeconds, verifying.inSeconds)
    }

    /// Reads entries as strict JSON and writes them back in canonical form.
    private func measureJSON(_ encoded: [[UInt8]]) -> Double {
        var bytes = 0
        let duration = ContinuousClock().measure {
            for entry in encoded { bytes += (try? JSONValue.parse(entry).canonical().count) ?? 0 }
        }
        precondition(bytes == encoded.reduce(0) { $0 + $1.count }, "entries are canonical")
        return duration.inSeconds
    }

    private mutating func randomHash() -> Hash {
        let bytes = (0..<Hash.byteCount).map { _ in UInt8.random(in: 0...255, using: &random) }
        guard let hash = Hash(bytes: bytes) else { preconditionFailure("a hash has \(Hash.byteCount) bytes") }
        return hash
    }
}
