internal import Ledger

/// The general reader of ballots: over JSON values, naming what is wrong.
struct BallotReader {
    /// Longest text of a write-in, in Unicode scalars.
    static let writeInCharactersMax = 100

    let style: BallotStyle
    private(set) var marks: [Marks]
    private(set) var writeIns: [WriteInText] = []

    /// A candidate, and the text when it was written in.
    private struct Mark {
        var position: UInt16
        var text: String?
    }

    init(style: BallotStyle) {
        self.style = style
        marks = [Marks](repeating: Marks(), count: style.contests.count)
    }

    mutating func read(_ selections: JSONValue) throws(BallotError) {
        guard let members = selections.objectValue else {
            throw BallotError(.wrongType, field: "selections", message: "must be an object of contest id to selection")
        }
        for member in members {
            let path = FieldPath.member(member.name, of: "selections")
            guard let index = style.contestIDs.position(of: member.name) else {
                throw BallotError(.unknownContest, field: path, message: "is not a contest of this election")
            }
            let contest = style.contests[index]
            switch contest.shape {
            case .choices: try choices(member.value, contest, index, path)
            case .ranks: try ranks(member.value, contest, index, path)
            case .scores: try scores(member.value, contest, index, path)
            }
        }
    }

    private mutating func choices(
        _ value: JSONValue, _ contest: ContestStyle, _ index: Int, _ path: String
    ) throws(BallotError) {
        guard let elements = value.arrayValue else {
            throw BallotError(.wrongType, field: path, message: "must be an array of candidate ids")
        }
        guard !elements.isEmpty else { return }
        guard elements.count <= contest.choices.upperBound else {
            let message = "at most \(contest.choices.upperBound) may be chosen"
            throw BallotError(.tooManyChoices, field: path, message: message)
        }
        guard elements.count >= contest.choices.lowerBound else {
            let message = "at least \(contest.choices.lowerBound) must be chosen, or none"
            throw BallotError(.tooFewChoices, field: path, message: message)
        }
        append(try candidates(elements, contest, path), to: index)
    }

    private mutating func ranks(
        _ value: JSONValue, _ contest: ContestStyle, _ index: Int, _ path: String
    ) throws(BallotError) {
        guard let elements = value.arrayValue else {
            throw BallotError(.wrongType, field: path, message: "must be an array of ranks, best first")
        }
        guard elements.count <= contest.maxRanks else {
            let field = FieldPath.element(contest.maxRanks, of: path)
            throw BallotError(.tooManyRanks, field: field, message: "at most \(contest.maxRanks) ranks may be filled")
        }
        for (rank, element) in elements.enumerated() {
            let path = FieldPath.element(rank, of: path)
            if element == .null {
                marks[index].codes.append(Marks.skipped)
            } else if let shared = element.arrayValue {
                guard shared.count >= 2 else {
                    throw BallotError(.badRank, field: path, message: "a shared rank has two or more candidates")
                }
                let candidates = try candidates(shared, contest, path)
                marks[index].codes.append(Marks.overvote)
                marks[index].codes.append(UInt16(candidates.count))
                append(candidates, to: index)
            } else {
                append([try mark(element, contest, path)], to: index)
            }
        }
        while marks[index].codes.last == Marks.skipped { marks[index].codes.removeLast() }
    }

    private mutating func scores(
        _ value: JSONValue, _ contest: ContestStyle, _ index: Int, _ path: String
    ) throws(BallotError) {
        if value.arrayValue?.isEmpty == true { return }
        guard let members = value.objectValue else {
            throw BallotError(.wrongType, field: path, message: "must be an object of candidate id to score")
        }
        var scores: [(position: Int, score: UInt16)] = []
        for member in members {
            let path = FieldPath.member(member.name, of: path)
            guard let position = contest.candidates.position(of: member.name) else {
                throw BallotError(.unknownCandidate, field: path, message: "is not a candidate of this contest")
            }
            guard let score = member.value.integerValue, (0...Int64(contest.maxScore)).contains(score) else {
                throw BallotError(.badScore, field: path, message: "must be an integer from 0 to \(contest.maxScore)")
            }
            if score > 0 { scores.append((position, UInt16(score))) }
        }
        for (position, score) in scores.sorted(by: { $0.position < $1.position }) {
            marks[index].codes.append(UInt16(position))
            marks[index].codes.append(score)
        }
    }

    /// Distinct candidates, in the order of the definition.
    private func candidates(
        _ elements: [JSONValue], _ contest: ContestStyle, _ path: String
    ) throws(BallotError) -> [Mark] {
        var marks: [Mark] = []
        var seen: Set<UInt16> = []
        for (index, element) in elements.enumerated() {
            let path = FieldPath.element(index, of: path)
            let mark = try mark(element, contest, path)
            guard seen.insert(mark.position).inserted else {
                throw BallotError(.repeatedCandidate, field: path, message: "is a candidate named before")
            }
            marks.append(mark)
        }
        return marks.sorted { $0.position < $1.position }
    }

    private func mark(_ element: JSONValue, _ contest: ContestStyle, _ path: String) throws(BallotError) -> Mark {
        if let id = element.stringValue {
            guard let position = contest.candidates.position(of: id) else {
                throw BallotError(.unknownCandidate, field: path, message: "is not a candidate of this contest")
            }
            return Mark(position: UInt16(position))
        }
        guard let members = element.objectValue else {
            throw BallotError(.wrongType, field: path, message: "must be the id of a candidate")
        }
        guard let writeIn = contest.writeIn else {
            throw BallotError(.badWriteIn, field: path, message: "this contest takes no write-ins")
        }
        guard members.count == 1, let text = element["writeIn"]?.stringValue else {
            throw BallotError(.badWriteIn, field: path, message: "must have the one member \"writeIn\", a string")
        }
        if let problem = PlainText.problem(in: text, charactersMax: Self.writeInCharactersMax) {
            throw BallotError(.badWriteIn, field: FieldPath.member("writeIn", of: path), message: problem)
        }
        return Mark(position: writeIn, text: text)
    }

    private mutating func append(_ candidates: [Mark], to contest: Int) {
        for mark in candidates {
            if let text = mark.text {
                writeIns.append(WriteInText(contest: contest, codeIndex: marks[contest].codes.count, text: text))
            }
            marks[contest].codes.append(mark.position)
        }
    }
}
