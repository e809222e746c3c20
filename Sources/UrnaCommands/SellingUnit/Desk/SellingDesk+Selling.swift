internal import Ledger
internal import Raffles
internal import Selling

extension SellingDesk {
    func sell(_ command: JSONValue) async throws -> [(String, JSONValue)] {
        _ = try working()
        guard let package = command["package"]?.stringValue.flatMap({ PackageID($0) }) else {
            throw UnitProblem.usage("`package` is missing or no package's id")
        }
        let payment = try Self.payment(command["payment"]?.stringValue ?? "cash")
        let count = command["count"]?.integerValue ?? 1
        guard (1...10_000).contains(count) else { throw UnitProblem.usage("`count` is 1 to 10,000") }
        var id: Selling.SaleID? = command["sale"]?.stringValue.flatMap { Selling.SaleID($0) }
        guard command["sale"] == nil || (id != nil && count == 1) else {
            throw UnitProblem.usage("`sale` is a UUID in lower case, and of one sale")
        }
        var sold: [JSONValue] = []
        var isRepeated = false
        var failure: UnitProblem?
        for _ in 0..<count where failure == nil {
            guard let sale = id ?? Selling.SaleID(random: RandomBytes.make(Selling.SaleID.byteCount)) else { break }
            id = nil
            let messages = tell(.sell(SaleRequest(sale: sale, package: package, payment: payment)))
            isRepeated = messages.contains { if case .alreadySold = $0 { true } else { false } }
            if let sequence = unit?.memory.sale(sale)?.sequence { sold.append(ticket(sequence)) }
            do throws(UnitProblem) { try require(messages) } catch { failure = error }
        }
        var members: [(String, JSONValue)] = [("tickets", .array(sold)), ("repeated", .bool(isRepeated))]
        if command["sync"]?.boolValue == true { members += progress(await sync()) }
        guard let failure else { return members }
        // Some may be sold: the answer is both.
        return members + [("ok", false), ("code", .string(failure.code)), ("message", .string(failure.message))]
    }

    /// `cash`, `card:REFERENCE`, `other:REFERENCE`.
    static func payment(_ text: String) throws(UnitProblem) -> Selling.Payment {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard let method = parts.first, let payment = Selling.Payment(method: method, reference: parts.count > 1 ? parts[1] : nil) else {
            throw .usage("`payment` is cash, or a method and its reference: card:4711")
        }
        return payment
    }

    func mark(_ command: JSONValue) throws -> [(String, JSONValue)] {
        let sequence = try sequence(command)
        let reason = command["reason"]?.stringValue ?? ""
        let word = String(reason.prefix { $0 != ":" })
        guard TicketVoid.Reason(rawValue: word) != nil else {
            let words = TicketVoid.Reason.allCases.map(\.rawValue).joined(separator: ", ")
            throw UnitProblem.usage("`reason` begins with one of \(words)")
        }
        try require(tell(.requestVoid(sequence: sequence, reason: reason)))
        return [("ticket", ticket(sequence))]
    }

    func unmark(_ command: JSONValue) throws -> [(String, JSONValue)] {
        let sequence = try sequence(command)
        try require(tell(.withdrawVoidRequest(sequence: sequence)))
        return [("ticket", ticket(sequence))]
    }

    func reprint(_ command: JSONValue) throws -> [(String, JSONValue)] {
        let sequence = try sequence(command)
        guard command["number"] == nil, command["supervisor"] == nil else {
            throw UnitProblem("SUPERVISOR_REQUIRED", "a counterfoil is printed again at the server alone, by an event manager")
        }
        try require(tell(.reprint(sequence: sequence)))
        return [("ticket", ticket(sequence))]
    }

    /// Takes the counterfoil printer in or out. Counterfoils wait meanwhile; tickets and other units do not.
    func counterfoilPrinter(_ command: JSONValue) throws -> [(String, JSONValue)] {
        _ = try working()
        guard let isOn = command["on"]?.boolValue else { throw UnitProblem.usage("`on` is true or false") }
        try require(tell(.counterfoilPrinterSwitched(on: isOn)))
        return [("counterfoils", counterfoils())] + standing()
    }

    /// How the counterfoils are.
    func counterfoils() -> JSONValue {
        guard let unit else { return .null }
        func tickets(_ jobs: [CounterfoilQueue.Job]) -> JSONValue {
            .array(jobs.prefix(100).compactMap { unit.memory.sale(sequence: $0.sequence).map { .string($0.ticket.text) } })
        }
        return .object([
            ("printer", .string(unit.memory.counterfoils.printer.rawValue)),
            ("fault", unit.counterfoilFault.map { .string($0.rawValue) } ?? .null),
            ("waiting", .whole(unit.counterfoilsWaiting.reduce(0) { $0 + $1.count - $1.printed })),
            ("tickets", tickets(unit.counterfoilsWaiting)), ("inDoubt", tickets(unit.counterfoilsInDoubt)),
        ])
    }

    func tickets(_ command: JSONValue) throws -> [(String, JSONValue)] {
        let unit = try working()
        let from = max(1, command["from"]?.integerValue ?? 1)
        let count = max(0, command["count"]?.integerValue ?? Int64.max)
        let chosen = unit.memory.sales.dropFirst(Int(min(from - 1, Int64(Int32.max)))).prefix(Int(min(count, Int64(Int32.max))))
        return [("tickets", .array(chosen.map { ticket($0.sequence) })), ("of", .whole(unit.memory.sales.count))]
    }
}
