internal import Ledger
public import Raffles

/// What a unit knows: the fold over its journal. The same records give the same memory, after every restart.
public struct UnitMemory: Sendable {
    public let header: JournalHeader
    public private(set) var standing = Standing.unregistered
    public private(set) var definition: RaffleDefinition?
    public private(set) var eventNumber: UInt64 = 0
    public private(set) var key: UnitValidationKey?
    /// All numbers ever leased to the unit in this raffle, in the order in which it sells them.
    public private(set) var numbers: [UInt32] = []
    /// Positions of those leases, in the order in which they came: what a server asks for that was restored.
    public private(set) var leases: [Range<Int>] = []
    /// How many of ``numbers`` are sold.
    public private(set) var numbersSold = 0
    /// In the order of sequences, which are 1…
    public private(set) var sales: [SaleUpload] = []
    /// Sequences whose ticket is not known to have come out of the printer.
    public private(set) var unprinted: Set<UInt64> = []
    /// Counterfoils that are not on paper.
    public private(set) var counterfoils = CounterfoilQueue()
    public private(set) var notes: [UnitNote] = []
    public private(set) var acknowledgedSales: UInt64 = 0
    public private(set) var acknowledgedNotes: UInt64 = 0
    /// Minor units.
    public private(set) var collected: Int64 = 0
    /// Who is logged on.
    public private(set) var seller: UserID?
    /// Who was logged on last.
    public private(set) var lastSeller: UserID?
    /// The buffer was full, and the server has not taken enough since.
    public private(set) var isDeactivated = false
    public private(set) var suspension: String?
    /// An outage was noted, and not its end.
    public private(set) var isOffline = false
    /// Why this memory is not to be trusted ever again.
    public private(set) var failure: UnitError?
    public private(set) var closing: CloseCause?
    public private(set) var closed: SaleStatement?
    /// The latest time in the journal.
    public private(set) var latest: Instant

    private var ids: [SaleID: UInt64] = [:]
    private var leased: Set<UInt32> = []

    init(_ header: JournalHeader) {
        self.header = header
        latest = header.at
    }

    /// Sales that the server has not confirmed.
    public var unsynced: Int { sales.count - Int(acknowledgedSales) }

    public var numbersLeft: Int { numbers.count - numbersSold }

    public func sale(_ id: SaleID) -> SaleUpload? { ids[id].flatMap(sale(sequence:)) }

    public func sale(sequence: UInt64) -> SaleUpload? {
        (1...UInt64(sales.count + 1)).contains(sequence) && sequence <= UInt64(sales.count) ? sales[Int(sequence) - 1] : nil
    }

    /// Whether any of a lease's numbers is the unit's already.
    func overlaps(_ lease: Lease) -> Bool { lease.numbers.contains { leased.contains($0) } }

    public var statement: SaleStatement { SaleStatement(raffle: header.raffle, rsu: header.rsu, of: sales) }

    /// Takes the next record in.
    ///
    /// - Throws: what is impossible about it: no unit ever wrote such a journal.
    mutating func apply(_ record: JournalRecord) throws(FormatError) {
        switch record {
        case .opened: throw FormatError(field: "", message: "a second beginning")
        case .standing(let standing, _): self.standing = standing
        case .configured(let definition, let eventNumber, _):
            self.definition = definition
            self.eventNumber = eventNumber
        case .lease(let lease, _):
            guard lease.raffle == header.raffle, lease.rsu == header.rsu else { throw wrong("a lease of another unit") }
            guard !overlaps(lease) else { throw wrong("a lease of numbers that the unit has") }
            numbers += lease.numbers
            leases.append(lease.from..<lease.to)
            leased.formUnion(lease.numbers)
            key = lease.key
        case .sale(let sale, let collected): try apply(sale, collected: collected)
        case .printed(let sequence, _, _):
            guard sale(sequence: sequence) != nil else { throw wrong("a ticket printed that was not sold") }
            unprinted.remove(sequence)
        case .printFailed(let sequence, _, _, _):
            guard sale(sequence: sequence) != nil else { throw wrong("a ticket printed that was not sold") }
            unprinted.insert(sequence)
        case .counterfoilPrinter(let printer, _): counterfoils.set(printer)
        case .counterfoilsBegun(let sequence, _): try counterfoils.begin(sequence)
        case .counterfoilsPrinted(let sequence, let count, let fault, _):
            try counterfoils.end(sequence, printed: count, isWhole: fault == nil)
        case .note(let note): try apply(note)
        case .acknowledged(let sales, let notes, _, _):
            // The marks fall when the server was restored from an older backup.
            guard sales <= UInt64(self.sales.count), notes <= UInt64(self.notes.count) else {
                throw wrong("an acknowledgement of what there is not")
            }
            acknowledgedSales = sales
            acknowledgedNotes = notes
            if let definition, unsynced < max(1, definition.rsu.bufferLimit) { isDeactivated = false }
        case .suspended(let reason, _): suspension = reason
        case .resumed: suspension = nil
        case .closing(let cause, _): closing = closing ?? cause
        case .closed(let statement, _):
            guard closing != nil, statement == self.statement else { throw wrong("a statement that is not over the sales") }
            closed = statement
        }
        latest = max(latest, record.at)
    }

    private mutating func apply(_ sale: SaleUpload, collected: Int64) throws(FormatError) {
        guard sale.raffle == header.raffle, sale.rsu == header.rsu, sale.sequence == UInt64(sales.count) + 1 else {
            throw wrong("a sale out of turn")
        }
        guard numbersLeft >= sale.numbers.count, numbers[numbersSold..<(numbersSold + sale.numbers.count)].elementsEqual(sale.numbers)
        else {
            throw wrong("a sale of numbers that were not next")
        }
        guard closing == nil, ids[sale.sale] == nil, Money.sum(self.collected, sale.price) == collected,
            let key, key.number(sequence: sale.sequence).matches(sale.validation)
        else { throw wrong("a sale that cannot have been") }
        numbersSold += sale.numbers.count
        sales.append(sale)
        ids[sale.sale] = sale.sequence
        unprinted.insert(sale.sequence)
        counterfoils.add(sale.sequence, count: sale.numbers.count)
        self.collected = collected
    }

    private mutating func apply(_ note: UnitNote) throws(FormatError) {
        guard note.number == UInt64(notes.count) + 1 else { throw wrong("a note out of turn") }
        notes.append(note)
        switch note.body {
        case .event(.logon, _):
            seller = note.by
            lastSeller = note.by
        case .event(.logoff, _): seller = nil
        case .event(.bufferFull, _): isDeactivated = true
        case .event(.saleConflict, let data): failure = failure ?? .conflict(sequence: Self.count("sequence", in: data))
        case .event(.memoryCorrupt, let data):
            failure = failure ?? .memoryBehindServer(server: Self.count("server", in: data), unit: Self.count("unit", in: data))
        case .event(.offlineStarted, _): isOffline = true
        case .event(.offlineEnded, _): isOffline = false
        default: break
        }
    }

    private static func count(_ name: String, in data: [JSONMember]) -> UInt64 {
        UInt64(data.first { $0.name == name }?.value.integerValue ?? 0)
    }

    private func wrong(_ message: String) -> FormatError { FormatError(field: "", message: message) }
}
