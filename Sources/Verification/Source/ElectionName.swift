internal import Elections
internal import Ledger

/// Election ids as they come from a command line or a server.
public enum ElectionName {
    /// Whether `text` can be an election's id, and so can stand in a URL as it is.
    public static func isValid(_ text: String) -> Bool {
        ElectionID(text) != nil
    }

    /// The ids in a server's list of elections: `[{"id": …}]`, alone or under `elections`. Nil when it is something else.
    public static func list(_ bytes: [UInt8]) -> [String]? {
        guard let json = try? JSONValue.parse(bytes), let elements = json.arrayValue ?? json["elections"]?.arrayValue else { return nil }
        let names = elements.compactMap { $0["id"]?.stringValue }.filter(isValid)
        return names.count == elements.count ? names : nil
    }
}
