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
/// A raffle's folder has these in place of the first two; both say exactly what the entries say, byte for byte:
///
///     raffle.json                   what GET /v1/raffles/{id} answers at the checkpoint's size
///     draws/<draw>.json             all that is published of a draw: what `recompute_draw.py` calls draw.json
///     draws/<draw>.pool.txt         the draw's pool text, whose SHA-256 was fixed before the draw
///
/// A ledger that is no election's and no raffle's (the system ledger) has `ledger.json` (`{"kind": "system", "log": {…}}`) in place of the first two.
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
        /// Of a raffle: its definition, state, sales, prizes and winners, and the log's origin and key.
        case raffle = "raffle.json"
        /// The log's origin and key, for a ledger that is no election's.
        case ledger = "ledger.json"
    }

    public static let checkpoint = "checkpoint"
    public static let checkpointsFolder = "checkpoints"
    public static let readme = "README.txt"

    /// The path of what is published of a draw.
    public static func record(ofDraw draw: String) -> String { "draws/\(draw).json" }

    /// The path of a draw's pool text.
    public static func pool(ofDraw draw: String) -> String { "draws/\(draw).pool.txt" }

    /// The path of an earlier checkpoint.
    public static func checkpoint(ofSize size: UInt64) -> String {
        "\(checkpointsFolder)/\(size)"
    }
}
