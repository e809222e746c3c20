/// CSV with one mark a row.
///
///     ballot_id,rank,choice
///     000001,1,Ada
///     000001,2,Ben
///
/// Rows may come in any order, other columns are ignored. Two candidates at one rank of a ballot are an overvote, a rank without a row is
/// skipped, and `undervote`, `skipped` and `overvote` mean what they do in the other CSV (also with a `$` before them).
/// Only ballots that were voted are listed, so one on which every rank is overvoted is exhausted, not blank.
enum BallotRankCSV {
    private struct Row {
        var ballot: Int32
        var rank: UInt16
        /// A position, `Marks.skipped` or `Marks.overvote`.
        var code: UInt16
    }

    static func parse(_ bytes: [UInt8]) throws(BallotFileError) -> BallotFileContent {
        var reader = CSVReader(bytes)
        let (ballotColumn, rankColumn, choiceColumn) = try columns(&reader)
        let width = reader.count
        var register = CandidateRegister()
        var ballots: [[UInt8]: Int32] = [:]
        var rows: [Row] = []
        while try reader.next() {
            if reader.isEmptyLine { continue }
            guard reader.count == width else {
                throw BallotFileError(line: reader.recordLine, "\(reader.count) fields in a row; the header has \(width)")
            }
            let id = Array(reader[ballotColumn])
            guard !id.isEmpty else { throw reader.error(field: ballotColumn, "no ballot id") }
            let ballot = ballots[id] ?? Int32(ballots.count)
            if ballot == ballots.count { ballots[id] = ballot }
            guard let rank = reader[rankColumn].decimal, (1...BallotFileLimits.ranksMax).contains(rank) else {
                let shown = reader[rankColumn].quoted
                throw reader.error(field: rankColumn, "\(shown) is no rank; ranks are 1 to \(BallotFileLimits.ranksMax)")
            }
            let code: UInt16 =
                switch try ChoiceCell.mark(reader, field: choiceColumn, register: &register) {
                case .candidate(let position): UInt16(position)
                case .skipped: Marks.skipped
                case .overvote: Marks.overvote
                }
            rows.append(Row(ballot: ballot, rank: UInt16(rank), code: code))
        }
        let collection = try collect(&rows)
        return BallotFileContent(register: register, collection: collection, uncountable: .exhausted)
    }

    private static func columns(_ reader: inout CSVReader) throws(BallotFileError) -> (Int, Int, Int) {
        guard try reader.next() else { throw BallotFileError(line: 1, "the file is empty") }
        var found: [Int] = []
        for name: StaticString in ["ballot_id", "rank", "choice"] {
            let fields = (0..<reader.count).filter { reader[$0].equalsIgnoringCase(name) }
            guard fields.count == 1 else {
                throw BallotFileError(line: 1, fields.isEmpty ? "no column \(name)" : "more than one column \(name)")
            }
            found.append(fields[0])
        }
        return (found[0], found[1], found[2])
    }

    private static func collect(_ rows: inout [Row]) throws(BallotFileError) -> BallotCollection {
        rows.sort { ($0.ballot, $0.rank, $0.code) < ($1.ballot, $1.rank, $1.code) }
        var collection = BallotCollection()
        var ranks: [RankMark] = []
        var index = 0
        while index < rows.count {
            let first = rows[index]
            let end = rows[index...].firstIndex { $0.ballot != first.ballot || $0.rank != first.rank } ?? rows.count
            while ranks.count + 1 < first.rank { ranks.append(.skipped) }
            ranks.append(mark(rows[index..<end]))
            index = end
            if index == rows.count || rows[index].ballot != first.ballot {
                try collection.add(ranks: ranks)
                ranks.removeAll(keepingCapacity: true)
            }
        }
        return collection
    }

    /// What the rows of one rank of one ballot, ascending by code, say together.
    private static func mark(_ rows: ArraySlice<Row>) -> RankMark {
        var codes: [UInt16] = []
        for row in rows where row.code != Marks.skipped && codes.last != row.code { codes.append(row.code) }
        switch codes.count {
        case 0: return .skipped
        case 1: return codes[0] == Marks.overvote ? .overvote([]) : .candidate(Int(codes[0]))
        default:
            let positions = codes.filter { $0 != Marks.overvote }
            return .overvote(positions.count > 1 ? positions[...] : [])
        }
    }
}
