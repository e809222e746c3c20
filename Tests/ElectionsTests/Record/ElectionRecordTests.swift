import Ledger
import TestSupport
import Testing

@testable import Elections

@Suite("The record of an election")
struct ElectionRecordTests {
    @Test("A random election lives to its certification and replays to the same result", arguments: [ResultsMode.live, .sealed])
    func life(results: ResultsMode) throws {
        for seed in UInt64(100)..<130 {
            var dice = Dice(seed: seed)
            let definition = Sample.random(&dice, results: results)
            let ledger = try SampleLedger.lived(definition, ballots: dice.roll(40), &dice)
            let (record, head) = try SampleLedger.replay(ledger.entries)
            #expect(record.state == .certified && head == ledger.heads.last, "seed \(seed)")
            #expect(record.tallies == ledger.record.tallies, "seed \(seed)")
            #expect(record.cast == record.counted && record.cast == ledger.record.cast, "seed \(seed)")
            let certified = try #require(record.certification)
            #expect(certified.contests.count == definition.contests.count)
            #expect(certified.lotSeed == ledger.heads[Int(record.cast) + 3].root, "seed \(seed)")
        }
    }

    @Test("Every entry type is taken in the states that allow it, and refused in all others", arguments: [ResultsMode.live, .sealed])
    func states(results: ResultsMode) throws {
        var dice = Dice(seed: 7)
        let definition = Sample.random(&dice, results: results)
        let isLive = results == .live
        let key = Hash.sha256([7])
        let selections = Array("{}".utf8)
        let salt = SampleLedger.salt(&dice)
        let other = try SampleLedger.lived(definition, ballots: 1, &dice)

        // Ledgers in each state, each with an entry of each type that is in order but for the state.
        var ledger = SampleLedger(definition)
        func offer(_ state: String, certification: ElectionEntry?) throws -> Set<String> {
            let candidates: [ElectionEntry] = [
                try ElectionEntry.decode(other.entries[0]),
                try ElectionEntry.decode(other.entries[1]),
                .open(OpenEntry(at: SampleLedger.time(1), by: SampleLedger.admin)),
                .ballot(BallotEntry(ballotKey: key, castAt: SampleLedger.time(0), selections: selections)),
                .sealedBallot(
                    SealedBallotEntry(ballotKey: key, castAt: SampleLedger.time(0), commitment: salt.commitment(to: selections))),
                .close(CloseEntry(at: SampleLedger.time(2), by: SampleLedger.admin, cast: ledger.record.cast)),
                .opening(OpeningEntry(index: 3, salt: salt, selections: selections)),
                try certification ?? ElectionEntry.decode(#require(other.entries.last)),
            ]
            var taken: Set<String> = []
            for entry in candidates {
                var copy = ledger
                do {
                    try copy.append(entry)
                    taken.insert(entry.kind.name)
                } catch {
                    #expect(error.code == .wrongState, "\(state): \(entry.kind.name): \(error)")
                    #expect(error.index == UInt64(ledger.entries.count))
                    #expect(copy.record.size == ledger.record.size && copy.record.state == ledger.record.state)
                }
            }
            return taken
        }

        #expect(try offer("empty", certification: nil) == ["election"])
        try ledger.create()
        #expect(try offer("draft", certification: nil) == ["roll", "open"])
        try ledger.importRoll(5)
        #expect(try offer("draft with a roll", certification: nil) == ["roll", "open"])
        try ledger.open()
        #expect(try offer("open", certification: nil) == [isLive ? "ballot" : "sealed-ballot", "close"])
        if isLive {
            try ledger.append(.ballot(BallotEntry(ballotKey: key, castAt: SampleLedger.time(0), selections: selections)))
        } else {
            try ledger.append(
                .sealedBallot(
                    SealedBallotEntry(ballotKey: key, castAt: SampleLedger.time(0), commitment: salt.commitment(to: selections))))
        }
        try ledger.close()
        if isLive {
            let entry = try ledger.record.certificationEntry(
                issued: 1, at: SampleLedger.time(3), by: SampleLedger.admin, software: "urna 0.1")
            #expect(try offer("closed", certification: .certification(entry)) == ["certification"])
        } else {
            #expect(try offer("closed", certification: nil) == ["opening"])
            try ledger.append(.opening(OpeningEntry(index: 3, salt: salt, selections: selections)))
            let entry = try ledger.record.certificationEntry(
                issued: 1, at: SampleLedger.time(3), by: SampleLedger.admin, software: "urna 0.1")
            var copy = ledger
            try copy.append(.certification(entry))
        }
        try ledger.certify()
        #expect(try offer("certified", certification: nil) == [])
    }

    @Test("Changing any byte of any entry, leaving one out, swapping or repeating one, is found", arguments: [ResultsMode.live, .sealed])
    func tampering(results: ResultsMode) throws {
        var dice = Dice(seed: 8)
        let ledger = try SampleLedger.lived(Sample.random(&dice, results: results), ballots: 6, &dice)
        let entries = ledger.entries
        let head = try #require(ledger.heads.last)
        func isFound(_ entries: [[UInt8]]) -> Bool {
            guard let (record, replayed) = try? SampleLedger.replay(entries) else { return true }
            return replayed != head || record.state != .certified
        }
        #expect(!isFound(entries))
        var byRules = 0
        for index in entries.indices {
            for byte in entries[index].indices {
                for bit in [UInt8(0x01), 0x20] {
                    var changed = entries
                    changed[index][byte] ^= bit
                    #expect(isFound(changed), "entry \(index), byte \(byte)")
                    if (try? SampleLedger.replay(changed)) == nil { byRules += 1 }
                }
            }
            var fewer = entries
            fewer.remove(at: index)
            #expect(isFound(fewer), "entry \(index) left out")
            var twice = entries
            twice.insert(entries[index], at: index)
            #expect(isFound(twice), "entry \(index) twice")
            if index > 0 {
                var swapped = entries
                swapped.swapAt(index, index - 1)
                #expect(isFound(swapped), "entries \(index - 1) and \(index) swapped")
            }
        }
        // The tree finds all of it; the rules alone find most, because every entry has one encoding and lots hang on the root.
        #expect(byRules > 1_000)
    }

    @Test("A ballot key twice, an invalid ballot and wrong openings are refused at their index")
    func badBallots() throws {
        var dice = Dice(seed: 9)
        var ledger = SampleLedger(Sample.everyShape)
        try ledger.create()
        try ledger.importRoll(9)
        try ledger.open()
        try ledger.cast(body: Array(#"{"selections":{"mayor":["a"]}}"#.utf8), &dice)
        func code(_ ledger: SampleLedger, _ entry: [UInt8]) -> RecordError.Code? {
            var copy = ledger
            do {
                try copy.append(entry)
                return nil
            } catch {
                #expect(error.index == UInt64(ledger.entries.count))
                #expect(!error.message.contains("selections") && !error.message.contains("zz"))
                return error.code
            }
        }
        #expect(code(ledger, ledger.entries[3]) == .repeatedBallotKey)
        func ballot(_ selections: String) -> [UInt8] {
            ElectionEntry.ballot(BallotEntry(ballotKey: .sha256([1]), castAt: SampleLedger.time(0), selections: Array(selections.utf8)))
                .encoded()
        }
        #expect(code(ledger, ballot(#"{"mayor":["b"]}"#)) == nil)
        for bad in [#"{"mayor":["zz"]}"#, #"{"zz":["a"]}"#, #"{"pick":["p1"]}"#, #"{"mayor":["a",null]}"#, #"{ }"#, "{}}", ""] {
            #expect(code(ledger, ballot(bad)) == .invalidBallot || code(ledger, ballot(bad)) == .malformed, "\(bad)")
        }
        #expect(code(ledger, Array(#"{"type":"ballot"}"#.utf8)) == .malformed)
        #expect(code(ledger, Array("not JSON".utf8)) == .malformed)
        let wrongCast = ElectionEntry.close(CloseEntry(at: SampleLedger.time(5), by: SampleLedger.admin, cast: 2)).encoded()
        #expect(code(ledger, wrongCast) == .wrongNumbers)

        var skipped = ledger.record
        #expect { try skipped.apply(entry: wrongCast, index: 9) } throws: { ($0 as? RecordError)?.code == .wrongIndex }
    }

    @Test("An opening has to be of a sealed ballot, once, and of what was committed to")
    func badOpenings() throws {
        var dice = Dice(seed: 10)
        let definition = Sample.definition(
            #"{"title":"T","contests":[{"id":"m","method":"irv","candidates":[{"id":"a","name":"A"},{"id":"b","name":"B"}]}]}"#)
        var ledger = SampleLedger(definition)
        try ledger.create()
        try ledger.importRoll(9)
        try ledger.open()
        let salt = SampleLedger.salt(&dice)
        let selections = Array(#"{"m":["a"]}"#.utf8)
        let invalid = Array(#"{"m":["z"]}"#.utf8)
        for (key, committed) in [(UInt8(1), selections), (2, invalid)] {
            try ledger.append(
                .sealedBallot(
                    SealedBallotEntry(
                        ballotKey: .sha256([key]), castAt: SampleLedger.time(0), commitment: salt.commitment(to: committed))))
        }
        try ledger.close()
        func code(_ ledger: SampleLedger, _ index: UInt64, _ salt: Salt, _ selections: [UInt8]) -> RecordError.Code? {
            var copy = ledger
            do {
                try copy.append(.opening(OpeningEntry(index: index, salt: salt, selections: selections)))
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code(ledger, 3, salt, selections) == nil)
        for index: UInt64 in [0, 2, 5, 6, 1 << 40] { #expect(code(ledger, index, salt, selections) == .badOpening, "\(index)") }
        #expect(code(ledger, 3, SampleLedger.salt(&dice), selections) == .badOpening)
        #expect(code(ledger, 3, salt, Array(#"{"m":["b"]}"#.utf8)) == .badOpening)
        #expect(code(ledger, 4, salt, selections) == .badOpening)
        #expect(code(ledger, 4, salt, invalid) == .invalidBallot)
        try ledger.append(.opening(OpeningEntry(index: 3, salt: salt, selections: selections)))
        #expect(code(ledger, 3, salt, selections) == .badOpening)
        #expect { try ledger.certify() } throws: { ($0 as? RecordError)?.code == .wrongState }
    }

    @Test("A certification with any number, winner, total or digest changed is refused")
    func badCertification() throws {
        var dice = Dice(seed: 11)
        var ledger = try SampleLedger.lived(Sample.everyShape, ballots: 30, &dice)
        guard case .certification(let good) = try ElectionEntry.decode(#require(ledger.entries.last)) else {
            Issue.record("the last entry is not a certification")
            return
        }
        let before = try SampleLedger.replay(Array(ledger.entries.dropLast())).record
        func code(_ change: (inout CertificationEntry) -> Void) -> RecordError.Code? {
            var (entry, record) = (good, before)
            change(&entry)
            do {
                try record.apply(entry: ElectionEntry.certification(entry).encoded(), index: before.size)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code { _ in } == nil)
        #expect(code { $0.software = "other 2" } == nil)
        #expect(code { $0.numbers.issued += 1 } == nil)
        #expect(code { $0.numbers.issued += 4 } == .wrongNumbers)
        #expect(code { $0.numbers.issued -= 1 } == .wrongNumbers)
        #expect(code { $0.numbers.eligible += 1 } == .wrongNumbers)
        #expect(code { $0.numbers.cast -= 1 } == .wrongNumbers)
        #expect(code { $0.numbers.counted -= 1 } == .wrongNumbers)
        #expect(code { $0.numbers.invalid += 1 } == .wrongNumbers)
        #expect(code { $0.lotSeed = .sha256([3]) } == .wrongResults)
        #expect(code { $0.resultsDigest = .sha256([3]) } == .wrongResults)
        #expect(code { $0.contests.removeLast() } == .wrongResults)
        #expect(code { $0.contests.swapAt(0, 1) } == .wrongResults)
        #expect(code { $0.contests[0].winners = [] } == .wrongResults)
        #expect(code { $0.contests[0] = .init(id: $0.contests[0].id, winners: $0.contests[0].winners, totals: [:]) } == .wrongResults)
        #expect(throws: RecordError.self) { try ledger.certify() }
    }

    @Test("Rules of another version are not judged by this one")
    func rulesVersion() throws {
        var ledger = SampleLedger(Sample.everyShape)
        try ledger.create()
        let text = String(decoding: ledger.entries[0], as: UTF8.self).replacing("\"rulesVersion\":1", with: "\"rulesVersion\":2")
        #expect { try SampleLedger.replay([Array(text.utf8)]) } throws: { ($0 as? RecordError)?.code == .unknownRules }
    }

    @Test("Chunks folded apart and merged give the record of one pass", arguments: [ResultsMode.live, .sealed])
    func chunks(results: ResultsMode) throws {
        for seed in UInt64(200)..<215 {
            var dice = Dice(seed: seed)
            let ledger = try SampleLedger.lived(Sample.random(&dice, results: results), ballots: 30, &dice)
            let whole = try SampleLedger.replay(ledger.entries).record
            let record = try Self.replayInChunks(ledger, &dice)
            #expect(record.state == .certified && record.size == whole.size, "seed \(seed)")
            #expect(record.tallies == whole.tallies && record.cast == whole.cast && record.keys == whole.keys, "seed \(seed)")
        }
    }

    static func replayInChunks(_ ledger: SampleLedger, _ dice: inout Dice) throws -> ElectionRecord {
        var record = ElectionRecord(checksKeys: true)
        while record.size < UInt64(ledger.entries.count) {
            // Three chunks side by side, as three cores would run them.
            let length = 1 + dice.roll(8)
            var chunks: [RecordChunk] = []
            for number in 0..<3 {
                guard var chunk = record.chunk(from: record.size + UInt64(number * length)) else { break }
                var isWhole = true
                while isWhole, chunk.count < UInt64(length), case let index = Int(chunk.start + chunk.count), index < ledger.entries.count {
                    isWhole = try ledger.entries[index].withUnsafeBytes { try chunk.apply(entry: $0) }
                }
                chunks.append(chunk)
                if !isWhole { break }
            }
            for chunk in chunks { try record.merge(chunk) }
            let index = Int(record.size)
            guard index < ledger.entries.count else { break }
            try record.apply(entry: ledger.entries[index], index: UInt64(index), root: { ledger.heads[index].root })
        }
        return record
    }

    @Test("A key or an opening that two chunks share is found when they are merged")
    func chunkConflicts() throws {
        var dice = Dice(seed: 12)
        let ledger = try SampleLedger.lived(Sample.everyShape, ballots: 2, &dice)
        var record = try SampleLedger.replay(Array(ledger.entries[..<3])).record
        var first = try #require(record.chunk(from: 3))
        var second = try #require(record.chunk(from: 4))
        #expect(try ledger.entries[3].withUnsafeBytes { try first.apply(entry: $0) })
        #expect(try ledger.entries[3].withUnsafeBytes { try second.apply(entry: $0) })
        try record.merge(first)
        #expect { try record.merge(second) } throws: {
            ($0 as? RecordError)?.code == .repeatedBallotKey && ($0 as? RecordError)?.index == 4
        }
    }

    @Test("The server's short way gives the same record as reading the entries")
    func shortWay() throws {
        for results in [ResultsMode.live, .sealed] {
            var dice = Dice(seed: 13)
            let ledger = try SampleLedger.lived(Sample.random(&dice, results: results), ballots: 25, &dice)
            var record = try SampleLedger.replay(Array(ledger.entries[..<3])).record
            for entry in ledger.entries[3..<28] {
                switch try ElectionEntry.decode(entry) {
                case .ballot(let ballot): record.apply(ballot: try ledger.style.parse(selections: ballot.selections))
                case .sealedBallot(let sealed): record.apply(commitment: sealed.commitment)
                default: Issue.record("not a ballot")
                }
            }
            for (index, entry) in ledger.entries.enumerated().dropFirst(28) {
                try record.apply(entry: entry, index: UInt64(index), root: { ledger.heads[index].root })
            }
            #expect(record.state == .certified && record.tallies == ledger.record.tallies)
        }
    }
}
