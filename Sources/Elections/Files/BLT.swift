/// The BLT format.
///
///     4 2            four candidates, two seats
///     -2             candidate 2 has withdrawn
///     3 1 3 4 0      three ballots: 1, then 3, then 4
///     1 3=4 - 1 0    3 and 4 equal, nobody second, then 1
///     0              end of ballots
///     "Ada"          the candidates' names, in order
///     …
///     "Title"
///
/// Whitespace of any kind separates, so lines may be broken anywhere. Ballot ids in parentheses are passed over, and so is anything
/// quoted after the title. A withdrawn candidate is not in the contest; ballots read as though the name had not been there.
enum BLT {
    static func parse(_ bytes: [UInt8]) throws(BallotFileError) -> BallotFileContent {
        var parser = Parser(tokens: BLTTokens(bytes))
        return try parser.parse()
    }

    private struct Parser {
        var tokens: BLTTokens
        var count = 0
        /// Position by candidate number - 1; nil for the withdrawn.
        var positions: [Int?] = []
        var collection = BallotCollection()

        mutating func parse() throws(BallotFileError) -> BallotFileContent {
            count = try number(1...BallotFileLimits.candidatesMax, "the number of candidates")
            let seats = try number(1...BallotFileLimits.candidatesMax, "the number of seats")
            var token = try withdrawals()
            while !isZero(token) {
                if token.text.first == UInt8(ascii: "("), token.kind == .word {
                    try skipBallotID(token)
                } else {
                    try ballot(token)
                }
                token = try tokens.next()
            }
            let register = try names()
            let title = try tokens.next()
            try checkRest(from: title)
            return BallotFileContent(
                register: register, collection: collection,
                title: title.text.isEmpty ? nil : try CandidateRegister.checkedName(title.text, line: title.line, column: title.column),
                seats: seats)
        }

        private func isZero(_ token: BLTTokens.Token) -> Bool { token.kind == .word && token.text.elementsEqual("0".utf8) }

        private mutating func number(_ range: ClosedRange<Int>, _ what: String) throws(BallotFileError) -> Int {
            let token = try tokens.next()
            guard token.kind == .word, let value = token.text.decimal, range.contains(value) else {
                throw token.error("\(what) is needed here, \(range.lowerBound) to \(range.upperBound)")
            }
            return value
        }

        /// Reads `-n` words, and returns the first word after them.
        private mutating func withdrawals() throws(BallotFileError) -> BLTTokens.Token {
            var withdrawn: Set<Int> = []
            var token = try tokens.next()
            while token.kind == .word, token.text.count > 1, token.text.first == UInt8(ascii: "-") {
                withdrawn.insert(try candidate(token.text.dropFirst(), token))
                token = try tokens.next()
            }
            var next = 0
            for number in 0..<count {
                positions.append(withdrawn.contains(number) ? nil : next)
                if !withdrawn.contains(number) { next += 1 }
            }
            return token
        }

        /// The candidate number - 1.
        private func candidate(_ text: ArraySlice<UInt8>, _ token: BLTTokens.Token) throws(BallotFileError) -> Int {
            guard let number = text.decimal, (1...count).contains(number) else {
                throw token.error("\(text.quoted) is no candidate; they are numbered 1 to \(count)")
            }
            return number - 1
        }

        private mutating func ballot(_ first: BLTTokens.Token) throws(BallotFileError) {
            guard first.kind == .word else {
                let isEnd = first.kind == .end
                throw first.error(isEnd ? "the file ends before the 0 that ends the ballots" : "a number of ballots is needed here")
            }
            guard let weight = first.text.decimal, weight > 0 else {
                throw first.error("\(first.text.quoted) is no number of ballots, 1 or more")
            }
            var ranks: [RankMark] = []
            while true {
                let token = try tokens.next()
                guard token.kind == .word else {
                    throw token.error(token.kind == .end ? "the file ends inside a ballot" : "a ballot must end with 0")
                }
                if isZero(token) { break }
                guard ranks.count < BallotFileLimits.ranksMax else {
                    throw token.error("more than \(BallotFileLimits.ranksMax) ranks on a ballot")
                }
                if let rank = try rank(token) { ranks.append(rank) }
            }
            try collection.add(ranks: ranks, count: UInt64(weight), line: first.line)
        }

        /// One rank; nil when only withdrawn candidates stand there.
        private func rank(_ token: BLTTokens.Token) throws(BallotFileError) -> RankMark? {
            if token.text.elementsEqual("-".utf8) { return .skipped }
            var equal: Set<Int> = []
            for number in token.text.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false) {
                if let position = positions[try candidate(number, token)] { equal.insert(position) }
            }
            guard let first = equal.first else { return nil }
            return equal.count == 1 ? .candidate(first) : .overvote(equal.map { UInt16($0) }.sorted()[...])
        }

        private mutating func skipBallotID(_ first: BLTTokens.Token) throws(BallotFileError) {
            var token = first
            while token.text.last != UInt8(ascii: ")") {
                token = try tokens.next()
                guard token.kind == .word else { throw first.error("a ballot id that does not end with )") }
            }
        }

        private mutating func names() throws(BallotFileError) -> CandidateRegister {
            var register = CandidateRegister()
            for number in 0..<count {
                let token = try tokens.next()
                guard token.kind == .quoted else { throw token.error("the name of candidate \(number + 1) is needed here, in quotes") }
                guard positions[number] != nil else { continue }
                let trimmed = token.text.trimmingSpaces()
                let name = try CandidateRegister.checkedName(trimmed, line: token.line, column: token.column)
                _ = try register.declare(name, isWriteIn: CandidateRegister.isWriteIn(trimmed), line: token.line, column: token.column)
            }
            return register
        }

        private mutating func checkRest(from first: BLTTokens.Token) throws(BallotFileError) {
            var token = first
            while token.kind != .end {
                guard token.kind == .quoted else { throw token.error("only quoted text can follow the names") }
                token = try tokens.next()
            }
        }
    }
}
