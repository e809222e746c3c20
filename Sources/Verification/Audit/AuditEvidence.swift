internal import Ledger

/// What the caller brought along: checkpoints and receipts, read and verified as far as they go alone.
struct AuditEvidence {
    private(set) var heads: [KnownHead] = []
    private(set) var receipts: [ReceiptClaim] = []
    private(set) var checkpointCount = 0
    private(set) var receiptCount = 0

    /// Adds a failure for each file that doesn't verify.
    init(_ options: AuditOptions, identity: LogIdentity, into findings: inout AuditFindings) {
        checkpointCount = options.checkpoints.count
        receiptCount = options.receipts.count
        for file in options.checkpoints {
            do {
                heads.append(KnownHead(name: file.name, head: try identity.open(file.bytes).0.head))
            } catch {
                findings.note(AuditFailure(check: .consistency, reason: "\(file.name): \(error)"))
            }
        }
        for file in options.receipts {
            do {
                receipts.append(try ReceiptClaim(file, identity: identity))
            } catch {
                findings.note(AuditFailure(check: .receipts, reason: error.message))
            }
        }
    }

    /// The tree sizes whose roots are needed.
    var sizes: Set<UInt64> { Set(heads.map(\.head.size) + receipts.map(\.head.size)) }

    /// The entries whose leaf hashes are needed.
    var indices: Set<UInt64> { Set(receipts.map(\.index)) }
}
