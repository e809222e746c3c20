/// The id of a person who works with the system: 1 to 64 of `A-Z a-z 0-9 - _ .`, never used again.
public struct StaffID: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    /// Nil when the text breaks the rule, or is one of the names that the server acts under.
    public init?(_ text: String) {
        guard isPrincipalName(text), !PrincipalID.reserved.contains(text.lowercased()) else { return nil }
        self.text = text
    }

    public var description: String { text }
}

/// Who did something: a member of staff, an administrator, a device or the server itself.
///
/// They share one space of names, so that `by` in an entry means one and the same for ever.
public struct PrincipalID: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    public init?(_ text: String) {
        guard isPrincipalName(text) else { return nil }
        self.text = text
    }

    public init(_ staff: StaffID) { text = staff.text }
    public init(_ administrator: AdministratorID) { text = administrator.text }
    public init(_ device: DeviceID) { text = device.text }

    private init(unchecked text: String) { self.text = text }

    /// The server, on its own account.
    public static let system = PrincipalID(unchecked: "system")
    /// The server, at a time that somebody set before.
    public static let schedule = PrincipalID(unchecked: "schedule")

    /// Names that no person and no device may have, in lower case.
    static let reserved: Set<String> = ["system", "schedule", "unknown"]

    /// The name as it is compared for uniqueness: `Ada` and `ada` would be taken for the same person.
    var folded: String { text.lowercased() }

    public var description: String { text }
}

/// A part of the installation that reports: the server (`SRV-1`) or a device. 1 to 64 of `A-Z a-z 0-9 - _ .`.
public struct ComponentID: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    public init?(_ text: String) {
        guard isPrincipalName(text) else { return nil }
        self.text = text
    }

    public init(_ device: DeviceID) { text = device.text }

    private init(unchecked text: String) { self.text = text }

    /// The one server of an installation with one server.
    public static let server = ComponentID(unchecked: "SRV-1")

    public var description: String { text }
}

/// Longest name, in bytes.
private let nameByteCountMax = 64

/// Whether a text is 1 to 64 of `A-Z a-z 0-9 - _ .`.
func isPrincipalName(_ text: String) -> Bool {
    (1...nameByteCountMax).contains(text.utf8.count)
        && text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
            default: false
            }
        }
}
