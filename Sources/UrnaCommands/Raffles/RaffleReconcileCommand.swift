internal import ArgumentParser
internal import Ledger

/// `urna raffle reconcile`
struct RaffleReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile", abstract: "Check that all numbers and all money add up, in total and for each unit, and record it.")

    @OptionGroup var raffle: RaffleChoice

    @Option(help: ArgumentHelp("Why it is accepted although a unit's sales could not be recovered.", valueName: "reason"))
    var override: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let client = try connection.client()
        let answer = try await client.change("\(raffle.path)/reconcile", JSONValue.given([("override", override)]))
        if output.isJSON { return Console.print(answer) }
        let currency = RaffleText(try await client.get(raffle.path)).currency
        Console.write(ReconciliationText(answer, currency: currency).text)
        Console.note("Next: an event manager states it with urna raffle acknowledge \(raffle.id).")
    }
}

/// What reconciliation found, for people: a line for each unit, and one for all.
struct ReconciliationText {
    let answer: JSONValue
    let currency: String

    /// Members of an account, in the order of a ledger entry's arrays.
    private static let names = ["allocated", "sold", "void", "tickets", "voidTickets", "gross", "refunds"]

    init(_ answer: JSONValue, currency: String) {
        self.answer = answer["reconciliation"] ?? answer
        self.currency = currency
    }

    var text: String {
        let units = answer["units"]?.arrayValue ?? answer["rsus"]?.arrayValue ?? []
        var rows = units.map { unit -> [String] in
            if let values = unit.arrayValue {
                return row(RaffleText.plain(values.first), values.count > 1 ? values[1] : nil, Self.account(Array(values.dropFirst(2))))
            }
            return row(RaffleText.plain(unit["rsu"] ?? unit["id"]), unit["agrees"], unit["totals"] ?? unit)
        }
        if let total = answer["total"] ?? answer["totals"] {
            rows.append(row("all", nil, total.arrayValue.map(Self.account) ?? total))
        }
        let header = ["RSU", "ALLOCATED", "SOLD", "VOID", "IN PLAY", "UNSOLD", "GROSS", "REFUNDS", "NET", "AGREES"]
        var text = TextTable(header: header, rows: rows, numeric: Set(1...8)).text
        text += "Allocated = sold + unsold; sold = in play + void; net = gross - refunds.\n"
        if let reason = answer["override"]?.stringValue { text += "Accepted although a unit disagrees: \(reason)\n" }
        return text
    }

    /// The array of an account's values as an object.
    private static func account(_ values: [JSONValue]) -> JSONValue {
        .object(zip(names, values).map { JSONMember($0, $1) })
    }

    private func row(_ name: String, _ agrees: JSONValue?, _ account: JSONValue) -> [String] {
        func number(_ name: String) -> Int64 { account[name]?.integerValue ?? 0 }
        let sold = number("sold")
        let net = account["net"] ?? .integer(number("gross") - number("refunds"))
        return [
            name, ProgressLine.grouped(number("allocated")), ProgressLine.grouped(sold), ProgressLine.grouped(number("void")),
            ProgressLine.grouped(account["inPlay"]?.integerValue ?? sold - number("void")),
            ProgressLine.grouped(account["unsold"]?.integerValue ?? number("allocated") - sold),
            RaffleText.money(account["gross"], currency: currency), RaffleText.money(account["refunds"], currency: currency),
            RaffleText.money(net, currency: currency), agrees.map { $0.boolValue == false ? "NO" : "yes" } ?? "",
        ]
    }
}
