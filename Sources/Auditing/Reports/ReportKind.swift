/// The seven reports that GLI-31 §2.8.1 asks for, for each draw conducted.
public enum ReportKind: String, Hashable, Sendable, CaseIterable {
    /// §2.8.1a: sales, prizes, numbers in play, winning numbers.
    case drawing
    /// §2.8.1b: parameter changes, corrections, overrides, voids, refusals.
    case exceptions
    /// §2.8.1c: every bearer ticket sold.
    case bearerTickets = "bearer-tickets"
    /// §2.8.1d: what each selling unit sold, voided and misprinted.
    case salesByRSU = "sales-by-rsu"
    /// §2.8.1e: every voided number with its validation number.
    case voidedNumbers = "voided-numbers"
    /// §2.8.1f: all events of each selling unit.
    case rsuEvents = "rsu-events"
    /// §2.8.1g: units that can't be reconciled.
    case rsuCorruption = "rsu-corruption"

    public var title: String {
        switch self {
        case .drawing: "Raffle Drawing Report"
        case .exceptions: "Exception Report"
        case .bearerTickets: "Bearer Tickets Report"
        case .salesByRSU: "Sales by RSU"
        case .voidedNumbers: "Voided Draw Number Report"
        case .rsuEvents: "RSU Event Log"
        case .rsuCorruption: "RSU Corruption Log"
        }
    }

    /// The clause of GLI-31 v1.1.
    public var clause: String {
        switch self {
        case .drawing: "§2.8.1a"
        case .exceptions: "§2.8.1b"
        case .bearerTickets: "§2.8.1c"
        case .salesByRSU: "§2.8.1d"
        case .voidedNumbers: "§2.8.1e"
        case .rsuEvents: "§2.8.1f"
        case .rsuCorruption: "§2.8.1g"
        }
    }

    /// The order in which rows are written: the same record gives the same bytes.
    public var rowOrder: String {
        switch self {
        case .drawing: "by the ledger's order of draws and attempts"
        case .exceptions: "by the ledger's order"
        case .bearerTickets: "by RSU, then sequence"
        case .salesByRSU: "by RSU"
        case .voidedNumbers: "by number"
        case .rsuEvents: "by RSU, then time, then ledger and index"
        case .rsuCorruption: "by RSU, then the ledger's order"
        }
    }

    /// Values above the rows. All money in minor units.
    public var facts: [ReportColumn] {
        switch self {
        case .drawing: Self.drawingFacts
        case .voidedNumbers:
            [
                ReportColumn("ticketsVoided", "Tickets voided", .number),
                ReportColumn("refunds", "Refunds", .money),
            ]
        case .bearerTickets:
            [
                ReportColumn("ticketsVoided", "Of these, voided", .number),
                ReportColumn("refunds", "Refunds", .money),
            ]
        case .exceptions, .salesByRSU, .rsuEvents, .rsuCorruption: []
        }
    }

    private static let drawingFacts = [
        ReportColumn("eventAt", "Date and time of the event", .time),
        ReportColumn("ticketsSold", "Bearer tickets sold", .number),
        ReportColumn("ticketsVoided", "Bearer tickets voided", .number),
        ReportColumn("numbersSold", "Draw numbers sold", .number),
        ReportColumn("numbersVoided", "Draw numbers voided", .number),
        ReportColumn("numbersInPlay", "Draw numbers in play", .number),
        ReportColumn("numbersUnsold", "Draw numbers unsold", .number),
        ReportColumn("gross", "Gross sales", .money),
        ReportColumn("refunds", "Refunds", .money),
        ReportColumn("net", "Net sales", .money),
        ReportColumn("prizeRule", "Prize distribution", .text),
        ReportColumn("prizeAwarded", "Prize value awarded", .money),
        ReportColumn("retained", "Kept by the organisation", .money),
    ]
}
