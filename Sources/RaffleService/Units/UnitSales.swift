internal import Ledger
internal import LedgerService
internal import Ports
public import Raffles
public import Selling

/// The sales of one unit, read back from the ledger.
struct UnitSales {
    let raffle: RunningRaffle
    let rsu: RSUID

    /// Entries read at a time.
    private static let page: UInt64 = 4_096

    /// Every sale of the unit, ascending by sequence.
    ///
    /// - Throws: `StoreError`; the entries were checked when they were appended.
    func all() throws -> [Raffles.SaleUpload] {
        let marker = Array("\"ticket\":\"\(rsu.text)-".utf8)
        let size = raffle.ledger.published.head.size
        var sales: [Raffles.SaleUpload] = []
        var next: UInt64 = 0
        while next < size {
            let run = try raffle.ledger.entries(in: next..<min(size, next + Self.page))
            try run.bytes.withUnsafeBytes { bytes in
                for offset in 0..<run.count {
                    let entry = UnsafeRawBufferPointer(rebasing: bytes[run.range(at: offset)])
                    // A sale ends with its ticket and type; most entries are other units' and are passed over unread.
                    guard Self.ends(entry, with: marker) else { continue }
                    if case .sale(let sale) = try RaffleEntry(decoding: entry).body { sales.append(sale.upload) }
                }
            }
            next += UInt64(run.count)
        }
        return sales.filter { $0.rsu == rsu }.sorted { $0.sequence < $1.sequence }
    }

    /// Whether a sale entry names a ticket of the unit.
    private static func ends(_ entry: UnsafeRawBufferPointer, with marker: [UInt8]) -> Bool {
        let tail: StaticString = "\",\"type\":\"sale\"}"
        let count = tail.utf8CodeUnitCount
        guard entry.count > count else { return false }
        let end = entry.count - count
        for place in 0..<count where entry[end + place] != tail.utf8Start[place] { return false }
        // Back over the digits of the sequence.
        var start = end
        while start > 0, entry[start - 1] &- UInt8(ascii: "0") < 10 { start -= 1 }
        guard start >= marker.count else { return false }
        return entry[(start - marker.count)..<start].elementsEqual(marker)
    }
}

extension RunningRaffle {
    /// What the ledger has of a unit's sales, as the unit itself would state it.
    ///
    /// Reads the unit's part of the ledger: do not call it on an event loop.
    public func statement(of rsu: RSUID) throws -> SaleStatement {
        let sales = try UnitSales(raffle: self, rsu: rsu).all()
        return SaleStatement(raffle: id, rsu: rsu, of: sales.compactMap { asWritten($0) })
    }

    /// The sale of a ticket, from the ledger.
    func sale(of ticket: TicketID) throws -> Raffles.SaleUpload {
        guard let index = reading({ $0.ticket(ticket)?.entry }) else {
            throw Refusal(.unknownTicket, "there is no such ticket", detail: ticket.text)
        }
        guard case .sale(let sale) = try RaffleEntry(decoding: try ledger.entries(in: index..<index + 1).entry(at: 0)).body else {
            throw StoreError(.corrupted, "entry \(index) of \(ledger.id) should be a sale and is not")
        }
        return sale.upload
    }
}
