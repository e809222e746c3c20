public import Ledger

/// All that a page is made from, besides the site's own files.
public struct PageRequest: Sendable {
    public var page: Page
    public var id: String?
    public var language: String
    /// Of the answer, for pages about what went wrong.
    public var status = 200
    /// `auto`, `light` or `dark`.
    public var theme: String
    /// What the page's scripts are told, by name.
    public var facts: [(String, JSONValue)]
    /// Who is logged on: for the scripts, and by name in the header.
    public var user: JSONValue?
    public var csrf: String?
    /// RFC 3339, in UTC.
    public var serverTime: String

    public init(
        page: Page, id: String? = nil, language: String = StringsCatalogue.fallback, theme: String = "auto",
        facts: [(String, JSONValue)] = [], user: JSONValue? = nil, csrf: String? = nil, serverTime: String
    ) {
        self.page = page
        self.id = id
        self.language = language
        self.theme = theme
        self.facts = facts
        self.user = user
        self.csrf = csrf
        self.serverTime = serverTime
    }
}
