internal import Raffles

/// How each ticket was paid for, which the record does not keep: read from the ledger in one pass.
struct PaymentBook {
    private var methods: [UInt8] = []
    /// Where a ticket's reference ends in `references`.
    private var ends: [UInt32] = []
    private var references: [UInt8] = []

    init(_ books: RaffleBooks) throws {
        methods.reserveCapacity(books.record.ticketCount)
        ends.reserveCapacity(books.record.ticketCount)
        try books.ledger.forEachEntry(in: books.entries) { entry, _ in
            if EntryScanner.isSale(entry), case .sale(let sale) = try RaffleEntry(decoding: entry).body { add(sale.upload.payment) }
            return true
        }
    }

    private mutating func add(_ payment: Payment) {
        methods.append(UInt8(Payment.Method.allCases.firstIndex(of: payment.method) ?? 0))
        references.append(contentsOf: payment.reference.utf8)
        // 4 GiB of references are more than any store holds of one raffle's sales.
        ends.append(UInt32(clamping: references.count))
    }

    /// The method and, where there is one, the reference of the ticket at a place in ledger order.
    func text(at place: Int) -> String {
        let method = Payment.Method.allCases[Int(methods[place])].rawValue
        let start = place == 0 ? 0 : Int(ends[place - 1])
        let reference = references[start..<Int(ends[place])]
        return reference.isEmpty ? method : "\(method) \(String(decoding: reference, as: UTF8.self))"
    }
}
