import TestSupport

@testable import Elections

let testLot = Lot(seed: Array("a seed for tests".utf8))

func contestID(_ text: String) -> ContestID {
    guard let id = ContestID(text) else { preconditionFailure("bad contest id in a test") }
    return id
}

func candidateID(_ text: String) -> CandidateID {
    guard let id = CandidateID(text) else { preconditionFailure("bad candidate id in a test") }
    return id
}

/// A contest over candidates named by single words; a name ending in `*` is the write-in candidate.
func makeContest(
    _ method: CountingMethod, _ names: String, seats: Int = 1, rules: CountingRules = CountingRules()
) -> Contest {
    let candidates = names.split(separator: " ").map { name in
        let id = String(name.filter { $0 != "*" })
        return Candidate(id: candidateID(id), name: id, isWriteIn: name.hasSuffix("*"))
    }
    return Contest(
        id: contestID("c"), title: "C", method: method, seats: seats, maxChoices: candidates.count, maxRanks: candidates.count * 2,
        rules: rules, candidates: candidates)
}

extension Contest {
    /// Ranked marks in short: one character a candidate (the first of its id), `-` a skipped rank, `(AB)` an overvote.
    func ranks(_ text: String) -> Marks {
        var codes: [UInt16] = []
        var group: [UInt16]?
        for character in text {
            switch character {
            case "-": codes.append(Marks.skipped)
            case "(": group = []
            case ")":
                codes += [Marks.overvote, UInt16(group?.count ?? 0)] + (group ?? []).sorted()
                group = nil
            default:
                guard let position = candidates.firstIndex(where: { $0.id.text.first == character }) else {
                    preconditionFailure("no candidate \(character)")
                }
                if group == nil { codes.append(UInt16(position)) } else { group?.append(UInt16(position)) }
            }
        }
        while codes.last == Marks.skipped { codes.removeLast() }
        return Marks(codes: codes)
    }

    func tally(_ ballots: [(UInt64, String)]) -> ContestTally {
        var tally = ContestTally(contest: self)
        for (count, text) in ballots { tally.add(ranks(text), count: count) }
        return tally
    }

    func count(_ ballots: [(UInt64, String)]) -> ContestResult { tally(ballots).count(lot: testLot) }

    /// Random ranked marks with everything a voter can do wrong.
    func randomRanks(_ generator: inout Dice) -> Marks {
        var codes: [UInt16] = []
        for _ in 0..<Int.random(in: 0...min(maxRanks, 6), using: &generator) {
            switch Int.random(in: 0..<12, using: &generator) {
            case 0: codes.append(Marks.skipped)
            case 1: codes += [Marks.overvote, 0]
            case 2 where candidates.count > 1:
                let picked = candidates.indices.shuffled(using: &generator).prefix(2).sorted()
                codes += [Marks.overvote, 2] + picked.map { UInt16($0) }
            default: codes.append(UInt16(Int.random(in: candidates.indices, using: &generator)))
            }
        }
        while codes.last == Marks.skipped { codes.removeLast() }
        return Marks(codes: codes)
    }
}

extension CountingRules {
    static func random(_ generator: inout Dice) -> CountingRules {
        func pick<Value: CaseIterable>(_: Value.Type) -> Value {
            let all = Array(Value.allCases)
            return all[Int.random(in: all.indices, using: &generator)]
        }
        return CountingRules(
            overvote: pick(Overvote.self), skippedRank: pick(SkippedRank.self), unranked: pick(Unranked.self),
            tieBreak: pick(TieBreak.self), stop: pick(Stop.self), writeIns: pick(WriteIns.self))
    }
}

extension ContestResult {
    var winnerTexts: [String] { winners.map(\.text) }
}

extension Round {
    /// `A 3, B 2.50000`
    var totalsText: String { totals.map { "\($0.candidate) \($0.votes)" }.joined(separator: ", ") }
}
