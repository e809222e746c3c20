import Ledger
import TestSupport
import Testing

@testable import Identity

@Suite struct RollDuplicatesTests {
    @Test("The second row of a voter names the line of the first, however the id is written")
    func duplicate() throws {
        var duplicates = RollDuplicates()
        #expect(duplicates.insert(try Fixtures.voterHash("ada"), line: 4) == nil)
        #expect(duplicates.insert(try Fixtures.voterHash("ben"), line: 5) == nil)
        let first = duplicates.insert(try Fixtures.voterHash(" ADA "), line: 17)
        #expect(first == 4)
        #expect(duplicates.insert(try Fixtures.voterHash("Ada"), line: 18) == 4)
        #expect(duplicates.count == 2)
        #expect(RollProblem.duplicate(line: 17, of: 4).message == "same voter as line 4")
    }

    @Test("It agrees with a dictionary over many voters, through every growth")
    func model() {
        let seed: UInt64 = 31
        var random = Dice(seed: seed)
        var duplicates = RollDuplicates()
        var model: [Hash: Int] = [:]
        for line in 2..<60_002 {
            let hash = Hash.sha256(Array("\(Int.random(in: 0..<40_000, using: &random))".utf8))
            #expect(duplicates.insert(VoterHash(hash), line: line) == model[hash], "seed \(seed), line \(line)")
            if model[hash] == nil { model[hash] = line }
        }
        #expect(duplicates.count == model.count)
    }

    @Test("Hashes that begin alike are still told apart")
    func sharedBeginning() throws {
        var duplicates = RollDuplicates()
        for last in UInt8.min...UInt8.max {
            let hash = try #require(Hash(bytes: [UInt8](repeating: 0xFF, count: 31) + [last]))
            #expect(duplicates.insert(VoterHash(hash), line: Int(last)) == nil)
        }
        #expect(duplicates.count == 256)
    }
}
