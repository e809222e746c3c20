public import Raffles

/// What a document is printed as, besides the first original.
public enum TicketMark: String, Sendable, CaseIterable {
    case reprint = "REPRINT"
    case void = "VOID"
}

/// What tickets and counterfoils say of their raffle.
public struct TicketEvent: Hashable, Sendable {
    public var organisation: String
    public var licence: String?
    public var contact: String?
    public var website: String?
    public var title: String
    public var raffle: RaffleID
    public var eventNumber: UInt64
    public var location: String
    public var notice: String?
    public var currency: String
    public var utcOffsetMinutes: Int

    public init(raffle: RaffleID, eventNumber: UInt64, definition: RaffleDefinition) {
        organisation = definition.organisation.name
        licence = definition.organisation.licence
        contact = definition.organisation.contact
        website = definition.organisation.website
        title = definition.title
        self.raffle = raffle
        self.eventNumber = eventNumber
        location = definition.location
        notice = definition.notice
        currency = definition.currency
        utcOffsetMinutes = definition.utcOffsetMinutes
    }

    /// The event's identifier as printed: number and id.
    public var identifier: String { "\(eventNumber) \(raffle.text)" }

    /// Minor units as printed: `USD 12.50`.
    ///
    /// Two decimals but for the currencies that have none or three.
    public func money(_ amount: Int64) -> String {
        let decimals =
            switch currency {
            case "JPY", "KRW", "CLP", "ISK", "VND", "XAF", "XOF", "PYG", "UGX", "RWF", "VUV", "XPF": 0
            case "BHD", "KWD", "OMR", "TND", "JOD", "IQD", "LYD": 3
            default: 2
            }
        guard decimals > 0 else { return "\(currency) \(amount)" }
        let digits = String(amount.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return "\(currency) \(amount < 0 ? "-" : "")\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
    }
}

/// The paper that a buyer holds: one or more draw numbers and the validation number that proves them.
public struct BearerTicket: Hashable, Sendable {
    public var event: TicketEvent
    public var ticket: TicketID
    /// One or more.
    public var numbers: [UInt32]
    public var package: String
    public var price: Int64
    public var issuedAt: Instant
    public var validation: ValidationNumber
    public var barcode: TicketBarcode
    public var mark: TicketMark?

    public var rsu: RSUID { ticket.rsu }

    /// The ticket of a sale; nil when the key is not the one that the sale was made with.
    public init?(_ sale: SaleUpload, event: TicketEvent, key: UnitValidationKey, packageTitle: String? = nil, mark: TicketMark? = nil) {
        guard let barcode = TicketBarcode(key: key, sequence: sale.sequence), barcode.ticket == sale.ticket,
            barcode.raffle == sale.raffle, barcode.validation.matches(sale.validation)
        else { return nil }
        self.event = event
        ticket = sale.ticket
        numbers = sale.numbers
        package = packageTitle ?? sale.package.text
        price = sale.price
        issuedAt = sale.soldAt
        validation = sale.validation
        self.barcode = barcode
        self.mark = mark
    }
}

/// The stub from which a winner is drawn: exactly one draw number of a ticket.
public struct Counterfoil: Hashable, Sendable {
    public var event: TicketEvent
    public var ticket: TicketID
    public var number: UInt32
    /// The price of the ticket that the number is on.
    public var value: Int64
    public var issuedAt: Instant
    public var validation: ValidationNumber
    public var barcode: TicketBarcode
    public var mark: TicketMark?

    /// One for each number of the ticket, in its order.
    public static func all(of ticket: BearerTicket) -> [Counterfoil] {
        ticket.numbers.map { number in
            Counterfoil(
                event: ticket.event, ticket: ticket.ticket, number: number, value: ticket.price, issuedAt: ticket.issuedAt,
                validation: ticket.validation, barcode: ticket.barcode, mark: ticket.mark)
        }
    }

    private init(
        event: TicketEvent, ticket: TicketID, number: UInt32, value: Int64, issuedAt: Instant, validation: ValidationNumber,
        barcode: TicketBarcode, mark: TicketMark?
    ) {
        self.event = event
        self.ticket = ticket
        self.number = number
        self.value = value
        self.issuedAt = issuedAt
        self.validation = validation
        self.barcode = barcode
        self.mark = mark
    }
}

/// Anything that goes to a printer.
public enum TicketDocument: Hashable, Sendable {
    case bearer(BearerTicket)
    case counterfoil(Counterfoil)

    public var ticket: TicketID {
        switch self {
        case .bearer(let ticket): ticket.ticket
        case .counterfoil(let stub): stub.ticket
        }
    }
}
