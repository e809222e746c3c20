internal import ArgumentParser
internal import Ledger

/// `urna raffle list`
struct RaffleListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List a server's raffles, oldest first.")

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let answer = try await connection.client().get("/v1/raffles")
        output.show(answer, RaffleLists.raffles)
    }
}

/// `urna raffle show`
struct RaffleShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a raffle's definition, its state, its sales and its official results.")

    @OptionGroup var raffle: RaffleChoice
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        output.show(try await connection.client().get(raffle.path)) { RaffleText($0).description }
    }
}

/// `urna raffle display`
struct RaffleDisplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "display", abstract: "Show what the public display shows: the jackpot, the time left, official winners.")

    @OptionGroup var raffle: RaffleChoice

    @Flag(help: "Go on, and show it anew every two seconds.")
    var watch = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let client = try connection.client()
        while true {
            let answer = try await client.get(raffle.path + "/display")
            // Home, then clear what is below: the screen is redrawn in place.
            if watch, Console.outputIsTerminal, !output.isJSON { Console.write("\u{1B}[H\u{1B}[J") }
            output.show(answer, RaffleLists.display)
            guard watch else { return }
            try await Task.sleep(for: .seconds(2))
        }
    }
}

/// Lists of raffles and their kin, for people.
enum RaffleLists {
    /// The rows of an answer: an array, or the array under a name.
    static func rows(_ answer: JSONValue, _ name: String) -> [JSONValue] {
        answer.arrayValue ?? answer[name]?.arrayValue ?? []
    }

    static func raffles(_ answer: JSONValue) -> String {
        let raffles = rows(answer, "raffles")
        guard !raffles.isEmpty else { return "There are no raffles. Create one with urna raffle create FILE." }
        let lines = raffles.map { raffle in
            let text = RaffleText(raffle)
            let title = raffle["definition"]?["title"] ?? raffle["title"]
            return [
                RaffleText.plain(raffle["id"]), RaffleText.plain(raffle["eventNumber"]), RaffleText.plain(raffle["state"]),
                RaffleText.plain(raffle["sales"]?["tickets"]), raffle["sales"].map { text.money($0["net"]) } ?? "-",
                RaffleText.plain(title),
            ]
        }
        return TextTable(header: ["ID", "EVENT", "STATE", "TICKETS", "NET", "TITLE"], rows: lines, numeric: [1, 3, 4]).text
    }

    static func display(_ answer: JSONValue) -> String {
        let text = RaffleText(answer)
        var lines = ["\(RaffleText.plain(answer["title"])): \(RaffleText.plain(answer["state"]))"]
        if let seconds = answer["secondsLeft"]?.integerValue, seconds > 0 {
            let isSoon = seconds < 86_400
            lines.append(
                "Sales close " + (isSoon ? "in \(ProgressLine.time(Double(seconds)))" : "at \(RaffleText.plain(answer["closesAt"]))"))
        }
        for prize in answer["jackpot"]?.arrayValue ?? [] {
            lines.append("  \(RaffleText.plain(prize["prize"]))  \(text.money(prize["amount"]))")
        }
        let winners = answer["winners"]?.arrayValue ?? []
        lines += winners.map { "Winner of \(RaffleText.plain($0["prize"])): number \(RaffleText.plain($0["number"]))" }
        return lines.joined(separator: "\n") + "\n"
    }
}
