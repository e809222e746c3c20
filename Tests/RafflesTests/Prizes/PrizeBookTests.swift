import Ledger
import Testing

@testable import Raffles

@Suite("Prizes")
struct PrizeBookTests {
    private static let noon = Instant(milliseconds: 1_768_500_000_000)

    private static func id(_ text: String) throws -> PrizeID { try #require(PrizeID(text)) }

    private static func prize(
        _ rule: Prize.Rule, minimum: Int64? = nil, cap: Int64? = nil, behaviour: Prize.CapBehaviour = .clamp, before: Instant? = nil,
        id text: String = "main"
    ) throws -> Prize {
        Prize(id: try id(text), title: text, rule: rule, minimum: minimum, cap: cap, capBehaviour: behaviour, salesBefore: before)
    }

    @Test("Half of 17000 net is 8500, and the rest is the organisation's")
    func halfOfNet() throws {
        let definition = try RaffleDefinition.admit(SampleDefinition.rivertown)
        let sales = SalesTotals(gross: 20_000, refunds: 3000)
        let table = PrizeBook(definition).table(total: sales)
        #expect(PrizeBook(definition).amounts(total: sales) == [try Self.id("main"): 8500])
        #expect(table.amount(of: try Self.id("main")) == 8500)
        #expect(table.amount(of: try Self.id("other")) == nil)
        #expect(table.prizes == 8500 && table.residue == 8500)
        #expect(table.awards[0].explanation == "50.00 % of net 17000 = 8500")
        #expect(table.json()["residue"] == 8500)
        #expect(table.json()["prizes"]?.arrayValue?.first?["limit"] == JSONValue.null)
    }

    @Test(
        "Amounts follow rule, minimum and cap",
        arguments: [
            (.fixed(700), nil, nil, 0, 0, 700, nil),
            (.percentage(of: .gross, basisPoints: 5000, seed: 0), nil, nil, 20_001, 3000, 10_000, nil),
            (.percentage(of: .net, basisPoints: 5000, seed: 0), nil, nil, 20_000, 3001, 8499, nil),
            (.percentage(of: .net, basisPoints: 3333, seed: 100), nil, nil, 1000, 1, 432, nil),
            (.percentage(of: .net, basisPoints: 5000, seed: 0), 500, nil, 999, 0, 500, .minimum),
            (.percentage(of: .net, basisPoints: 5000, seed: 0), 500, nil, 1000, 0, 500, nil),
            (.percentage(of: .net, basisPoints: 5000, seed: 0), 500, nil, 0, 0, 500, .minimum),
            (.percentage(of: .gross, basisPoints: 5000, seed: 0), nil, 2_500_000, 5_000_000, 0, 2_500_000, nil),
            (.percentage(of: .gross, basisPoints: 5000, seed: 0), nil, 2_500_000, 5_000_002, 0, 2_500_000, .cap),
            (.percentage(of: .gross, basisPoints: 10_000, seed: 0), 9, 10, 11, 0, 10, .cap),
            (.percentage(of: .gross, basisPoints: 1, seed: 0), nil, nil, 9999, 0, 0, nil),
        ] as [(Prize.Rule, Int64?, Int64?, Int64, Int64, Int64, PrizeAward.Limit?)])
    func amount(
        rule: Prize.Rule, minimum: Int64?, cap: Int64?, gross: Int64, refunds: Int64, amount: Int64, limit: PrizeAward.Limit?
    ) throws {
        let book = PrizeBook(prizes: [try Self.prize(rule, minimum: minimum, cap: cap)])
        let award = book.table(total: SalesTotals(gross: gross, refunds: refunds)).awards[0]
        #expect(award.amount == amount)
        #expect(award.limit == limit)
    }

    @Test("What rounding leaves goes to the organisation; nothing is lost")
    func residue() throws {
        let thirds = try (0..<3).map { try Self.prize(.percentage(of: .net, basisPoints: 3333, seed: 0), id: "p\($0)") }
        for gross in Int64(0)..<3000 {
            let table = PrizeBook(prizes: thirds).table(total: SalesTotals(gross: gross))
            #expect(table.prizes + table.residue == gross)
            #expect(table.residue >= 0 && table.residue <= 3 + gross / 10_000)
        }
    }

    @Test("A guaranteed prize that sales do not cover is the organisation's loss")
    func shortfall() throws {
        let table = PrizeBook(prizes: [try Self.prize(.fixed(1000))]).table(total: SalesTotals(gross: 300))
        #expect(table.residue == -700)
        #expect(table.awards[0].explanation == "fixed 1000")
    }

    @Test("Selling stops with the sale that reaches the cap, and the prize is the cap")
    func stop() throws {
        let rule = Prize.Rule.percentage(of: .gross, basisPoints: 5000, seed: 0)
        let book = PrizeBook(prizes: [try Self.prize(rule, cap: 1000, behaviour: .stop)])
        #expect(book.salesStop(total: SalesTotals(gross: 1999)) == nil)
        #expect(book.salesStop(total: SalesTotals(gross: 2000)) == (try Self.id("main")))
        #expect(book.salesStop(total: SalesTotals(gross: 2600)) == (try Self.id("main")))
        #expect(book.table(total: SalesTotals(gross: 2600)).prizes == 1000)
        let clamped = PrizeBook(prizes: [try Self.prize(rule, cap: 1000, behaviour: .clamp)])
        #expect(clamped.salesStop(total: SalesTotals(gross: 2600)) == nil)
        #expect(clamped.table(total: SalesTotals(gross: 2600)).awards[0].explanation == "50.00 % of gross 2600 = 1300, cap 1000")
    }

    @Test("A refund can take a net prize below its cap again, so that selling goes on")
    func refundBelowCap() throws {
        let rule = Prize.Rule.percentage(of: .net, basisPoints: 5000, seed: 0)
        let book = PrizeBook(prizes: [try Self.prize(rule, cap: 1000, behaviour: .stop)])
        #expect(book.salesStop(total: SalesTotals(gross: 2000)) != nil)
        #expect(book.salesStop(total: SalesTotals(gross: 2000, refunds: 1)) == nil)
    }

    @Test("An early bird is of the sales before its time")
    func earlyBird() throws {
        let later = Self.noon.adding(seconds: 60)
        let rule = Prize.Rule.percentage(of: .gross, basisPoints: 1000, seed: 0)
        let book = PrizeBook(prizes: [
            try Self.prize(rule, before: later, id: "late"), try Self.prize(rule, before: Self.noon, id: "early"), try Self.prize(rule),
            try Self.prize(rule, before: Self.noon, id: "early2"),
        ])
        #expect(book.cutoffs == [Self.noon, later])
        let before = [Self.noon: SalesTotals(gross: 1000), later: SalesTotals(gross: 5000)]
        let amounts = book.amounts(total: SalesTotals(gross: 20_000), before: before)
        #expect(amounts == [try Self.id("late"): 500, try Self.id("early"): 100, try Self.id("main"): 2000, try Self.id("early2"): 100])
        #expect(book.amounts(total: SalesTotals(gross: 20_000))[try Self.id("early")] == 0)
    }

    @Test("The largest sales that a definition allows overflow nothing")
    func largest() throws {
        let prizes = try (0..<64).map { index in
            try Self.prize(.percentage(of: .gross, basisPoints: 156, seed: RaffleDefinition.amountMax), id: "p\(index)")
        }
        let table = PrizeBook(prizes: prizes).table(total: SalesTotals(gross: Money.max))
        #expect(
            table.awards.allSatisfy {
                $0.amount == RaffleDefinition.amountMax + Money.max / 10_000 * 156 + Money.max % 10_000 * 156 / 10_000
            })
        #expect(table.prizes + table.residue == Money.max)
    }
}
