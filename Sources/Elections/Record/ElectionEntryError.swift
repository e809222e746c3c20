/// Why bytes are not an entry of an election's ledger.
public struct ElectionEntryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The member at fault; empty for the entry as a whole.
    public var field: String
    /// Safe to show; nothing of a ballot is in it.
    public var message: String

    public init(field: String = "", message: String) {
        self.field = field
        self.message = message
    }

    public var description: String { field.isEmpty ? message : "\(field): \(message)" }
}
