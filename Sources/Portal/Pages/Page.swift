/// One page: where it is, what it is made of, what it needs to know, and who may see it.
public struct Page: Sendable, Hashable {
    /// What a page is about; its facts come from there.
    public enum Subject: Sendable, Hashable {
        case none
        /// The lists of elections and raffles.
        case lists
        case election(withResults: Bool)
        case raffle
        /// The ledger of an election or of a raffle, without what is in it.
        case ledger(ofRaffle: Bool)
        case software
        case login
    }

    public enum Audience: Sendable, Hashable {
        case anyone
        /// Anyone; who is logged on sees more.
        case anyoneNamed
        /// Who is logged on; others are sent to log on first.
        case staff
    }

    /// `pages/NAME.html`, `pages/NAME.js`, and with `-` for `/` the stylesheet and the strings.
    public var name: String
    /// With `{id}` for the one part that varies.
    public var path: String
    public var subject: Subject = .none
    public var audience: Audience = .anyone
    /// Shown under the title while the page has no template of its own.
    public var parts: [String] = []
    /// Without header and footer: for big screens.
    public var isBare = false
    /// Namespaces of strings besides its own.
    public var moreStrings: [String] = []
    /// What its scripts may use of the device, such as `camera`.
    public var features: [String] = []

    var dashedName: String { name.split(separator: "/").joined(separator: "-") }

    /// The namespaces of strings that its scripts are given.
    var namespaces: [String] {
        var names = ["common"]
        for name in moreStrings + [String(name.prefix { $0 != "/" }), dashedName] where !names.contains(name) { names.append(name) }
        return names
    }
}
