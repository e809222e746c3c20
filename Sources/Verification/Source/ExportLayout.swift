/// The files of an exported ledger: a static folder that any web server can publish and `urna-verify` can read.
///
///     election.json                 what GET /v1/elections/{id} answers; "log" holds "origin" and "verifierKey"
///     results.json                  what GET /v1/elections/{id}/results answers
///     checkpoint                    the signed checkpoint that everything below was cut at
///     tile/<L>/<N>[.p/<W>]          hashes, C2SP tlog-tiles
///     tile/entries/<N>[.p/<W>]      entry bundles, C2SP tlog-tiles
///     checkpoints/<size>            optional: earlier signed checkpoints, one a file, named by size in decimal
///     README.txt                    what this is and how to check it
///
/// A ledger that is no election's (the system ledger) has `ledger.json` (`{"kind": "system", "log": {…}}`) in place of the first two.
///
/// The exporter reads the checkpoint once and writes exactly the tiles and bundles of that size: full ones, and the one partial of each level
/// and of the entries that the size asks for. A partial that the log has since filled is cut from the full one.
public enum ExportLayout {
    /// What the operator says about the ledger, beside the ledger. The raw value is the file's name.
    public enum Document: String, Sendable, CaseIterable {
        /// The definition, the state and the log's origin and key.
        case election = "election.json"
        /// The totals as published.
        case results = "results.json"
        /// The log's origin and key, for a ledger that is no election's.
        case ledger = "ledger.json"
    }

    public static let checkpoint = "checkpoint"
    public static let checkpointsFolder = "checkpoints"
    public static let readme = "README.txt"

    /// The path of an earlier checkpoint.
    public static func checkpoint(ofSize size: UInt64) -> String {
        "\(checkpointsFolder)/\(size)"
    }
}
