public import Ledger

extension SystemEntry {
    /// When something was done, by whom, and where.
    public struct Act: Hashable, Sendable {
        public var at: Timestamp
        public var by: PrincipalID
        public var component: ComponentID

        public init(at: Timestamp, by: PrincipalID, component: ComponentID = .server) {
            self.at = at
            self.by = by
            self.component = component
        }

        var members: [(String, JSONValue)] {
            [("at", .string(at.text)), ("by", .string(by.text)), ("component", .string(component.text))]
        }
    }
}
