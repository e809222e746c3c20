internal import Foundation

/// Where an identity provider publishes its keys: a file, or a URL.
public enum JWKSLocation: Hashable, Sendable {
    case file(path: String)
    case url(String)

    /// Reads what an operator wrote: `https://…`, `http://…` for this machine alone, or the path of a file.
    ///
    /// - Throws: when the text is neither. Plain HTTP to another machine is refused: whoever sits on the way could put in a key of
    ///   his own and be any voter.
    public init(parsing text: String) throws(LoginVerifier.ConfigurationError) {
        guard !text.isEmpty else { throw .init("the place of the key set is missing") }
        guard let colon = text.range(of: "://") else {
            self = .file(path: text)
            return
        }
        let scheme = text[..<colon.lowerBound].lowercased()
        guard scheme == "https" || scheme == "http" else { throw .init("a key set is read from https:// or from a file") }
        guard let parts = URL(string: text), let host = parts.host(percentEncoded: false), !host.isEmpty, parts.user == nil else {
            throw .init("the key set's URL cannot be read")
        }
        guard scheme == "https" || Self.isLoopback(host) else {
            throw .init("the key set's URL must begin with https://; http:// is for this machine alone")
        }
        self = .url(text)
    }

    /// By name, not by prefix: `127.0.0.1.example.org` is somewhere else.
    private static func isLoopback(_ host: String) -> Bool {
        ["localhost", "127.0.0.1", "::1", "[::1]"].contains(host.lowercased())
    }

    var source: any JWKSSource {
        switch self {
        case .file(let path): JWKSFile(path: path)
        case .url(let url): JWKSURL(url: url)
        }
    }
}
