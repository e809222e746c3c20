/// The id of a raffle: 1 to 64 of `a-z 0-9 -`, so that it is safe in a URL, a file name and a log origin.
public struct RaffleID: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let text: String

    public init?(_ text: String) {
        guard isIdentifier(text, allows: { $0.isLowercaseLetter || $0.isDigit || $0 == UInt8(ascii: "-") }) else { return nil }
        self.text = text
    }

    /// Whether the installation uses the name itself: its own ledger is `system` wherever ledgers are chosen by name.
    public var isReserved: Bool { text == "system" }

    public var description: String { text }

    public static func < (left: RaffleID, right: RaffleID) -> Bool { left.text < right.text }
}

/// The id of a selling unit (RSU): 1 to 64 of `A-Z a-z 0-9 - _ .`.
///
/// ASCII only, as all ids here: Swift compares strings by canonical equivalence, an auditor's tool by bytes; for these the two agree.
public struct RSUID: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let text: String

    public init?(_ text: String) {
        guard isIdentifier(text, allows: { $0.isIdentifierCharacter }) else { return nil }
        self.text = text
    }

    public var description: String { text }

    public static func < (left: RSUID, right: RSUID) -> Bool { left.text < right.text }
}

/// Who did something: the log-in of a person, the id of a selling unit, or the server itself. 1 to 64 of `A-Z a-z 0-9 - _ .`.
public struct UserID: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let text: String

    public init?(_ text: String) {
        guard isIdentifier(text, allows: { $0.isIdentifierCharacter }) else { return nil }
        self.text = text
    }

    /// A selling unit acting by itself.
    public init(_ rsu: RSUID) {
        text = rsu.text
    }

    private init(unchecked text: String) {
        self.text = text
    }

    /// The server itself, at the time that the definition set.
    public static let schedule = UserID(unchecked: "schedule")

    /// The server itself, by a rule.
    public static let system = UserID(unchecked: "system")

    public var description: String { text }

    public static func < (left: UserID, right: UserID) -> Bool { left.text < right.text }
}

/// The id of a ticket package within its raffle: 1 to 64 of `A-Z a-z 0-9 - _ .`.
public struct PackageID: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let text: String

    public init?(_ text: String) {
        guard isIdentifier(text, allows: { $0.isIdentifierCharacter }) else { return nil }
        self.text = text
    }

    public var description: String { text }

    public static func < (left: PackageID, right: PackageID) -> Bool { left.text < right.text }
}

/// The id of a prize within its raffle: 1 to 64 of `A-Z a-z 0-9 - _ .`.
public struct PrizeID: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let text: String

    public init?(_ text: String) {
        guard isIdentifier(text, allows: { $0.isIdentifierCharacter }) else { return nil }
        self.text = text
    }

    public var description: String { text }

    public static func < (left: PrizeID, right: PrizeID) -> Bool { left.text < right.text }
}

/// Longest id, in bytes: long enough for a slug, short enough for every file system and metric label.
private let identifierBytesMax = 64

private func isIdentifier(_ text: String, allows: (UInt8) -> Bool) -> Bool {
    let bytes = text.utf8
    return (1...identifierBytesMax).contains(bytes.count) && bytes.allSatisfy(allows)
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    var isUppercaseLetter: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
    fileprivate var isLowercaseLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    fileprivate var isIdentifierCharacter: Bool {
        isDigit || isLowercaseLetter || isUppercaseLetter
            || self == UInt8(ascii: "-") || self == UInt8(ascii: "_") || self == UInt8(ascii: ".")
    }
}
