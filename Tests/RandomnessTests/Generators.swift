import Randomness

/// A good generator with a seed (PCG XSL RR 128/64, O'Neill 2014): another algorithm than the one inside the negative controls.
struct GoodWords: WordSource {
    private var state: UInt128

    init(seed: UInt64) {
        state = UInt128(seed) << 64 | 0x9E37_79B9_7F4A_7C15
        for _ in 0..<4 { _ = nextWord() }
    }

    mutating func nextWord() -> UInt64 {
        state = state &* 0x2360_ED05_1FC6_5DA4_4385_DF64_9FCC_F645 &+ 0x5851_F42D_4C95_7F2D_1405_7B7E_F767_814F
        let mixed = UInt64(truncatingIfNeeded: state >> 64) ^ UInt64(truncatingIfNeeded: state)
        let turns = UInt64(state >> 122)
        return mixed >> turns | mixed << ((64 - turns) & 63)
    }
}

func goodSource(seed: UInt64) -> RejectionSampling<GoodWords> { RejectionSampling(GoodWords(seed: seed)) }

/// A stream with a fault of one's choice: `rule` sees all outcomes so far (newest last) and a good source.
func faultyStream(seed: UInt64, _ rule: @escaping @Sendable (_ past: [Int], _ good: inout RejectionSampling<GoodWords>) -> Int) -> () -> Int
{
    var good = goodSource(seed: seed)
    var past: [Int] = []
    return {
        let outcome = rule(past, &good)
        past.append(outcome)
        return outcome
    }
}
