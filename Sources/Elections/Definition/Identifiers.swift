/// The id of an election: 1 to 64 of `a-z 0-9 -`, so that it is safe in a URL, a file name and a log origin.
public struct ElectionID: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    public init?(_ text: String) {
        guard isIdentifier(text, allows: { $0.isLowercaseLetter || $0.isDigit || $0 == UInt8(ascii: "-") }) else { return nil }
        self.text = text
    }

    public var description: String { text }
}

/// The id of a contest within its election: 1 to 64 of `A-Z a-z 0-9 - _ .`.
public struct ContestID: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    public init?(_ text: String) {
        guard isIdentifier(text, allows: { $0.isIdentifierCharacter }) else { return nil }
        self.text = text
    }

    public var description: String { text }
}

/// The id of a candidate within its contest: 1 to 64 of `A-Z a-z 0-9 - _ .`.
///
/// ASCII only: Swift compares strings by canonical equivalence, an auditor's tool by bytes; for these the two agree.
public struct CandidateID: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    public init?(_ text: String) {
        guard isIdentifier(text, allows: { $0.isIdentifierCharacter }) else { return nil }
        self.text = text
    }

    public var description: String { text }
}

/// Who took a decision about an election: the id of an administrator, never of a voter. 1 to 64 of `A-Z a-z 0-9 - _ .`.
public struct ActorID: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    public init?(_ text: String) {
        guard isIdentifier(text, allows: { $0.isIdentifierCharacter }) else { return nil }
        self.text = text
    }

    private init(unchecked text: String) {
        self.text = text
    }

    /// The server itself, at the time that the definition set.
    public static let schedule = ActorID(unchecked: "schedule")

    public var description: String { text }
}

/// Longest id, in bytes: long enough for a slug, short enough for every file system and metric label.
private let identifierBytesMax = 64

private func isIdentifier(_ text: String, allows: (UInt8) -> Bool) -> Bool {
    let bytes = text.utf8
    return (1...identifierBytesMax).contains(bytes.count) && bytes.allSatisfy(allows)
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    fileprivate var isLowercaseLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    fileprivate var isUppercaseLetter: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
    fileprivate var isIdentifierCharacter: Bool {
        isDigit || isLowercaseLetter || isUppercaseLetter
            || self == UInt8(ascii: "-") || self == UInt8(ascii: "_") || self == UInt8(ascii: ".")
    }
}
