import Draws
import Testing

@Suite("Certified draws")
struct CertifiedDrawTests {
    @Test("Two draws from the same pool start from different states, and each draw leaves another than it found")
    func statesDiffer() throws {
        var generator = try startedGenerator(seed: 31)
        var draws: [CertifiedDraw] = []
        for _ in 0..<20 {
            var pool = try NumberPool(Array(1...500))
            draws.append(try CertifiedDraw.run(&generator, pool: &pool, prizes: 3, .without))
        }
        #expect(Set(draws.map(\.stateBefore)).count == 20)
        #expect(draws.allSatisfy { $0.stateAfter != nil && $0.stateAfter != $0.stateBefore && $0.changeFailure == nil })
        #expect(Set(draws.flatMap(\.transcript.selections).flatMap(\.words).map(\.word)).count == 60)
        #expect(draws.allSatisfy { Set($0.transcript.numbers).count == 3 })
    }

    @Test("The transcript follows from its own words")
    func transcriptFollows() throws {
        var generator = try startedGenerator(seed: 32)
        let numbers = (1...300 as ClosedRange<UInt32>).map { $0 * 7 }
        var pool = try NumberPool(numbers)
        let draw = try CertifiedDraw.run(&generator, pool: &pool, prizes: 50, .without)
        var words = ScriptedWords(words: draw.transcript.selections.flatMap(\.words).map(\.word))
        var again = try NumberPool(numbers)
        for selection in draw.transcript.selections {
            #expect(try again.draw(.without, from: &words) == selection)
        }
        #expect(words.words.isEmpty)
    }

    @Test("The pool keeps what was taken out, so that a later draw goes on from there")
    func laterDraw() throws {
        var generator = try startedGenerator(seed: 33)
        var pool = try NumberPool([1, 2, 3, 4])
        let first = try CertifiedDraw.run(&generator, pool: &pool, prizes: 3, .without)
        let second = try CertifiedDraw.run(&generator, pool: &pool, prizes: 1, .without)
        #expect((first.transcript.numbers + second.transcript.numbers).sorted() == [1, 2, 3, 4])
        #expect(throws: CertifiedDrawFailure(cause: .emptyPool, drawn: Transcript())) {
            try CertifiedDraw.run(&generator, pool: &pool, prizes: 1, .without)
        }
    }

    @Test("More prizes than numbers are refused before a word is taken")
    func tooManyPrizes() throws {
        var generator = try startedGenerator(seed: 34)
        let before = generator.stateDigest
        var pool = try NumberPool([1, 2])
        #expect(throws: CertifiedDrawFailure(cause: .tooFewNumbers(left: 2, prizes: 3), drawn: Transcript())) {
            try CertifiedDraw.run(&generator, pool: &pool, prizes: 3, .without)
        }
        #expect(generator.stateDigest == before)
        #expect(try CertifiedDraw.run(&generator, pool: &pool, prizes: 3, .with).transcript.numbers.count == 3)
    }

    @Test("Numbers drawn stand when the change after them fails; the generator is in error and the next draw refused")
    func changeFails() throws {
        var generator = try startedGenerator(seed: 35, goodBytes: 1408, afterwards: .constant(1))
        var pool = try NumberPool(Array(1...9))
        let draw = try CertifiedDraw.run(&generator, pool: &pool, prizes: 2, .without)
        #expect(draw.transcript.numbers.count == 2)
        #expect(draw.stateAfter == nil)
        #expect(draw.changeFailure == .repetitionCount)
        #expect(throws: CertifiedDrawFailure(cause: .random(.repetitionCount), drawn: Transcript())) {
            try CertifiedDraw.run(&generator, pool: &pool, prizes: 1, .without)
        }
    }

    @Test("A generator that was never started draws nothing")
    func notStarted() throws {
        var generator = RandomGenerator()
        var pool = try NumberPool([1])
        #expect(throws: CertifiedDrawFailure(cause: .random(.notStarted), drawn: Transcript())) {
            try CertifiedDraw.run(&generator, pool: &pool, prizes: 1, .without)
        }
    }
}
