public import Ledger

/// What an audit is asked to check, besides the ledger itself.
public struct AuditOptions: Sendable {
    /// Bytes that somebody handed in, with the name to call them by in the report.
    public struct File: Hashable, Sendable {
        public var name: String
        public var bytes: [UInt8]

        public init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// Keys known to be the log's. Empty: the source is asked, and the report says so.
    public var verifierKeys: [NoteVerifierKey] = []
    /// The election that is meant; nil takes whichever the source has.
    public var election: String?
    /// The raffle that is meant; nil takes whichever the source has.
    public var raffle: String?
    /// Whether the server's own ledger is meant, which no document describes.
    public var isSystem = false
    /// Whether the source is a folder that was exported: what lies beside the ledger has to be exactly what an export writes, to the byte.
    public var isExport = false
    /// Signed checkpoints seen at other times or places.
    public var checkpoints: [File] = []
    /// Receipts (JSON) and `.tlog-proof` files.
    public var receipts: [File] = []
    /// A tlog-policy; nil asks for no witnesses.
    public var witnessPolicy: File?
    /// Whether to compare every tile that the source serves. Without it a changed entry can't always be named.
    public var checksTiles = true
    /// Called as entries are read, from the audit's task.
    public var progress: (@Sendable (AuditProgress) -> Void)?

    public init() {}
}

/// Why an audit couldn't be made: nothing is known about the ledger then, good or bad.
public enum AuditError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The source failed, after its own retries.
    case unreachable(String)
    /// There is no ledger there.
    case noLedger(String)
    /// The options can't be used: a policy that can't be read, for example.
    case badOptions(String)

    public var description: String {
        switch self {
        case .unreachable(let reason), .noLedger(let reason), .badOptions(let reason): reason
        }
    }
}
