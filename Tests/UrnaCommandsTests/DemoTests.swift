import Elections
import Ledger
import Testing

@testable import UrnaCommands

@Suite("The demonstration")
struct DemoTests {
    @Test("The demo tells turnout by region as soon as every district has voters enough")
    func regions() {
        #expect(Electorate(count: 2_000, seed: 1).definition["turnoutByRegion"] == .bool(true))
        #expect(Electorate(count: 40, seed: 1).definition["turnoutByRegion"] == .bool(false))
    }

    @Test("The same seed gives the same voters; another gives others")
    func seeded() {
        let first = Electorate(count: 500, seed: 7)
        #expect(first.voters.map(\.ranking) == Electorate(count: 500, seed: 7).voters.map(\.ranking))
        #expect(first.voters.map(\.ranking) != Electorate(count: 500, seed: 8).voters.map(\.ranking))
    }

    @Test("Every voter has an id of their own and a valid ballot")
    func valid() throws {
        let electorate = Electorate(count: 2_000, seed: 1)
        let style = BallotStyle(try ElectionDefinition.parse(electorate.definition))
        #expect(Set(electorate.voters.map(\.id)).count == 2_000)
        for voter in electorate.voters {
            #expect(Set(voter.ranking).count == voter.ranking.count)
            #expect((1...Electorate.ranksMax).contains(voter.ranking.count))
            _ = try style.parse(selections: Electorate.selections(voter).canonical())
        }
        #expect(electorate.firstPreferences.values.reduce(0, +) == 2_000)
        #expect(electorate.roll.split(separator: "\n").count == 2_001)
    }

    @Test("Opinions make a contest: everyone has support, nobody a majority at once")
    func contested() {
        let totals = Electorate(count: 20_000, seed: 2_026).firstPreferences
        #expect(totals.values.allSatisfy { $0 > 200 && $0 < 10_000 }, "\(totals)")
    }

    @Test("The board shows the one in front first, and fits the terminal")
    func board() throws {
        let results = try JSONValue.parse(
            Array(#"{"turnout":{"cast":300},"contests":[{"totals":{"raman":200,"okafor":100},"winners":["raman"]}]}"#.utf8))
        let board = DemoBoard(results: results, voters: 1_000, seconds: 3, width: 80)
        #expect(board.lines.count == Electorate.candidates.count + 3)
        #expect(board.lines[1].contains("Dev Raman") && board.lines[1].contains("66.7 %"))
        #expect(board.lines[2].contains("Amara Okafor"))
        #expect(board.lines[1...Electorate.candidates.count].allSatisfy { $0.count <= 80 })
        #expect(board.line.hasPrefix("300 of 1,000 ballots, 100/s; first preferences: Dev Raman 200, Amara Okafor 100"))
        let empty = DemoBoard(results: .null, voters: 1_000, seconds: 0, width: 20)
        #expect(empty.cast == 0 && empty.line.hasSuffix("winning now: nobody"))
    }
}

@Suite("The core's measurements")
struct CoreBenchTests {
    @Test("Every figure is there and positive")
    func figures() throws {
        var bench = CoreBench(entries: 2_048)
        let figures = try bench.run()
        #expect(
            figures.map(\.name) == [
                "entryBytes", "entriesPerSecond", "proofsPerSecond", "verificationsPerSecond", "canonicalJSONPerSecond",
            ])
        #expect(figures.allSatisfy { $0.value > 0 })
    }
}
