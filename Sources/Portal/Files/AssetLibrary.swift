internal import Ledger

/// The files that browsers fetch: named by their contents, with the names that they use for each other, compressed once.
struct AssetLibrary: Sendable {
    struct Asset: Sendable {
        var path: String
        var contentType: String
        var bytes: [UInt8]
        var gzip: [UInt8]?
        /// SHA-256 of `bytes`.
        var digest: Hash
        /// 12 digits that change with this file and with all that it imports.
        var version: String
        /// What it can't start without, near and far.
        var imports: [String]
    }

    private(set) var assets: [String: Asset] = [:]
    /// Imports that lead nowhere: `pages/vote.js: ./gone.js`.
    private(set) var dangling: [String] = []

    /// The one stylesheet of every page, and what it is made of in this order.
    static let stylesheet = "css/urna.css"
    private static let stylesheetParts = ["css/tokens.css", "css/base.css", "css/components.css"]
    static let prefix = "/assets/"

    /// - Parameter compresses: false saves the time where files change under the server.
    init(files: [String: [UInt8]], compresses: Bool) {
        var sources = files.filter { path, _ in
            !path.hasPrefix("strings/") && !path.hasPrefix(SellingProgram.folder) && AssetKind.contentType(of: path) != nil
        }
        let sheet = Array(Self.stylesheetParts.compactMap { files[$0] }.joined(separator: Array("\n".utf8)))
        if !sheet.isEmpty { sources[Self.stylesheet] = sheet }
        let references = sources.filter { AssetKind.isModule($0.key) }.mapValues { ModuleScanner.references(in: $0) }
        var targets: [String: [(reference: ModuleScanner.Reference, path: String)]] = [:]
        for (path, list) in references {
            for reference in list {
                if let target = ModuleScanner.resolve(reference.specifier, from: path), sources[target] != nil {
                    targets[path, default: []].append((reference, target))
                } else if reference.isStatic {
                    dangling.append("\(path): \(reference.specifier)")
                }
            }
        }
        dangling.sort()
        let digests = sources.mapValues { Hash.sha256($0) }
        let versions = Self.versions(digests, targets.mapValues { $0.map(\.path) })
        for (path, source) in sources {
            let bytes = Self.rewritten(source, targets[path] ?? [], versions)
            let type = AssetKind.contentType(of: path) ?? ""
            assets[path] = Asset(
                path: path, contentType: type, bytes: bytes,
                gzip: compresses && AssetKind.isCompressible(type) ? Gzip.compress(bytes) : nil,
                digest: .sha256(bytes), version: versions[path] ?? "",
                imports: Self.closure(of: path) { at in (targets[at] ?? []).filter(\.reference.isStatic).map(\.path) })
        }
    }

    /// The address of a file: with its version, so that it may be kept for ever; as it is when there is no such file.
    func address(of path: String) -> String {
        guard let asset = assets[path] else { return Self.prefix + path }
        return Self.prefix + Self.versioned(path, asset.version)
    }

    /// The file at an address behind ``prefix``, and whether the name has its version.
    func asset(at name: String) -> (asset: Asset, isVersioned: Bool)? {
        if let asset = assets[name] { return (asset, false) }
        guard let (path, version) = Self.unversioned(name), let asset = assets[path] else { return nil }
        return (asset, asset.version == version)
    }

    private static func versioned(_ path: String, _ version: String) -> String {
        guard let dot = path.lastIndex(of: ".") else { return path }
        return "\(path[..<dot]).\(version)\(path[dot...])"
    }

    private static func unversioned(_ name: String) -> (path: String, version: String)? {
        guard let last = name.lastIndex(of: "."), let dot = name[..<last].lastIndex(of: ".") else { return nil }
        let version = name[name.index(after: dot)..<last]
        guard version.utf8.count == 12 else { return nil }
        return (String(name[..<dot] + name[last...]), String(version))
    }

    /// Modules may import each other in circles, so a version is made of the sources of all that can be reached, not of names.
    private static func versions(_ digests: [String: Hash], _ targets: [String: [String]]) -> [String: String] {
        var versions: [String: String] = [:]
        for path in digests.keys {
            let reached = [path] + closure(of: path) { targets[$0] ?? [] }.sorted()
            let text = reached.map { "\($0) \(digests[$0]?.hex ?? "")\n" }.joined()
            versions[path] = String(Hash.sha256(Array(text.utf8)).hex.prefix(12))
        }
        return versions
    }

    /// Everything that can be reached from a file, nearest first, without the file.
    private static func closure(of path: String, _ next: (String) -> [String]) -> [String] {
        var (found, seen, index) = ([path], Set([path]), 0)
        while index < found.count {
            for target in next(found[index]) where seen.insert(target).inserted { found.append(target) }
            index += 1
        }
        return Array(found.dropFirst())
    }

    private static func rewritten(
        _ source: [UInt8], _ targets: [(reference: ModuleScanner.Reference, path: String)], _ versions: [String: String]
    ) -> [UInt8] {
        guard !targets.isEmpty else { return source }
        var (output, position) = ([UInt8](), 0)
        for (reference, path) in targets {
            output += source[position..<reference.range.lowerBound]
            output += Array((prefix + versioned(path, versions[path] ?? "")).utf8)
            position = reference.range.upperBound
        }
        return output + source[position...]
    }
}
