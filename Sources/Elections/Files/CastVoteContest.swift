internal import Ledger

/// A contest as a cast vote record report defines it.
struct CastVoteContest {
    /// The `@id` that records refer to.
    let reference: String
    let id: String?
    let name: String?
    let seats: Int?
    let votesAllowed: Int?
    private(set) var register = CandidateRegister()
    /// By the `@id` of the selection.
    private(set) var positions: [String: Int] = [:]

    /// - Parameter wanted: the `@id` or name of the contest; may be nil when there is only one.
    init(_ report: JSONValue, named wanted: String?) throws(BallotFileError) {
        let elections = report["Election"]?.arrayValue ?? []
        let contests = elections.flatMap { $0["Contest"]?.arrayValue ?? [] }
        let contest = try Self.choose(contests, wanted)
        guard let reference = contest["@id"]?.stringValue else { throw BallotFileError("a contest without “@id”") }
        self.reference = reference
        id = ContestID(reference)?.text
        name = try contest["Name"]?.stringValue.map { name throws(BallotFileError) in
            try CandidateRegister.checkedName(name, line: nil, column: nil)
        }
        seats = contest["NumberElected"]?.integerValue.map { Int($0) }
        votesAllowed = contest["VotesAllowed"]?.integerValue.map { Int($0) }
        var candidateNames: [String: String] = [:]
        for candidate in elections.flatMap({ $0["Candidate"]?.arrayValue ?? [] }) {
            if let id = candidate["@id"]?.stringValue { candidateNames[id] = candidate["Name"]?.stringValue }
        }
        try readSelections(contest["ContestSelection"]?.arrayValue ?? [], candidateNames)
    }

    private static func choose(_ contests: [JSONValue], _ wanted: String?) throws(BallotFileError) -> JSONValue {
        let matching = wanted.map { wanted in
            contests.filter { $0["@id"]?.stringValue == wanted || $0["Name"]?.stringValue == wanted }
        }
        if let contest = (matching ?? contests).first, (matching ?? contests).count == 1 { return contest }
        // Twenty names tell somebody what to choose from; a county's ballot may have hundreds.
        let known = contests.prefix(20).map { contest in
            "\(contest["@id"]?.stringValue ?? "?") (\(contest["Name"]?.stringValue ?? "no name"))"
        }
        let scalars = known.joined(separator: ", ").unicodeScalars
        let list = scalars.map { $0.properties.generalCategory == .control ? "?" : String($0) }.joined()
        guard !contests.isEmpty else { throw BallotFileError("the report defines no contest") }
        let fault = wanted == nil ? "the file has several contests" : "the file does not have exactly one contest of that name"
        throw BallotFileError("\(fault); choose one of \(list)")
    }

    private mutating func readSelections(_ selections: [JSONValue], _ candidateNames: [String: String]) throws(BallotFileError) {
        var writeIn: Int?
        for (index, selection) in selections.enumerated() {
            let place = "ContestSelection[\(index)]"
            guard let id = selection["@id"]?.stringValue else { throw BallotFileError("\(place) has no “@id”") }
            let names = (selection["CandidateIds"]?.arrayValue ?? []).compactMap { $0.stringValue.flatMap { candidateNames[$0] } }
            let joined = names.isEmpty ? selection["Selection"]?.stringValue : names.joined(separator: " / ")
            // Every blank line for a write-in is a selection of its own; together they are one candidate.
            // A report that says which selections are for them is taken at its word; in others their names tell.
            let isWriteIn = selection["IsWriteIn"]?.boolValue ?? CandidateRegister.isWriteIn((joined ?? "").utf8)
            guard let name = joined ?? (isWriteIn ? "Write-in" : nil) else {
                throw BallotFileError("\(place): its “CandidateIds” name no candidate of the report")
            }
            if isWriteIn, let writeIn {
                positions[id] = writeIn
                continue
            }
            let checked = try CandidateRegister.checkedName(name, line: nil, column: nil)
            let position = try register.declare(checked, isWriteIn: isWriteIn, line: nil, column: nil)
            if isWriteIn { writeIn = position }
            guard positions.updateValue(position, forKey: id) == nil else {
                throw BallotFileError("\(place): a second selection with this “@id”")
            }
        }
    }
}
