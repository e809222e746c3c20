internal import Auditing
internal import Raffles

extension ReportBuilder {
    /// Every bearer ticket, by unit and sequence.
    func ticketRows(_ row: ([ReportCell]) throws -> Void) throws {
        let payments = try PaymentBook(books)
        for place in ticketOrder() {
            let ticket = record.ticket(at: place)
            var flags: [String] = []
            if ticket.offline { flags.append("offline") }
            if ticket.late { flags.append("late") }
            if ticket.reprints > 0 { flags.append("reprints=\(ticket.reprints)") }
            if ticket.numbers.contains(where: { record.counterfoilReprints(of: $0) > 0 }) { flags.append("counterfoil-reprint") }
            try row([
                .text(ticket.id.text), .text(ticket.id.rsu.text), .index(ticket.id.sequence), .time(ticket.soldAt),
                .text(ticket.operator.text), .text(ticket.package.text), .money(ticket.price), .text(payments.text(at: place)),
                .count(ticket.numbers.count), .numbers(ticket.numbers), .text(ticket.status.rawValue),
                flags.isEmpty ? .empty : .text(flags.joined(separator: " ")),
            ])
        }
    }

    private struct TicketKey {
        var unit: Int
        var sequence: UInt64
        var place: Int
    }

    /// The places of all tickets, by unit and sequence.
    private func ticketOrder() -> some Sequence<Int> {
        let units = record.accounts.map(\.rsu).sorted()
        let rank = Dictionary(uniqueKeysWithValues: units.enumerated().map { ($1, $0) })
        var keys: [TicketKey] = []
        keys.reserveCapacity(record.ticketCount)
        for place in 0..<record.ticketCount {
            let id = record.receipt(at: place).ticket
            keys.append(TicketKey(unit: rank[id.rsu] ?? units.count, sequence: id.sequence, place: place))
        }
        keys.sort { left, right in
            left.unit == right.unit ? left.sequence < right.sequence : left.unit < right.unit
        }
        return keys.lazy.map(\.place)
    }

    /// What each unit sold.
    func salesRows(_ row: ([ReportCell]) throws -> Void) throws {
        var sellers: [RSUID: Set<UserID>] = [:]
        for place in 0..<record.ticketCount {
            let ticket = record.ticket(at: place)
            sellers[ticket.id.rsu, default: []].insert(ticket.operator)
        }
        for account in record.accounts.sorted(by: { $0.rsu < $1.rsu }) {
            let totals = account.totals
            let operators = sellers[account.rsu, default: []].union([account.operator]).sorted().map(\.text)
            try row([
                .text(account.rsu.text), .text(operators.joined(separator: " ")), .count(totals.allocated), .count(totals.tickets),
                .count(totals.sold), .money(totals.gross), .count(totals.voidTickets), .count(totals.void), .count(account.misprints),
                .money(totals.refunds), .money(totals.net), .count(totals.inPlay), .count(totals.unsold), .text(account.state.rawValue),
            ])
        }
    }

    /// Every voided number, ascending.
    func voidRows(_ row: ([ReportCell]) throws -> Void) throws {
        guard record.totals.void > 0 else { return }
        var isVoid = [Bool](repeating: false, count: record.ticketCount)
        for place in 0..<record.ticketCount { isVoid[place] = record.ticket(at: place).status == .void }
        var left = record.totals.void
        for number in definition.numbers.first...definition.numbers.last where left > 0 {
            guard let place = record.place(ofNumber: number), isVoid[place] else { continue }
            left -= 1
            let ticket = record.ticket(at: place)
            try row([
                .number(Int64(number)), .text(books.validation.map { $0(ticket.id).text } ?? "withheld"), .text(ticket.id.text),
                .text(ticket.id.rsu.text), .text(ticket.void?.reason.rawValue), .text(ticket.void?.note), .time(ticket.void?.at),
                .text(ticket.void?.by.text),
            ])
        }
    }

    /// Units that could not say what they sold.
    func corruptionRows(_ row: ([ReportCell]) throws -> Void) throws {
        for account in record.accounts.sorted(by: { $0.rsu < $1.rsu }) {
            guard let line = account.corruption else { continue }
            try row([
                .text(account.rsu.text), .text(line.value.operator.text), .money(account.collected ?? line.value.collected),
                .text(line.value.reason), .time(line.at), .text(Self.recovery(of: account)),
            ])
        }
    }

    private static func recovery(of account: UnitAccount) -> String {
        guard account.state != .recovered else { return "recovered" }
        return account.shortfall.map { "incomplete: \($0.missing) sales missing" } ?? "no"
    }
}
