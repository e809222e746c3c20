public import Ledger
public import Raffles

/// The files that an export of a raffle has beside the ledger, made from its entries alone.
public struct RaffleExport: Sendable {
    /// A file of an exported folder.
    public struct File: Hashable, Sendable {
        /// Within the folder.
        public var path: String
        public var bytes: [UInt8]

        public init(path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    private var record = RaffleRecord()

    public init() {}

    /// Takes the next entry.
    ///
    /// - Throws: the rule of the raffle that it breaks.
    public mutating func apply(_ entry: [UInt8]) throws {
        try record.apply(entry: entry, index: record.size)
    }

    /// All files, as of the entries so far.
    ///
    /// - Parameter key: the log's, which `raffle.json` names.
    public func files(key: NoteVerifierKey) -> [File] {
        Self.documents(of: record, key: key) + Self.pools(of: record).compactMap { Self.pool(of: $0, in: record) }
    }

    /// All files but the pools, which are long.
    public static func documents(of record: RaffleRecord, key: NoteVerifierKey) -> [File] {
        let publication = RafflePublication(record)
        let document = File(path: ExportLayout.Document.raffle.rawValue, bytes: publication.document(key: key))
        return [document]
            + publication.draws.map { File(path: ExportLayout.record(ofDraw: $0.draw.text), bytes: publication.record(of: $0)) }
    }

    /// The draws whose pools are frozen; each of these stays what it is.
    public static func pools(of record: RaffleRecord) -> [DrawID] {
        RafflePublication(record).draws.map(\.draw).filter { record.frozenNumbers(of: $0) != nil }
    }

    /// The file of a draw's pool; nil before it is frozen.
    public static func pool(of draw: DrawID, in record: RaffleRecord) -> File? {
        RafflePublication(record).pool(of: draw).map { File(path: ExportLayout.pool(ofDraw: draw.text), bytes: $0) }
    }
}
