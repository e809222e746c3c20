internal import Ledger
internal import LedgerService
internal import Ports
internal import RaffleService
internal import Raffles

/// Raffles as JSON: what anyone may see.
struct RaffleView: Sendable {
    let raffle: RunningRaffle

    func json() -> JSONValue { .object(members(raffle.summary)) }

    /// What watchers are sent: the raffle, and what a screen shows of it but the seconds left, which would be wrong on arrival.
    func watched(_ summary: RaffleSummary, at now: Instant) -> JSONValue {
        let display = (display(summary, at: now).objectValue ?? []).filter { $0.name != "secondsLeft" }
        return .object(
            members(summary) + [
                ("asOf", .string(now.text)), ("currency", .string(raffle.definition.currency)), ("display", .object(display)),
            ])
    }

    private func members(_ summary: RaffleSummary) -> [(String, JSONValue)] {
        let log: [(String, JSONValue)] = [
            ("origin", .string(raffle.ledger.origin)), ("verifierKey", .string(raffle.ledger.verifierKey.text)),
            ("size", .whole(raffle.ledger.published.head.size)),
        ]
        return [
            ("id", .string(raffle.id.text)), ("eventNumber", .whole(raffle.eventNumber)), ("state", .string(summary.state.rawValue)),
            ("definition", raffle.definition.json()), ("log", .object(log)), ("sales", Self.sales(summary.totals)),
            ("prizes", amounts(summary)), ("closesAt", Self.time(summary.closesAt)), ("closedAt", Self.time(summary.closedAt)),
            ("winners", winners(summary)),
        ]
    }

    /// A row of the list.
    func row() -> JSONValue {
        let summary = raffle.summary
        return .object([
            ("id", .string(raffle.id.text)), ("eventNumber", .whole(raffle.eventNumber)), ("title", .string(raffle.definition.title)),
            ("currency", .string(raffle.definition.currency)), ("state", .string(summary.state.rawValue)),
            ("sales", Self.sales(summary.totals)), ("closesAt", Self.time(summary.closesAt)),
        ])
    }

    /// What a screen in the hall shows: nothing of a result before it is official.
    func display(at now: Instant) -> JSONValue { display(raffle.summary, at: now) }

    private func display(_ summary: RaffleSummary, at now: Instant) -> JSONValue {
        let isSelling = summary.state == .active || summary.state == .suspended
        let left = isSelling ? summary.closesAt.map { max(0, ($0.milliseconds - now.milliseconds + 999) / 1_000) } : 0
        let jackpot = (summary.prizes?.awards ?? []).map { award -> JSONValue in
            .object([
                ("prize", .string(award.prize.text)), ("title", .string(raffle.definition.prize(award.prize)?.title ?? "")),
                ("amount", .integer(award.amount)),
            ])
        }
        return .object([
            ("title", .string(raffle.definition.title)), ("currency", .string(raffle.definition.currency)),
            ("state", .string(summary.state.rawValue)), ("closesAt", Self.time(summary.closesAt)),
            ("secondsLeft", left.map { .integer($0) } ?? .null), ("jackpot", .array(jackpot)), ("winners", winners(summary)),
        ])
    }

    private func amounts(_ summary: RaffleSummary) -> JSONValue {
        let awards = (summary.prizes?.awards ?? []).map { award -> JSONValue in
            .object([
                ("id", .string(award.prize.text)), ("title", .string(raffle.definition.prize(award.prize)?.title ?? "")),
                ("amount", .integer(award.amount)),
            ])
        }
        return .array(awards)
    }

    private func winners(_ summary: RaffleSummary) -> JSONValue {
        .array(summary.winners.map { Self.winner($0) })
    }

    static func winner(_ winner: RaffleSummary.Winner) -> JSONValue {
        .object([
            ("prize", .string(winner.prize.text)), ("number", .integer(Int64(winner.number))), ("ticket", .string(winner.ticket.text)),
            ("amount", .integer(winner.amount)), ("officialAt", .string(winner.officialAt.text)), ("claimed", .bool(winner.isClaimed)),
        ])
    }

    static func sales(_ totals: AccountTotals) -> JSONValue {
        .object([
            ("tickets", .whole(totals.tickets)), ("voidTickets", .whole(totals.voidTickets)), ("numbers", .whole(totals.sold)),
            ("gross", .integer(totals.gross)), ("refunds", .integer(totals.refunds)), ("net", .integer(totals.net)),
            ("numbersInPlay", .whole(totals.inPlay)),
        ])
    }

    static func time(_ time: Instant?) -> JSONValue { time.map { .string($0.text) } ?? .null }

    // MARK: Tickets

    static func ticket(_ ticket: RaffleTicket) -> JSONValue { .object(members(of: ticket)) }

    /// A ticket in a list.
    ///
    /// - Parameter wins: official results of the ticket.
    static func row(_ ticket: RaffleTicket, at place: Int, wins: [RaffleSummary.Winner]) -> JSONValue {
        let results = wins.map { win -> JSONValue in
            .object([
                ("prize", .string(win.prize.text)), ("number", .integer(Int64(win.number))), ("amount", .integer(win.amount)),
                ("claimed", .bool(win.isClaimed)),
            ])
        }
        return .object(
            members(of: ticket) + [
                ("place", .whole(place)), ("changedAt", time(ticket.change?.at)),
                ("changedBy", (ticket.change?.by).map { .string($0.text) } ?? .null), ("wins", .array(results)),
            ])
    }

    private static func members(of ticket: RaffleTicket) -> [(String, JSONValue)] {
        [
            ("ticket", .string(ticket.id.text)), ("rsu", .string(ticket.id.rsu.text)), ("status", .string(ticket.status.rawValue)),
            ("numbers", .array(ticket.numbers.map { .integer(Int64($0)) })), ("package", .string(ticket.package.text)),
            ("price", .integer(ticket.price)), ("refund", .integer(ticket.refund)), ("soldAt", .string(ticket.soldAt.text)),
            ("operator", .string(ticket.operator.text)), ("offline", .bool(ticket.offline)), ("late", .bool(ticket.late)),
            ("entry", .whole(ticket.entry)), ("reprints", .whole(ticket.reprints)),
            ("reason", (ticket.void?.reason ?? ticket.mark?.reason).map { .string($0.rawValue) } ?? .null),
            ("note", (ticket.void?.note ?? ticket.mark?.note).map { .string($0) } ?? .null),
        ]
    }

    // MARK: Accounts

    static func reconciliation(_ table: ReconciliationTable, _ accounts: [UnitAccount]) -> JSONValue {
        let byUnit = Dictionary(accounts.map { ($0.rsu, $0) }, uniquingKeysWith: { first, _ in first })
        let units = table.units.map { unit -> JSONValue in
            let account = byUnit[unit.rsu]
            return .object([
                ("rsu", .string(unit.rsu.text)), ("agrees", .bool(unit.agrees)), ("totals", totals(unit.totals)),
                ("state", .string(account?.state.rawValue ?? "")),
                ("missing", account?.shortfall.map { .whole($0.missing) } ?? .null),
                ("unaccounted", account?.shortfall.map { .integer($0.unaccounted) } ?? .null),
            ])
        }
        return .object([
            ("numbers", .whole(table.numbers)), ("unallocated", .whole(table.unallocated)), ("total", totals(table.total)),
            ("units", .array(units)), ("override", table.override.map { .string($0) } ?? .null),
        ])
    }

    private static func totals(_ totals: AccountTotals) -> JSONValue {
        .object([
            ("allocated", .whole(totals.allocated)), ("sold", .whole(totals.sold)), ("void", .whole(totals.void)),
            ("inPlay", .whole(totals.inPlay)), ("unsold", .whole(totals.unsold)), ("tickets", .whole(totals.tickets)),
            ("voidTickets", .whole(totals.voidTickets)), ("gross", .integer(totals.gross)), ("refunds", .integer(totals.refunds)),
            ("net", .integer(totals.net)),
        ])
    }
}
