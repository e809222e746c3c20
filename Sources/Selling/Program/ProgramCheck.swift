public import Ledger

/// The program's check of itself, and of a program that is to take its place: it sells only as the release key signed it.
///
/// The release is a signed note whose text is one line of canonical JSON, `{"aggregate":…,"programId":…,"version":…}`, `aggregate` being the
/// SHA-256 in hexadecimal of the manifest: lines `<64 hex digits>  <path>` with a line feed each, which `sha256sum -c` reads.
///
/// A program that was replaced can answer anything: this finds damage and mistakes; against fraud there is the check from outside.
public struct ProgramCheck: Sendable {
    /// What the release says.
    public let programID: String
    public let version: String
    /// SHA-256 of the manifest.
    public let aggregate: Hash
    private let expected: [(path: String, digest: String)]

    /// Authenticates a release: whose it is and what is in it. Nothing of it may run before this.
    ///
    /// - Parameters:
    ///   - note: the signed note.
    ///   - manifest: the manifest's bytes.
    ///   - keys: the release keys that are trusted; any one is enough.
    ///   - programID: the program this has to be: another one's release is refused, however well signed.
    public init(release note: [UInt8], manifest: [UInt8], keys: [NoteVerifierKey], programID: String) throws(ProgramFailure) {
        guard let note = try? SignedNote(parsing: note), (try? note.verify(keys: keys)) != nil else { throw .unsigned }
        guard let json = try? JSONValue.parse(Array(note.text.utf8)),
            Array(note.text.utf8) == json.canonical() + [UInt8(ascii: "\n")],
            let aggregate = json["aggregate"]?.stringValue.flatMap(Hash.init(hex:)),
            let id = json["programId"]?.stringValue, let version = json["version"]?.stringValue
        else { throw .malformed }
        guard id == programID else { throw .otherProgram }
        guard Hash.sha256(manifest) == aggregate else { throw .altered(["manifest"]) }
        self.programID = programID
        self.version = version
        self.aggregate = aggregate
        expected = try Self.lines(manifest)
    }

    /// Compares the files of the manifest with what is there.
    ///
    /// - Parameter digest: SHA-256 of the file at a path, nil when there is none.
    /// - Throws: ``ProgramFailure/altered(_:)`` naming every file that is missing or another.
    public func check(_ digest: (String) -> Hash?) throws(ProgramFailure) {
        let altered = expected.filter { digest($0.path)?.hex != $0.digest }.map(\.path)
        guard altered.isEmpty else { throw .altered(altered) }
    }

    /// Holds a release that is to take this one's place to its number: an older one may have a fault that was mended since, and its
    /// signature is as good as ever. The same number again is allowed.
    ///
    /// - Throws: ``ProgramFailure/older(than:)``, or `malformed` when the other one's version is none.
    public func check(successor: ProgramCheck) throws(ProgramFailure) {
        guard let next = ReleaseVersion(successor.version) else { throw .malformed }
        guard let present = ReleaseVersion(version), next < present else { return }
        throw .older(than: version)
    }

    /// As tickets and screens show it: id, version and the first 16 digits of the aggregate.
    public var text: String { "\(programID) \(version) \(aggregate.hex.prefix(16))" }

    private static func lines(_ manifest: [UInt8]) throws(ProgramFailure) -> [(path: String, digest: String)] {
        guard manifest.last == UInt8(ascii: "\n"), let text = String(validating: manifest.dropLast(), as: UTF8.self) else {
            throw .malformed
        }
        var lines: [(path: String, digest: String)] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let digest = String(line.prefix(64))
            guard Hash(hex: digest) != nil, line.dropFirst(64).hasPrefix("  "), line.count > 66 else { throw .malformed }
            lines.append((String(line.dropFirst(66)), digest))
        }
        return lines
    }
}

/// Why a program must not sell, or an update must not run.
public enum ProgramFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// No good signature by a release key that is trusted.
    case unsigned
    case malformed
    case otherProgram
    /// These files are missing or not as they were signed.
    case altered([String])
    /// A good release, of an older version than this one.
    case older(than: String)

    public var description: String {
        switch self {
        case .unsigned: "not signed with a release key that is trusted"
        case .malformed: "not a release"
        case .otherProgram: "a release of another program"
        case .altered(let paths): "not as it was signed: \(paths.joined(separator: ", "))"
        case .older(let version): "older than \(version), which is approved here"
        }
    }
}
