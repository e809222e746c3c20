internal import Ledger

/// NIST SP 1500-103 cast vote records in JSON.
///
/// What is read of a `CVR.CastVoteRecordReport`: the contest, its selections and the candidates' names from `Election`; then of every `CVR` the
/// snapshot that `CurrentSnapshotId` names, in it the `CVRContest` with the contest's id, and of each `CVRContestSelection` the `SelectionPosition`s
/// with `HasIndication` "yes", with their `Rank` and `NumberVotes`. A record whose snapshot does not have the contest is no ballot in it.
/// A mark that `IsAllocable` "no" excludes is passed over, but still makes an overvote with another at its rank.
enum CastVoteRecords {
    /// One position marked on a ballot.
    private struct Mark {
        var candidate: Int
        var rank: Int?
        var votes: Int
        var isAllocable: Bool
    }

    static func parse(_ bytes: [UInt8], options: BallotFile.Options) throws(BallotFileError) -> BallotFileContent {
        let report = try json(bytes)
        let contest = try CastVoteContest(report, named: options.contest)
        guard let records = report["CVR"]?.arrayValue else { throw BallotFileError("the report has no list “CVR”") }
        var ballots: [[Mark]] = []
        for (index, record) in records.enumerated() {
            guard let found = try marks(record, "CVR[\(index)]", contest) else { continue }
            ballots.append(found)
        }
        var content = BallotFileContent(
            register: contest.register, collection: BallotCollection(), id: contest.id, title: contest.name, seats: contest.seats,
            maxChoices: contest.votesAllowed)
        content.isRanked = options.method.isRanked || ballots.contains { $0.contains { $0.rank != nil } }
        for ballot in ballots {
            if content.isRanked {
                try content.collection.add(ranks: ranks(ballot))
            } else {
                let marks = choices(
                    ballot, method: options.method, votesAllowed: contest.votesAllowed, maxScore: &content.maxScore)
                try content.collection.add(marks)
            }
        }
        return content
    }

    private static func json(_ bytes: [UInt8]) throws(BallotFileError) -> JSONValue {
        let start = bytes.byteOrderMarkCount
        do {
            return try bytes.withUnsafeBytes { buffer in
                let text = UnsafeRawBufferPointer(rebasing: buffer[start...])
                return try JSONValue.parse(text, limits: JSONLimits(depthMax: 32, bytesMax: BallotFileLimits.jsonBytesMax))
            }
        } catch let error as JSONParseError {
            let before = bytes[start...].prefix(error.offset)
            let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? before.startIndex
            throw BallotFileError(line: before.count { $0 == 0x0A } + 1, column: before.endIndex - lineStart + 1, error.message)
        } catch {
            throw BallotFileError("the file is not JSON")
        }
    }

    /// The marks of a record in the contest; nil when the contest is not on it.
    private static func marks(_ record: JSONValue, _ place: String, _ contest: CastVoteContest) throws(BallotFileError) -> [Mark]? {
        guard let snapshots = record["CVRSnapshot"]?.arrayValue else { throw BallotFileError("\(place) has no list “CVRSnapshot”") }
        let current = record["CurrentSnapshotId"]?.stringValue
        guard let snapshot = snapshots.first(where: { $0["@id"]?.stringValue == current && current != nil }) else {
            throw BallotFileError("\(place): “CurrentSnapshotId” names none of its snapshots")
        }
        let contests = (snapshot["CVRContest"]?.arrayValue ?? []).filter { $0["ContestId"]?.stringValue == contest.reference }
        guard contests.count <= 1 else { throw BallotFileError("\(place) has the contest twice") }
        guard let selections = contests.first.map({ $0["CVRContestSelection"]?.arrayValue ?? [] }) else { return nil }
        var marks: [Mark] = []
        for selection in selections {
            let positions = (selection["SelectionPosition"]?.arrayValue ?? []).filter { position in
                (position["HasIndication"]?.stringValue ?? "yes") == "yes"
            }
            guard !positions.isEmpty else { continue }
            guard let id = selection["ContestSelectionId"]?.stringValue, let candidate = contest.positions[id] else {
                throw BallotFileError("\(place): a selection whose “ContestSelectionId” is none of the contest's")
            }
            for position in positions {
                marks.append(
                    Mark(
                        candidate: candidate,
                        rank: try number(position["Rank"] ?? selection["Rank"], in: 1...BallotFileLimits.ranksMax, "\(place): “Rank”"),
                        votes: try number(position["NumberVotes"], in: 0...65_535, "\(place): “NumberVotes”") ?? 1,
                        isAllocable: position["IsAllocable"]?.stringValue != "no"))
            }
        }
        return marks
    }

    private static func number(_ value: JSONValue?, in range: ClosedRange<Int>, _ what: String) throws(BallotFileError) -> Int? {
        guard let value, !value.isNull else { return nil }
        guard let number = value.integerValue.map({ Int($0) }), range.contains(number) else {
            throw BallotFileError("\(what) is a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func ranks(_ marks: [Mark]) throws(BallotFileError) -> [RankMark] {
        var ranks: [Set<Int>] = []
        var excluded: [Int: Int] = [:]
        for mark in marks {
            guard let rank = mark.rank else { throw BallotFileError("a mark without “Rank”; ranked methods need one") }
            while ranks.count < rank { ranks.append([]) }
            ranks[rank - 1].insert(mark.candidate)
            if !mark.isAllocable { excluded[rank - 1] = mark.candidate }
        }
        return ranks.enumerated().map { index, candidates in
            switch candidates.count {
            case 0: .skipped
            case 1 where excluded[index] != nil: .skipped
            case 1: candidates.first.map { .candidate($0) } ?? .skipped
            default: .overvote(candidates.map { UInt16($0) }.sorted()[...])
            }
        }
    }

    /// Marks of a contest without ranks. More choices than allowed choose nobody.
    private static func choices(_ marks: [Mark], method: CountingMethod, votesAllowed: Int?, maxScore: inout Int) -> Marks {
        var votes: [Int: Int] = [:]
        for mark in marks where mark.isAllocable { votes[mark.candidate, default: 0] += mark.votes }
        let chosen = votes.filter { $0.value > 0 }.sorted { $0.key < $1.key }
        if method == .score {
            maxScore = chosen.reduce(maxScore) { max($0, $1.value) }
            return Marks(codes: chosen.flatMap { [UInt16($0.key), UInt16(clamping: $0.value)] })
        }
        if method == .plurality, chosen.count > votesAllowed ?? 1 { return Marks() }
        return Marks(codes: chosen.map { UInt16($0.key) })
    }
}
