/// The id of a selling unit: 1 to 64 of `A-Z a-z 0-9 - _ .`, never used again.
public struct DeviceID: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    /// Nil when the text breaks the rule, or is one of the names that the server acts under.
    public init?(_ text: String) {
        guard isPrincipalName(text), !PrincipalID.reserved.contains(text.lowercased()) else { return nil }
        self.text = text
    }

    public var description: String { text }
}
