/// The id of a bearer ticket within its raffle: the unit that sold it and the unit's count of sales, as `RSU-A-17`.
///
/// A unit makes them while it is offline, and no two units can make the same.
public struct TicketID: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let rsu: RSUID
    /// The first sale of a unit in a raffle is 1; at most ``sequenceMax``.
    public let sequence: UInt64

    /// The largest whole number that every JSON reader keeps exactly.
    public static let sequenceMax: UInt64 = 9_007_199_254_740_991

    /// - Parameter sequence: 1…``sequenceMax``; nil for any other number.
    public init?(rsu: RSUID, sequence: UInt64) {
        guard (1...Self.sequenceMax).contains(sequence) else { return nil }
        self.rsu = rsu
        self.sequence = sequence
    }

    /// Reads the one text that ``text`` gives, or nil.
    public init?(_ text: String) {
        let bytes = text.utf8
        guard let dash = bytes.lastIndex(of: UInt8(ascii: "-")), let rsu = RSUID(String(text[..<dash])) else { return nil }
        let digits = bytes[bytes.index(after: dash)...]
        guard digits.first != UInt8(ascii: "0"), digits.allSatisfy(\.isDigit),
            let sequence = UInt64(text[bytes.index(after: dash)...])
        else { return nil }
        self.init(rsu: rsu, sequence: sequence)
    }

    public var text: String { "\(rsu.text)-\(sequence)" }

    public var description: String { text }

    /// By unit, then in the order of its sales.
    public static func < (left: TicketID, right: TicketID) -> Bool {
        left.rsu == right.rsu ? left.sequence < right.sequence : left.rsu < right.rsu
    }
}
