internal import Ledger
internal import Raffles
internal import Selling

// Every function that the unit has, by the name that scripts, commands and the menu call it by. There are no others.
extension SellingDesk {
    static let commands: [(name: String, summary: String)] = [
        ("logon", "log on: `pin`, and `operator` unless it is the one that the unit was enrolled for"),
        ("logoff", "log off"),
        ("raffles", "list the raffles that the server lets this unit sell"),
        ("choose", "choose a `raffle`"),
        ("lease", "get `count` numbers to sell (default 1000) of the `raffle`, or of the one that was chosen"),
        ("sell", "sell `count` tickets (default 1) of a `package`; `payment`: cash or card:REFERENCE; `sale`: an id against selling twice"),
        ("mark", "ask for a void: `ticket`, `reason`: misprint, customer, payment, error or other, then `: ` and a remark"),
        ("unmark", "withdraw that request: `ticket`"),
        ("reprint", "print a `ticket` again, marked REPRINT"),
        ("sync", "upload now"),
        ("online", "connect to the server"),
        ("offline", "cut the connection"),
        ("close", "end selling, once the raffle is closed or with `early`: true; hand in the statement when all is uploaded"),
        ("status", "state, buffer, uploads, software, clock"),
        ("tickets", "the tickets sold, `from` a sequence, `count` of them"),
        ("printer-ready", "the printers have paper and are connected again: counterfoils that wait are printed"),
        ("counterfoil-printer", "take the counterfoil printer in (`on`: true) or out (false); counterfoils wait for it"),
        ("check", "check the program and the journal now"),
        ("export-recovery", "write the signed recovery file to `out`"),
    ]

    /// Does one command.
    ///
    /// - Returns: `{"do", "ok", …}`; `code` and `message` when it was not done.
    func perform(_ command: JSONValue) async -> JSONValue {
        let name = command["do"]?.stringValue ?? ""
        problems = []
        results = []
        var members: [(String, JSONValue)] = [("do", .string(name))]
        do {
            lookAtPrinter()
            let answer = try await answer(name, command)
            // A sale of several tickets can be done in part, and says so itself.
            members += (answer.contains { $0.0 == "ok" } ? [] : [("ok", true)]) + answer
        } catch {
            let problem = error as? UnitProblem ?? (error as? LinkFailure)?.problem ?? UnitProblem("FAILED", "\(error)")
            members += [("ok", false), ("code", .string(problem.code)), ("message", .string(problem.message))]
            if !results.isEmpty { members.append(("results", .array(results))) }
        }
        return .object(members)
    }

    private func answer(_ name: String, _ command: JSONValue) async throws -> [(String, JSONValue)] {
        switch name {
        case "logon": return try await logon(command)
        case "logoff": return try logoff()
        case "raffles": return try await raffles()
        case "choose": return try choose(command)
        case "lease": return try await lease(command)
        case "sell": return try await sell(command)
        case "mark": return try mark(command)
        case "unmark": return try unmark(command)
        case "reprint": return try reprint(command)
        case "sync": return try await synchronise()
        case "online": return try await connect()
        case "offline": return disconnect()
        case "close": return try await close(command)
        case "status": return status()
        case "tickets": return try tickets(command)
        case "printer-ready":
            tell(.printerReady)
            return [("counterfoils", counterfoils())]
        case "counterfoil-printer": return try counterfoilPrinter(command)
        case "check": return try check()
        case "export-recovery": return try export(command)
        default: throw UnitProblem.usage("there is no command `\(name)`")
        }
    }

    // MARK: What commands share

    /// The unit of the chosen raffle.
    func working() throws(UnitProblem) -> SellingUnit {
        if let damage { throw UnitProblem("CRITICAL_MEMORY_CORRUPT", damage.description) }
        guard let unit else { throw UnitProblem("NO_RAFFLE", "no raffle is chosen") }
        return unit
    }

    /// The ticket that a command names, by its id or its sequence.
    func sequence(_ command: JSONValue) throws(UnitProblem) -> UInt64 {
        let unit = try working()
        var sequence = command["sequence"]?.integerValue.flatMap { $0 > 0 ? UInt64($0) : nil }
        if let text = command["ticket"]?.stringValue {
            guard let ticket = TicketID(text), ticket.rsu == unit.memory.header.rsu else {
                throw UnitProblem("UNKNOWN_TICKET", "\(text) is no ticket of this unit")
            }
            sequence = ticket.sequence
        }
        guard let sequence, unit.memory.sale(sequence: sequence) != nil else {
            throw UnitProblem("UNKNOWN_TICKET", "there is no such ticket")
        }
        return sequence
    }

    /// Throws what kept the unit from doing what it was told.
    func require(_ messages: [UnitMessage]) throws(UnitProblem) {
        for message in messages {
            switch message {
            case .refused(let refusal): throw UnitProblem(refusal)
            case .notPossible(let reason): throw UnitProblem("NOT_POSSIBLE", reason)
            case .notPrinted(let ticket, let fault):
                throw UnitProblem(fault.event.rawValue, "ticket \(ticket.text) did not come out: \(fault.message)")
            default: break
            }
        }
        if case .error(let error) = unit?.state { throw UnitProblem(error.code, error.message) }
    }

    /// A ticket as answers show it.
    func ticket(_ sequence: UInt64) -> JSONValue {
        guard let memory = unit?.memory, let sale = memory.sale(sequence: sequence) else { return .null }
        return .object([
            ("ticket", .string(sale.ticket.text)), ("sequence", .whole(sequence)), ("sale", .string(sale.sale.text)),
            ("numbers", .array(sale.numbers.map { .integer(Int64($0)) })), ("package", .string(sale.package.text)),
            ("price", .integer(sale.price)), ("validation", .string(sale.validation.text)), ("soldAt", .string(sale.soldAt.text)),
            ("offline", .bool(sale.isOffline)), ("printed", .bool(!memory.unprinted.contains(sequence))),
            ("uploaded", .bool(sequence <= memory.acknowledgedSales)),
        ])
    }
}
