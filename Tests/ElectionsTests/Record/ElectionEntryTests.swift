import Ledger
import TestSupport
import Testing

@testable import Elections

@Suite("Entries of an election's ledger")
struct ElectionEntryTests {
    private static func samples(_ seed: UInt64) throws -> [[UInt8]] {
        var dice = Dice(seed: seed)
        let live = try SampleLedger.lived(Sample.everyShape, ballots: 20, &dice)
        let sealed = try SampleLedger.lived(Sample.random(&dice, results: .sealed), ballots: 20, &dice)
        let regional = try [ResultsMode.live, .sealed].flatMap { try RegionRecordTests.lived($0, ballots: 10, &dice).entries }
        return live.entries + sealed.entries + regional
    }

    @Test("An entry reads back as it was written, and is canonical JSON")
    func identity() throws {
        var types: Set<String> = []
        for bytes in try Self.samples(1) {
            let entry = try ElectionEntry.decode(bytes)
            #expect(entry.encoded() == bytes)
            #expect(try JSONValue.parse(bytes).canonical() == bytes)
            types.insert(entry.kind.name)
        }
        #expect(types == Set(ElectionEntries.catalogue.kinds.map(\.name)))
    }

    @Test("The catalogue lists the members that entries have, and its examples are entries with all that are required")
    func catalogue() throws {
        for kind in ElectionEntries.catalogue.kinds {
            let bytes = kind.example.canonical()
            #expect(try ElectionEntry.decode(bytes).kind.name == kind.name)
            let members = Set(try #require(kind.example.objectValue).map(\.name))
            #expect(members.isSubset(of: kind.fields.map(\.name)))
            #expect(members.isSuperset(of: kind.fields.filter(\.required).map(\.name)))
        }
    }

    @Test("A missing, unknown or mistyped member is refused by name")
    func members() throws {
        for kind in ElectionEntries.catalogue.kinds {
            let members = try #require(kind.example.objectValue)
            for (index, member) in members.enumerated() {
                #expect(kind.fields.contains { $0.name == member.name && $0.required })
                var fewer = members
                fewer.remove(at: index)
                #expect { try ElectionEntry.decode(JSONValue.object(fewer).canonical()) } throws: {
                    ($0 as? ElectionEntryError)?.field == member.name
                }
                var changed = members
                changed[index].value = .array([.null])
                #expect { try ElectionEntry.decode(JSONValue.object(changed).canonical()) } throws: { error in
                    (error as? ElectionEntryError)?.field.hasPrefix(member.name) == true
                }
            }
            let more = members + [JSONMember("voter", "x")]
            #expect { try ElectionEntry.decode(JSONValue.object(more).canonical()) } throws: {
                ($0 as? ElectionEntryError)?.field == "voter"
            }
        }
    }

    @Test("Every other spelling of an entry is refused")
    func spellings() {
        let key = String(repeating: "A", count: 43)
        let good = #"{"ballotKey":"\#(key)","castAt":"2026-11-21T10:57:00Z","selections":{},"type":"ballot"}"#
        #expect(throws: Never.self) { try ElectionEntry.decode(Array(good.utf8)) }
        let bad = [
            good.replacing("00Z", with: "01Z"), good.replacing("11-21", with: "02-30"), good.replacing("11-21", with: "13-01"),
            good.replacing("T10", with: "T24"), good.replacing("00Z", with: "00+00:00"), good.replacing("AA\"", with: "AB\""),
            good.replacing("AA\"", with: "A\""), good.replacing("AA\"", with: "AAA\""), good.replacing(",\"sel", with: ", \"sel"),
            good + "\n", good.replacing("{}", with: "[]"), good.replacing("\"ballot\"", with: "\"ballots\""),
            good.replacing("A\",", with: "\\u0041\","), String(repeating: " ", count: 60_000) + good,
        ]
        for text in bad {
            #expect(throws: ElectionEntryError.self, "\(text)") { try ElectionEntry.decode(Array(text.utf8)) }
        }
    }

    @Test("Mutated entries are refused, or are another entry's only encoding; scanner and decoder agree", arguments: [UInt64(3), 4])
    func mutations(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let samples = try Self.samples(seed)
        for _ in 0..<6_000 {
            let bytes = dice.oneIn(10) ? dice.pick(samples) : RandomBallots.mutated(dice.pick(samples), &dice)
            let decoded = try? ElectionEntry.decode(bytes)
            if let decoded { #expect(decoded.encoded() == bytes, "seed \(seed)") }
            bytes.withUnsafeBytes { raw in
                let ballot = BallotEntryScanner.ballot(raw)
                let sealed = BallotEntryScanner.sealed(raw)
                let opening = BallotEntryScanner.opening(raw)
                switch decoded {
                case .ballot(let entry):
                    #expect(Self.region(ballot?.region, in: raw) == entry.region, "seed \(seed)")
                    #expect(ballot?.ballotKey == entry.ballotKey, "seed \(seed)")
                    #expect(ballot.map { Array(raw[$0.selections]) } == entry.selections, "seed \(seed)")
                    #expect(sealed == nil && opening == nil)
                case .sealedBallot(let entry):
                    #expect(Self.region(sealed?.region, in: raw) == entry.region, "seed \(seed)")
                    #expect(sealed?.ballotKey == entry.ballotKey && sealed?.commitment == entry.commitment, "seed \(seed)")
                    #expect(ballot == nil && opening == nil)
                case .opening(let entry):
                    #expect(opening?.index == entry.index && opening?.salt == entry.salt, "seed \(seed)")
                    #expect(opening.map { Array(raw[$0.selections]) } == entry.selections, "seed \(seed)")
                case nil:
                    // What the scanner passes on, the readers of ballots still refuse: the roll has no such region, or the selections
                    // are not canonical.
                    if let found = ballot?.region ?? sealed?.region, !Self.isRegion(Array(raw[found])) { break }
                    #expect(sealed == nil, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
                    if let found = ballot?.selections ?? opening?.selections {
                        #expect((try? JSONValue.parse(Array(raw[found])))?.canonical() != Array(raw[found]), "seed \(seed)")
                    }
                default:
                    #expect(ballot == nil && sealed == nil && opening == nil, "seed \(seed)")
                }
            }
        }
    }

    private static func region(_ range: Range<Int>?, in entry: UnsafeRawBufferPointer) -> String? {
        range.flatMap { try? JSONValue.parse(Array("[".utf8) + Array(entry[$0]) + Array("]".utf8)).arrayValue?.first?.stringValue }
    }

    /// Whether the bytes are the one spelling of a name that a roll can have.
    private static func isRegion(_ spelling: [UInt8]) -> Bool {
        guard let text = region(0..<spelling.count, in: spelling) else { return false }
        return PlainText.problem(in: text, charactersMax: RollEntry.regionCharactersMax) == nil
            && JSONValue.string(text).canonical() == spelling
    }

    private static func region(_ range: Range<Int>, in entry: [UInt8]) -> String? {
        entry.withUnsafeBytes { region(range, in: $0) }
    }

    @Test("A sealed ballot's entry has one length, whatever it holds, and no selections")
    func sealedLength() throws {
        var dice = Dice(seed: 5)
        let ledger = try SampleLedger.lived(Sample.random(&dice, results: .sealed), ballots: 50, &dice)
        let sealed = ledger.entries.filter { bytes in bytes.withUnsafeBytes { BallotEntryScanner.sealed($0) } != nil }
        #expect(sealed.count == 50)
        #expect(Set(sealed.map(\.count)) == [BallotEntryEncoder.sealedBytes])
    }

    @Test("The time of a ballot is to the minute")
    func coarseTime() {
        let entry = BallotEntry(ballotKey: .sha256([]), castAt: Timestamp(seconds: 1_795_248_059), selections: Array("{}".utf8))
        #expect(entry.castAt.seconds == 1_795_248_000)
        #expect(entry.encoded().count == BallotEntryEncoder.overheadBytes + 2)
    }

    @Test("A roll is refused when its regions do not add up or cannot be told apart")
    func rolls() {
        func roll(_ regions: [(String, UInt64)], eligible: UInt64 = 10) throws -> RollEntry {
            try RollEntry(
                eligible: eligible, regions: regions.map { .init(name: $0.0, voters: $0.1) }, digest: .sha256([]), at: SampleLedger.time(0),
                by: SampleLedger.admin)
        }
        #expect(throws: Never.self) { try roll([("A", 5), ("B", 5)]) }
        #expect(throws: Never.self) { try roll([("A", 5)]) }
        #expect(throws: Never.self) { try roll([("e\u{301}", 5), ("é", 5)]) }
        #expect(throws: ElectionEntryError.self) { try roll([("A", 5), ("A", 1)]) }
        #expect(throws: ElectionEntryError.self) { try roll([("A", 5), ("B", 6)]) }
        #expect(throws: ElectionEntryError.self) { try roll([("A", .max), ("B", 6)]) }
        #expect(throws: ElectionEntryError.self) { try roll([("A\n", 5)]) }
        #expect(throws: ElectionEntryError.self) { try roll((0..<5_000).map { ("region \($0)", 0) }) }
    }
}
