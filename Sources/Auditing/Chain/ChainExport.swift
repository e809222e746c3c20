public import Ledger

/// Writes an event log as JSON lines that can be checked offline.
///
///     {"hash":"<hexadecimal>","record":{…}}<LF>         one for each record
///     {"checkpoint":"<signed note>"}<LF>                after as many records as the owner likes, and at the end
///
/// Lines are canonical JSON. The owner writes them where they can't be changed, and flushes. When there is no more room, the sales must
/// stop, not the log.
public struct ChainExport: Sendable {
    public let log: String
    public private(set) var chain: EventChain

    /// - Parameter chain: where to continue; an empty chain by default.
    /// - Returns: nil for a name that no checkpoint can have.
    public init?(log: String, continuing chain: EventChain = EventChain()) {
        guard ChainCheckpoint(log: log, chain: chain) != nil else { return nil }
        self.log = log
        self.chain = chain
    }

    /// Appends the line of the next record to `output`.
    ///
    /// - Returns: the record's hash.
    @discardableResult
    public mutating func append(_ event: SignificantEvent, namesEntry: Bool = false, into output: inout [UInt8]) -> Hash {
        let record = ChainRecord(event, seq: chain.count + 1, namesEntry: namesEntry)
        return append(record, into: &output)
    }

    /// Appends the line of a record, whose number must be the next.
    @discardableResult
    public mutating func append(_ record: ChainRecord, into output: inout [UInt8]) -> Hash {
        let bytes = record.encode()
        let hash = chain.append(record, encoded: bytes)
        output.append(contentsOf: "{\"hash\":\"\(hash.hex)\",\"record\":".utf8)
        output.append(contentsOf: bytes)
        output.append(contentsOf: "}\n".utf8)
        return hash
    }

    /// Appends a checkpoint line for all records so far.
    ///
    /// - Parameter sign: puts the log's Ed25519 signature under a text; ``NoteSigner/sign(_:)`` does.
    /// - Returns: the signed checkpoint, to be published elsewhere too: an export without its last lines looks whole by itself.
    @discardableResult
    public func checkpoint<E: Error>(
        into output: inout [UInt8], sign: (String) throws(E) -> SignedNote
    ) throws(E) -> SignedNote {
        guard let checkpoint = ChainCheckpoint(log: log, chain: chain) else {
            preconditionFailure("the name was checked at the start")
        }
        let note = try sign(checkpoint.text)
        output.append(contentsOf: "{\"checkpoint\":".utf8)
        CanonicalJSON.append(string: note.encoded, to: &output)
        output.append(contentsOf: "}\n".utf8)
        return note
    }
}
