import Ledger
import TestSupport
import Testing

@testable import Elections

@Suite("Turnout by region in the record")
struct RegionRecordTests {
    /// A name that JSON escapes, one that sorts differently in bytes and in UTF-16, one that is the beginning of another.
    static let regions: [(String, UInt64)] = [
        ("North", 30), ("Northeast", 25), (#"The "Old" \ Town"#, 20), ("\u{FF21}", 22), ("\u{1D400}", 21), ("Süd", 40),
    ]

    static func definition(_ results: ResultsMode, asks: Bool = true) -> ElectionDefinition {
        let candidates = #"[{"id":"a","name":"A"},{"id":"b","name":"B"},{"id":"c","name":"C"}]"#
        return Sample.definition(
            """
            {"title":"T","results":"\(results.rawValue)","turnoutByRegion":\(asks),"contests":[
              {"id":"m","method":"irv","candidates":\(candidates)},{"id":"p","method":"plurality","candidates":\(candidates)}]}
            """)
    }

    /// An open election whose roll has every region and 20 voters without one.
    static func opened(_ results: ResultsMode, checksKeys: Bool = true) throws -> SampleLedger {
        var ledger = SampleLedger(definition(results), checksKeys: checksKeys)
        try ledger.create()
        try ledger.importRoll(regions, without: 20)
        try ledger.open()
        return ledger
    }

    /// A region that still has a voter who has not cast; "" for none.
    private static func region(_ left: inout [String: UInt64], _ dice: inout Dice) -> String? {
        let names = left.filter { $0.value > 0 }.keys.sorted()
        let name = dice.pick(names)
        left[name, default: 0] -= 1
        return name.isEmpty ? nil : name
    }

    static func lived(_ results: ResultsMode, ballots: Int, _ dice: inout Dice) throws -> SampleLedger {
        var ledger = try opened(results)
        var left = Dictionary(uniqueKeysWithValues: regions + [("", 20)])
        let random = RandomBallots(definition: ledger.definition)
        for _ in 0..<ballots {
            try ledger.cast(body: Array(random.body(&dice).utf8), region: region(&left, &dice), &dice)
        }
        try ledger.close()
        try ledger.openSealed(&dice)
        try ledger.certify()
        return ledger
    }

    private static func code(_ ledger: SampleLedger, _ change: (inout SampleLedger) throws -> Void) -> RecordError.Code? {
        var copy = ledger
        do {
            try change(&copy)
            return nil
        } catch let error as RecordError {
            return error.index == UInt64(ledger.entries.count) && copy.record.size == ledger.record.size ? error.code : .wrongIndex
        } catch {
            return .malformed
        }
    }

    // MARK: Histories

    @Test(
        "In any history the regions add up to the ballots; replayed, in chunks or the server's way, they are the same",
        arguments: [ResultsMode.live, .sealed])
    func histories(results: ResultsMode) throws {
        for seed in UInt64(300)..<320 {
            var dice = Dice(seed: seed)
            let ballots = dice.oneIn(5) ? 178 : dice.roll(178)
            let ledger = try Self.lived(results, ballots: ballots, &dice)
            let turnout = try #require(ledger.record.regionTurnout)
            #expect(turnout.reduce(0) { $0 + $1.cast } == UInt64(ballots), "seed \(seed)")
            #expect(turnout.reduce(0) { $0 + $1.eligible } == ledger.record.eligible, "seed \(seed)")
            #expect(turnout.allSatisfy { $0.cast <= $0.eligible }, "seed \(seed)")
            // In the order of UTF-16.
            #expect(turnout.map(\.name) == ["North", "Northeast", "Süd", #"The "Old" \ Town"#, "\u{1D400}", "\u{FF21}", nil])
            // Counted here from the plain text of the entries.
            for group in turnout {
                let count = try ledger.entries.filter { bytes in
                    let json = try JSONValue.parse(bytes)
                    return json["castAt"] != nil && json["region"]?.stringValue == group.name
                }.count
                #expect(group.cast == UInt64(count), "seed \(seed), \(group.name ?? "none")")
            }
            #expect(try SampleLedger.replay(ledger.entries).record.regionTurnout == turnout, "seed \(seed)")
            #expect(try ElectionRecordTests.replayInChunks(ledger, &dice).regionTurnout == turnout, "seed \(seed)")
            #expect(try Self.replayedShortly(ledger, ballots).regionTurnout == turnout, "seed \(seed)")
        }
    }

    private static func replayedShortly(_ ledger: SampleLedger, _ ballots: Int) throws -> ElectionRecord {
        var record = try SampleLedger.replay(Array(ledger.entries[..<3])).record
        let table = try #require(record.regions)
        for entry in ledger.entries[3..<3 + ballots] {
            switch try ElectionEntry.decode(entry) {
            case .ballot(let ballot):
                let region = try #require(table.position(of: ballot.region ?? ""))
                record.apply(ballot: try ledger.style.parse(selections: ballot.selections), region: region)
            case .sealedBallot(let sealed):
                let region = try #require(table.position(of: sealed.region ?? ""))
                record.apply(commitment: sealed.commitment, region: region)
            default: Issue.record("not a ballot")
            }
        }
        return record
    }

    @Test("Results tell the turnout of regions when the definition asks, sealed or not, and say nothing of them otherwise")
    func results() throws {
        var dice = Dice(seed: 1)
        for results in [ResultsMode.live, .sealed] {
            var ledger = try Self.opened(results)
            try ledger.cast(body: Array(#"{"selections":{}}"#.utf8), region: "Süd", &dice)
            try ledger.cast(body: Array(#"{"selections":{}}"#.utf8), &dice)
            let head = try #require(ledger.heads.last)
            for summary in [false, true] {
                let turnout = try #require(ElectionResults(record: ledger.record, head: head)).json(summary: summary)["turnout"] ?? .null
                #expect(turnout["cast"] == .integer(2) && turnout["eligible"] == .integer(178))
                let regions = try #require(turnout["regions"]?.arrayValue)
                #expect(regions[2] == .object([("region", .string("Süd")), ("eligible", .integer(40)), ("cast", .integer(1))]))
                #expect(regions.last == .object([("region", .null), ("eligible", .integer(20)), ("cast", .integer(1))]))
                #expect(regions.count == 7)
            }
        }
        let plain = try SampleLedger.lived(Self.definition(.live, asks: false), ballots: 3, &dice)
        let head = try #require(plain.heads.last)
        let results = try #require(ElectionResults(record: plain.record, head: head)).json()
        #expect(results["turnout"] == .object([("eligible", .integer(6)), ("cast", .integer(3))]))
    }

    @Test("Events leave regions out when there are more than a hundred")
    func summaries() throws {
        var ledger = SampleLedger(Self.definition(.sealed))
        try ledger.create()
        try ledger.importRoll((0...ElectionResults.summaryRegionsMax).map { ("R\($0)", 20) })
        let head = try #require(ledger.heads.last)
        let results = try #require(ElectionResults(record: ledger.record, head: head))
        #expect(results.json(summary: true)["turnout"]?["regions"] == nil)
        #expect(results.json(summary: true)["turnout"]?["regionsOmitted"] == .bool(true))
        #expect(results.json()["turnout"]?["regions"]?.arrayValue?.count == ElectionResults.summaryRegionsMax + 1)
    }

    // MARK: Refusals

    @Test("A region that the roll does not have is refused, in any spelling but its own", arguments: [ResultsMode.live, .sealed])
    func unknown(results: ResultsMode) throws {
        var dice = Dice(seed: 2)
        let ledger = try Self.opened(results)
        let body = Array(#"{"selections":{"p":["a"]}}"#.utf8)
        for (name, _) in Self.regions { #expect(Self.code(ledger) { try $0.cast(body: body, region: name, &dice) } == nil, "\(name)") }
        for name in ["West", "Nort", "North ", "north", "Su\u{308}d", "NortheastX"] {
            #expect(Self.code(ledger) { try $0.cast(body: body, region: name, &dice) } == .wrongRegion, "\(name)")
        }
        var good = ledger
        try good.cast(body: body, region: "North", &dice)
        let text = String(decoding: try #require(good.entries.last), as: UTF8.self)
        for (other, expected) in [
            (#""\u004eorth""#, RecordError.Code.wrongRegion), (#""""#, .wrongRegion), ("null", .malformed), ("1", .malformed),
            (#"["North"]"#, .malformed), (#""North","region":"North""#, .malformed),
        ] {
            let changed = Array(text.replacing(#""North""#, with: other).utf8)
            #expect(Self.code(ledger) { try $0.append(changed) } == expected, "\(other)")
        }
    }

    @Test("No region has more ballots than voters, nor have the voters without one", arguments: [ResultsMode.live, .sealed])
    func overflow(results: ResultsMode) throws {
        var dice = Dice(seed: 3)
        let body = Array(#"{"selections":{"p":["a"]}}"#.utf8)
        for region in ["\u{FF21}", nil] {
            var ledger = try Self.opened(results, checksKeys: false)
            for _ in 0..<(region == nil ? 20 : 22) { try ledger.cast(body: body, region: region, &dice) }
            #expect(Self.code(ledger) { try $0.cast(body: body, region: region, &dice) } == .wrongRegion)
            #expect(Self.code(ledger) { try $0.cast(body: body, region: "North", &dice) } == nil)

            // Chunks of the same entries find the same one when they are merged.
            var late = ledger
            let before = ledger.record
            try late.cast(body: body, region: "North", &dice)
            let extra = String(decoding: try #require(late.entries.last), as: UTF8.self)
            let name = region.map { #""region":"\#($0)","# } ?? ""
            let bytes = Array(extra.replacing(#""region":"North","#, with: name).utf8)
            var record = before
            var chunk = try #require(record.chunk(from: record.size))
            #expect(try late.entries[late.entries.count - 1].withUnsafeBytes { try chunk.apply(entry: $0) })
            #expect(try bytes.withUnsafeBytes { try chunk.apply(entry: $0) })
            #expect { try record.merge(chunk) } throws: {
                ($0 as? RecordError)?.code == .wrongRegion && ($0 as? RecordError)?.index == before.size + 1
            }
        }
        var whole = SampleLedger(Self.definition(results))
        try whole.create()
        try whole.importRoll([("North", 20)])
        try whole.open()
        #expect(Self.code(whole) { try $0.cast(body: body, &dice) } == .wrongRegion)
    }

    @Test("Where the definition does not ask, a ballot has no region", arguments: [ResultsMode.live, .sealed])
    func unasked(results: ResultsMode) throws {
        var dice = Dice(seed: 4)
        var ledger = SampleLedger(Self.definition(results, asks: false))
        try ledger.create()
        try ledger.importRoll(Self.regions)
        try ledger.open()
        #expect(ledger.record.regionTurnout == nil)
        #expect(Self.code(ledger) { try $0.cast(body: Array(#"{"selections":{}}"#.utf8), region: "North", &dice) } == .wrongRegion)
        #expect(Self.code(ledger) { try $0.cast(body: Array(#"{"selections":{}}"#.utf8), &dice) } == nil)
    }

    @Test("The vote opens only over regions that are large enough, and says which are not")
    func opening() throws {
        func problem(_ regions: [(String, UInt64)], without rest: UInt64 = 0) throws -> String? {
            var ledger = SampleLedger(Self.definition(.sealed))
            try ledger.create()
            try ledger.importRoll(regions, without: rest)
            do {
                try ledger.open()
                return nil
            } catch let error as RecordError {
                #expect(error.code == .wrongRegion && ledger.record.state == .draft)
                return error.message
            }
        }
        #expect(try problem([("A", 20)]) == nil)
        #expect(try problem([("A", 20), ("B", 20)], without: 20) == nil)
        #expect(try problem([("A", 20), ("B", 19)])?.contains("fewer: B (19). ") == true)
        #expect(try problem([("A", 20)], without: 1)?.contains("no region (1)") == true)
        #expect(try problem([], without: 500)?.contains("has no regions") == true)
        #expect(try problem((0..<9).map { ("R\($0)", 1) })?.contains("R4 (1), 4 more") == true)
        var none = SampleLedger(Self.definition(.live))
        try none.create()
        #expect(Self.code(none) { try $0.open() } == .wrongRegion)
        // A later roll replaces an earlier one, for the better or the worse.
        var ledger = SampleLedger(Self.definition(.live))
        try ledger.create()
        try ledger.importRoll([("A", 1)])
        try ledger.importRoll([("B", 30)])
        #expect(Self.code(ledger) { try $0.open() } == nil)
        try ledger.importRoll([("A", 1)])
        #expect(Self.code(ledger) { try $0.open() } == .wrongRegion)
    }

    @Test("A definition made before regions were asked for keeps its bytes, and one that asks says so")
    func definitionBytes() throws {
        let plain = Self.definition(.live, asks: false)
        #expect(!plain.turnoutByRegion && plain.json()["turnoutByRegion"] == nil)
        let asking = Self.definition(.live)
        #expect(asking.turnoutByRegion && asking.json()["turnoutByRegion"] == .bool(true))
        #expect(try ElectionDefinition.parse(asking.json()) == asking && asking != plain)
    }
}
