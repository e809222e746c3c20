/// A server address as people paste it, taken apart.
///
///     http://host:port/v1/elections/ID        the election
///     http://host:port/v1/elections/ID/log    its ledger
///     http://host:port/                       a server that has one election, or with `--election ID`
///
/// A path before `/v1` is kept, for a server behind a proxy.
public struct LedgerAddress: Hashable, Sendable {
    /// Scheme, authority and path before `/v1`, without a trailing slash.
    public var root: String
    /// Nil when the address names the server only.
    public var election: String?

    public enum ParseError: Error, Hashable, Sendable, CustomStringConvertible {
        case notHTTP
        case noHost
        case hasQueryOrUserInfo
        case notAnElection(path: String)

        public var description: String {
            switch self {
            case .notHTTP: "an address starts with http:// or https://"
            case .noHost: "the address has no host"
            case .hasQueryOrUserInfo: "the address must not have a user name, a query or a fragment"
            case .notAnElection(let path): "\(path) isn't an election's address: it should end in /v1/elections/ID"
            }
        }
    }

    /// Whether `text` is meant as an address and not as a folder.
    public static func isAddress(_ text: String) -> Bool {
        text.contains("://")
    }

    public init(parsing text: String) throws(ParseError) {
        guard let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) }) else { throw .notHTTP }
        let rest = text.dropFirst(scheme.count)
        guard rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !rest.contains(where: { "?#@\\".contains($0) }) else {
            throw .hasQueryOrUserInfo
        }
        let pieces = rest.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        guard let authority = pieces.first, !rest.hasPrefix("/") else { throw .noHost }

        var path = Array(pieces.dropFirst())
        root = scheme + authority
        election = nil
        guard let version = path.lastIndex(of: "v1") else {
            root = ([root] + path).joined(separator: "/")
            return
        }
        let prefix = path[..<version]
        path = Array(path[(version + 1)...])
        root = ([root] + prefix).joined(separator: "/")
        if path.last == "log" { path.removeLast() }
        switch (path.first, path.count) {
        case (nil, _), ("elections", 1): break
        case ("elections", 2): election = path[1]
        default: throw .notAnElection(path: "/" + pieces.dropFirst().joined(separator: "/"))
        }
    }

    /// Where the list of a server's elections is.
    public var list: String { "\(root)/v1/elections" }

    /// Where `item` of the election is.
    ///
    /// - Precondition: the address names an election.
    public func url(of item: LedgerItem) -> String {
        guard let election else { preconditionFailure("the address names no election") }
        let base = "\(root)/v1/elections/\(election)"
        return switch item {
        case .checkpoint, .tile: "\(base)/log/\(item.path)"
        case .document(.results): "\(base)/results"
        case .document: base
        }
    }
}
