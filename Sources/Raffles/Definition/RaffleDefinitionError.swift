/// Everything that is wrong with a raffle's definition, so that its author can mend it in one go.
public struct RaffleDefinitionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One thing to mend.
    public struct Problem: Hashable, Sendable, CustomStringConvertible {
        /// Where, such as `prizes[0].rule.basisPoints`; empty for the document as a whole.
        public var field: String
        /// What is wrong and what would be right, safe to show to anyone.
        public var message: String

        public init(field: String, message: String) {
            self.field = field
            self.message = message
        }

        public var description: String { field.isEmpty ? message : "\(field): \(message)" }
    }

    /// Never empty; in the order of the definition.
    public var problems: [Problem]

    public init(problems: [Problem]) {
        self.problems = problems
    }

    public var description: String {
        problems.map(\.description).joined(separator: "; ")
    }
}
