public import Raffles

/// One record of a unit's journal. What a unit is and has is the fold over these: ``UnitMemory``.
public enum JournalRecord: Sendable {
    /// The first record, and only the first.
    case opened(JournalHeader)
    case standing(Standing, at: Instant)
    /// The raffle as the server defined it.
    case configured(RaffleDefinition, eventNumber: UInt64, at: Instant)
    case lease(Lease, at: Instant)
    /// Written, and on the medium, before the ticket is printed. `collected` is the money of all sales with this one.
    case sale(SaleUpload, collected: Int64)
    /// The printer said that the ticket came out.
    case printed(sequence: UInt64, collected: Int64, at: Instant)
    case printFailed(sequence: UInt64, fault: PrinterFault, collected: Int64, at: Instant)
    /// Whether the unit prints counterfoils; those of the sales that follow wait for it in a queue.
    case counterfoilPrinter(CounterfoilPrinter, at: Instant)
    /// The counterfoils of a sale that have not come out go to the printer. Without the record that follows nobody knows whether they did.
    case counterfoilsBegun(sequence: UInt64, at: Instant)
    /// How many of them came out; with a fault the rest did not.
    case counterfoilsPrinted(sequence: UInt64, count: Int, fault: PrinterFault?, at: Instant)
    /// Also a unit's significant events, void requests and reprints.
    case note(UnitNote)
    /// The server has these, durably.
    case acknowledged(sales: UInt64, notes: UInt64, collected: Int64, at: Instant)
    case suspended(String, at: Instant)
    case resumed(at: Instant)
    /// Selling is over, for good.
    case closing(CloseCause, at: Instant)
    /// The server agrees with the statement.
    case closed(SaleStatement, at: Instant)
}

/// What the file is the journal of.
public struct JournalHeader: Hashable, Sendable {
    public static let format: Int64 = 1

    public let raffle: RaffleID
    public let rsu: RSUID
    /// The program that began it, such as `urna-rsu 1.0`; 1…64 printable ASCII characters.
    public let program: String
    public let at: Instant

    public init(raffle: RaffleID, rsu: RSUID, program: String, at: Instant) {
        self.raffle = raffle
        self.rsu = rsu
        self.program = program
        self.at = at
    }
}

/// How far the server lets a unit. A unit that nobody spoke for is unregistered.
public enum Standing: String, Sendable, CaseIterable, Comparable {
    case unregistered
    /// Known, not admitted.
    case registered
    /// Admitted, not switched on.
    case enrolled
    case enabled

    public static func < (left: Standing, right: Standing) -> Bool {
        func rank(_ standing: Standing) -> Int { allCases.firstIndex(of: standing) ?? 0 }
        return rank(left) < rank(right)
    }
}

public enum CloseCause: String, Sendable, CaseIterable {
    case time
    case manager
}
