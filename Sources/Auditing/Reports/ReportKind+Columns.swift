extension ReportKind {
    /// The columns of the rows.
    public var columns: [ReportColumn] {
        switch self {
        case .drawing: Self.drawingColumns
        case .exceptions: Self.exceptionColumns
        case .bearerTickets: Self.ticketColumns
        case .salesByRSU: Self.salesColumns
        case .voidedNumbers: Self.voidColumns
        case .rsuEvents: Self.eventColumns
        case .rsuCorruption: Self.corruptionColumns
        }
    }

    /// One row for each number called, winning or not.
    private static let drawingColumns = [
        ReportColumn("drawOrder", "Order", .number, width: 5),
        ReportColumn("calledAt", "Called at", .time),
        ReportColumn("prize", "Prize", .text),
        ReportColumn("attempt", "Attempt", .number, width: 7),
        ReportColumn("method", "Method", .text, width: 12),
        ReportColumn("number", "Number", .number),
        ReportColumn("verdict", "Verdict", .text, width: 10),
        ReportColumn("ticket", "Ticket", .text),
        ReportColumn("prizeValue", "Prize value", .money, isTotalled: true),
        ReportColumn("officialAt", "Official at", .time),
        ReportColumn("claimStatus", "Claim", .text, width: 10),
        ReportColumn("claimedAt", "Claimed at", .time),
        ReportColumn("paid", "Paid", .money, isTotalled: true),
    ]

    private static let exceptionColumns = [
        ReportColumn("entry", "Entry", .number),
        ReportColumn("at", "Time", .time),
        ReportColumn("event", "Event", .text, width: 24),
        ReportColumn("severity", "Severity", .text, width: 8),
        ReportColumn("component", "Component", .text),
        ReportColumn("actor", "User", .text),
        ReportColumn("element", "Element", .text),
        ReportColumn("before", "Before", .text),
        ReportColumn("after", "After", .text),
        ReportColumn("detail", "Detail", .text, width: 40),
    ]

    /// One row for each ticket; voided ones stay, and say so in `status`.
    private static let ticketColumns = [
        ReportColumn("ticket", "Ticket", .text),
        ReportColumn("rsu", "RSU", .text, width: 12),
        ReportColumn("sequence", "Sequence", .number),
        ReportColumn("soldAt", "Sold at", .time),
        ReportColumn("operator", "Operator", .text, width: 12),
        ReportColumn("package", "Package", .text, width: 10),
        ReportColumn("price", "Price", .money, isTotalled: true),
        ReportColumn("payment", "Payment", .text, width: 12),
        ReportColumn("numberCount", "Count", .number, width: 7, isTotalled: true),
        ReportColumn("numbers", "Draw numbers", .text, width: 40),
        ReportColumn("status", "Status", .text, width: 8),
        ReportColumn("flags", "Flags", .text, width: 18),
    ]

    private static let salesColumns = [
        ReportColumn("rsu", "RSU", .text, width: 12),
        ReportColumn("operators", "Operators", .text),
        ReportColumn("allocated", "Allocated", .number, isTotalled: true),
        ReportColumn("ticketsSold", "Tickets", .number, isTotalled: true),
        ReportColumn("numbersSold", "Numbers", .number, isTotalled: true),
        ReportColumn("gross", "Gross", .money, isTotalled: true),
        ReportColumn("ticketsVoided", "Voided", .number, isTotalled: true),
        ReportColumn("numbersVoided", "Void nos.", .number, isTotalled: true),
        ReportColumn("misprints", "Misprints", .number, isTotalled: true),
        ReportColumn("refunds", "Refunds", .money, isTotalled: true),
        ReportColumn("net", "Net", .money, isTotalled: true),
        ReportColumn("numbersInPlay", "In play", .number, isTotalled: true),
        ReportColumn("unsold", "Unsold", .number, isTotalled: true),
        ReportColumn("status", "Status", .text, width: 12),
    ]

    private static let voidColumns = [
        ReportColumn("number", "Number", .number),
        ReportColumn("validation", "Validation number", .text, width: 21),
        ReportColumn("ticket", "Ticket", .text),
        ReportColumn("rsu", "RSU", .text, width: 12),
        ReportColumn("reason", "Reason", .text, width: 12),
        ReportColumn("note", "Note", .text, width: 24),
        ReportColumn("voidedAt", "Voided at", .time),
        ReportColumn("voidedBy", "Voided by", .text, width: 12),
    ]

    private static let eventColumns = [
        ReportColumn("rsu", "RSU", .text, width: 12),
        ReportColumn("at", "Time", .time),
        ReportColumn("event", "Event", .text, width: 24),
        ReportColumn("severity", "Severity", .text, width: 8),
        ReportColumn("actor", "User", .text, width: 12),
        ReportColumn("text", "What happened", .text, width: 48),
        ReportColumn("ledger", "Ledger", .text, width: 12),
        ReportColumn("entry", "Entry", .number),
    ]

    private static let corruptionColumns = [
        ReportColumn("rsu", "RSU", .text, width: 12),
        ReportColumn("operator", "Operator", .text, width: 12),
        ReportColumn("collected", "Money collected", .money, isTotalled: true),
        ReportColumn("reason", "Reason", .text, width: 40),
        ReportColumn("at", "Found at", .time),
        ReportColumn("recovered", "Recovered", .text, width: 12),
    ]
}
