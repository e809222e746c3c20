public import Ledger
internal import NIOConcurrencyHelpers

/// The web pages: their files, and what is made of them.
///
/// A built server reads every file once. For those who write pages, a folder can be read again whenever it has changed.
public final class Portal: Sendable {
    /// A file as it is to be answered.
    public struct File: Sendable {
        public var contentType: String
        public var bytes: [UInt8]
        public var gzip: [UInt8]?
        /// SHA-256 of `bytes`.
        public var digest: Hash
        /// Whether the address changes with the contents, so that it may be kept for ever.
        public var isImmutable: Bool
    }

    private struct State {
        var site: Site
        var stamp: Int
    }

    private let folder: SiteFolder
    private let rereads: Bool
    private let state: NIOLockedValueBox<State>
    private let onProblem: @Sendable (PortalError) -> Void

    /// Where a built program has its pages: in a folder beside it.
    public static var besideProgram: String { SiteFolder.besideProgram() }
    /// That folder, as seen from the program's own.
    public static var pathBesideProgram: String { SiteFolder.pathBesideProgram }

    /// Reads the pages' files.
    ///
    /// - Parameters:
    ///   - rereads: look at the files again for every request; they are not compressed then.
    ///   - onProblem: told when files that were changed can't be read; the pages stay as they were.
    /// - Throws: ``PortalError`` when they are not there or a template or a string can't be read.
    public init(folder path: String, rereads: Bool = false, onProblem: @escaping @Sendable (PortalError) -> Void = { _ in })
        throws(PortalError)
    {
        folder = SiteFolder(path: path)
        self.rereads = rereads
        self.onProblem = onProblem
        let stamp = try folder.stamp()
        state = NIOLockedValueBox(State(site: try Site(files: try folder.read(), compresses: !rereads), stamp: stamp))
    }

    private var site: Site {
        guard rereads else { return state.withLockedValue { $0.site } }
        do throws(PortalError) {
            let stamp = try folder.stamp()
            if let current = state.withLockedValue({ $0.stamp == stamp ? $0.site : nil }) { return current }
            let site = try Site(files: try folder.read(), compresses: false)
            state.withLockedValue { $0 = State(site: site, stamp: stamp) }
            return site
        } catch {
            onProblem(error)
            return state.withLockedValue { $0.site }
        }
    }

    /// The codes of the languages there are, the one that stands in for others first.
    public var languages: [String] { site.strings.codes }

    /// Imports of modules that lead nowhere.
    public var danglingImports: [String] { site.library.dangling }

    /// A page as HTML.
    public func render(_ request: PageRequest) -> [UInt8] { Array(site.render(request).utf8) }

    /// A file by its name behind `/assets/`, with or without its version.
    public func asset(_ name: String) -> File? {
        guard let (asset, isVersioned) = site.library.asset(at: name) else { return nil }
        return Self.file(asset, isImmutable: isVersioned && !rereads)
    }

    /// A file of the selling program by its path behind `/sell/`; the page itself is `index.html`.
    public func sellingFile(_ path: String) -> File? {
        site.selling.files[path].map { Self.file($0, isImmutable: false) }
    }

    /// What the server signs of the selling program: its version, and the digest of each file; nil when there is no such program.
    public func sellingRelease(version: String) -> String? {
        let listing = site.selling.listing
        return listing.isEmpty ? nil : "urna-sell \(version)\n\(listing)"
    }

    private static func file(_ asset: AssetLibrary.Asset, isImmutable: Bool) -> File {
        File(contentType: asset.contentType, bytes: asset.bytes, gzip: asset.gzip, digest: asset.digest, isImmutable: isImmutable)
    }
}
