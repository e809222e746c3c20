import Ledger
import Ports
import Raffles
import Testing

/// Every promise of `RaffleStore`.
struct RaffleStoreContract<Fixture: StoreFixture> {
    private let winter: RaffleID
    private let summer: RaffleID

    init() throws {
        winter = try #require(RaffleID("winter"))
        summer = try #require(RaffleID("summer"))
    }

    func keepsValuesWithTheirEntries() throws {
        let fixture = try Fixture()
        var head = TreeHead.empty
        try fixture.withStore { store throws in
            for raffle in [winter, summer] { try store.createLedger(.raffle(raffle.text)) }
            #expect(try store.kept("secret/D-1", of: winter) == nil)
            head = try store.append([[1], [2]], to: winter, keeping: [KeptValue(name: "secret/D-1", value: [7, 7])]).head
            #expect(head.size == 2)
            #expect(try store.append([], to: winter, keeping: [KeptValue(name: "notes/A", value: [])]).head == head)
            #expect(try store.kept("secret/D-1", of: summer) == nil, "another raffle's is its own")
        }
        try fixture.withStore { store throws in
            #expect(try store.replay(.raffle("winter")) { _ in } == head)
            #expect(try store.kept("secret/D-1", of: winter) == [7, 7])
            #expect(try store.kept("notes/A", of: winter) == [])
            _ = try store.append([[3]], to: winter, keeping: [KeptValue(name: "secret/D-1", value: [8])])
            #expect(try store.kept("secret/D-1", of: winter) == [8])
        }
    }

    func keepsNothingWithoutTheLedger() throws {
        try Fixture().withStore { store throws in
            expect(.notFound) { _ = try store.append([[1]], to: winter, keeping: [KeptValue(name: "a", value: [1])]) }
            #expect(try store.kept("a", of: winter) == nil)
        }
    }
}
