internal import Hummingbird
internal import Ledger
internal import LedgerService
internal import Ports

/// A ledger over HTTP: C2SP tlog-tiles below a prefix, and proofs as JSON.
struct LedgerRoutes: Sendable {
    private static let checkpointType = "text/plain; charset=utf-8"
    private static let tileType = "application/octet-stream"
    /// A full tile never changes; a partial one may be served no longer once the full one exists.
    private static let forever = "public, max-age=31536000, immutable"
    private static let shortly = "public, max-age=60"
    private static let seconds = "public, max-age=1"

    func checkpoint(of ledger: ServedLedger) -> Response {
        .text(ledger.published.checkpoint, type: Self.checkpointType, cacheControl: Self.seconds)
    }

    /// - Parameter path: what follows `…/log/`, such as `tile/0/x001/234` or `tile/entries/000.p/3`.
    func tile(_ path: String, of ledger: ServedLedger) throws -> Response {
        if let (index, width) = EntryBundle.parse(path: path) {
            guard let bytes = try ledger.bundle(index: index, width: width) else { throw missing(path) }
            return .bytes(bytes, type: Self.tileType, cacheControl: width == EntryBundle.fullWidth ? Self.forever : Self.shortly)
        }
        guard let tile = Tile(path: path), let bytes = try ledger.tile(tile) else { throw missing(path) }
        return .bytes(bytes, type: Self.tileType, cacheControl: tile.isFull ? Self.forever : Self.shortly)
    }

    /// Inclusion of an entry in the tree of the current checkpoint.
    func proof(_ text: String, of ledger: ServedLedger) throws -> Response {
        let published = ledger.published
        guard let index = decimal(text), index < published.head.size else {
            throw Problem(.notFound, detail: "The ledger has no entry of this index yet.")
        }
        let proof = try ledger.inclusionProof(index: index, size: published.head.size)
        let entry = try ledger.entries(in: index..<index + 1)
        return .json(
            .object([
                ("index", .integer(Int64(index))), ("size", .integer(Int64(proof.size))),
                ("leafHash", .string(entry.leafHashes[0].base64URL)), ("proof", .array(proof.path.map { .string($0.base64URL) })),
                ("checkpoint", .string(published.checkpoint)),
                ("entry", .string(String(decoding: entry.entry(at: 0), as: UTF8.self))),
            ]))
    }

    /// Consistency of an older tree with that of the current checkpoint.
    func consistency(_ text: String, of ledger: ServedLedger) throws -> Response {
        let published = ledger.published
        guard let size = decimal(text), size <= published.head.size else {
            throw Problem(.notFound, detail: "The ledger has not had this size yet.")
        }
        let proof = try ledger.consistencyProof(from: size, to: published.head.size)
        return .json(
            .object([
                ("oldSize", .integer(Int64(proof.oldSize))), ("newSize", .integer(Int64(proof.newSize))),
                ("proof", .array(proof.path.map { .string($0.base64URL) })), ("checkpoint", .string(published.checkpoint)),
            ]))
    }

    private func missing(_ path: String) -> Problem {
        Problem(.notFound, detail: "The ledger has no such tile yet.")
    }

    /// Digits alone, without leading zeros, below 2^53.
    private func decimal(_ text: String) -> UInt64? {
        guard let number = UInt64(text), String(number) == text, number <= UInt64(JSONValue.integerMax) else { return nil }
        return number
    }
}
