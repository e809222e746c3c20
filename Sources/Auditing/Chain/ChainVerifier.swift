public import Ledger

/// Checks an exported event log offline, line by line, with the log's public key alone.
///
/// Only the first problem counts: what follows it proves nothing.
public struct ChainVerifier: Sendable {
    /// Longest line that is read.
    public static let lineBytesMax = 1 << 20

    private let log: String
    private let keys: [NoteVerifierKey]
    private var chain = EventChain()
    private var signed = EventChain()
    private var checkpoints = 0
    private var problem: ChainProblem?
    /// Checkpoints from elsewhere that the chain has not reached, the shortest last.
    private var published: [ChainCheckpoint]

    /// - Parameters:
    ///   - log: the log's name, as its checkpoints have it.
    ///   - keys: the keys whose signature makes a checkpoint good; any one is enough.
    ///   - published: checkpoints that were kept elsewhere, and whose signatures were verified. Without them, an export that was cut together
    ///     with its last checkpoint is found whole up to the checkpoint before.
    public init(log: String, keys: [NoteVerifierKey], published: [ChainCheckpoint] = []) {
        self.log = log
        self.keys = keys
        self.published = published.sorted { $0.count > $1.count }
        reachPublished()
    }

    /// Checks a whole export; see ``init(log:keys:published:)``.
    public static func verify(
        _ export: [UInt8], log: String, keys: [NoteVerifierKey], published: [ChainCheckpoint] = []
    ) -> ChainReport {
        var verifier = ChainVerifier(log: log, keys: keys, published: published)
        let lines = export.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for line in lines.dropLast() {
            verifier.read(line: line)
        }
        // What stands after the last line feed is a torn line.
        if let rest = lines.last, !rest.isEmpty { verifier.fail(.malformed, "the last line is torn") }
        return verifier.finish()
    }

    /// Checks the next line, without its line feed.
    public mutating func read(line: some Collection<UInt8>) {
        guard problem == nil else { return }
        let bytes = Array(line)
        guard let json = try? JSONValue.parse(bytes, limits: JSONLimits(bytesMax: Self.lineBytesMax)), json.canonical() == bytes else {
            return fail(.malformed, "the line is no canonical JSON")
        }
        if json.objectValue?.count == 1, let note = json["checkpoint"]?.stringValue {
            read(checkpoint: note)
        } else if json.objectValue?.count == 2, let text = json["hash"]?.stringValue, let hash = Hash(hex: text),
            let record = json["record"].flatMap(ChainRecord.init)
        {
            read(record, hash: hash)
        } else {
            fail(.malformed, "the line is neither a record with its hash nor a checkpoint")
        }
    }

    /// What was found, after the last line.
    public func finish() -> ChainReport {
        var verifier = self
        if let longest = published.first {
            verifier.fail(.truncated, "missing: a published checkpoint was signed for \(longest.count) records")
        }
        if checkpoints == 0 { verifier.fail(.unsigned, "no signed checkpoint", seq: 1) }
        return ChainReport(
            records: chain.count, signedRecords: signed.count, checkpoints: checkpoints, last: chain.last, problem: verifier.problem)
    }

    private mutating func read(_ record: ChainRecord, hash: Hash) {
        let next = chain.count + 1
        guard record.seq == next else {
            return fail(.wrongSequence, "record \(record.seq) stands in its place")
        }
        var longer = chain
        guard longer.append(record) == hash else {
            return fail(.wrongHash, "the record does not give the hash written beside it")
        }
        chain = longer
        reachPublished()
    }

    private mutating func reachPublished() {
        while let next = published.last, next.count <= chain.count, problem == nil {
            published.removeLast()
            compare(next)
        }
    }

    private mutating func read(checkpoint text: String) {
        guard let note = try? SignedNote(parsing: text), (try? note.verify(keys: keys)) != nil,
            let checkpoint = ChainCheckpoint(parsing: note.text)
        else { return fail(.badCheckpoint, "a checkpoint before it is not signed by a known key") }
        guard checkpoint.count >= chain.count else {
            return fail(.badCheckpoint, "a checkpoint is out of its place", seq: checkpoint.count + 1)
        }
        compare(checkpoint)
    }

    private mutating func compare(_ checkpoint: ChainCheckpoint) {
        guard checkpoint.log.utf8.elementsEqual(log.utf8) else { return fail(.badCheckpoint, "a checkpoint before it is of another log") }
        checkpoints += 1
        guard checkpoint.count <= chain.count else {
            return fail(.truncated, "missing: a checkpoint was signed for \(checkpoint.count) records")
        }
        guard checkpoint.hash == chain.last else {
            return fail(.rewritten, "from here on the records are not those that were signed", seq: signed.count + 1)
        }
        signed = chain
    }

    private mutating func fail(_ code: ChainProblem.Code, _ message: String, seq: UInt64? = nil) {
        guard problem == nil else { return }
        problem = ChainProblem(code: code, seq: seq ?? chain.count + 1, message: message)
    }
}

/// What a check of an exported event log found.
public struct ChainReport: Hashable, Sendable {
    /// Good records before the first problem, if any.
    public let records: UInt64
    /// How many of them a checkpoint vouches for.
    public let signedRecords: UInt64
    public let checkpoints: Int
    /// Hash of the last good record.
    public let last: Hash
    public let problem: ChainProblem?

    public var isIntact: Bool { problem == nil }
}
