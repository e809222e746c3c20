internal import Ledger
internal import Testing

@testable import Elections

/// Skipped, with a printed line, where the files of ballots are not beside the repository.
@Suite("Real elections")
struct RealElectionTests {
    private func count(_ file: String, _ method: CountingMethod, _ rules: CountingRules = CountingRules()) throws -> ContestResult {
        let bytes = try SharedData.bytes(file)
        return try BallotFile.parse(bytes, options: BallotFile.Options(method: method, rules: rules)).tally.count(lot: testLot)
    }

    private func total(_ round: Round, _ result: ContestResult, _ name: String) -> UInt64? {
        let id = result.contest.candidates.first { $0.name == name }?.id
        return round.totals.first { $0.candidate == id }?.votes.whole
    }

    // MARK: - Minneapolis 2013

    /// The city's sheet writes names in mixed case: they are the same letters.
    private func key(_ name: String) -> String {
        let letters = name.lowercased().filter { $0.isLetter }
        return letters == "undeclaredwriteins" ? "uwi" : letters
    }

    private struct SheetRound: Equatable {
        var totals: [String: Int64]
        var exhausted: Int64
    }

    private func sheet(_ value: JSONValue) throws -> [SheetRound] {
        try #require(value["rounds"]?.arrayValue).map { round in
            let totals = try #require(round["totals"]?.objectValue)
            return SheetRound(
                totals: Dictionary(uniqueKeysWithValues: try totals.map { (key($0.name), try #require($0.value.integerValue)) }),
                exhausted: try #require(round["exhausted"]?.integerValue))
        }
    }

    @Test(
        "Minneapolis 2013: every one of the city's 33 rounds, to the vote",
        .enabled(if: SharedData.has(SharedData.minneapolis) && SharedData.has(SharedData.minneapolisSheet)))
    func minneapolis() throws {
        let official = try JSONValue.parse(try SharedData.bytes(SharedData.minneapolisSheet))
        let clock = ContinuousClock()
        let start = clock.now
        let result = try count(SharedData.minneapolis, .irv)
        print("Minneapolis, read and counted: \(clock.now - start)")
        #expect(result.ballots == 80_101)
        #expect(result.blank == 686)
        #expect(result.winners.map(\.text) == ["BETSY-HODGES"])
        // As `urna count --json` prints it, keyed by the file's own names.
        let ours = try sheet(result.json(naming: .name))
        let cityRounds = try sheet(official)
        #expect(cityRounds.count == 33)
        for (index, city) in cityRounds.enumerated() {
            // The city eliminates several together in places; ours has the same round, and others between.
            let round = ours.first { $0.totals.keys == city.totals.keys }
            #expect(round == city, "round \(index + 1) of the city's sheet")
        }
        #expect(ours.count == 35)
        #expect(ours.first?.exhausted == 0)
        #expect(result.json(naming: .name)["rounds"]?.arrayValue?.last?["totals"]?["BETSY HODGES"]?.integerValue == 38_870)
    }

    // MARK: - Burlington 2009

    @Test("Burlington 2009: Kiss overtakes Wright in the last round", .enabled(if: SharedData.has(SharedData.burlington)))
    func burlingtonRunoff() throws {
        for rules in [CountingRules(), CountingRules(overvote: .exhaust), CountingRules(writeIns: .candidate)] {
            let result = try count(SharedData.burlington, .irv, rules)
            let first = try #require(result.rounds.first)
            let firstChoices = ["Kurt Wright", "Bob Kiss", "Andy Montroll", "Dan Smith"].map { total(first, result, $0) }
            #expect(firstChoices == [2_951, 2_585, 2_063, 1_306])
            let last = try #require(result.rounds.last)
            #expect(last.totals.count == 2)
            #expect(total(last, result, "Bob Kiss") == 4_313)
            #expect(total(last, result, "Kurt Wright") == 4_060)
            #expect(last.exhausted.whole == 607)
            #expect(result.ballots == 8_980)
        }
    }

    @Test("Burlington 2009: Montroll beats every other candidate one to one", .enabled(if: SharedData.has(SharedData.burlington)))
    func burlingtonSchulze() throws {
        let result = try count(SharedData.burlington, .schulze)
        #expect(result.winners.map(\.text) == ["Andy-Montroll"])
        let montroll = try #require(result.contest.candidates.firstIndex { $0.name == "Andy Montroll" })
        let preferences = try #require(result.pairwise?.preferences)
        for other in preferences.indices where other != montroll {
            #expect(preferences[montroll][other] > preferences[other][montroll])
        }
        #expect(try count(SharedData.burlington, .plurality).winners.map(\.text) == ["Kurt-Wright"])
    }

    // MARK: - Debian 2006

    @Test("Debian 2006: the winner hangs on what unranked means", .enabled(if: SharedData.has(SharedData.debian)))
    func debian() throws {
        let last = try count(SharedData.debian, .schulze)
        #expect(last.contest.candidates.count == 8)
        #expect(last.ballots == 421)
        #expect(last.winners.map(\.text) == ["Anthony-Towns"])
        let silent = try count(SharedData.debian, .schulze, CountingRules(unranked: .noPreference))
        #expect(silent.winners.map(\.text) == ["Steve-McIntyre"])
    }

    // MARK: - Broken copies

    @Test(
        "mutated copies of real files are read or refused, never worse",
        .enabled(if: SharedData.has(SharedData.minneapolis) && SharedData.has(SharedData.burlington) && SharedData.has(SharedData.debian)))
    func mutations() throws {
        for (index, file) in [SharedData.minneapolis, SharedData.burlington, SharedData.debian].enumerated() {
            let bytes = Array(try SharedData.bytes(file).prefix(4_000))
            mutate(bytes, formats: [nil], seed: UInt64(index + 1), rounds: 150)
        }
    }
}
