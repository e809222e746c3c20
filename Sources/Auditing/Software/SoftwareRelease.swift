public import Ledger

/// A program as its makers released it: an identity signed with the release key, and the manifest that belongs to it.
///
/// An update is authenticated by this before any of it runs. The signed text is the identity as one line of canonical JSON, and a line feed.
public struct SoftwareRelease: Hashable, Sendable {
    public let identity: SoftwareIdentity
    public let manifest: SoftwareManifest

    public init(programID: String, version: String, manifest: SoftwareManifest) throws(ManifestError) {
        identity = try SoftwareIdentity(programID: programID, version: version, aggregate: manifest.aggregate)
        self.manifest = manifest
    }

    /// The text that the release key signs.
    public var text: String { Self.text(identity) }

    /// Authenticates a release.
    ///
    /// - Parameters:
    ///   - note: the signed identity.
    ///   - keys: the release keys that are trusted; any one is enough.
    ///   - programID: the program that is to be replaced: another one's release is refused, however well signed.
    /// - Throws: ``ReleaseError``; the update must not run then.
    public init(
        verifying note: [UInt8], manifest text: [UInt8], keys: [NoteVerifierKey], programID: String
    ) throws(ReleaseError) {
        guard let note = try? SignedNote(parsing: note), (try? note.verify(keys: keys)) != nil else { throw .unsigned }
        guard let json = try? JSONValue.parse(Array(note.text.utf8)), let identity = try? SoftwareIdentity(json),
            Self.text(identity).utf8.elementsEqual(note.text.utf8)
        else { throw .malformed }
        guard identity.programID == programID else { throw .otherProgram(identity.programID) }
        guard let manifest = try? SoftwareManifest(parsing: text) else { throw .malformed }
        guard manifest.aggregate == identity.aggregate else { throw .altered(["the manifest is not the one that was signed"]) }
        self.identity = identity
        self.manifest = manifest
    }

    /// Checks the files of a release that was authenticated.
    ///
    /// - Throws: ``ReleaseError/altered(_:)`` naming every file that is wrong.
    public func check(_ files: some Sequence<ManifestFile>) throws(ReleaseError) {
        let comparison = manifest.compare(with: files)
        guard comparison.isValid else { throw .altered(comparison.problems) }
    }

    private static func text(_ identity: SoftwareIdentity) -> String {
        String(decoding: identity.json().canonical(), as: UTF8.self) + "\n"
    }
}

/// Why an update is refused.
public enum ReleaseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No good signature by a release key that is trusted.
    case unsigned
    case malformed
    case otherProgram(String)
    case altered([String])

    public var description: String {
        switch self {
        case .unsigned: "not signed with a release key that is trusted"
        case .malformed: "not a release"
        case .otherProgram(let id): "a release of another program: \(id)"
        case .altered(let problems): problems.joined(separator: "; ")
        }
    }
}
