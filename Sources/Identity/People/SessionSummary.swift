public import Ledger

/// The name of a session on record and in lists: it opens nothing.
public struct SessionID: Hashable, Sendable, CustomStringConvertible {
    static let byteCount = 8

    /// 16 hexadecimal digits, lower case.
    public let text: String

    public init?(_ text: String) {
        let allowed = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
            default: false
            }
        }
        guard text.utf8.count == 2 * Self.byteCount, allowed else { return nil }
        self.text = text
    }

    /// The name of the session whose token has this hash: the first half of its first half.
    init(tokenHash: Hash) {
        text = String(tokenHash.hex.prefix(2 * Self.byteCount))
    }

    public var description: String { text }
}

/// Why the server ended a session.
public enum SessionEnd: String, Hashable, Sendable, CaseIterable {
    /// Nothing was asked for a while.
    case idle
    /// It had its longest time.
    case expired
    /// An administrator ended it.
    case revoked
    /// The person logged on elsewhere, once too often.
    case displaced
    /// The person's roles, status or password changed.
    case changed
    /// Remote access was switched off, or its time was over.
    case remoteAccessEnded = "remote-access-ended"
    /// The server stopped; sessions don't outlive it.
    case restart
}

/// What a person did in a session, as far as a record keeps it: who, from when, how long, where, and how many changes.
public struct SessionSummary: Hashable, Sendable {
    public let session: SessionID
    public let user: StaffID
    public let startedAt: Timestamp
    public let seconds: Int64
    public let isRemote: Bool
    /// Parts of the system that were used, sorted; at most ``Session/areasMax``.
    public let areas: [String]
    /// Requests that changed something.
    public let changes: Int

    public init(
        session: SessionID, user: StaffID, startedAt: Timestamp, seconds: Int64, isRemote: Bool, areas: [String], changes: Int
    ) {
        self.session = session
        self.user = user
        self.startedAt = startedAt
        self.seconds = seconds
        self.isRemote = isRemote
        self.areas = areas
        self.changes = changes
    }

    var members: [(String, JSONValue)] {
        [
            ("session", .string(session.text)), ("user", .string(user.text)), ("startedAt", .string(startedAt.text)),
            ("seconds", .whole(seconds)), ("remote", .bool(isRemote)), ("areas", .array(areas.map { .string($0) })),
            ("changes", .whole(changes)),
        ]
    }
}
