internal import Ledger

/// The selling unit's page as a program of its own: files at addresses that don't change, and the list of them that the server signs.
///
/// Served byte for byte, so that a unit can compare what it has with what was signed.
struct SellingProgram: Sendable {
    static let folder = "sell/"
    /// Names the files of other pages that the program runs with; they are below `shared/`.
    private static let sharedList = "sell/shared.txt"
    static let page = "index.html"

    /// By path behind `/sell/`.
    private(set) var files: [String: AssetLibrary.Asset] = [:]
    /// `<sha-256>  <path>` for each, as `sha256sum -c` reads it.
    let listing: String

    init(files all: [String: [UInt8]], compresses: Bool) {
        var sources: [String: [UInt8]] = [:]
        for (path, bytes) in all where path.hasPrefix(Self.folder) && path != Self.sharedList {
            sources[String(path.dropFirst(Self.folder.count))] = bytes
        }
        for line in String(decoding: all[Self.sharedList] ?? [], as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
            if let bytes = all[String(line)] { sources["shared/\(line)"] = bytes }
        }
        for (path, bytes) in sources {
            let type = path == Self.page ? "text/html; charset=utf-8" : AssetKind.contentType(of: path)
            guard let type else { continue }
            files[path] = AssetLibrary.Asset(
                path: path, contentType: type, bytes: bytes,
                gzip: compresses && AssetKind.isCompressible(type) ? Gzip.compress(bytes) : nil,
                digest: .sha256(bytes), version: "", imports: [])
        }
        listing = files.sorted { $0.key < $1.key }.map { "\($0.value.digest.hex)  \($0.key)\n" }.joined()
    }
}
