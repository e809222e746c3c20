internal import HTTPTypes
internal import Hummingbird
internal import Ledger
internal import Logging
internal import NIOCore
internal import Portal

/// Answers for pages and for the files that they are made with: whatever no call of the HTTP interface takes.
struct PageDesk: Sendable {
    let house: House
    let portal: Portal
    let metrics: RequestMetrics

    /// The answer; nil leaves it to whoever refuses in a problem document.
    func answer(_ request: Request, _ context: HouseContext) async -> Response? {
        let path = request.uri.path
        let started = metrics.start()
        let (label, made) = await make(path, request, context)
        guard var response = made else { return nil }
        metrics.finish(route: label, status: response.status.code, started: started)
        if request.method == .head {
            // The length is that of the body which a GET would bring.
            response = response.createHeadResponse()
        }
        return response
    }

    private func make(_ path: String, _ request: Request, _ context: HouseContext) async -> (label: String, response: Response?) {
        if path.hasPrefix("/assets/") {
            let name = String(path.dropFirst("/assets/".count))
            return ("GET /assets/{path}", file(portal.asset(name), request))
        }
        if path == "/sell" || path.hasPrefix("/sell/") {
            return ("GET /sell/{path}", selling(String(path.dropFirst("/sell/".count)), request))
        }
        guard let (page, id) = PageCatalogue.page(at: path) else {
            let isForReading = request.headers[.accept]?.contains("text/html") ?? false
            return ("GET (no page)", isForReading ? notFound(request) : nil)
        }
        guard request.method == .get || request.method == .head else {
            var refusal = Response.problem(Problem(.methodNotAllowed, detail: "A page is asked for with GET."))
            refusal.headers[.allow] = "GET, HEAD"
            return ("GET \(page.path)", refusal)
        }
        return ("GET \(page.path)", await self.page(page, id, request, context))
    }

    // MARK: Pages

    private func page(_ page: Page, _ id: String?, _ request: Request, _ context: HouseContext) async -> Response {
        var viewer: Viewer?
        if page.audience != .anyone { viewer = await house.viewer(of: request, context) }
        if page.audience == .staff, viewer == nil { return Self.redirect(to: "/login?next=\(request.uri.path)") }
        var facts: [(String, JSONValue)] = []
        if page.subject == .login {
            let next = LocalPath.checked(request.uri.queryParameters["next"].map(String.init)) ?? "/console"
            if viewer != nil { return Self.redirect(to: next) }
            facts.append(("next", .string(next)))
        }
        do {
            facts += try PageFacts(house: house).facts(of: page, id: id, viewer: viewer)
        } catch let problem as Problem where problem.kind == .notFound {
            return notFound(request)
        } catch {
            house.logger.error("a page failed", metadata: ["page": "\(page.name)", "error": "\(error)"])
            return html(PageCatalogue.error, nil, [], nil, request, status: .internalServerError)
        }
        return html(page, id, facts, viewer, request)
    }

    private func notFound(_ request: Request) -> Response { html(PageCatalogue.notFound, nil, [], nil, request, status: .notFound) }

    private func html(
        _ page: Page, _ id: String?, _ facts: [(String, JSONValue)], _ viewer: Viewer?, _ request: Request,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        let cookies = Cookies(of: request)
        let (asked, known) = (request.uri.queryParameters["lang"].map(String.init), portal.languages)
        let language = LanguageChoice.choose(
            query: asked, cookie: cookies[LanguageChoice.cookieName], accepted: request.headers[.acceptLanguage], known: known)
        let theme = cookies["theme"].flatMap { ["light", "dark"].contains($0) ? $0 : nil } ?? "auto"
        // On pages that ask nobody's name, the cookie is not looked into: it says that there is a way out, and that is all.
        let csrf = viewer?.csrf ?? (page.audience == .anyone ? house.browsers.token(of: request).map(BrowserSessions.csrf) : nil)
        var wanted = PageRequest(
            page: page, id: id, language: language, theme: theme, facts: facts, user: viewer?.user, csrf: csrf,
            serverTime: Timestamp(seconds: house.clock()).description)
        wanted.status = status.code
        let body = portal.render(wanted)
        // A page that somebody is logged on to is not compressed: its length would tell of its secret word beside what others chose.
        let gzip = csrf == nil && request.takesGzip ? Gzip.compress(body) : nil
        var response = Response.bytes(
            gzip ?? body, type: "text/html; charset=utf-8", status: status,
            cacheControl: page.audience == .anyone ? "private, no-cache" : "no-store")
        if gzip != nil { response.headers[.contentEncoding] = "gzip" }
        response.headers[.vary] = "Accept-Encoding, Accept-Language, Cookie"
        response.headers[.contentLanguage] = language
        if let asked, asked == language {
            response.headers[.setCookie] = "\(LanguageChoice.cookieName)=\(language); Path=/; Max-Age=31536000; SameSite=Lax"
        }
        response.add(SecurityHeaders.headers(allowing: page.features))
        return response
    }

    private static func redirect(to path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path, .cacheControl: "no-store"])
    }

    // MARK: Files

    /// The selling unit's program; its addresses don't change, since where a service worker lies says what it serves.
    private func selling(_ path: String, _ request: Request) -> Response? {
        if path == "release" {
            guard let text = portal.sellingRelease(version: house.version), let note = try? house.raffles.auditSigner.sign(text) else {
                return nil
            }
            return .bytes(Array(note.encoded.utf8), type: "text/plain; charset=utf-8", cacheControl: "no-cache")
        }
        var response = file(portal.sellingFile(path.isEmpty ? "index.html" : path), request, allowing: ["serial"])
        if let scope = HTTPField.Name("Service-Worker-Allowed") { response?.headers[scope] = "/sell" }
        return response
    }

    private func file(_ file: Portal.File?, _ request: Request, allowing features: [String] = []) -> Response? {
        guard request.method == .get || request.method == .head, let file else { return nil }
        let gzip = request.takesGzip ? file.gzip : nil
        let tag = "\"\(file.digest.hex.prefix(24))\(gzip == nil ? "" : "-gzip")\""
        var headers: HTTPFields = [
            .contentType: file.contentType, .eTag: tag, .vary: "Accept-Encoding",
            .cacheControl: file.isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
        ]
        if gzip != nil { headers[.contentEncoding] = "gzip" }
        let isKnown = request.headers[.ifNoneMatch]?.contains(tag) ?? false
        var response = Response(
            status: isKnown ? .notModified : .ok, headers: headers,
            body: isKnown ? .init() : ResponseBody(byteBuffer: ByteBuffer(bytes: gzip ?? file.bytes)))
        response.add(SecurityHeaders.headers(allowing: features))
        return response
    }
}

/// A path on this server, for going on to after a log-on.
enum LocalPath {
    /// The path if it leads nowhere else.
    static func checked(_ text: String?) -> String? {
        guard let text, text.utf8.count <= 1_024, text.hasPrefix("/"), !text.hasPrefix("//"),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return nil }
        return text
    }
}

extension Request {
    /// Whether the answer may be compressed.
    fileprivate var takesGzip: Bool {
        headers[.acceptEncoding]?.split(separator: ",").contains { coding in
            let words = coding.filter { $0 != " " }.lowercased()
            return words == "gzip" || (words.hasPrefix("gzip;") && words != "gzip;q=0")
        } ?? false
    }
}

extension Response {
    fileprivate mutating func add(_ headers: [(name: String, value: String)]) {
        for header in headers {
            if let name = HTTPField.Name(header.name) { self.headers[name] = header.value }
        }
    }
}
