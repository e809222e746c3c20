import Randomness
import Testing

/// Each test against a fault that is made for it, small enough that eyes wouldn't see it.
@Suite("Every test finds its own fault")
struct PowerTests {
    typealias Rule = @Sendable (_ past: [Int], _ good: inout RejectionSampling<GoodWords>) -> Int

    /// One time in `rarity` the outcome `distance` back comes again.
    private static func echo(_ distance: Int, oneIn rarity: Int, range: Int) -> Rule {
        { past, good in
            past.count >= distance && good.next(below: rarity) == 0 ? past[past.count - distance] : good.next(below: range)
        }
    }

    static let faults: [String: (range: Int, rule: Rule)] = [
        "chi-square": (7, { _, good in good.next(below: 12) == 0 ? 0 : good.next(below: 7) }),
        // Blocks that favour the low half and the high half by turns: even over the whole stream.
        "equidistribution": (
            6,
            { past, good in
                let favoured = past.count / 300 % 2 * 3
                return good.next(below: 5) == 0 ? favoured + good.next(below: 3) : good.next(below: 6)
            }
        ),
        "gap": (49, echo(1, oneIn: 8, range: 49)),
        "overlaps": (
            5,
            { past, good in
                guard past.count >= 2, good.next(below: 6) == 0 else { return good.next(below: 5) }
                return (past[past.count - 1] + past[past.count - 2]) % 5
            }
        ),
        "poker": (16, echo(2, oneIn: 6, range: 16)),
        "coupon collector": (7, echo(1, oneIn: 8, range: 7)),
        "permutation": (1_000, { past, good in max(good.next(below: 1_000), past.count % 4 == 3 && good.next(below: 5) == 0 ? 800 : 0) }),
        "Kolmogorov-Smirnov": (1_000, { _, good in good.next(below: 8) == 0 ? good.next(below: 500) : good.next(below: 1_000) }),
        "adjacency": (
            49,
            { past, good in
                var outcome = good.next(below: 49)
                while outcome == past.last { outcome = good.next(below: 49) }
                return outcome
            }
        ),
        "order statistic": (100, { past, good in past.count % 5 == 0 && good.next(below: 6) == 0 ? 95 : good.next(below: 100) }),
        "runs": (
            1_000,
            { past, good in
                let outcome = good.next(below: 1_000)
                guard let last = past.last, outcome < last, good.next(below: 6) == 0 else { return outcome }
                return last + (1_000 - last) / 2
            }
        ),
        "interplay correlation": (
            49,
            { past, good in
                past.count % 6 == 4 && good.next(below: 5) == 0 ? past[past.count - 3] : good.next(below: 49)
            }
        ),
        "serial correlation": (1_000, echo(7, oneIn: 12, range: 1_000)),
        "subsequences": (5, echo(8, oneIn: 6, range: 5)),
        "Poisson": (8, echo(3, oneIn: 5, range: 8)),
    ]

    @Test("over outcomes", arguments: fifteenTests.indices)
    func outcomes(index: Int) throws {
        let test = fifteenTests[index]
        let fault = try #require(Self.faults[test.name], "\(test.name) has no fault made for it")
        let stream = faultyStream(seed: 5 + UInt64(index), fault.rule)
        let result = test.run(range: fault.range, count: 24_000, next: stream)
        #expect(result.pValue < 1e-6, "\(result)")
    }

    @Test("outcomes dealt out too evenly are found too", arguments: [0, 1, 8, 9])
    func tooGood(index: Int) {
        var turn = 0
        let test = fifteenTests[index]
        // All pairs in turn for the tests of neighbours; a plain circle for those of counts.
        let result = test.run(range: 10, count: 24_000) {
            turn += 1
            return index < 2 ? turn % 10 : (turn + turn / 10 * (turn / 100 % 10)) % 10
        }
        #expect(result.pValue < 1e-6 || 1 - result.pValue < 1e-6, "\(result)")
    }

    @Test("the numbers of draws: one number is drawn a little more often")
    func drawnNumbers() {
        var good = goodSource(seed: 1)
        let result = DrawnNumbersTest().run(shape: DrawShape(drawn: 3, pool: 10), draws: 6_000) {
            let numbers = good.draw(3, of: 10)
            return numbers.contains(0) || good.next(below: 12) > 0 ? numbers : [numbers[0], 0, numbers[2]]
        }
        #expect(result.pValue < 1e-6, "\(result)")
    }

    @Test("the positions of draws, and their order: often ascending")
    func positions() {
        for test in [DrawPositionsTest(), DrawOrderTest()] as [any DrawTest] {
            var good = goodSource(seed: 2)
            let result = test.run(shape: DrawShape(drawn: 3, pool: 10), draws: 6_000) {
                let numbers = good.draw(3, of: 10)
                return good.next(below: 10) == 0 ? numbers.sorted() : numbers
            }
            #expect(result.pValue < 1e-6, "\(result)")
        }
    }

    @Test("the pairs of draws: two numbers that like each other")
    func pairs() {
        var good = goodSource(seed: 3)
        let result = DrawPairsTest().run(shape: DrawShape(drawn: 3, pool: 10), draws: 6_000) {
            let numbers = good.draw(3, of: 10)
            return numbers.contains(4) && !numbers.contains(5) && good.next(below: 6) == 0
                ? [4, 5, numbers[2] == 4 ? numbers[0] : numbers[2]] : numbers
        }
        #expect(result.pValue < 1e-6, "\(result)")
    }
}
