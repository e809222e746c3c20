internal import ArgumentParser
internal import Ledger
internal import Raffles

/// `urna raffle lease`
struct RaffleLeaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lease", abstract: "Give a unit numbers to sell. Units also take them by themselves when they start.")

    @OptionGroup var raffle: RaffleOption

    @Option(help: ArgumentHelp("The unit's id.", valueName: "rsu"))
    var rsu: String

    @Option(help: ArgumentHelp("How many numbers.", valueName: "n"))
    var count: Int

    @Option(help: ArgumentHelp("Who sells with it (else whoever enrolled it).", valueName: "user"))
    var `operator`: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        try RaffleText.checkUnit(rsu)
        guard count > 0 else { throw ValidationError("--count is at least 1.") }
    }

    func run() async throws {
        var members: [(String, JSONValue)] = [("rsu", .string(rsu)), ("count", .whole(count))]
        if let `operator` { members.append(("operator", .string(`operator`))) }
        let answer = try await connection.client().change("\(raffle.path)/leases", .object(members))
        output.show(answer) { answer in
            let numbers = (answer["numbers"]?.arrayValue ?? []).compactMap(\.integerValue)
            return "\(rsu) has \(RaffleText.count(.whole(numbers.count), "number")) more to sell: \(Self.listed(numbers))."
        }
    }

    /// `1 to 300` when they follow each other; the first of them when they are shuffled.
    static func listed(_ numbers: [Int64]) -> String {
        guard let first = numbers.first, let last = numbers.last, numbers.count > 1 else {
            return RaffleText.plain(.array(numbers.map { .integer($0) }))
        }
        if zip(numbers, numbers.dropFirst()).allSatisfy({ $0 + 1 == $1 }) { return "\(first) to \(last)" }
        return numbers.prefix(10).map { String($0) }.joined(separator: ", ") + (numbers.count > 10 ? ", …" : "")
    }
}

/// `urna raffle corrupt`
struct RaffleCorruptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "corrupt", abstract: "Put a unit that cannot be reconciled into the corruption log.")

    @OptionGroup var unit: RaffleUnit

    @Option(help: ArgumentHelp("Who sold with it (else whoever it was leased to).", valueName: "user"))
    var `operator`: String?

    @Option(help: ArgumentHelp("Money counted from that person, in minor units: 4000 for 40.00.", valueName: "amount"))
    var collected: Int

    @Option(help: ArgumentHelp("What happened.", valueName: "text"))
    var reason: String

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard collected >= 0 else { throw ValidationError("--collected is 0 or more.") }
    }

    func run() async throws {
        var members: [(String, JSONValue)] = [("collected", .whole(collected)), ("reason", .string(reason))]
        if let `operator` { members.append(("operator", .string(`operator`))) }
        let answer = try await connection.client().change("\(unit.path)/corrupt", .object(members))
        output.show(answer) { _ in "\(unit.rsu) is in the corruption log of raffle \(unit.raffle.id)." }
    }
}

/// `urna raffle recover`
struct RaffleRecoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover", abstract: "Take over the sales of a broken unit from its recovery file.")

    @OptionGroup var unit: RaffleUnit

    @Argument(help: ArgumentHelp("The file that the unit wrote; - for standard input.", valueName: "file"))
    var file: String

    @Flag(help: "Take a file that does not hold all that the unit sold. Reconciling then takes an override.")
    var acceptIncomplete = false

    @Option(help: ArgumentHelp("Why such a file is taken; it is on record.", valueName: "text"))
    var reason: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard acceptIncomplete == (reason != nil) else { throw ValidationError("--accept-incomplete and --reason belong together.") }
    }

    func run() async throws {
        let bytes = try InputFile.read(file, limit: 256 << 20)
        var path = "\(unit.path)/recover"
        if let reason { path += "?incomplete=true&reason=\(Self.escaped(reason))" }
        let answer = try await connection.client().upload(path, bytes, type: "application/octet-stream")
        output.show(answer) { answer in
            let sales = RaffleText.count(answer["sales"], "sale")
            let known = "\(unit.rsu) is \(RaffleText.plain(answer["state"])): the ledger has \(sales) of it."
            guard answer["missing"]?.integerValue != nil else { return known }
            let missing = RaffleText.count(answer["missing"], "sale")
            return "\(known) At least \(missing) missing, \(RaffleText.plain(answer["unaccounted"])) of its money not accounted for."
        }
    }

    /// Percent-encoded for a query, RFC 3986.
    private static func escaped(_ text: String) -> String {
        text.utf8.reduce(into: "") { out, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                out.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                out += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
    }
}

/// A unit of a raffle.
struct RaffleUnit: ParsableArguments {
    @OptionGroup var raffle: RaffleOption

    @Option(help: ArgumentHelp("The unit's id.", valueName: "rsu"))
    var rsu: String

    mutating func validate() throws {
        try RaffleText.checkUnit(rsu)
    }

    var path: String { "\(raffle.path)/rsus/\(rsu)" }
}
