/// The forms of ballot files that can be counted. The raw value is what `urna count --format` takes.
public enum BallotFileFormat: String, Sendable, CaseIterable {
    /// CSV, one ballot a row, one column a rank: `choice_1`, `choice_2`, …; other columns are ignored.
    case ranksCSV = "ranks-csv"
    /// CSV, one mark a row: `ballot_id,rank,choice`.
    case ballotRankCSV = "ballot-rank-csv"
    /// Hill, Wichmann and Woodall's format, of OpenSTV and many others.
    case blt
    /// The tally sheet that Debian publishes after a vote.
    case debian
    /// NIST SP 1500-103 cast vote records, version 1.0, in JSON.
    case cvrJSON = "cvr-json"
}

extension BallotFileFormat {
    /// How far into a file its format is looked for: headers of tally sheets take a few kilobytes.
    private static let sniffedBytesMax = 64 * 1_024

    /// The format the file seems to be in; nil when it looks like none of them.
    public static func detect(_ bytes: [UInt8]) -> BallotFileFormat? {
        let text = bytes.prefix(sniffedBytesMax).dropFirst(bytes.byteOrderMarkCount)
        guard let first = text.first(where: { !$0.isSpaceOrLineEnd }) else { return nil }
        if first == UInt8(ascii: "{") { return .cvrJSON }
        let lines = text.split(separator: UInt8(ascii: "\n"))
        if let header = lines.first {
            let names = header.split(separator: UInt8(ascii: ",")).map(headerName)
            if ["ballot_id", "rank", "choice"].allSatisfy({ names.contains(Array($0.utf8)) }) { return .ballotRankCSV }
            if names.contains(where: { RanksCSV.rank(inHeader: $0[...]) != nil }) { return .ranksCSV }
        }
        let starts = lines.map { $0.trimmingSpaces() }
        if starts.contains(where: { $0.starts(with: "V:".utf8) }) { return .debian }
        let content = starts.first { !$0.isEmpty && $0.first != UInt8(ascii: "#") }
        let words = content?.split(whereSeparator: \.isSpaceOrLineEnd).prefix(2) ?? []
        return words.count == 2 && words.allSatisfy { $0.allSatisfy(\.isDecimalDigit) } ? .blt : nil
    }

    private static func headerName(_ field: ArraySlice<UInt8>) -> [UInt8] {
        field.trimmingSpaces().filter { $0 != UInt8(ascii: "\"") }.map(\.lowercasedASCII)
    }
}
