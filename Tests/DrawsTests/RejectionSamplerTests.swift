import Draws
import Testing

@Suite("Rejection sampling")
struct RejectionSamplerTests {
    /// How often each index comes out over every word there is, and how many words are rejected.
    private func exhaust<Word: FixedWidthInteger & UnsignedInteger & Sendable>(_ poolSize: Word) throws -> (counts: [Int], rejected: Int) {
        let sampler = try RejectionSampler(poolSize: poolSize)
        var counts = [Int](repeating: 0, count: Int(poolSize))
        var rejected = 0
        for word in Word.min...Word.max {
            if let index = sampler.index(of: word) { counts[Int(index)] += 1 } else { rejected += 1 }
        }
        return (counts, rejected)
    }

    @Test("Over all words of 8 bits every index of every pool comes equally often, and as few words as possible are rejected")
    func eightBits() throws {
        for poolSize in UInt8.min + 1...UInt8.max {
            let (counts, rejected) = try exhaust(poolSize)
            #expect(Set(counts) == [256 / Int(poolSize)], "pool of \(poolSize)")
            #expect(rejected == 256 % Int(poolSize), "pool of \(poolSize)")
        }
    }

    @Test("With 8 bits and a pool of 100 the words 200 to 255 are rejected")
    func eightBitsOfHundred() throws {
        let sampler = try RejectionSampler(poolSize: UInt8(100))
        #expect((UInt8.min...UInt8.max).filter { sampler.index(of: $0) == nil } == Array(200...255))
        #expect(sampler.index(of: 199) == 99)
    }

    @Test(
        "Over all words of 16 bits every index comes equally often",
        arguments: [1, 2, 3, 7, 1000, 32_767, 32_768, 32_769, 60_000, 65_535] as [UInt16])
    func sixteenBits(poolSize: UInt16) throws {
        let (counts, rejected) = try exhaust(poolSize)
        #expect(Set(counts) == [65_536 / Int(poolSize)])
        #expect(rejected == 65_536 % Int(poolSize))
        if poolSize == 1000 {
            #expect(counts[0] == 65)
            #expect(rejected == 536)
        }
    }

    @Test("With 64 bits the limit of a pool of 10 is 2^64 - 6; the rejected word stands in the transcript")
    func injectedWords() throws {
        #expect(try RejectionSampler(poolSize: 10 as UInt64).largestAccepted == UInt64.max - 6)
        var words = ScriptedWords(words: [0xffff_ffff_ffff_ffff, 7])
        var pool = try NumberPool(Array(1...10))
        let selection = try pool.draw(.with, from: &words)
        #expect(selection.index == 7)
        #expect(selection.number == 8)
        #expect(selection.poolSize == 10)
        #expect(
            selection.words == [DrawnWord(word: .max, isAccepted: false), DrawnWord(word: 7, isAccepted: true)])
        #expect(selection.words.map(\.hex) == ["ffffffffffffffff", "0000000000000007"])
    }

    @Test(
        "The first rejected and the last accepted word are where the formula says",
        arguments: [3, 10, 989, 1 << 63, (1 << 63) + 1, .max] as [UInt64])
    func boundary(poolSize: UInt64) throws {
        let sampler = try RejectionSampler(poolSize: poolSize)
        // 2^64 mod n, without 2^64.
        let excess = (UInt64.max % poolSize + 1) % poolSize
        #expect(sampler.index(of: UInt64.max - excess) == poolSize - 1)
        if excess > 0 {
            #expect(sampler.index(of: UInt64.max - excess + 1) == nil)
            #expect(sampler.index(of: .max) == nil)
        } else {
            #expect(sampler.index(of: .max) == poolSize - 1)
        }
    }

    @Test("An empty pool is refused; a pool of one gives index 0 for any word")
    func smallest() throws {
        #expect(throws: SelectionError.emptyPool) { try RejectionSampler(poolSize: UInt64(0)) }
        let one = try RejectionSampler(poolSize: UInt64(1))
        for word in [0, 1, 0xffff_ffff, UInt64.max] {
            #expect(one.index(of: word) == 0)
        }
    }

    @Test("A source whose words are always rejected is given up")
    func alwaysRejected() throws {
        var words = ScriptedWords(words: [UInt64](repeating: .max, count: 1000))
        #expect(throws: SelectionError.rejectedTooOften) {
            try RejectionSampler(poolSize: 10 as UInt64).select(from: &words)
        }
    }

    @Test("A source without words is an error, not an index")
    func noWord() throws {
        var words = ScriptedWords(words: [.max])
        #expect(throws: SelectionError.random(.source("no word left"))) {
            try RejectionSampler(poolSize: 10 as UInt64).select(from: &words)
        }
    }
}
