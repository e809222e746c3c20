internal import Auditing
public import Raffles

/// All that reports are made from: one raffle's record and its ledger up to the same entry, and the system ledger.
///
/// The record is a copy of the moment. While a raffle sells, the first sale after copying makes the running raffle copy its tables: some
/// hundred milliseconds for a million tickets, and their memory a second time until the report is done.
public struct RaffleBooks: Sendable {
    let record: RaffleRecord
    let ledger: AuditedLedger
    /// The raffle's entries that the record stands for.
    let entries: Range<UInt64>
    let system: AuditedLedger?
    let validation: (@Sendable (TicketID) -> ValidationNumber)?

    /// - Parameters:
    ///   - ledger: the raffle's, at least as long as the record.
    ///   - system: for the events of selling units that no raffle's ledger has; nil to leave them out.
    ///   - validation: derives a ticket's validation number again; nil when the reader may not see them.
    public init(
        record: RaffleRecord, ledger: AuditedLedger, system: AuditedLedger?,
        validation: (@Sendable (TicketID) -> ValidationNumber)?
    ) {
        self.record = record
        self.ledger = ledger
        entries = 0..<record.size
        self.system = system
        self.validation = validation
    }
}

extension ReportCurrency {
    /// The digits that a currency has after the point, by ISO 4217.
    init(iso code: String) {
        switch code {
        case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF":
            self.init(code: code, decimals: 0)
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": self.init(code: code, decimals: 3)
        default: self.init(code: code)
        }
    }
}
