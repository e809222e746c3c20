public import Ledger

/// What an audit found, whole: the text, the JSON and the exit code come from this alone.
public struct AuditReport: Sendable {
    /// Who vouches for the log's key.
    public enum KeyTrust: String, Sendable {
        /// The caller gave it, from a channel of their own.
        case given
        /// The server or folder under audit gave it: the audit then shows that the source agrees with itself, and no more.
        case fromSource = "from-source"
    }

    /// One contest as counted anew.
    public struct ContestSummary: Hashable, Sendable {
        public struct Line: Hashable, Sendable {
            public var id: String
            public var name: String
            /// As printed: votes, points, or first preferences.
            public var total: String
            public var isWinner: Bool

            public init(id: String, name: String, total: String, isWinner: Bool) {
                self.id = id
                self.name = name
                self.total = total
                self.isWinner = isWinner
            }
        }

        public var id: String
        public var title: String
        public var method: String
        public var lines: [Line]

        public init(id: String, title: String, method: String, lines: [Line]) {
            self.id = id
            self.title = title
            self.method = method
            self.lines = lines
        }
    }

    /// One prize of a raffle.
    public struct PrizeSummary: Hashable, Sendable {
        public var id: String
        public var title: String
        /// In minor units of `currency`, as the sales make it.
        public var amount: Int64
        public var currency: String
        /// The official number and its ticket; nil before the result is official.
        public var number: UInt32?
        public var ticket: String?
        /// `open`, `started`, `drawn`, `official` or `claimed`.
        public var phase: String
    }

    public struct Count: Hashable, Sendable {
        public var name: String
        public var value: UInt64

        public init(_ name: String, _ value: UInt64) {
            self.name = name
            self.value = value
        }
    }

    public var origin = ""
    public var title = ""
    public var keyTrust = KeyTrust.fromSource
    /// The pinned checkpoint's; nil when there was none to pin.
    public var head: TreeHead?
    /// Of an election or a raffle, as its ledger has it; empty for any other ledger.
    public var state = ""
    /// In the order of `AuditCheck.Kind`, one of each that applies.
    public var checks: [AuditCheck] = []
    /// The entry with the lowest index among all that failed, or the first failure that has no entry.
    public var firstFailure: AuditFailure?
    public var counts: [Count] = []
    public var contests: [ContestSummary] = []
    public var prizes: [PrizeSummary] = []
    /// What a reader has to know to judge the result.
    public var notes: [String] = []
    public var fetchedBytes: UInt64 = 0
    /// Filled in by the program: the core has no clock.
    public var seconds: Double?

    public init() {}

    /// Whether nothing failed. Skipped checks don't fail an audit; a reader sees them.
    public var passed: Bool {
        firstFailure == nil && !checks.contains { $0.outcome == .failed }
    }

    public func check(_ kind: AuditCheck.Kind) -> AuditCheck? {
        checks.first { $0.kind == kind }
    }
}

extension AuditReport {
    /// The report for machines.
    public func json() -> JSONValue {
        // Named parts: one long literal of optionals is more than the type checker takes in its time.
        let size: JSONValue = head.map { .count($0.size) } ?? .null
        let root: JSONValue = head.map { .string($0.root.base64) } ?? .null
        let failure: JSONValue = firstFailure.map { $0.json() } ?? .null
        let time: JSONValue = seconds.map { .number($0) } ?? .null
        let members: [(String, JSONValue)] = [
            ("passed", .bool(passed)), ("origin", .string(origin)), ("title", .string(title)),
            ("keyTrust", .string(keyTrust.rawValue)), ("size", size), ("root", root), ("state", .string(state)),
            ("checks", .array(checks.map { $0.json() })), ("firstFailure", failure),
            ("counts", .object(counts.map { ($0.name, JSONValue.count($0.value)) })),
            ("contests", .array(contests.map { $0.json() })), ("prizes", .array(prizes.map { $0.json() })),
            ("notes", .array(notes.map { JSONValue.string($0) })),
            ("fetchedBytes", .count(fetchedBytes)), ("seconds", time),
        ]
        return .object(members)
    }
}

extension AuditCheck {
    func json() -> JSONValue {
        .object([
            ("name", .string(kind.rawValue)),
            ("outcome", .string(outcome.rawValue)),
            ("detail", .string(detail)),
            ("count", .count(count)),
        ])
    }
}

extension AuditFailure {
    func json() -> JSONValue {
        .object([
            ("check", .string(check.rawValue)),
            ("index", index.map { .count($0) } ?? .null),
            ("type", entryType.map { .string($0) } ?? .null),
            ("reason", .string(reason)),
        ])
    }
}

extension AuditReport.PrizeSummary {
    func json() -> JSONValue {
        .object([
            ("id", .string(id)), ("title", .string(title)), ("amount", .integer(amount)), ("currency", .string(currency)),
            ("number", number.map { .integer(Int64($0)) } ?? .null), ("ticket", ticket.map { .string($0) } ?? .null),
            ("phase", .string(phase)),
        ])
    }
}

extension AuditReport.ContestSummary {
    func json() -> JSONValue {
        .object([
            ("id", .string(id)),
            ("title", .string(title)),
            ("method", .string(method)),
            ("winners", .array(lines.filter(\.isWinner).map { .string($0.id) })),
            ("totals", .object(lines.map { ($0.id, .string($0.total)) })),
        ])
    }
}

extension JSONValue {
    /// A number where JSON can keep it, a string of digits where it can't: sizes come from checkpoints, which may claim anything.
    fileprivate static func count(_ value: UInt64) -> JSONValue {
        Int64(exactly: value).flatMap { $0 <= integerMax ? .integer($0) : nil } ?? .string(String(value))
    }
}
