import Draws
import Testing

@Suite("Distribution of what is drawn")
struct DistributionTests {
    /// Chi-square of equally likely outcomes.
    private func chiSquare(_ counts: [Int]) -> Double {
        let expected = Double(counts.reduce(0, +)) / Double(counts.count)
        return counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    }

    /// Words of one seeded generator in full-sized requests: a million requests of eight bytes take too long unoptimised.
    private struct GatheredWords: WordSource {
        var generator: HMACDRBG
        var bytes: [UInt8] = []
        var next = 0

        mutating func word() throws(RandomFailure) -> UInt64 {
            if next == bytes.count {
                do throws(HMACDRBG.Failure) {
                    bytes = try generator.generate(HMACDRBG.requestBytesMax)
                } catch {
                    throw .generator(error)
                }
                next = 0
            }
            defer { next += 8 }
            return bytes.withUnsafeBytes { UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: next, as: UInt64.self)) }
        }
    }

    @Test("A million draws from 1,000 numbers lie within the 99 % band, each number comes, and a biased scaling does not pass")
    func million() throws {
        let seed = [UInt8](0..<32)
        var words = GatheredWords(generator: try HMACDRBG(entropy: seed, nonce: []))
        let sampler = try RejectionSampler(poolSize: 1000 as UInt64)
        var counts = [Int](repeating: 0, count: 1000)
        var drawn = 0
        while drawn < 1_000_000 {
            guard let index = sampler.index(of: try words.word()) else { continue }
            counts[Int(index)] += 1
            drawn += 1
        }
        // 0.5 % and 99.5 % for 999 degrees of freedom.
        let band = 887.621...1117.890
        #expect(band.contains(chiSquare(counts)))
        #expect(!counts.contains(0))

        // The control: 16-bit words modulo 60,000 favour the first 5,536 numbers; a thousandth of the pool a cell.
        var biased = [Int](repeating: 0, count: 1000)
        for _ in 0..<250_000 {
            let word = try words.word()
            for shift in [0, 16, 32, 48] as [UInt64] {
                biased[Int(word >> shift & 0xffff) % 60_000 / 60] += 1
            }
        }
        #expect(!band.contains(chiSquare(biased)))
    }

    @Test("In 10,000 certified draws over 65 sold numbers no void and no unsold number comes, and every sold one does")
    func onlySoldNumbers() throws {
        var random = SplitMix(seed: 21)
        let shuffled = (1...1000 as ClosedRange<UInt32>).shuffled(using: &random)
        let sold = shuffled[0..<65].sorted()
        let voids = Set(shuffled[65..<78])
        var generator = try startedGenerator(seed: 22)
        var winners: [UInt32: Int] = [:]
        for _ in 0..<10_000 {
            var pool = try NumberPool(sold)
            let draw = try CertifiedDraw.run(&generator, pool: &pool, prizes: 1, .without)
            for number in draw.transcript.numbers { winners[number, default: 0] += 1 }
        }
        #expect(winners.values.reduce(0, +) == 10_000)
        #expect(voids.isDisjoint(with: winners.keys))
        #expect(winners.keys.sorted() == sold)
        // 99.5 % for 64 degrees of freedom.
        #expect(chiSquare(winners.values.map { $0 }) < 96.878)
    }

    @Test("Sixty-five prizes without replacement take each of 65 numbers once")
    func wholePool() throws {
        var generator = try startedGenerator(seed: 23)
        let sold = (1...65 as ClosedRange<UInt32>).map { $0 * 11 }
        for _ in 0..<20 {
            var pool = try NumberPool(sold)
            let draw = try CertifiedDraw.run(&generator, pool: &pool, prizes: 65, .without)
            #expect(draw.transcript.numbers != sold)
            #expect(draw.transcript.numbers.sorted() == sold)
        }
    }

    @Test("A hundred thousand draws word by word from 100 numbers lie within the 99 % band")
    func wordByWord() throws {
        var words = SeededWords(try HMACDRBG(entropy: [UInt8](repeating: 3, count: 32), nonce: []))
        let pool = try NumberPool(Array(1...100))
        var counts = [Int](repeating: 0, count: 100)
        for _ in 0..<100_000 {
            var pool = pool
            counts[try pool.draw(.with, from: &words).index] += 1
        }
        // 0.5 % and 99.5 % for 99 degrees of freedom.
        #expect((66.510...138.987).contains(chiSquare(counts)))
    }

    @Test("Every order of three numbers is as likely as another")
    func orders() throws {
        var words = GatheredWords(generator: try HMACDRBG(entropy: [UInt8](repeating: 5, count: 32), nonce: []))
        var counts: [[UInt32]: Int] = [:]
        for _ in 0..<30_000 {
            var pool = try NumberPool([10, 20, 30])
            var order: [UInt32] = []
            for _ in 0..<3 { order.append(try pool.draw(.without, from: &words).number) }
            counts[order, default: 0] += 1
        }
        #expect(counts.count == 6)
        // 99.5 % for 5 degrees of freedom.
        #expect(chiSquare(counts.values.map { $0 }) < 16.750)
    }
}
