public import ArgumentParser
internal import Elections
internal import Ledger

/// `urna count`
struct CountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count", abstract: "Count a file of ballots, without a server, and print every round.",
        discussion: """
            Formats: ranks-csv (columns choice_1, choice_2, …), ballot-rank-csv (ballot_id,rank,choice), blt, debian (tally sheet), \
            cvr-json (NIST SP 1500-103). Methods: plurality, approval, score, irv, stv, schulze.
            Rules, with their defaults: overvote=skip|exhaust, skippedRank=advance|exhaust, unranked=last|no-preference, \
            tieBreak=previous-round-then-lot|candidate-order, stop=last-two|majority, writeIns=eliminate-first|candidate.
            """)

    @Argument(help: ArgumentHelp("The ballots; - for standard input.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("How to count.", valueName: "method"))
    var method: CountingMethod

    @Option(help: ArgumentHelp("Winners to find (else as many as the file says, else 1).", valueName: "n"))
    var seats: Int?

    @Option(help: ArgumentHelp("Rules that differ from the defaults: overvote=exhaust,stop=majority", valueName: "rules"))
    var rules: String?

    @Option(help: ArgumentHelp("auto, or the format of the file.", valueName: "format"))
    var format = FormatChoice.auto

    @Option(help: ArgumentHelp("The contest's id or name, when the file holds several.", valueName: "id"))
    var contest: String?

    @Option(help: ArgumentHelp("The seed of lots (else the SHA-256 of the file, in hexadecimal).", valueName: "text"))
    var seed: String?

    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        if let seats, seats < 1 { throw ValidationError("--seats is 1 or more.") }
        if let rules {
            do {
                _ = try CountingRules.parse(rules)
            } catch {
                throw ValidationError("--rules: \(error).")
            }
        }
    }

    func run() async throws {
        let bytes = try InputFile.read(file)
        let report = try report(bytes)
        if output.isJSON { Console.print(report.json) } else { Console.write(report.text(width: Console.width)) }
    }

    /// Reads and counts. Pure.
    func report(_ bytes: [UInt8]) throws -> FileCount {
        let options = BallotFile.Options(
            method: method, seats: seats, rules: try rules.map { try CountingRules.parse($0) } ?? CountingRules(), contest: contest)
        let ballots: BallotFile
        do {
            ballots = try BallotFile.parse(bytes, format: format.format, options: options)
        } catch {
            throw CommandFailure.failed("\(file): \(error)")
        }
        let seed = seed ?? Hash.sha256(bytes).hex
        return FileCount(result: ballots.tally.count(lot: Lot(seed: Array(seed.utf8))), format: ballots.format, seed: seed)
    }
}

/// A counted file.
struct FileCount {
    var result: ContestResult
    var format: BallotFileFormat
    var seed: String

    /// `{"method", "ballots", "winners", "rounds", …}`, candidates by the names the file gives them.
    var json: JSONValue {
        let members = (result.json(naming: .name).objectValue ?? []).map { ($0.name, $0.value) }
        return .object(
            members + [("format", .string(format.rawValue)), ("lotSeed", .string(seed)), ("rules", .string(result.contest.rules.text))])
    }

    func text(width: Int) -> String {
        let lots = result.ties.contains { $0.means == .lot }
        return CountReport(result, width: width).text + (lots ? "Lots were drawn with the seed \(seed)\n" : "")
    }
}

extension CountingMethod: ExpressibleByArgument {}

/// What `--format` takes.
enum FormatChoice: String, CaseIterable, ExpressibleByArgument {
    case auto
    case ranksCSV = "ranks-csv"
    case ballotRankCSV = "ballot-rank-csv"
    case blt
    case debian
    case cvrJSON = "cvr-json"

    /// Nil: find out.
    var format: BallotFileFormat? { BallotFileFormat(rawValue: rawValue) }
}
