public import Ledger

/// What a check of the program's critical files found.
public struct SoftwareVerification: Hashable, Sendable {
    /// Why it was made.
    public enum Trigger: String, Hashable, Sendable, CaseIterable {
        case start
        case schedule
        case demand
        case draw
    }

    /// A file that is not as the manifest says.
    public struct Change: Hashable, Sendable {
        public let path: String
        /// SHA-256 by the manifest; nil for a file that it does not list.
        public let expected: Hash?
        /// SHA-256 of what is there; nil for a file that is missing.
        public let actual: Hash?

        public init(path: String, expected: Hash?, actual: Hash?) {
            self.path = path
            self.expected = expected
            self.actual = actual
        }
    }

    public let program: String
    public let version: String
    public let trigger: Trigger
    /// SHA-256 of the manifest text of what is there.
    public let aggregate: Hash
    /// Empty when everything is as it should be.
    public let changed: [Change]

    public init(program: String, version: String, trigger: Trigger, aggregate: Hash, changed: [Change]) {
        self.program = program
        self.version = version
        self.trigger = trigger
        self.aggregate = aggregate
        self.changed = changed
    }

    public var isValid: Bool { changed.isEmpty }

    var members: [(String, JSONValue)] {
        [
            ("result", .string(isValid ? "VALID" : "INVALID")), ("program", .string(program)), ("version", .string(version)),
            ("trigger", .string(trigger.rawValue)), ("aggregate", .string(aggregate.hex)), ("changed", .array(changed.map(\.json))),
        ]
    }
}

extension SoftwareVerification.Change {
    fileprivate var json: JSONValue {
        .object([
            ("path", .string(path)), ("expected", expected.map { .string($0.hex) } ?? .null),
            ("actual", actual.map { .string($0.hex) } ?? .null),
        ])
    }
}
