import Identity
import Ledger
import Ports
import Testing

@testable import AuthService

@Suite struct RollImportTests {
    @Test("Voters come in the order of their hashes, with their regions and ids that can be opened again")
    func order() throws {
        let ids = (0..<500).map { "Voter-\($0)" }
        let outcome = try Fixtures.imported("voter_id,region\n" + ids.enumerated().map { "\($1),R\($0 % 7)\n" }.joined())
        #expect(outcome.problems.isEmpty)
        #expect(outcome.voters.count == 500)
        let hashes = outcome.voters.map(\.voter.value.bytes)
        #expect(zip(hashes, hashes.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
        let sealer = VoterIDSealer(keys: Fixtures.keys)
        var regions: [String: String] = [:]
        for (serial, voter) in outcome.voters.enumerated() {
            let id = try sealer.open(voter.sealedID, serial: UInt32(serial))
            regions[id] = voter.region
            #expect(Fixtures.keys.hash(of: try VoterID(id)) == voter.voter)
        }
        #expect(regions == Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1.lowercased(), "R\($0 % 7)") }))
    }

    @Test("Serials say nothing of the order of the file")
    func serialsAreShuffled() throws {
        let outcome = try Fixtures.imported("voter_id\n" + (0..<500).map { "voter-\($0)\n" }.joined())
        let serials = try (0..<500).map { try serial(at: $0, of: outcome) }
        #expect(serials.sorted() == Array(0..<500))
        // By chance two neighbours of the file are neighbours on the roll once or twice in 500.
        #expect(zip(serials, serials.dropFirst()).filter { $0 + 1 == $1 }.count < 20)
        let backwards = try Fixtures.imported("voter_id\n" + (0..<500).reversed().map { "voter-\($0)\n" }.joined())
        #expect(backwards.voters.map(\.voter) == outcome.voters.map(\.voter))
    }

    @Test("The same voters in another order have the same codes; one voter more, and every code is new")
    func codesOfARoll() throws {
        func codes(_ ids: [String]) throws -> [String: String] {
            let outcome = try Fixtures.imported("voter_id\n" + ids.map { "\($0)\n" }.joined())
            let lines = (0..<ids.count).map { outcome.codes.line($0).dropLast().split(separator: ",") }
            return Dictionary(uniqueKeysWithValues: lines.map { (String($0[0]), String($0[1])) })
        }
        let ids = (0..<50).map { "voter-\($0)" }
        let first = try codes(ids)
        #expect(try codes(ids.reversed()) == first)
        let changed = try codes(ids + ["eve"])
        #expect(Set(changed.values).isDisjoint(with: first.values))
    }

    @Test("Each line of codes holds the file's voter and the code of that voter's place on the roll")
    func codes() throws {
        let outcome = try Fixtures.imported("voter_id\nCy\nada\n\"ben, jr\"\n\"d\"\"x\"\n")
        #expect(outcome.codes.count == 4)
        let roll = VotingCodes.digest(ofRoll: outcome.voters.map(\.voter))
        let genuine = VotingCodes(keys: Fixtures.keys, roll: roll)
        let shown = ["cy", "ada", "\"ben, jr\"", "\"d\"\"x\""]
        for (position, id) in ["cy", "ada", "ben, jr", "d\"x"].enumerated() {
            let line = outcome.codes.line(position)
            #expect(line.hasPrefix(shown[position] + ",") && line.hasSuffix("\n"))
            let serial = try serial(at: position, of: outcome)
            #expect(outcome.voters[serial].voter == Fixtures.keys.hash(of: try VoterID(id)))
            let code = line.split(separator: ",").last.map { String($0.dropLast()) } ?? ""
            #expect(throws: VotingCodeError.notGenuine) { try VotingCodes(keys: Fixtures.otherKeys, roll: roll).serial(of: code) }
            #expect(try genuine.serial(of: code) == UInt32(serial))
        }
    }

    @Test(
        "The same voter twice is one voter too many, however written, and both lines are named",
        arguments: [
            ("voter_id\nada\nben\n ADA \n", 4, 2), ("voter_id\nzoë\nZOE\u{308}\n", 3, 2),
            ("voter_id,region\nada,N\n\"a\",S\nada,S\n", 4, 2),
        ])
    func duplicates(text: String, line: Int, first: Int) throws {
        let outcome = try Fixtures.imported(text)
        #expect(outcome.problems.kept == [.duplicate(line: line, of: first)])
        #expect(outcome.problems.kept[0].line == line && outcome.problems.kept[0].message.contains("line \(first)"))
        #expect(outcome.voters.isEmpty && outcome.codes.count == 0)
    }

    @Test("With one bad line among thousands there are no voters and no codes")
    func wholeOrNothing() throws {
        let good = (0..<3_000).map { "voter-\($0),N\n" }
        for bad in ["x\u{0},N\n", "x\n", "x,N,N\n", "x,ÄÖ\n", "\"x,N\n"] {
            let outcome = try Fixtures.imported("voter_id,region\n" + good.joined() + bad)
            #expect(outcome.problems.kept.map(\.line) == [3_002])
            #expect(outcome.voters.isEmpty && outcome.codes.count == 0)
        }
        #expect(try Fixtures.imported("voter_id,region\n" + good.joined()).voters.count == 3_000)
        #expect(try Fixtures.imported("").problems.kept.map(\.code) == [.header])
        #expect(try Fixtures.imported("voter_id\n").problems.kept.map(\.code) == [.empty])
    }

    @Test("All problems are reported in the order of the lines, whatever their kind")
    func problemOrder() throws {
        let outcome = try Fixtures.imported("voter_id\nada\nb\u{0}\nADA\n\u{1}\nada\nben")
        #expect(outcome.problems.kept.map(\.line) == [3, 4, 5, 6])
        #expect(outcome.problems.kept.map(\.code) == [.voterID, .duplicate, .voterID, .duplicate])
    }

    @Test("Problems beyond the first thousand are counted")
    func manyProblems() throws {
        let body = (0..<2_500).map { _ in "ada\nb\u{0}\n" }.joined()
        let outcome = try Fixtures.imported("voter_id\n" + body)
        #expect(outcome.problems.count == 2_500 + 2_499)
        #expect(outcome.problems.kept.count == 1_000)
        #expect(outcome.problems.kept.map(\.line) == Array(3...1_002))
    }

    @Test("A roll of 100,000 is taken in within a time that only a mistake in the method would exceed")
    func large() throws {
        let text = "voter_id,region\n" + (0..<100_000).map { "voter-\($0)@example.org,District \($0 % 40)\n" }.joined()
        let clock = ContinuousClock()
        let start = clock.now
        let outcome = try Fixtures.imported(text, pieceByteCount: 65_536)
        let taken = clock.now - start
        #expect(outcome.voters.count == 100_000 && outcome.codes.count == 100_000)
        #expect(try serial(at: 77_777, of: outcome) < 100_000)
        // Without optimisation it takes a few seconds; anything quadratic takes minutes.
        #expect(taken < .seconds(60), "took \(taken)")
    }

    private func serial(at position: Int, of outcome: RollImport.Outcome) throws -> Int {
        let code = outcome.codes.line(position).split(separator: ",").last.map { String($0.dropLast()) } ?? ""
        return Int(try VotingCodes(keys: Fixtures.keys, roll: VotingCodes.digest(ofRoll: outcome.voters.map(\.voter))).serial(of: code))
    }
}
