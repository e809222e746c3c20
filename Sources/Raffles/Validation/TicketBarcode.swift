internal import Ledger

/// What the bar code of a bearer ticket says: `<raffle>|<ticket>|<17 symbols>|<16 hex digits>`.
///
/// The last part is a MAC under the unit's key, so that a reader tells a misread or made-up code from a ticket before it looks anything
/// up. It takes nothing from the validation number, which alone proves the ticket.
public struct TicketBarcode: Hashable, Sendable {
    public let raffle: RaffleID
    public let ticket: TicketID
    public let validation: ValidationNumber
    /// The first eight bytes of `HMAC-SHA-256(unit's key, "urna-barcode-v1\n" ‖ raffle ‖ "|" ‖ ticket ‖ "|" ‖ 17 symbols)`.
    public let mac: UInt64

    /// Longest text: two ids of 64, a sequence of 16, 17 symbols, 16 digits, three bars and a dash.
    public static let bytesMax = 64 + 64 + 1 + 16 + 17 + 16 + 3

    /// The code of the unit's ticket `sequence`; nil when it is not 1…``TicketID/sequenceMax``.
    public init?(key: UnitValidationKey, sequence: UInt64) {
        guard let ticket = TicketID(rsu: key.rsu, sequence: sequence) else { return nil }
        raffle = key.raffle
        self.ticket = ticket
        validation = key.number(sequence: sequence)
        mac = Self.mac(key: key, ticket: ticket, validation: validation)
    }

    /// Reads a scanned text; nil when it is no bar code of a ticket. The MAC is not looked at: see ``isAuthentic(under:)``.
    public init?(_ text: String) {
        guard text.utf8.count <= Self.bytesMax else { return nil }
        let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, let raffle = RaffleID(parts[0]), let ticket = TicketID(parts[1]),
            let validation = ValidationNumber(parts[2]), let mac = Hex.decode(parts[3]), mac.count == 8
        else { return nil }
        self.raffle = raffle
        self.ticket = ticket
        self.validation = validation
        self.mac = mac.reduce(0) { $0 << 8 | UInt64($1) }
    }

    public var text: String {
        let digits = (0..<8).map { UInt8(truncatingIfNeeded: mac >> (56 - 8 * UInt64($0))) }
        return "\(raffle.text)|\(ticket.text)|\(validation.compactText)|\(Hex.encode(digits))"
    }

    /// Whether the unit that has this key made the code. Takes a time that does not tell where it differs.
    public func isAuthentic(under key: UnitValidationKey) -> Bool {
        guard raffle == key.raffle, ticket.rsu == key.rsu else { return false }
        return (Self.mac(key: key, ticket: ticket, validation: validation) ^ mac) == 0
    }

    private static func mac(key: UnitValidationKey, ticket: TicketID, validation: ValidationNumber) -> UInt64 {
        let code = key.code(of: "urna-barcode-v1\n\(key.raffle.text)|\(ticket.text)|\(validation.compactText)")
        return code.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
