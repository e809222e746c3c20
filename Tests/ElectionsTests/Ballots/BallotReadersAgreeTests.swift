import Ledger
import TestSupport
import Testing

@testable import Elections

@Suite("The two readers of ballots")
struct BallotReadersAgreeTests {
    private static func general(_ style: BallotStyle, body: [UInt8]) -> Result<Ballot, BallotError> {
        body.withUnsafeBytes { raw in Result { () throws(BallotError) in try style.read(requestBody: raw) } }
    }

    private static func general(_ style: BallotStyle, selections: [UInt8]) -> Result<Ballot, BallotError> {
        selections.withUnsafeBytes { raw in Result { () throws(BallotError) in try style.read(selections: raw) } }
    }

    @Test("Agree on random bodies, and the quick one takes every plain one", arguments: [UInt64(11), 12, 13, 14])
    func valid(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        for _ in 0..<60 {
            let definition = dice.oneIn(4) ? Sample.everyShape : Sample.random(&dice, results: .live)
            let (style, ballots) = (BallotStyle(definition), RandomBallots(definition: definition))
            for _ in 0..<40 {
                let plain = dice.oneIn(2)
                let text = ballots.body(&dice, plain: plain)
                let body = Array(text.utf8)
                let quick = body.withUnsafeBytes { style.scan(requestBody: $0) }
                let careful = try Self.general(style, body: body).get()
                #expect(quick == careful || (quick == nil && !plain), "seed \(seed): \(text)")
                #expect(try Self.general(style, selections: careful.selections).get() == careful, "seed \(seed): \(text)")
                #expect(try style.parse(selections: careful.selections) == careful, "seed \(seed): \(text)")
                #expect(careful.selections == (try JSONValue.parse(careful.selections)).canonical(), "seed \(seed): \(text)")
            }
        }
    }

    @Test("Agree on mutated bodies", arguments: [UInt64(21), 22, 23, 24])
    func mutated(seed: UInt64) {
        var dice = Dice(seed: seed)
        var (accepted, refused) = (0, 0)
        for _ in 0..<60 {
            let definition = dice.oneIn(2) ? Sample.everyShape : Sample.random(&dice, results: .live)
            let (style, ballots) = (BallotStyle(definition), RandomBallots(definition: definition))
            for _ in 0..<200 {
                let body = RandomBallots.mutated(Array(ballots.body(&dice).utf8), &dice)
                let careful = Self.general(style, body: body)
                if let quick = body.withUnsafeBytes({ style.scan(requestBody: $0) }) {
                    let text = String(decoding: body, as: UTF8.self)
                    #expect(careful == .success(quick), "seed \(seed): \(text)")
                }
                if case .success = careful { accepted += 1 } else { refused += 1 }
            }
        }
        #expect(accepted > 200 && refused > 2_000, "the mutations are too mild or too wild: \(accepted), \(refused)")
    }

    @Test("Agree on mutated selections of a ledger", arguments: [UInt64(31), 32])
    func mutatedSelections(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let style = BallotStyle(Sample.everyShape)
        let ballots = RandomBallots(definition: Sample.everyShape)
        for _ in 0..<3_000 {
            let ballot = try style.parse(requestBody: Array(ballots.body(&dice).utf8))
            let bytes = RandomBallots.mutated(ballot.selections, &dice)
            let careful = Self.general(style, selections: bytes)
            if let quick = bytes.withUnsafeBytes({ style.scan(selections: $0) }) {
                #expect(careful == .success(quick), "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
            }
            if case .success(let same) = careful { #expect(same.selections == bytes, "seed \(seed)") }
        }
    }

    @Test("A candidate's position is found whatever the ids look like")
    func tables() {
        var dice = Dice(seed: 41)
        for _ in 0..<200 {
            let alphabet = Array("abcXYZ019-_.")
            let ids = Array(Set((0..<1 + dice.roll(300)).map { _ in String((0..<1 + dice.roll(6)).map { _ in dice.pick(alphabet) }) }))
            let table = IdentifierTable(ids)
            for (position, id) in ids.enumerated() { #expect(table.position(of: id) == position) }
            #expect(table.position(of: "") == nil && table.position(of: "longer-than-any") == nil)
        }
    }
}
