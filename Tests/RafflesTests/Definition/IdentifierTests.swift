import Testing

@testable import Raffles

@Suite("Raffle identifiers")
struct IdentifierTests {
    @Test("A raffle's id is 1 to 64 small letters, digits and dashes")
    func raffle() {
        let longest = String(repeating: "a", count: 64)
        for good in ["a", "winter-5050", "0", "-", longest] { #expect(RaffleID(good)?.text == good) }
        for bad in ["", "A", "a_b", "a.b", "a/b", "a b", "é", longest + "a", "a\n"] { #expect(RaffleID(bad) == nil, "\(bad)") }
    }

    @Test("Other ids are 1 to 64 letters, digits and - _ .")
    func others() {
        let longest = String(repeating: "Z", count: 64)
        for good in ["RSU-A", "op7", "a_b.c", "0", longest] {
            #expect(RSUID(good)?.text == good && UserID(good)?.text == good && PackageID(good)?.text == good && PrizeID(good)?.text == good)
        }
        for bad in ["", "a b", "a|b", "é", longest + "a", "a\u{0}", "Å"] {
            #expect(RSUID(bad) == nil && UserID(bad) == nil && PackageID(bad) == nil && PrizeID(bad) == nil, "\(bad)")
        }
    }

    @Test("A ticket's id is its unit and the unit's count, and only in one writing")
    func ticket() throws {
        let ticket = try #require(TicketID("RSU-A-17"))
        #expect(ticket.rsu.text == "RSU-A" && ticket.sequence == 17 && ticket.text == "RSU-A-17")
        #expect(TicketID("--1")?.rsu.text == "-")
        #expect(TicketID("a-9007199254740991")?.sequence == TicketID.sequenceMax)
        for bad in [
            "", "RSU", "RSU-", "RSU-0", "RSU-01", "RSU-+1", "RSU--", "-1", "RSU-1 ", "RSU-9007199254740992", "RSU-99999999999999999999",
        ] {
            #expect(TicketID(bad) == nil, "\(bad)")
        }
    }

    @Test("Tickets of a unit sort by the order of its sales, not by their digits")
    func order() {
        let texts = ["B-1", "A-10", "A-9", "A-B-1"]
        #expect(texts.compactMap { TicketID($0) }.sorted().map(\.text) == ["A-9", "A-10", "A-B-1", "B-1"])
    }

    @Test("A range of numbers is bounded in place and in width")
    func range() {
        #expect(NumberRange(first: 1, last: 1)?.count == 1)
        #expect(NumberRange(first: 3_980_000_001, last: 4_000_000_000)?.count == 20_000_000)
        #expect(NumberRange(first: 1, last: 20_000_001) == nil)
        #expect(NumberRange(first: 0, last: 5) == nil)
        #expect(NumberRange(first: 6, last: 5) == nil)
        #expect(NumberRange(first: 4_000_000_000, last: 4_000_000_001) == nil)
        let range = NumberRange(first: 5, last: 7)
        #expect((1...9).filter { range?.contains($0) ?? false } == [5, 6, 7])
    }
}
