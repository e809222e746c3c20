import Draws
import Testing

@Suite("The pool of numbers")
struct NumberPoolTests {
    private static let entropy = hex("ca851911349384bffe89de1cbdc46e6831e44d34a4fb935ee285dd14b71a7488")
    private static let nonce = hex("659ba96c601dc69fc902940805ec0ca8")

    @Test("Known draw: 989 numbers, three prizes without replacement give 446, 772 and 683")
    func knownDraw() throws {
        let numbers = (1...1000 as ClosedRange<UInt32>).filter { $0 != 13 && !(500...509).contains($0) }
        #expect(numbers.count == 989)
        var pool = try NumberPool(numbers)
        var words = SeededWords(try HMACDRBG(entropy: Self.entropy, nonce: Self.nonce))
        var transcript = Transcript()
        for _ in 0..<3 { transcript.selections.append(try pool.draw(.without, from: &words)) }
        #expect(transcript.numbers == [446, 772, 683])
        #expect(transcript.selections.map(\.index) == [444, 759, 670])
        #expect(transcript.selections.map(\.poolSize) == [989, 988, 987])
        let accepted = [0x591a_dfe6_e6ee_9ba3, 0x46bc_cfd8_8c2b_55cb, 0x84f4_ec29_6c94_c2f5] as [UInt64]
        #expect(transcript.selections.map(\.words) == accepted.map { [DrawnWord(word: $0, isAccepted: true)] })
        #expect(transcript.selections[0].words[0].hex == "591adfe6e6ee9ba3")
    }

    @Test("Taking numbers out one by one agrees with a plain array", arguments: [1, 2, 3, 4, 5] as [UInt64])
    func agreesWithArray(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        for _ in 0..<40 {
            var array = Set((0..<Int.random(in: 1...60, using: &random)).map { _ in UInt32.random(in: 0...200, using: &random) }).sorted()
            var pool = try NumberPool(array)
            while !array.isEmpty {
                let index = Int.random(in: 0..<array.count, using: &random)
                #expect(pool.count == array.count)
                #expect((0..<array.count).map { pool.number(at: $0) } == array, "seed \(seed)")
                if Bool.random(using: &random) {
                    try pool.remove(array.remove(at: index))
                } else {
                    var words = ScriptedWords(words: [UInt64(index)])
                    #expect(try pool.draw(.without, from: &words).number == array.remove(at: index), "seed \(seed)")
                }
            }
            #expect(pool.count == 0)
        }
    }

    @Test("With replacement a number stays; without it never comes twice")
    func replacement() throws {
        var pool = try NumberPool([5, 6])
        var words = ScriptedWords(words: [0, 0, 0, 0, 0])
        #expect(try pool.draw(.with, from: &words).number == 5)
        #expect(try pool.draw(.with, from: &words).number == 5)
        #expect(try pool.draw(.without, from: &words).number == 5)
        #expect(try pool.draw(.without, from: &words).number == 6)
        #expect(throws: SelectionError.emptyPool) { try pool.draw(.without, from: &words) }
        #expect(words.words == [0], "a refused draw takes no word")
    }

    @Test("A failed draw leaves the pool as it was")
    func failedDraw() throws {
        var pool = try NumberPool([5, 6])
        var words = ScriptedWords(words: [])
        #expect(throws: SelectionError.random(.source("no word left"))) { try pool.draw(.without, from: &words) }
        #expect(pool.count == 2)
    }

    @Test("Numbers that do not ascend are refused, with the place")
    func ascending() {
        #expect(throws: SelectionError.notAscending(position: 2)) { try NumberPool([1, 2, 2, 1]) }
        #expect(throws: SelectionError.notAscending(position: 1)) { try NumberPool([3, 1]) }
        #expect(throws: Never.self) { try NumberPool([]) }
    }

    @Test("What is not in the pool cannot be taken out")
    func notInPool() throws {
        var pool = try NumberPool([2, 4, 6])
        for number in [0, 1, 3, 5, 7] as [UInt32] {
            #expect(throws: SelectionError.notInPool(number)) { try pool.remove(number) }
        }
        try pool.remove(4)
        #expect(throws: SelectionError.notInPool(4)) { try pool.remove(4) }
        #expect(pool.count == 2)
    }
}
