import Testing

@testable import Raffles

@Suite("Money")
struct MoneyTests {
    @Test("Shares are rounded down to the minor unit")
    func shares() {
        #expect(Money.share(of: 17_000, basisPoints: 5000) == 8500)
        #expect(Money.share(of: 1, basisPoints: 9999) == 0)
        #expect(Money.share(of: 3, basisPoints: 5000) == 1)
        #expect(Money.share(of: 999, basisPoints: 3333) == 332)
        #expect(Money.share(of: 0, basisPoints: 10_000) == 0)
        #expect(Money.share(of: 12_345, basisPoints: 0) == 0)
    }

    @Test("Shares of the largest amounts are exact")
    func large() {
        #expect(Money.share(of: Money.max, basisPoints: 10_000) == Money.max)
        #expect(Money.share(of: .max, basisPoints: 10_000) == .max)
        #expect(Money.share(of: .max, basisPoints: 9999) == 9_222_449_699_651_090_329)
        #expect(Money.share(of: Money.max, basisPoints: 1) == 900_719_925_474)
    }

    @Test("Sums and products beyond the largest amount are refused")
    func overflow() {
        #expect(Money.sum(Money.max, 0) == Money.max)
        #expect(Money.sum(Money.max, 1) == nil)
        #expect(Money.sum(-Money.max, -1) == nil)
        #expect(Money.sum(.max, .max) == nil)
        #expect(Money.sum([1, 2, -3, 500]) == 500)
        #expect(Money.sum([Money.max, 1]) == nil)
        #expect(Money.product(1_000_000_000_000, 9007) == 9_007_000_000_000_000)
        #expect(Money.product(1_000_000_000_000, 9008) == nil)
        #expect(Money.product(.max, 3) == nil)
    }

    @Test("Net is gross less refunds, never below nothing")
    func net() {
        #expect(SalesTotals(gross: 20_000, refunds: 3000).net == 17_000)
        #expect(SalesTotals(gross: 1, refunds: 2).net == 0)
    }
}
