import Draws
import Foundation
import Testing

@Suite("Health tests")
struct HealthTestsTests {
    /// 1 + the smallest k with P(X <= k) >= 1 - alpha for X binomial over `window` with chance 2^-H.
    private func proportionCutoff(window: Int, minEntropy: Double, alpha: Double) -> Int {
        let chance = exp2(-minEntropy)
        var cumulative = 0.0
        for k in 0...window {
            let n = Double(window)
            let logarithm =
                lgamma(n + 1) - lgamma(Double(k) + 1) - lgamma(n - Double(k) + 1) + Double(k) * log(chance)
                + (n - Double(k)) * log1p(-chance)
            cumulative += exp(logarithm)
            if cumulative >= 1 - alpha { return k + 1 }
        }
        return window + 1
    }

    @Test("Cutoffs follow from the claim", arguments: ClaimedMinEntropy.allCases)
    func cutoffs(claim: ClaimedMinEntropy) {
        let entropy = claim.bitsPerSample
        #expect(claim.repetitionCutoff == 1 + Int((20 / entropy).rounded(.up)))
        #expect(claim.proportionCutoff == proportionCutoff(window: 512, minEntropy: entropy, alpha: exp2(-20)))
        #expect(RepetitionCountTest(claim: claim).cutoff == claim.repetitionCutoff)
        #expect(AdaptiveProportionTest(claim: claim).cutoff == claim.proportionCutoff)
        #expect(AdaptiveProportionTest(claim: claim).window == 512)
    }

    @Test("The cutoffs are those of the published table")
    func table() {
        #expect(ClaimedMinEntropy.allCases.map(\.repetitionCutoff) == [41, 21, 11, 6, 4])
        #expect(ClaimedMinEntropy.allCases.map(\.proportionCutoff) == [410, 311, 177, 62, 13])
        #expect(AdaptiveProportionTest.cutoffOfTwo == proportionCutoff(window: 1024, minEntropy: 1, alpha: exp2(-20)))
        #expect(AdaptiveProportionTest.cutoffOfTwo == 589)
    }

    @Test("Twenty equal samples pass and the twenty-first fails")
    func repetition() {
        var test = RepetitionCountTest(claim: .one)
        #expect((1...30).map { _ in test.accepts(7) } == (1...30).map { $0 <= 20 })
        var interrupted = RepetitionCountTest(claim: .one)
        let others = (0..<1000).map { interrupted.accepts($0 % 20 == 19 ? 1 : 0) }
        #expect(!others.contains(false))
    }

    @Test("A window passes with one favoured sample less than the cutoff and fails at it")
    func proportion() {
        var test = AdaptiveProportionTest(claim: .one)
        // 310 zeroes, then others; the next window counts anew.
        let window = (0..<512).map { test.accepts($0 < 310 ? 0 : 1) }
        #expect(!window.contains(false))
        #expect((1...311).map { _ in test.accepts(0) } == (1...311).map { $0 <= 310 })
    }

    @Test("The proportion test counts only what the window began with")
    func proportionOfFirst() {
        var test = AdaptiveProportionTest(window: 512, cutoff: 311)
        let window = (0..<512).map { test.accepts($0 == 0 ? 9 : 3) }
        #expect(!window.contains(false))
        #expect((1...311).map { _ in test.accepts(3) } == (1...311).map { $0 <= 310 })
    }

    @Test("Good bytes pass both tests", arguments: [1, 2, 3] as [UInt64])
    func goodBytes(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var repetition = RepetitionCountTest(claim: .one)
        var proportion = AdaptiveProportionTest(claim: .one)
        let bytes = random.bytes(50_000)
        let passes = bytes.allSatisfy { repetition.accepts($0) && proportion.accepts($0) }
        #expect(passes, "seed \(seed)")
    }

    @Test("Two equal blocks of 128 bits in a row fail, equal halves do not")
    func continuous() {
        var test = ContinuousTest()
        let words = [1, 1, 1, 2, 2, 1, 2, 2, 1, 2, 1, 2] as [UInt64]
        #expect(words.map { test.accepts($0) } == words.indices.map { $0 < 11 })
    }
}
