public import Ledger
internal import Raffles

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
        let publication = RafflePublication(record)
        var files = [File(path: ExportLayout.Document.raffle.rawValue, bytes: publication.document(key: key))]
        for state in publication.draws {
            let draw = state.draw.text
            files.append(File(path: ExportLayout.record(ofDraw: draw), bytes: publication.record(of: state)))
            if let pool = publication.pool(of: state.draw) { files.append(File(path: ExportLayout.pool(ofDraw: draw), bytes: pool)) }
        }
        return files
    }
}
