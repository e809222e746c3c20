import Testing

@testable import Raffles

@Suite("Listing tickets")
struct ListingTests {
    /// All places page by page.
    private func all(_ kinds: Set<TicketListing>, limit: Int, of record: RaffleRecord) -> [Int] {
        var (found, after): ([Int], Int?) = ([], nil)
        repeat {
            let page = record.places(listedAs: kinds, after: after, limit: limit)
            #expect(page.places.count <= limit)
            if let after, let next = page.next { #expect(next > after) }
            found += page.places
            after = page.next
        } while after != nil
        return found
    }

    @Test("Whatever the size of a page, every ticket is listed once, in the order of the ledger, as what it is")
    func pages() throws {
        var scene = try RecordScene()
        for rsu in [RecordScene.a, RecordScene.b] { scene.sellAndUpload(rsu, [String](repeating: "P1", count: 40)) }
        for sequence in [3, 7, 39] {
            let ticket = known(TicketID(rsu: RecordScene.a, sequence: UInt64(sequence)))
            #expect(scene.perform(.void(ticket: ticket, reason: .misprint, note: nil, refund: nil), RecordScene.manager).refusal == nil)
        }
        for sequence in [1, 40] {
            let ticket = known(TicketID(rsu: RecordScene.b, sequence: UInt64(sequence)))
            #expect(scene.perform(.mark(ticket: ticket, reason: .customer, note: "why"), RecordScene.manager).refusal == nil)
        }
        let record = try scene.replayed()
        for limit in [1, 2, 3, 7, 80, 1_000] {
            #expect(all([.void], limit: limit, of: record) == [2, 6, 38])
            #expect(all([.marked], limit: limit, of: record) == [40, 79])
            #expect(all([.marked, .void], limit: limit, of: record) == [2, 6, 38, 40, 79])
            #expect(all([.sold], limit: limit, of: record) == (0..<80).filter { ![2, 6, 38, 40, 79].contains($0) })
            #expect(all(Set(TicketListing.allCases), limit: limit, of: record) == Array(0..<80))
            #expect(all([.winner, .claimed], limit: limit, of: record).isEmpty)
        }
        let marked = record.ticket(at: 40)
        #expect(marked.change == RaffleTicket.Change(at: scene.now, by: RecordScene.manager.user))
        #expect(record.ticket(at: 0).change == nil)
        #expect(record.places(listedAs: [.sold], after: 79, limit: 5).places.isEmpty)
        #expect(record.places(listedAs: [.sold], after: .max, limit: 5).next == nil)
        #expect(record.places(listedAs: [], limit: 5).places.isEmpty)
        #expect(record.places(listedAs: [.sold], limit: 0).places.isEmpty)
    }
}
