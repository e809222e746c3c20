import Ledger
import Ports
import TestSupport
import Testing

@testable import StoreSQLite

@Suite("Spent keys")
struct SpentKeysTests {
    private func candidates(_ keys: SpentKeys, _ key: Hash) -> [UInt64] {
        var found: [UInt64] = []
        keys.candidates(for: key) { index in
            found.append(index)
            return false
        }
        return found
    }

    private func random(_ dice: inout Dice) -> [UInt8] { (0..<32).map { _ in UInt8.random(in: 0...255, using: &dice) } }

    @Test("A hundred thousand keys are found, and no others")
    func many() throws {
        var dice = Dice(seed: 7)
        var spent = SpentKeys()
        let keys = try (0..<100_000).map { _ in try #require(Hash(bytes: random(&dice))) }
        for (index, key) in keys.enumerated() { spent.insert(key, index: UInt64(index)) }
        #expect(spent.count == keys.count)
        let wrong = keys.indices.filter { candidates(spent, keys[$0]) != [UInt64($0)] }
        #expect(wrong.isEmpty, "seed 7: \(wrong.prefix(5))")
        for _ in 0..<100_000 {
            let other = try #require(Hash(bytes: random(&dice)))
            if !candidates(spent, other).isEmpty { Issue.record("seed 7: an unspent key was found: \(other)") }
        }
    }

    @Test("Keys with one fingerprint are all candidates, through growth")
    func collisions() throws {
        var dice = Dice(seed: 11)
        var spent = SpentKeys()
        var expected: [[UInt8]: [UInt64]] = [:]
        var keys: [Hash] = []
        for index in 0..<3_000 {
            var bytes = random(&dice)
            // Few fingerprints, one shard: long chains that wrap around.
            for offset in 0..<8 { bytes[offset] = 0xFF }
            bytes[0] = UInt8(index % 40)
            bytes[31] = 3
            let key = try #require(Hash(bytes: bytes))
            keys.append(key)
            spent.insert(key, index: UInt64(index))
            expected[Array(bytes[0..<8]), default: []].append(UInt64(index))
        }
        for key in keys {
            #expect(candidates(spent, key).sorted() == expected[Array(key.bytes[0..<8])])
        }
    }

    @Test("The search stops when told")
    func stops() throws {
        var spent = SpentKeys()
        for index in 0..<5 { spent.insert(Hash.emptyTree, index: UInt64(index)) }
        var looked = 0
        spent.candidates(for: .emptyTree) { _ in
            looked += 1
            return looked == 2
        }
        #expect(looked == 2)
    }

    @Test("Ballots whose keys share a fingerprint are told apart by the whole key, also after a start")
    func wholeKeys() throws {
        let folder = try TemporaryFolder()
        let keys = try (0..<20).map { number in
            var bytes = [UInt8](repeating: 0xAB, count: 32)
            bytes[20] = UInt8(number)
            return try #require(Hash(bytes: bytes))
        }
        try folder.withStore { store throws in
            try store.createLedger(Sample.ledger)
            for (number, key) in keys.prefix(10).enumerated() {
                #expect(try store.cast([Sample.ballot(0, key: key)], in: Sample.election).outcomes == [.appended(UInt64(number))])
            }
        }
        try folder.withStore { store throws in
            _ = try store.replay(Sample.ledger) { _ in }
            let outcomes = try store.cast(keys.map { Sample.ballot(0, key: $0) }, in: Sample.election).outcomes
            #expect(outcomes == (0..<10).map { .repeated($0) } + (10..<20).map { .appended($0) })
            let others = try store.cast(keys.map { Sample.ballot(0, choice: 1, key: $0) }, in: Sample.election)
            #expect(others.outcomes.allSatisfy { $0 == .conflict })
        }
    }
}
