public import Ledger

/// What an administrator may do.
public enum AdminRole: String, Hashable, Sendable, CaseIterable {
    /// Everything, administrators included.
    case owner
    /// Elections: create, import a roll, open, close, certify, issue tokens.
    case organiser
    /// Look at what is not public, change nothing.
    case auditor
}

/// A person or program that runs elections.
public struct Administrator: Hashable, Sendable {
    /// Never used again, so that old entries keep their meaning: 1 to 64 of `a-z 0-9 -`.
    public let id: AdministratorID
    /// For people to read: 1 to 100 bytes of UTF-8 without controls.
    public let name: String
    public let role: AdminRole
    public let createdAt: Timestamp
    /// ``AdminToken/hash`` of the token that was shown once. Stored, never published.
    public let tokenHash: Hash

    public static let nameByteCountMax = 100

    /// Nil when the name breaks its rule.
    public init?(id: AdministratorID, name: String, role: AdminRole, createdAt: Timestamp, tokenHash: Hash) {
        guard Self.isValid(name: name) else { return nil }
        self.id = id
        self.name = name
        self.role = role
        self.createdAt = createdAt
        self.tokenHash = tokenHash
    }

    /// Whether a name keeps to its rule.
    public static func isValid(name: String) -> Bool {
        (1...nameByteCountMax).contains(name.utf8.count) && !name.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}

/// The id of an administrator: 1 to 64 of `a-z 0-9 -`.
public struct AdministratorID: Hashable, Sendable, CustomStringConvertible {
    public static let byteCountMax = 64

    public let text: String

    public init?(_ text: String) {
        let allowed = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard (1...Self.byteCountMax).contains(text.utf8.count), allowed else { return nil }
        self.text = text
    }

    public var description: String { text }
}
