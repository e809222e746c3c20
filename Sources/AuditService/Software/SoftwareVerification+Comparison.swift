internal import Auditing
internal import Identity
internal import Ledger

extension SoftwareVerification {
    /// Bytes of paths that an entry lists: an entry has a bound, a folder full of strange files has none.
    private static let pathBytesMax = 16_000
    private static let changesMax = 100
    static let problemCharactersMax = 1000

    /// What a comparison found, as the ledger keeps it: by path; when there are too many, the last one says how many more.
    init(_ comparison: ManifestComparison, of identity: SoftwareIdentity, trigger: Trigger) {
        let all =
            (comparison.changed.map { Change(path: $0.path, expected: $0.expected, actual: $0.actual) }
            + comparison.missing.map { Change(path: $0.path, expected: $0.hash, actual: nil) }
            + comparison.extra.map { Change(path: $0.path, expected: nil, actual: $0.hash) }).sorted {
                $0.path.utf8.lexicographicallyPrecedes($1.path.utf8)
            }
        var listed: [Change] = []
        var bytes = 0
        for change in all.prefix(Self.changesMax) where bytes + change.path.utf8.count <= Self.pathBytesMax {
            bytes += change.path.utf8.count
            listed.append(change)
        }
        if listed.count < all.count { listed.append(Change(path: "(and \(all.count - listed.count) more)", expected: nil, actual: nil)) }
        self.init(
            program: identity.programID, version: identity.version, trigger: trigger, aggregate: comparison.actualAggregate,
            changed: listed)
    }
}
