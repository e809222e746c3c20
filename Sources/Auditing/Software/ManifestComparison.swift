public import Ledger

/// What comparing a program's files with its manifest found.
public struct ManifestComparison: Hashable, Sendable {
    /// A file whose bytes are not the authorised ones.
    public struct Change: Hashable, Sendable {
        public let path: String
        public let expected: Hash
        public let actual: Hash
    }

    /// The aggregate of the manifest.
    public let expectedAggregate: Hash
    /// The aggregate of the files that are there, named or not.
    public let actualAggregate: Hash
    public let changed: [Change]
    /// In the manifest but not there.
    public let missing: [ManifestFile]
    /// There but not in the manifest.
    public let extra: [ManifestFile]

    public var isValid: Bool { changed.isEmpty && missing.isEmpty && extra.isEmpty }

    /// `VALID` or `INVALID`.
    public var result: String { isValid ? "VALID" : "INVALID" }

    /// One sentence for each file that is wrong; safe to show.
    public var problems: [String] {
        changed.map { "changed: \(Printable.clean($0.path)) (\($0.actual.hex))" }
            + missing.map { "missing: \(Printable.clean($0.path))" } + extra.map { "extra: \(Printable.clean($0.path)) (\($0.hash.hex))" }
    }
}

extension SoftwareManifest {
    /// Compares the files that are there with this manifest.
    ///
    /// - Parameter actual: every file in the program's folder, in any order; one that could not be read must be left out, and is
    ///   missing then. A path given twice counts as extra.
    public func compare(with actual: some Sequence<ManifestFile>) -> ManifestComparison {
        let found = actual.sorted()
        var changed: [ManifestComparison.Change] = []
        var missing: [ManifestFile] = []
        var extra: [ManifestFile] = []
        var place = 0
        for expected in files {
            while place < found.count, found[place] < expected {
                extra.append(found[place])
                place += 1
            }
            guard place < found.count, found[place].hasPath(of: expected) else {
                missing.append(expected)
                continue
            }
            if found[place].hash != expected.hash {
                changed.append(ManifestComparison.Change(path: expected.path, expected: expected.hash, actual: found[place].hash))
            }
            place += 1
        }
        extra.append(contentsOf: found[place...])
        return ManifestComparison(
            expectedAggregate: aggregate, actualAggregate: Hash.sha256(Array(Self.text(found).utf8)), changed: changed, missing: missing,
            extra: extra)
    }
}
