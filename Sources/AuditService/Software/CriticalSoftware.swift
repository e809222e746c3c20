internal import Auditing
internal import Ledger

/// The authorised state of the program, and where the files are that have to be in it.
struct CriticalSoftware: Sendable {
    let manifest: SoftwareManifest
    let identity: SoftwareIdentity
    /// Whether the program made the manifest itself.
    let isSelfMade: Bool
    /// The folder, and the paths in it that are the manifest's and the release's own; nil for the running program.
    private let folder: (root: String, left: Set<String>)?
    private let settings: SoftwareSettings

    /// The software of a manifest on disk.
    init(manifestPath: String, _ settings: SoftwareSettings) throws(SoftwareCheckError) {
        guard let text = CriticalFiles.contents(manifestPath, bytesMax: SoftwareManifest.bytesMax) else {
            throw .unreadable(path: manifestPath)
        }
        do {
            manifest = try SoftwareManifest(parsing: text)
        } catch {
            throw .malformed(path: manifestPath, error)
        }
        identity = try Self.identity(manifest, settings)
        isSelfMade = false
        if !settings.releaseKeys.isEmpty { try Self.authenticate(text, settings) }
        guard let real = CriticalFiles.resolved(manifestPath), let slash = real.lastIndex(of: "/") else {
            throw .unreadable(path: manifestPath)
        }
        let root = settings.root ?? (slash == real.startIndex ? "/" : String(real[..<slash]))
        let own = [manifestPath, settings.releaseNotePath].compactMap { $0.flatMap(CriticalFiles.resolved) }
        let realRoot = CriticalFiles.resolved(root) ?? root
        let left = own.compactMap { $0.hasPrefix(realRoot + "/") ? String($0.dropFirst(realRoot.count + 1)) : nil }
        folder = (realRoot, Set(left))
        self.settings = settings
    }

    /// The running program alone, by a manifest that it made itself.
    init(selfMade manifest: SoftwareManifest, _ settings: SoftwareSettings) throws(SoftwareCheckError) {
        self.manifest = manifest
        identity = try Self.identity(manifest, settings)
        isSelfMade = true
        folder = nil
        self.settings = settings
    }

    /// The manifest of the program that runs now.
    static func ownManifest(_ settings: SoftwareSettings) throws(SoftwareCheckError) -> SoftwareManifest {
        let path = SoftwareSettings.runningProgram
        let files = ownFiles(settings)
        guard files.contains(where: { $0.path == SoftwareSettings.ownFile }) else { throw .unreadable(path: path) }
        do {
            return try SoftwareManifest(files)
        } catch {
            throw .malformed(path: path, error)
        }
    }

    /// A manifest that the program made while its pages were another's, with its pages as they are now. What it says of the program stays.
    static func withPages(_ manifest: SoftwareManifest, _ settings: SoftwareSettings) -> SoftwareManifest {
        guard !manifest.files.contains(where: { $0.path.hasPrefix(settings.pagesPath + "/") }) else { return manifest }
        return (try? SoftwareManifest(manifest.files + ownPages(settings))) ?? manifest
    }

    /// The program and its pages as they are now; what can't be read is missing.
    private static func ownFiles(_ settings: SoftwareSettings) -> [ManifestFile] {
        var files: [ManifestFile] = []
        if let hash = CriticalFiles.hash(SoftwareSettings.runningProgram) {
            files.append(ManifestFile(path: SoftwareSettings.ownFile, hash: hash))
        }
        return files + ownPages(settings)
    }

    /// The web pages' files, by their paths from the program's folder, as `sha256sum -c` finds them there.
    private static func ownPages(_ settings: SoftwareSettings) -> [ManifestFile] {
        guard let folder = settings.pagesFolder else { return [] }
        return CriticalFiles.all(below: folder, leaving: []).map { ManifestFile(path: "\(settings.pagesPath)/\($0.path)", hash: $0.hash) }
    }

    /// Compares the files as they are now with the manifest.
    func compare() -> ManifestComparison {
        if let folder { return manifest.compare(with: CriticalFiles.all(below: folder.root, leaving: folder.left)) }
        return manifest.compare(with: Self.ownFiles(settings))
    }

    private static func identity(_ manifest: SoftwareManifest, _ settings: SoftwareSettings) throws(SoftwareCheckError) -> SoftwareIdentity
    {
        do {
            return try SoftwareIdentity(programID: settings.programID, version: settings.version, aggregate: manifest.aggregate)
        } catch {
            throw .identity(error)
        }
    }

    private static func authenticate(_ manifest: [UInt8], _ settings: SoftwareSettings) throws(SoftwareCheckError) {
        guard let path = settings.releaseNotePath else { throw .noRelease }
        guard let note = CriticalFiles.contents(path, bytesMax: 64 << 10) else { throw .unreadable(path: path) }
        let release: SoftwareRelease
        do {
            release = try SoftwareRelease(
                verifying: note, manifest: manifest, keys: settings.releaseKeys, programID: settings.programID)
        } catch {
            throw .notReleased(error)
        }
        guard release.identity.version == settings.version else {
            throw .notReleased(.altered(["a release of version \(release.identity.version)"]))
        }
    }
}
