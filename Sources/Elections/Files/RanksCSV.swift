/// CSV with one ballot a row and one column a rank.
///
///     precinct,choice_1,choice_2,choice_3
///     P-10,Ada,"Ben ""B"" Best",undervote
///
/// Rank columns are `choice_1`, `choice_2`, … or `rank_1`, …; any others are ignored. A cell is a name, `undervote`, `skipped` or nothing
/// for no mark, `overvote` for too many. Every row is a ballot.
enum RanksCSV {
    static func parse(_ bytes: [UInt8]) throws(BallotFileError) -> BallotFileContent {
        var reader = CSVReader(bytes)
        let columns = try rankColumns(&reader)
        let width = reader.count
        var register = CandidateRegister()
        var collection = BallotCollection()
        var ranks: [RankMark] = []
        while try reader.next() {
            if width > 1, reader.isEmptyLine { continue }
            guard reader.count == width else {
                throw BallotFileError(line: reader.recordLine, "\(reader.count) fields in a row; the header has \(width)")
            }
            ranks.removeAll(keepingCapacity: true)
            for column in columns {
                ranks.append(try ChoiceCell.mark(reader, field: column, register: &register))
            }
            try collection.add(ranks: ranks, line: reader.recordLine)
        }
        return BallotFileContent(register: register, collection: collection)
    }

    /// The columns of rank 1, 2, ….
    private static func rankColumns(_ reader: inout CSVReader) throws(BallotFileError) -> [Int] {
        guard try reader.next() else { throw BallotFileError(line: 1, "the file is empty") }
        var columns: [Int: Int] = [:]
        for field in 0..<reader.count {
            guard let rank = rank(inHeader: reader[field]) else { continue }
            guard rank <= BallotFileLimits.ranksMax else {
                throw reader.error(field: field, "rank \(rank); the highest is \(BallotFileLimits.ranksMax)")
            }
            guard columns.updateValue(field, forKey: rank) == nil else {
                throw reader.error(field: field, "a second column for rank \(rank)")
            }
        }
        guard !columns.isEmpty else {
            throw BallotFileError(line: 1, "no column for a rank; they are named choice_1, choice_2, …")
        }
        var ordered: [Int] = []
        for rank in 1...columns.count {
            guard let column = columns[rank] else { throw BallotFileError(line: 1, "no column choice_\(rank), but one for a later rank") }
            ordered.append(column)
        }
        return ordered
    }

    /// 2 for `choice_2`, `Rank 2` or `choice2`; nil for other names.
    static func rank(inHeader name: ArraySlice<UInt8>) -> Int? {
        for prefix in ["choice", "rank"] where name.map(\.lowercasedASCII).starts(with: prefix.utf8) {
            let rest = name.dropFirst(prefix.utf8.count)
            let hasSeparator = rest.first.map { [UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " ")].contains($0) } ?? false
            guard let rank = rest.dropFirst(hasSeparator ? 1 : 0).decimal, rank > 0 else { continue }
            return rank
        }
        return nil
    }
}

/// What a cell that names a choice says.
enum ChoiceCell {
    static func mark(_ reader: CSVReader, field: Int, register: inout CandidateRegister) throws(BallotFileError) -> RankMark {
        let cell = reader[field]
        if isSkipped(cell) { return .skipped }
        if isOvervote(cell) { return .overvote([]) }
        return .candidate(try register.position(of: cell, line: reader.line(ofField: field), column: reader.column(ofField: field)))
    }

    private static func isSkipped(_ cell: ArraySlice<UInt8>) -> Bool {
        let word = cell.first == UInt8(ascii: "$") ? cell.dropFirst() : cell
        return cell.isEmpty || word.equalsIgnoringCase("undervote") || word.equalsIgnoringCase("skipped")
    }

    private static func isOvervote(_ cell: ArraySlice<UInt8>) -> Bool {
        (cell.first == UInt8(ascii: "$") ? cell.dropFirst() : cell).equalsIgnoringCase("overvote")
    }
}
