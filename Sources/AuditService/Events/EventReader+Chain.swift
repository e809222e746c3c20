internal import Auditing
public import Ledger

extension EventReader {
    /// Records between two checkpoints of an export.
    static let checkpointRecords: UInt64 = 1000

    /// The name that an exported chain has in its checkpoints.
    ///
    /// It is not the ledger's origin: a checkpoint of an export must never pass for one of the ledger.
    public static func chainLog(of ledger: String, signer: NoteSigner) -> String { "\(signer.name)/events/\(ledger)" }

    /// Writes all events of one ledger as a hash chain that can be checked offline, with signed checkpoints.
    ///
    /// The same ledger gives the same records and hashes, however often it is exported. Each record says in `data.entry` where it is
    /// in the ledger, so that what the export leaves out is an ordinary entry and can be looked up.
    ///
    /// - Parameters:
    ///   - signer: signs the checkpoints.
    ///   - emit: takes lines in chunks of about 64 KiB.
    /// - Returns: the last checkpoint. Keep it elsewhere: it shows when an export was cut off.
    /// - Throws: ``AuditError/unknownLedger(_:)``; what the store and `emit` throw.
    @discardableResult
    public func exportChain(of name: String, signer: NoteSigner, emit: ([UInt8]) throws -> Void) throws -> SignedNote {
        let source = try ledger(named: name)
        guard var export = ChainExport(log: Self.chainLog(of: name, signer: signer)) else { throw AuditError.unknownLedger(name) }
        var chunk: [UInt8] = []
        try source.forEachEntry(in: 0..<source.size()) { entry, index in
            guard let event = EntryScanner.event(entry, ledger: name, index: index) else { return true }
            export.append(event, namesEntry: true, into: &chunk)
            if export.chain.count.isMultiple(of: Self.checkpointRecords) { try export.checkpoint(into: &chunk, sign: signer.sign) }
            if chunk.count >= 64 << 10 {
                try emit(chunk)
                chunk.removeAll(keepingCapacity: true)
            }
            return true
        }
        let checkpoint = try export.checkpoint(into: &chunk, sign: signer.sign)
        try emit(chunk)
        return checkpoint
    }
}
