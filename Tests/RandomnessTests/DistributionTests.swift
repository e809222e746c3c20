import Testing

@testable import Randomness

@Suite("Distributions agree with published values")
struct DistributionTests {
    private func isClose(_ value: Double, _ expected: Double, relative: Double = 1e-10) -> Bool {
        abs(value - expected) <= relative * abs(expected)
    }

    // Reference values: SciPy 1.17.1 (chi2.sf, gammaincc, erfc, kstwobign.sf, kstwo.sf, binom.sf, gammaln).
    @Test(
        "the chi-square tail",
        arguments: [
            (6.635, 1, 0.009999419574042536), (21.666, 9, 0.009999979883498333), (74.919, 49, 0.010000965885697434),
            (66.51, 99, 0.9950001416155728), (138.987, 99, 0.004999822055789526), (887.621, 999, 0.9950000473439216),
            (1117.89, 999, 0.005000135903363104), (0.5, 3, 0.9188914116546758), (200, 10, 1.6139305336977317e-37),
            (10_500, 10_006, 0.00028990662281248603), (1_005_000, 1_000_000, 0.00020767800946702958),
        ])
    func chiSquare(statistic: Double, degrees: Int, expected: Double) {
        let tail = Distribution.chiSquareUpperTail(statistic, degreesOfFreedom: degrees)
        #expect(isClose(tail, expected, relative: degrees > 1_000 ? 1e-8 : 1e-10), "\(tail)")
    }

    @Test(
        "99 % critical values of printed tables",
        arguments: [(1, 6.635), (9, 21.666), (36, 58.619), (49, 74.919), (99, 134.642), (255, 310.457), (999, 1105.917)])
    func critical(degrees: Int, value: Double) {
        #expect(abs(Distribution.chiSquareUpperTail(value, degreesOfFreedom: degrees) - 0.01) < 2e-6)
    }

    @Test(
        "the complementary error function",
        arguments: [
            (-1.5, 1.9661051464753108), (0, 1), (0.1, 0.8875370839817152), (0.5, 0.4795001221869535), (1, 0.15729920705028516),
            (2, 0.004677734981047266), (3.5, 7.430983723414129e-07), (6, 2.1519736712498913e-17),
        ])
    func erfc(x: Double, expected: Double) {
        #expect(isClose(Distribution.erfc(x), expected, relative: 1e-12))
    }

    @Test(
        "the normal tail",
        arguments: [
            (-3, 0.9986501019683699), (0, 0.5), (1.6448536269514722, 0.05), (2.5758293035489004, 0.005), (5, 2.866515718791933e-07),
        ])
    func normal(z: Double, expected: Double) {
        #expect(isClose(Distribution.normalUpperTail(z), expected))
    }

    @Test(
        "Kolmogorov's tail, from both series",
        arguments: [
            (0.2, 0.999999999999495), (0.3, 0.9999906941986655), (0.5, 0.9639452436648751), (0.8, 0.5441424115741981),
            (1, 0.26999967167735456), (1.17, 0.12939004218561884), (1.19, 0.11774229287977166), (1.6276, 0.010001537333060776),
            (2, 0.0006709252557796953), (3, 3.045995948942526e-08),
        ])
    func kolmogorov(lambda: Double, expected: Double) {
        #expect(isClose(Distribution.kolmogorovUpperTail(lambda), expected))
    }

    @Test(
        "Kolmogorov-Smirnov for finite counts, within the error of Stephens's correction",
        arguments: [
            (0.05, 500, 0.15866260223815387), (0.08, 500, 0.0031305058199356268), (0.1, 500, 8.342293067263533e-05),
            (0.01, 8_333, 0.37279149931585054), (0.02, 8_333, 0.0025111799182837005), (0.03, 8_333, 5.984879513098932e-07),
        ])
    func kolmogorovSmirnov(distance: Double, count: Int, expected: Double) {
        #expect(isClose(Distribution.kolmogorovSmirnov(distance: distance, count: count), expected, relative: 0.03))
    }

    @Test(
        "the binomial tail",
        arguments: [
            (136, 1e-4, 1, 0.013508608680208489), (136, 1e-4, 2, 9.09839957908809e-05), (136, 1e-4, 3, 4.059713686197474e-07),
            (20, 0.3, 8, 0.22772820258183926),
        ])
    func binomial(trials: Int, probability: Double, threshold: Int, expected: Double) {
        let tail = Distribution.binomialUpperTail(trials: trials, probability: probability, threshold: threshold)
        #expect(isClose(tail, expected))
    }

    @Test("the incomplete gamma function keeps the digits of a small lower tail")
    func lowerTail() {
        #expect(isClose(GammaFunction.lower(0.5, 1e-8), 0.00011283791633342464))
        #expect(isClose(GammaFunction.lower(3, 0.01), 1.6542165280748778e-07))
        #expect(isClose(GammaFunction.lower(50, 20), 1.2458926079719434e-08))
        #expect(isClose(GammaFunction.logarithm(12_345.6), 103959.18506616844, relative: 1e-14))
        #expect(isClose(GammaFunction.logarithm(0.1), 2.252712651734206, relative: 1e-14))
    }
}

@Suite("Chances that the tests refer to")
struct ChanceTests {
    @Test("poker hands of ten values have Knuth's chances")
    func poker() {
        let chances = PokerTest.chancesOfDifferent([Double](repeating: 0.1, count: 10), hand: 5)
        for (chance, expected) in zip(chances, [0, 0.0001, 0.0135, 0.18, 0.504, 0.3024]) { #expect(abs(chance - expected) < 1e-12) }
    }

    @Test("poker hands over bands of unequal width: every hand counted out")
    func unequalPoker() {
        let bands = [0.5, 0.3, 0.2]
        var expected = [0.0, 0, 0, 0]
        for a in 0..<3 {
            for b in 0..<3 {
                for c in 0..<3 { expected[Set([a, b, c]).count] += bands[a] * bands[b] * bands[c] }
            }
        }
        for (chance, exact) in zip(PokerTest.chancesOfDifferent(bands, hand: 3), expected) { #expect(abs(chance - exact) < 1e-12) }
    }

    @Test("a collection of two is complete after t outcomes unless all were the same")
    func collector() {
        let finished = CouponCollectorTest.chancesOfFinishing([0.25, 0.75], upTo: 12)
        for t in 1...12 { #expect(abs(finished[t] - (1 - power(0.25, t) - power(0.75, t))) < 1e-12) }
    }

    @Test("four values have 75 orders with ties, and each is found")
    func orders() {
        var codes: Set<Int> = []
        for code in 0..<256 {
            let values = (0..<4).map { code >> (2 * $0) & 3 }
            codes.insert(PermutationTest.order(values[0], values[1], values[2], values[3]))
        }
        #expect(codes.count == 75)
        #expect(PermutationTest.order(40, 10, 10, 99) == 1 | 0 << 2 | 0 << 4 | 2 << 6)
    }

    @Test("bands share a range out exactly", arguments: [2, 3, 49, 100, 1_000, 1_048_577])
    func bands(range: Int) {
        let bands = Bands(range: range, atMost: 64)
        var widths = [Int](repeating: 0, count: bands.count)
        let step = max(1, range / 100_000)
        for outcome in stride(from: 0, to: range, by: step) { widths[bands.band(of: outcome)] += 1 }
        for (width, chance) in zip(widths, bands.probabilities) {
            #expect(abs(Double(width * step) - chance * Double(range)) <= Double(step))
        }
        #expect(abs(bands.probabilities.reduce(0, +) - 1) < 1e-12)
    }

    @Test("a thinly filled category is put to others, and its observations are not lost")
    func pooling() {
        let fit = GoodnessOfFit(observed: [480, 500, 10, 10], probabilities: [0.49, 0.49, 0.01, 0.01])
        #expect(fit.degreesOfFreedom == 2)
        #expect(abs(fit.statistic - (100.0 / 490 + 100.0 / 490)) < 1e-9)
        let impossible = GoodnessOfFit(observed: [500, 450, 50], probabilities: [0.5, 0.5, 0])
        #expect(impossible.degreesOfFreedom == 1)
    }
}
