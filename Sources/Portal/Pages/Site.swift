internal import Ledger

/// The pages as one state of their files makes them.
struct Site: Sendable {
    let library: AssetLibrary
    let selling: SellingProgram
    let strings: StringsCatalogue
    private let templates: [String: Template]
    private let parts: [String: Template]
    private let shellTemplate: Template

    /// - Parameter files: contents by path in the folder of assets.
    /// - Throws: ``PortalError`` that names the file which can't be read.
    init(files: [String: [UInt8]], compresses: Bool) throws(PortalError) {
        library = AssetLibrary(files: files, compresses: compresses)
        selling = SellingProgram(files: files, compresses: compresses)
        strings = try StringsCatalogue(files: Self.below("strings/", files))
        templates = try Self.templates("pages/", files)
        parts = try Self.templates("parts/", files)
        guard let plain = try? Template(parsing: Shell.plain) else { preconditionFailure("the plain shell is a template") }
        shellTemplate = templates["shell"] ?? plain
    }

    private static func below(_ prefix: String, _ files: [String: [UInt8]]) -> [String: [UInt8]] {
        Dictionary(
            uniqueKeysWithValues: files.filter { $0.key.hasPrefix(prefix) }.map { (String($0.key.dropFirst(prefix.count)), $0.value) })
    }

    private static func templates(_ prefix: String, _ files: [String: [UInt8]]) throws(PortalError) -> [String: Template] {
        var templates: [String: Template] = [:]
        for (path, bytes) in below(prefix, files) where path.hasSuffix(".html") {
            do throws(TemplateError) {
                templates[String(path.dropLast(".html".count))] = try Template(parsing: String(decoding: bytes, as: UTF8.self))
            } catch {
                throw PortalError("\(prefix)\(path), \(error)")
            }
        }
        return templates
    }

    // MARK: Pages

    func render(_ request: PageRequest) -> String {
        let language = strings.strings(request.language)
        var renderer = TemplateRenderer(strings: language, parts: parts) { library.address(of: $0) }
        let title = title(of: request, language)
        let shell = Shell(
            request: request, title: title.page, language: language, languages: strings.codes.map { strings.strings($0) },
            library: library, data: data(of: request, language))
        let values = values(of: request, heading: title.heading, language)
        let main = renderer.render(template(of: request.page), values)
        renderer.slots = shell.slots(main: main)
        return renderer.render(shellTemplate, shell.values)
    }

    private func template(of page: Page) -> Template {
        if let own = templates[page.name] { return own }
        let text = "<h1>{{heading}}</h1>\n" + page.parts.map { "{{>\($0)}}\n" }.joined()
        guard let made = try? Template(parsing: text) else { preconditionFailure("the catalogue's parts have names that a template takes") }
        return made
    }

    /// Names the page; for the browser's tab with what the page is about before it.
    private func title(of request: PageRequest, _ language: LanguageStrings) -> (heading: String, page: String) {
        let page = request.page
        let key = ["\(page.dashedName).title", "shell.title.\(page.dashedName)"].first { language.has($0) }
        let name = key.map { language.text($0) } ?? page.name
        let definition = request.facts.first { $0.0 == "definition" }?.1
        let subject = definition?["title"]?.stringValue
        return (subject ?? name, [subject, name].compactMap { $0 }.joined(separator: " · "))
    }

    private func data(of request: PageRequest, _ language: LanguageStrings) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("page", .string(request.page.name)), ("lang", .string(language.code)), ("serverTime", .string(request.serverTime)),
            ("strings", language.json(of: request.page.namespaces)),
        ]
        if let id = request.id { members.append(("id", .string(id))) }
        if let user = request.user { members.append(("user", user)) }
        if let csrf = request.csrf { members.append(("csrf", .string(csrf))) }
        return .object(members + request.facts)
    }

    /// What templates can name: the facts, and tables made of them.
    private func values(of request: PageRequest, heading: String, _ language: LanguageStrings) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("heading", .string(heading)), ("lang", .string(language.code)), ("status", .whole(request.status)),
        ]
        if let id = request.id { members.append(("id", .string(id))) }
        if let user = request.user { members.append(("user", user)) }
        let facts = JSONValue.object(request.facts)
        members += ElectionTables.values(definition: facts["definition"], results: facts["results"])
        return .object(members + request.facts)
    }
}
