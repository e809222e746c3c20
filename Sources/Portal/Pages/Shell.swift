internal import Ledger

/// What is around every page's contents: a template of its own, with places that take HTML as it is.
struct Shell {
    let request: PageRequest
    let title: String
    let language: LanguageStrings
    let languages: [LanguageStrings]
    let library: AssetLibrary
    let data: JSONValue

    /// The page's module when it has none of its own: it turns the colours round and shows what needs scripts.
    private static let commonScript = "ui/page.js"
    private static let icons = ["ui/urna.svg", "img/icon.svg"]

    private var page: Page { request.page }

    /// Used while there is no `pages/shell.html`.
    static let plain = """
        <!doctype html>
        <html lang="{{lang}}" dir="{{dir}}" data-theme="{{theme}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{{pageTitle}} · {{t:shell.brand}}</title>
        {{icon}}{{css}}{{preload}}</head>
        <body data-page="{{page}}"{{#if id}} data-id="{{id}}"{{/if}}{{#if bare}} class="bare"{{/if}}>
        <a class="skip" href="#main">{{t:shell.skip}}</a>
        {{#if !bare}}<header class="site"><a class="brand" href="/">{{t:shell.brand}}</a>
        <nav class="site-nav" aria-label="{{t:shell.nav}}"><a href="/">{{t:shell.nav.home}}</a> <a href="/check">{{t:shell.nav.check}}</a> <a href="/audit">{{t:shell.nav.audit}}</a> <a href="/console">{{t:shell.nav.console}}</a></nav>
        <nav aria-label="{{t:shell.languages}}"><ul>{{languages}}</ul></nav>
        </header>
        {{/if}}<main id="main" tabindex="-1">
        {{main}}</main>
        {{#if !bare}}<footer class="site"><p>{{t:shell.footer}}</p></footer>
        {{/if}}<script type="application/json" id="page-data">{{data}}</script>
        {{script}}</body>
        </html>

        """

    /// What the shell's template can name besides strings.
    var values: JSONValue {
        .object([
            ("lang", .string(language.code)), ("dir", .string(language.direction)), ("theme", .string(request.theme)),
            ("pageTitle", .string(title)), ("page", .string(page.name)), ("id", .string(request.id ?? "")), ("bare", .bool(page.isBare)),
            ("path", .string(page.path)), ("languageName", .string(language.name)), ("signedIn", .bool(request.csrf != nil)),
            ("user", request.user ?? .null),
        ])
    }

    /// Its places for HTML.
    func slots(main: String) -> [String: String] {
        [
            "main": main, "css": stylesheets, "preload": preloads, "script": script, "languages": languageLinks, "icon": icon,
            "data": HTMLText.scriptData(data.canonical()),
        ]
    }

    // MARK: Head

    private var stylesheets: String {
        let area = String(page.name.prefix { $0 != "/" })
        var sheets = [AssetLibrary.stylesheet, "css/\(area).css"]
        if area != page.dashedName { sheets.append("css/\(page.dashedName).css") }
        return sheets.filter { library.assets[$0] != nil }.map { "<link rel=\"stylesheet\" href=\"\(address($0))\">\n" }.joined()
    }

    private var preloads: String {
        (modulePath.flatMap { library.assets[$0]?.imports } ?? []).map { "<link rel=\"modulepreload\" href=\"\(address($0))\">\n" }.joined()
    }

    private var icon: String {
        // Without any, browsers ask for /favicon.ico.
        guard let icon = Self.icons.first(where: { library.assets[$0] != nil }) else { return "<link rel=\"icon\" href=\"data:,\">\n" }
        return "<link rel=\"icon\" href=\"\(address(icon))\" type=\"image/svg+xml\">\n"
    }

    // MARK: Body

    private var modulePath: String? { ["pages/\(page.name).js", Self.commonScript].first { library.assets[$0] != nil } }

    private var script: String {
        modulePath.map { "<script type=\"module\" src=\"\(address($0))\"></script>\n" } ?? ""
    }

    private var languageLinks: String {
        languages.map { other in
            let code = HTMLText.escaped(other.code)
            let current = other.code == language.code ? " aria-current=\"true\"" : ""
            let name = HTMLText.escaped(other.name)
            return
                "<li><a href=\"?lang=\(code)\" hreflang=\"\(code)\" lang=\"\(code)\" dir=\"\(other.direction)\"\(current)>\(name)</a></li>"
        }.joined()
    }

    private func address(_ path: String) -> String { HTMLText.escaped(library.address(of: path)) }
}
