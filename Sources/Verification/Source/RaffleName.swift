internal import Ledger
internal import Raffles

/// Raffle ids as they come from a command line or a server.
public enum RaffleName {
    /// Whether `text` can be a raffle's id, and so can stand in a URL as it is.
    public static func isValid(_ text: String) -> Bool {
        RaffleID(text) != nil
    }

    /// The ids in a server's list of raffles: `[{"id": …}]`, alone or under `raffles`. Nil when it is something else.
    public static func list(_ bytes: [UInt8]) -> [String]? {
        guard let json = try? JSONValue.parse(bytes), let elements = json.arrayValue ?? json["raffles"]?.arrayValue else { return nil }
        let names = elements.compactMap { $0["id"]?.stringValue }.filter(isValid)
        return names.count == elements.count ? names : nil
    }
}
