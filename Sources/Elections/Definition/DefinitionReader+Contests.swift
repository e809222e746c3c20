internal import Ledger

extension DefinitionReader {
    mutating func definition(_ json: JSONValue) throws(DefinitionError) -> ElectionDefinition {
        let draft = draftDefinition(json)
        guard problems.isEmpty, let draft else { throw DefinitionError(problems: problems) }
        return draft
    }

    private mutating func draftDefinition(_ json: JSONValue) -> ElectionDefinition? {
        let names = ["title", "ballots", "results", "opensAt", "closesAt", "turnoutByRegion", "contests"]
        guard let object = object(json, at: "", names: names) else {
            return nil
        }
        let title = text("title", of: object)
        let ballots: BallotMode? = choice("ballots", of: object, default: .pseudonymous)
        if ballots == .anonymous {
            report("ballots", "\"anonymous\" is not available yet; use \"pseudonymous\"")
        }
        let results: ResultsMode? = choice("results", of: object, default: .sealed)
        let opensAt = timestamp("opensAt", of: object)
        let closesAt = timestamp("closesAt", of: object)
        if let opensAt, let closesAt, opensAt >= closesAt {
            report("closesAt", "must be later than opensAt")
        }
        let turnoutByRegion = flag("turnoutByRegion", of: object)
        let contests = contests(of: object)
        guard let title, let ballots, let results, problems.isEmpty else { return nil }
        let definition = ElectionDefinition(
            title: title, ballots: ballots, results: results, opensAt: opensAt, closesAt: closesAt,
            turnoutByRegion: turnoutByRegion, contests: contests)
        checkSize(of: definition)
        return definition
    }

    private mutating func contests(of object: DefinitionObject) -> [Contest] {
        let elements = array("contests", of: object, in: 1...ElectionDefinition.contestsMax) ?? []
        var ids: [ContestID: Int] = [:]
        var contests: [Contest] = []
        for (index, element) in elements.enumerated() {
            let path = FieldPath.element(index, of: "contests")
            guard let contest = contest(element, at: path, ids: &ids, index: index) else { continue }
            contests.append(contest)
        }
        return contests
    }

    private mutating func contest(_ json: JSONValue, at path: String, ids: inout [ContestID: Int], index: Int) -> Contest? {
        let names = ["id", "title", "method", "seats", "min", "max", "maxRanks", "maxScore", "rules", "candidates"]
        guard let object = object(json, at: path, names: names) else { return nil }
        let id = identifier("id", of: object) { ContestID($0) }
        if let id, let first = ids.updateValue(index, forKey: id) {
            report(object.path(of: "id"), "is already the id of contests[\(first)]")
        }
        let title = text("title", of: object, default: id?.text ?? "")
        let method: CountingMethod? = choice("method", of: object, default: nil)
        let candidates = candidates(of: object)
        let rules = rules(of: object)
        // Counted before they are read: one bad candidate must not make the seats look wrong too.
        let named = object["candidates"]?.arrayValue?.count ?? ElectionDefinition.candidatesMax
        let limits = limits(of: object, method: method, candidates: named)
        guard let id, let title, let method, let rules, let limits else { return nil }
        return Contest(
            id: id, title: title, method: method, seats: limits.seats, minChoices: limits.min, maxChoices: limits.max,
            maxRanks: limits.maxRanks, maxScore: limits.maxScore, rules: rules, candidates: candidates)
    }

    private struct Limits {
        var seats: Int
        var min: Int
        var max: Int
        var maxRanks: Int
        var maxScore: Int
    }

    /// The numbers of a contest. Those that its method does not read get one fixed value, so that equal rules are equal contests.
    private mutating func limits(of object: DefinitionObject, method: CountingMethod?, candidates: Int) -> Limits? {
        let some = 1...Swift.max(1, candidates)
        let seats = integer("seats", of: object, in: some, default: 1)
        let maxRanks = integer("maxRanks", of: object, in: 1...ElectionDefinition.ranksMax, default: some.upperBound)
        let maxScore = integer("maxScore", of: object, in: 1...ElectionDefinition.scoreMax, default: 5)
        if method == .irv, let seats, seats != 1 {
            report(object.path(of: "seats"), "must be 1 for \"irv\"; use \"stv\" for more")
        }
        let min: Int?
        let max: Int?
        if method == .plurality {
            min = integer("min", of: object, in: some, default: 1)
            max = integer("max", of: object, in: some, default: Swift.max(seats ?? 1, min ?? 1))
            if let min, let max, min > max {
                report(object.path(of: "min"), "must not be more than max")
            }
        } else {
            (min, max) = (1, 1)
            if let method {
                // Silently letting voters choose more than the organiser wrote would be worse than an error.
                for name in ["min", "max"] where object[name] != nil {
                    report(object.path(of: name), "is for \"plurality\" only; \"\(method.rawValue)\" does not read it")
                }
            }
        }
        guard let seats, let min, let max, let maxRanks, let maxScore else { return nil }
        return Limits(
            seats: seats, min: min, max: max,
            maxRanks: method?.isRanked == true ? maxRanks : some.upperBound,
            maxScore: method == .score ? maxScore : 5)
    }

    private mutating func rules(of object: DefinitionObject) -> CountingRules? {
        let standard = CountingRules()
        guard let value = object["rules"] else { return standard }
        let names = ["overvote", "skippedRank", "unranked", "tieBreak", "stop", "writeIns"]
        guard let rules = self.object(value, at: object.path(of: "rules"), names: names) else { return nil }
        let overvote = choice("overvote", of: rules, default: standard.overvote)
        let skippedRank = choice("skippedRank", of: rules, default: standard.skippedRank)
        let unranked = choice("unranked", of: rules, default: standard.unranked)
        let tieBreak = choice("tieBreak", of: rules, default: standard.tieBreak)
        let stop = choice("stop", of: rules, default: standard.stop)
        let writeIns = choice("writeIns", of: rules, default: standard.writeIns)
        guard let overvote, let skippedRank, let unranked, let tieBreak, let stop, let writeIns else { return nil }
        return CountingRules(
            overvote: overvote, skippedRank: skippedRank, unranked: unranked, tieBreak: tieBreak, stop: stop, writeIns: writeIns)
    }

    private mutating func candidates(of object: DefinitionObject) -> [Candidate] {
        let elements = array("candidates", of: object, in: 1...ElectionDefinition.candidatesMax) ?? []
        let list = object.path(of: "candidates")
        var candidates: [Candidate] = []
        var ids: [CandidateID: Int] = [:]
        var writeIn: Int?
        for (index, element) in elements.enumerated() {
            let path = FieldPath.element(index, of: list)
            guard let object = self.object(element, at: path, names: ["id", "name", "writeIn"]) else { continue }
            let id = identifier("id", of: object) { CandidateID($0) }
            if let id, let first = ids.updateValue(index, forKey: id) {
                report(object.path(of: "id"), "is already the id of candidates[\(first)]")
            }
            let name = text("name", of: object, default: id?.text ?? "")
            let isWriteIn = flag("writeIn", of: object)
            if isWriteIn {
                if let writeIn { report(object.path(of: "writeIn"), "candidates[\(writeIn)] already stands for write-ins") }
                writeIn = writeIn ?? index
            }
            guard let id, let name else { continue }
            candidates.append(Candidate(id: id, name: name, isWriteIn: isWriteIn))
        }
        return candidates
    }

    /// Refuses definitions whose first entry or certification entry could not fit in a ledger entry.
    private mutating func checkSize(of definition: ElectionDefinition) {
        let size = max(definition.json().canonical().count, CertificationEntry.bytesBound(for: definition))
        guard size > ElectionDefinition.bytesMax else { return }
        let advice = "use shorter ids and names, or fewer candidates"
        report("contests", "take \(size) bytes in a ledger entry, more than \(ElectionDefinition.bytesMax); \(advice)")
    }
}
