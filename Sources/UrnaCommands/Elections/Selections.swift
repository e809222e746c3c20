internal import Elections
internal import Ledger

/// Reads what a voter types for a contest.
///
///     mayor=ada,ben       in order of preference, or simply chosen
///     mayor=ada,-,ben     second rank left empty
///     mayor=ada+ben,cyd   two candidates at one rank
///     mayor=~Jane Doe     written in
///     budget=parks:5,bus:3   scores
///     mayor=              blank
enum Selections {
    /// The selections object of a ballot.
    ///
    /// - Throws: usage, naming the argument that is wrong.
    static func parse(_ arguments: [String]) throws(CommandFailure) -> JSONValue {
        var members: [(String, JSONValue)] = []
        for argument in arguments {
            guard let equals = argument.firstIndex(of: "=") else {
                throw .usage("“\(argument)” is not a selection: write CONTEST=CANDIDATE,CANDIDATE")
            }
            let contest = String(argument[..<equals])
            guard ContestID(contest) != nil else { throw .usage("“\(contest)” cannot be the id of a contest") }
            guard !members.contains(where: { $0.0 == contest }) else { throw .usage("contest \(contest) is given twice") }
            members.append((contest, try choice(argument[argument.index(after: equals)...], of: contest)))
        }
        return .object(members)
    }

    private static func choice(_ text: Substring, of contest: String) throws(CommandFailure) -> JSONValue {
        guard !text.isEmpty else { return .array([]) }
        let items = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let isScored = items.contains { !$0.hasPrefix("~") && $0.contains(":") }
        if isScored {
            var scores: [(String, JSONValue)] = []
            for item in items { scores.append(try score(item, contest)) }
            return .object(scores)
        }
        var ranks: [JSONValue] = []
        for item in items { ranks.append(try rank(item, contest)) }
        return .array(ranks)
    }

    private static func score(_ item: String, _ contest: String) throws(CommandFailure) -> (String, JSONValue) {
        let parts = item.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, CandidateID(parts[0]) != nil, let points = Int64(parts[1]), points >= 0, points <= 1_000_000 else {
            throw .usage("\(contest): “\(item)” is not a score: write CANDIDATE:POINTS")
        }
        return (parts[0], .integer(points))
    }

    private static func rank(_ item: String, _ contest: String) throws(CommandFailure) -> JSONValue {
        if item == "-" { return .null }
        if item.hasPrefix("~") { return .object([("writeIn", .string(String(item.dropFirst())))]) }
        let shared = item.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
        for candidate in shared where CandidateID(candidate) == nil {
            throw .usage("\(contest): “\(candidate)” cannot be the id of a candidate")
        }
        return shared.count == 1 ? .string(shared[0]) : .array(shared.map { .string($0) })
    }
}
