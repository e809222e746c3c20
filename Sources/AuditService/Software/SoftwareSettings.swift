public import Auditing
public import Ledger

/// Which files are critical, and how their authorised digests are known.
public struct SoftwareSettings: Sendable {
    public var programID: String
    public var version: String
    /// A manifest as `sha256sum -c` reads it. Without one, the running program is the one critical file, and the manifest is made by
    /// the program itself when a version first starts: that shows a later change, not an earlier one, and the status says so.
    public var manifestPath: String?
    /// The folder that the manifest's paths begin in; by default the one that holds the manifest. Every file in it counts.
    public var root: String?
    /// The release's signed identity; needed when there are release keys.
    public var releaseNotePath: String?
    /// Keys of which one must have signed the release; empty to take the manifest as it is.
    public var releaseKeys: [NoteVerifierKey]
    /// Milliseconds between two verifications: 24 hours at most.
    public var interval: Int64
    /// The folder of the web pages that are part of the program; nil where none are, or where they are another's. Looked at without a
    /// manifest on disk only: there, every file beside the program counts anyway.
    public var pagesFolder: String?
    /// Where that folder is, seen from the program's own: what the pages' paths in the manifest begin with.
    public var pagesPath = "pages"

    public init(
        version: String, programID: String = "urna", manifestPath: String? = nil, root: String? = nil, releaseNotePath: String? = nil,
        releaseKeys: [NoteVerifierKey] = [], interval: Int64 = VerificationSchedule.intervalMillisecondsMax
    ) {
        self.version = version
        self.programID = programID
        self.manifestPath = manifestPath
        self.root = root
        self.releaseNotePath = releaseNotePath
        self.releaseKeys = releaseKeys
        self.interval = interval
    }

    /// Name of the one critical file when the manifest is the program's own.
    static let ownFile = "urna"
    /// Where the system has the program that runs, even when another was put in its place.
    static let runningProgram = "/proc/self/exe"
}

/// Why the software can't be verified at all: the settings have to be put right before the server serves.
public enum SoftwareCheckError: Error, Hashable, Sendable, CustomStringConvertible {
    case unreadable(path: String)
    case malformed(path: String, ManifestError)
    case notReleased(ReleaseError)
    /// Release keys are set, and no release.
    case noRelease
    case identity(ManifestError)

    public var description: String {
        switch self {
        case .unreadable(let path): "cannot read \(path)"
        case .malformed(let path, let error): "\(path): \(error)"
        case .notReleased(let error): "the release is refused: \(error)"
        case .noRelease: "release keys are set, but no manifest with a signed release"
        case .identity(let error): "\(error)"
        }
    }
}
