internal import Ledger

/// What a server says about a raffle, for people.
struct RaffleText {
    let raffle: JSONValue
    private let definition: JSONValue
    let currency: String

    init(_ raffle: JSONValue) {
        self.raffle = raffle
        definition = raffle["definition"] ?? .null
        currency = definition["currency"]?.stringValue ?? raffle["currency"]?.stringValue ?? ""
    }

    /// What `GET /v1/raffles/{id}` says.
    var description: String {
        let numbers = definition["numbers"]
        var lines = [
            "\(definition["title"]?.stringValue ?? "") (\(raffle["id"]?.stringValue ?? ""), event \(Self.plain(raffle["eventNumber"])))",
            "  state       \(raffle["state"]?.stringValue ?? "")",
            "  organiser   \(definition["organisation"]?["name"]?.stringValue ?? "")",
            "  numbers     \(Self.plain(numbers?["first"])) to \(Self.plain(numbers?["last"]))",
            "  draw        \(definition["draw"]?["mode"]?.stringValue ?? "")",
            "  sales close \(raffle["closesAt"]?.stringValue ?? definition["salesCloseAt"]?.stringValue ?? "by hand")",
            "  log key     \(raffle["log"]?["verifierKey"]?.stringValue ?? "")",
        ]
        lines += sales + packages + prizes + winners
        return lines.joined(separator: "\n") + "\n"
    }

    private var sales: [String] {
        guard let sales = raffle["sales"] else { return [] }
        return [
            "",
            "Sales: \(Self.count(sales["tickets"], "ticket")), \(Self.count(sales["numbers"], "number")), "
                + "of which \(Self.plain(sales["numbersInPlay"])) in play",
            "  gross \(money(sales["gross"])), refunds \(money(sales["refunds"])), net \(money(sales["net"]))",
        ]
    }

    private var packages: [String] {
        let packages = definition["packages"]?.arrayValue ?? []
        guard !packages.isEmpty else { return [] }
        return ["", "Packages:"]
            + packages.map { "  \(Self.plain($0["id"]))  \(Self.count($0["numbers"], "number")) for \(money($0["price"]))" }
    }

    private var prizes: [String] {
        let titles = definition["prizes"]?.arrayValue ?? []
        guard let prizes = raffle["prizes"]?.arrayValue, !prizes.isEmpty else { return [] }
        return ["", "Prizes:"]
            + prizes.map { prize in
                let id = prize["id"] ?? prize["prize"]
                let title = titles.first { $0["id"] == id }?["title"]?.stringValue
                return "  \(Self.plain(id))  \(money(prize["amount"]))" + (title.map { "  \($0)" } ?? "")
            }
    }

    private var winners: [String] {
        guard let winners = raffle["winners"]?.arrayValue, !winners.isEmpty else { return [] }
        return ["", "Official results:"]
            + winners.map {
                "  \(Self.plain($0["prize"]))  number \(Self.plain($0["number"])), ticket \(Self.plain($0["ticket"])), \(money($0["amount"])), "
                    + "official \(Self.plain($0["officialAt"]))"
            }
    }

    // MARK: - Pieces

    /// An amount in minor units as `85.00 USD`.
    func money(_ value: JSONValue?) -> String { Self.money(value, currency: currency) }

    static func money(_ value: JSONValue?, currency: String) -> String {
        guard let amount = value?.integerValue else { return "-" }
        guard !currency.isEmpty else { return "\(ProgressLine.grouped(amount)) minor units" }
        return "\(amountText(amount, currency: currency)) \(currency)"
    }

    /// Currencies without minor units; all others that raffles are held in have two decimals.
    private static let wholeCurrencies: Set<String> = ["JPY", "KRW", "CLP", "ISK", "PYG", "UGX", "VND", "XAF", "XOF", "XPF", "RWF", "BIF"]
    private static let threeDecimals: Set<String> = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]

    private static func amountText(_ amount: Int64, currency: String) -> String {
        let decimals = wholeCurrencies.contains(currency) ? 0 : threeDecimals.contains(currency) ? 3 : 2
        var scale: Int64 = 1
        for _ in 0..<decimals { scale *= 10 }
        let whole = ProgressLine.grouped(abs(amount) / scale)
        let fraction = String(abs(amount) % scale)
        let sign = amount < 0 ? "-" : ""
        guard decimals > 0 else { return sign + whole }
        return "\(sign)\(whole).\(String(repeating: "0", count: decimals - fraction.utf8.count))\(fraction)"
    }

    /// `1 ticket`, `2 tickets`.
    static func count(_ value: JSONValue?, _ noun: String) -> String {
        let count = value?.integerValue ?? 0
        return "\(ProgressLine.grouped(count)) \(noun)\(count == 1 ? "" : "s")"
    }

    /// A string or a number as it is; nothing as a dash; anything else as JSON.
    static func plain(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null?: "-"
        case .string(let text)?: text.isEmpty ? "-" : text
        case .integer(let number)?: String(number)
        case .array(let values)?: values.map { plain($0) }.joined(separator: ", ")
        case let value?: String(decoding: value.canonical(), as: UTF8.self)
        }
    }
}
