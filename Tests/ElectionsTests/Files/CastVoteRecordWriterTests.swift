import Ledger
import TestSupport
import Testing

@testable import Elections

@Suite("Ballots as NIST cast vote records")
struct CastVoteRecordWriterTests {
    /// The report over a ledger.
    private func report(_ ledger: SampleLedger) throws -> [UInt8] {
        let head = try #require(ledger.heads.last)
        let election = try #require(ElectionID("e1"))
        var writer = CastVoteRecordWriter(
            CastVoteRecordWriter.Heading(
                election: election, definition: ledger.definition, software: "urna test", generatedAt: SampleLedger.time(12_000),
                origin: SampleLedger.origin, head: head))
        var out = writer.start()
        for index in try #require(ledger.record.ballotEntries) {
            try ledger.entries[Int(index)].withUnsafeBytes { try writer.append(entry: $0, index: index, to: &out) }
        }
        return out + writer.end()
    }

    private func parse(_ bytes: [UInt8]) throws -> JSONValue {
        try JSONValue.parse(bytes, limits: JSONLimits(bytesMax: 64 << 20))
    }

    @Test("Random elections of every method, read back, have the same tally in every contest", arguments: [ResultsMode.live, .sealed])
    func readBack(results: ResultsMode) throws {
        for seed in UInt64(1)...60 {
            var dice = Dice(seed: seed)
            let ledger = try SampleLedger.lived(Sample.random(&dice, results: results), ballots: dice.roll(80), &dice)
            let bytes = try report(ledger)
            #expect(CastVoteShape.problems(in: try parse(bytes)) == [], "seed \(seed)")
            for (position, contest) in ledger.definition.contests.enumerated() {
                let options = BallotFile.Options(method: contest.method, rules: contest.rules, contest: contest.id.text)
                let file = try BallotFile.parse(bytes, options: options)
                let (read, kept) = (file.tally, ledger.record.tallies[position])
                let place = "seed \(seed), \(contest.id), \(contest.method)"
                #expect(file.contest.candidates.map(\.name) == contest.candidates.map(\.name), "\(place)")
                #expect(file.contest.candidates.map(\.isWriteIn) == contest.candidates.map(\.isWriteIn), "\(place)")
                #expect(file.contest.seats == contest.seats, "\(place)")
                #expect((read.ballots, read.blanks) == (kept.ballots, kept.blanks), "\(place)")
                #expect(read.exhaustedAtStart == kept.exhaustedAtStart, "\(place)")
                #expect(read.firstPreferenceTotals() == kept.firstPreferenceTotals(), "\(place)")
                #expect(read.patterns == kept.patterns, "\(place)")
                #expect(read.pairs == kept.pairs, "\(place)")
            }
        }
    }

    @Test("A record tells ranks, scores, blanks and what was written in, and names its entry")
    func content() throws {
        var dice = Dice(seed: 3)
        var ledger = SampleLedger(Sample.everyShape)
        try ledger.create()
        try ledger.importRoll(9)
        try ledger.open()
        let ranks = #""mayor":["b",null,{"writeIn":"Zoë \"Q\""},"b"],"Order":[["k","m"],"l"]"#
        let body = #"{"selections":{\#(ranks),"pick":["p1","p4"],"rate":{"s1":7}}}"#
        try ledger.cast(body: Array(body.utf8), &dice)
        let json = try parse(report(ledger))
        let record = try #require(json["CVR"]?.arrayValue?.first)
        #expect(record["UniqueId"] == "3")
        let contests = try #require(record["CVRSnapshot"]?.arrayValue?.first?["CVRContest"]?.arrayValue)
        func marks(_ contest: Int) -> [String] {
            (contests[contest]["CVRContestSelection"]?.arrayValue ?? []).map { selection in
                let positions = (selection["SelectionPosition"]?.arrayValue ?? []).map { position in
                    let rank = position["Rank"]?.integerValue.map { "#\($0)" } ?? ""
                    return "\(position["NumberVotes"]?.integerValue ?? 0)\(rank)\(position["CVRWriteIn"]?["Text"]?.stringValue ?? "")"
                }
                return "\(selection["ContestSelectionId"]?.stringValue ?? "") \(positions.joined(separator: " "))"
            }
        }
        #expect(marks(0) == ["mayor/b 1#1 1#4", "mayor/w 1#3Zoë \"Q\""])
        #expect(marks(1) == ["pick/p4 1", "pick/p1 1"])
        #expect(marks(2) == [])
        #expect(contests[2]["Status"] == ["not-indicated"])
        #expect(marks(3) == ["rate/s1 7"])
        #expect(marks(4) == ["Order/k 1#1", "Order/l 1#2", "Order/m 1#1"])
    }

    @Test("Neither a ballot key, nor a salt, nor a time of a ballot is in it", arguments: [ResultsMode.live, .sealed])
    func secrets(results: ResultsMode) throws {
        var dice = Dice(seed: 5)
        let ledger = try SampleLedger.lived(Sample.random(&dice, results: results), ballots: 30, &dice)
        let text = String(decoding: try report(ledger), as: UTF8.self)
        for voter in 1...30 { #expect(!text.contains(Hash.sha256(Array("voter \(voter)".utf8)).base64URL)) }
        for word in ["castAt", "salt", "ballotKey", "commitment"] { #expect(!text.contains(word)) }
        // The report's own time is the only one.
        #expect(text.ranges(of: /\dT\d\d:/).count == 1)
    }

    @Test("There are records when the vote is open, and of a sealed election when every ballot is opened")
    func whenShown() throws {
        var dice = Dice(seed: 7)
        for results in [ResultsMode.live, .sealed] {
            var ledger = SampleLedger(Sample.random(&dice, results: results))
            let random = RandomBallots(definition: ledger.definition)
            try ledger.create()
            try ledger.importRoll(9)
            #expect(ledger.record.ballotEntries == nil)
            try ledger.open()
            for _ in 0..<4 { try ledger.cast(body: Array(random.body(&dice).utf8), &dice) }
            #expect(ledger.record.ballotEntries == (results == .live ? 3..<7 : nil))
            try ledger.close()
            #expect(ledger.record.ballotEntries == (results == .live ? 3..<7 : nil))
            guard results == .sealed else { continue }
            try ledger.openSealed(&dice)
            #expect(ledger.record.ballotEntries == 8..<12)
        }
    }

    @Test("Names that look like write-ins, that are equal, or long in another script come back as they were")
    func names() throws {
        var dice = Dice(seed: 9)
        let long = String(repeating: "م", count: 200)
        let definition = Sample.definition(
            """
            {"title": "Names", "results": "live", "contests": [{"id": "q", "title": "\(long)", "method": "irv", "candidates": [
              {"id": "a", "name": "UWI"}, {"id": "b", "name": "\(long)"}, {"id": "c", "name": "=1+1"}, {"id": "w", "name": "?", "writeIn": true}]}]}
            """)
        let ledger = try SampleLedger.lived(definition, ballots: 20, &dice)
        let file = try BallotFile.parse(report(ledger), options: BallotFile.Options(method: .irv))
        #expect(file.contest.candidates.map(\.name) == ["UWI", long, "=1+1", "?"])
        #expect(file.contest.candidates.map(\.isWriteIn) == [false, false, false, true])
        #expect(file.tally.patterns == ledger.record.tallies[0].patterns)
    }

    @Test("What is no ballot gives no record")
    func refused() throws {
        var dice = Dice(seed: 11)
        let ledger = try SampleLedger.lived(Sample.everyShape, ballots: 1, &dice)
        let election = try #require(ElectionID("e1"))
        var writer = CastVoteRecordWriter(
            CastVoteRecordWriter.Heading(
                election: election, definition: ledger.definition, software: "s", generatedAt: SampleLedger.time(0), origin: "o",
                head: TreeHead(size: 0, root: .emptyTree)))
        var out: [UInt8] = []
        for index in [0, 1, 2, 4, 5] {
            #expect(throws: RecordError.self) {
                try ledger.entries[index].withUnsafeBytes { try writer.append(entry: $0, index: UInt64(index), to: &out) }
            }
        }
        #expect(out.isEmpty)
    }
}
