/// The tally sheet of a Debian vote.
///
///        Option 1--------->: Ada
///      /  Option 2-------->: Ben
///      |/  Option 3------->: None of the Above
///     V: 2-1 		1d7ba886e62a2cf64379a5c8f8032cc2
///
/// A `V:` line gives every option, in column order, the rank that the voter gave it: `1`–`9`, then `A`–`Z`; `-` is unranked. All other
/// lines are prose. Options at the same rank are equal.
enum DebianTallySheet {
    static func parse(_ bytes: [UInt8]) throws(BallotFileError) -> BallotFileContent {
        var register = CandidateRegister()
        var collection = BallotCollection()
        var line = 0
        for whole in bytes.dropFirst(bytes.byteOrderMarkCount).split(separator: 0x0A, omittingEmptySubsequences: false) {
            line += 1
            guard whole.count <= BallotFileLimits.lineBytesMax else {
                throw BallotFileError(line: line, "a line longer than \(BallotFileLimits.lineBytesMax) bytes")
            }
            let text = whole.trimmingSpaces()
            if text.starts(with: "V:".utf8) {
                let ranks = try vote(text, options: register.names.count, line: line, column: text.startIndex - whole.startIndex + 1)
                try collection.add(ranks: ranks, line: line)
            } else if collection.ballots == 0, let (number, name) = option(text) {
                guard number == register.names.count + 1 else {
                    throw BallotFileError(line: line, "option \(number) follows option \(register.names.count)")
                }
                let column = name.startIndex - whole.startIndex + 1
                let checked = try CandidateRegister.checkedName(name, line: line, column: column)
                _ = try register.declare(checked, isWriteIn: CandidateRegister.isWriteIn(name), line: line, column: column)
            }
        }
        return BallotFileContent(register: register, collection: collection)
    }

    /// `|/  Option 3------->: Steve McIntyre`
    private static func option(_ text: ArraySlice<UInt8>) -> (Int, ArraySlice<UInt8>)? {
        let drawing = text.drop { [UInt8(ascii: "|"), UInt8(ascii: "/"), 0x20, 0x09].contains($0) }
        guard drawing.starts(with: "Option ".utf8) else { return nil }
        let rest = drawing.dropFirst("Option ".utf8.count)
        let digits = rest.prefix(while: \.isDecimalDigit)
        let arrow = rest[digits.endIndex...].drop { $0 == UInt8(ascii: "-") }
        guard let number = digits.decimal, arrow.starts(with: ">:".utf8) else { return nil }
        return (number, arrow.dropFirst(2).trimmingSpaces())
    }

    private static func vote(
        _ text: ArraySlice<UInt8>, options: Int, line: Int, column: Int
    ) throws(BallotFileError) -> [RankMark] {
        guard options > 0 else { throw BallotFileError(line: line, "a vote before any “Option 1---->:” line") }
        let start = text.dropFirst(2).drop(while: \.isSpaceOrTab)
        let digits = start.prefix { !$0.isSpaceOrTab }
        guard digits.count == options else {
            throw BallotFileError(
                line: line, column: column + digits.startIndex - text.startIndex, "\(digits.count) ranks for \(options) options")
        }
        var candidates: [[UInt16]] = []
        for (option, digit) in digits.enumerated() where digit != UInt8(ascii: "-") {
            guard let rank = rank(digit) else {
                throw BallotFileError(
                    line: line, column: column + digits.startIndex - text.startIndex + option,
                    "\(digits.dropFirst(option).prefix(1).quoted) is no rank; ranks are 1 to 9, A to Z and - for none")
            }
            while candidates.count < rank { candidates.append([]) }
            candidates[rank - 1].append(UInt16(option))
        }
        return candidates.map { positions in
            switch positions.count {
            case 0: .skipped
            case 1: .candidate(Int(positions[0]))
            default: .overvote(positions[...])
            }
        }
    }

    private static func rank(_ digit: UInt8) -> Int? {
        switch digit.lowercasedASCII {
        case UInt8(ascii: "1")...UInt8(ascii: "9"): Int(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(digit.lowercasedASCII - UInt8(ascii: "a")) + 10
        default: nil
        }
    }
}
