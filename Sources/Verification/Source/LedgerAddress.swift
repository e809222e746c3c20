/// A server address as people paste it, taken apart.
///
///     http://host:port/v1/elections/ID        an election
///     http://host:port/v1/elections/ID/log    its ledger
///     http://host:port/v1/raffles/ID          a raffle; with /log its ledger
///     http://host:port/v1/system/log          the server's own ledger
///     http://host:port/                       a server that has one election or raffle, or with `--election ID` or `--raffle ID`
///
/// A path before `/v1` is kept, for a server behind a proxy.
public struct LedgerAddress: Hashable, Sendable {
    /// One of a server's ledgers.
    public enum Ledger: Hashable, Sendable {
        case election(String)
        case raffle(String)
        /// Everything that is no election's and no raffle's.
        case system
    }

    /// Scheme, authority and path before `/v1`, without a trailing slash.
    public var root: String
    /// Nil when the address names the server only.
    public var ledger: Ledger?

    public enum ParseError: Error, Hashable, Sendable, CustomStringConvertible {
        case notHTTP
        case noHost
        case hasQueryOrUserInfo
        case notALedger(path: String)

        public var description: String {
            switch self {
            case .notHTTP: "an address starts with http:// or https://"
            case .noHost: "the address has no host"
            case .hasQueryOrUserInfo: "the address must not have a user name, a query or a fragment"
            case .notALedger(let path):
                "\(path) isn't the address of an election or a raffle: it should end in /v1/elections/ID or /v1/raffles/ID"
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
        ledger = nil
        guard let version = path.lastIndex(of: "v1") else {
            root = ([root] + path).joined(separator: "/")
            return
        }
        let prefix = path[..<version]
        path = Array(path[(version + 1)...])
        root = ([root] + prefix).joined(separator: "/")
        if path.count > 1, path.last == "log" { path.removeLast() }
        switch (path.first, path.count) {
        case (nil, _), ("elections", 1), ("raffles", 1): break
        case ("elections", 2): ledger = .election(path[1])
        case ("raffles", 2): ledger = .raffle(path[1])
        case ("system", 1): ledger = .system
        default: throw .notALedger(path: "/" + pieces.dropFirst().joined(separator: "/"))
        }
    }

    /// Where the list of a server's elections is.
    public var list: String { "\(root)/v1/elections" }

    /// Where the list of a server's raffles is.
    public var raffleList: String { "\(root)/v1/raffles" }

    /// Where `item` of the ledger is; nil when a ledger of this kind has no such item.
    ///
    /// - Precondition: the address names a ledger.
    public func url(of item: LedgerItem) -> String? {
        guard let ledger else { preconditionFailure("the address names no ledger") }
        let base =
            switch ledger {
            case .election(let id): "\(root)/v1/elections/\(id)"
            case .raffle(let id): "\(root)/v1/raffles/\(id)"
            case .system: "\(root)/v1/system"
            }
        switch (item, ledger) {
        case (.checkpoint, _), (.tile, _): return "\(base)/log/\(item.path)"
        case (.document(.election), .election), (.document(.raffle), .raffle), (.document(.ledger), .system): return base
        case (.document(.results), .election): return "\(base)/results"
        case (.drawPool(let draw), .raffle): return "\(base)/draws/\(draw)/pool"
        case (.document, _), (.drawRecord, _), (.drawPool, _): return nil
        }
    }
}
