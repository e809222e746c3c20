internal import HTTPTypes
internal import Hummingbird
internal import Ledger

/// How a browser stays logged on: by a cookie that no script can read, and for changes a word that no other site can read.
///
/// The cookie holds the session's token. It counts only where somebody who works here or an administrator is asked for; who sends a
/// bearer token is not asked about cookies.
struct BrowserSessions: Sendable {
    /// Whether browsers come over TLS to this very server.
    let speaksTLS: Bool

    /// Over plain HTTP on this machine alone: elsewhere a browser keeps no such cookie, and nobody can log on in the clear.
    static let plainName = "urna"
    /// The prefix has browsers refuse the cookie unless it is of this host, of all paths, and came over TLS.
    static let secureName = "__Host-urna"

    // MARK: Asking

    /// The token in the cookie.
    func token(of request: Request) -> String? {
        let name = isPlain(request) ? Self.plainName : Self.secureName
        return Cookies(of: request)[name]
    }

    /// The request as if its cookie were a bearer token; unchanged when there is none, or a bearer token besides.
    ///
    /// - Throws: `forbidden` for a change that a page of another site could have sent.
    func admitting(_ request: Request) throws -> Request {
        guard request.headers[.authorization] == nil, let token = token(of: request) else { return request }
        if request.method != .get, request.method != .head {
            try requireOwnOrigin(request)
            guard let sent = request.headers[.urnaCSRF], Hash.sha256(Array(sent.utf8)) == .sha256(Array(Self.csrf(of: token).utf8)) else {
                throw Problem(.forbidden, detail: "Send the header Urna-CSRF with the page's word.", code: "CSRF")
            }
        }
        var head = request.head
        head.headerFields[.authorization] = "Bearer \(token)"
        return Request(head: head, body: request.body)
    }

    /// - Throws: `forbidden` unless the request says that it comes from a page of this server.
    func requireOwnOrigin(_ request: Request) throws {
        let host = request.head.authority?.lowercased() ?? ""
        let own = ["https://\(host)"] + (speaksTLS ? [] : ["http://\(host)"])
        guard !host.isEmpty, let origin = request.headers[.origin]?.lowercased(), own.contains(origin) else {
            throw Problem(.forbidden, detail: "This call has to come from a page of this server.", code: "ORIGIN")
        }
    }

    /// What a page sends back with every change: made from the token, which can't be made from it.
    static func csrf(of token: String) -> String { Hash.sha256(Array("urna csrf 1\n\(token)".utf8)).base64URL }

    // MARK: Answering

    /// Without `Max-Age`: gone with the browser, if the session's own end does not come first.
    func cookie(holding token: String, for request: Request) -> String {
        isPlain(request)
            ? "\(Self.plainName)=\(token); Path=/; HttpOnly; SameSite=Strict"
            : "\(Self.secureName)=\(token); Path=/; Secure; HttpOnly; SameSite=Strict"
    }

    /// Has the browser forget the cookie.
    func clearing(for request: Request) -> String { cookie(holding: "", for: request) + "; Max-Age=0" }

    private func isPlain(_ request: Request) -> Bool {
        guard !speaksTLS, let authority = request.head.authority?.lowercased() else { return false }
        let host = authority.hasPrefix("[") ? String(authority.prefix { $0 != "]" }) + "]" : String(authority.prefix { $0 != ":" })
        if host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.first == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}

/// The cookies of a request; of one sent twice, the first, which is the one of the longest path.
struct Cookies {
    private var values: [String: String] = [:]

    init(of request: Request) {
        for header in request.headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                guard let equals = pair.firstIndex(of: "=") else { continue }
                let name = String(pair[..<equals].drop { $0 == " " })
                if values[name] == nil { values[name] = String(pair[pair.index(after: equals)...]) }
            }
        }
    }

    subscript(name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }
}

extension HTTPField.Name {
    static let urnaCSRF: HTTPField.Name = {
        guard let name = HTTPField.Name("Urna-CSRF") else { preconditionFailure("this is a header's name") }
        return name
    }()
}
