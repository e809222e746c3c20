internal import AuthService
internal import Identity
internal import Ledger
internal import RaffleService
internal import Raffles

/// The selling units of a raffle as they are now: what the ledger has of each, whether it can be reached, and what it said last.
struct UnitBoard: Sendable {
    /// Units in one answer at most.
    static let limitMax = 1_000

    private struct Row {
        var account: UnitAccount
        /// Tickets below its highest sequence that have not come.
        var missing: Int
        var presence: DevicePresence?
        var news: UnitNews.Item?
    }

    private let raffle: RaffleID
    private let now: Instant
    private let rows: [Row]

    init(_ raffle: RunningRaffle, house: House) {
        self.raffle = raffle.id
        now = house.raffles.now
        let accounts = raffle.reading { $0.accounts }
        let presences = house.devices.presences(of: accounts.compactMap { DeviceID($0.rsu.text) })
        let news = house.raffles.news.all
        rows = accounts.map { account in
            let device = DeviceID(account.rsu.text)
            return Row(
                account: account, missing: max(0, Int(account.lastSequence) - account.totals.tickets),
                presence: device.flatMap { presences[$0] }, news: device.flatMap { news[$0] })
        }
    }

    /// A page of the units, in the order of their first lease, and how all of them stand.
    ///
    /// - Parameter after: the place of the last unit of the page before.
    func json(after: Int?, limit: Int) -> JSONValue {
        let first = min(rows.count, after.map { $0 < rows.count ? $0 + 1 : rows.count } ?? 0)
        let end = min(rows.count, first + limit)
        return .object([
            ("asOf", .string(now.text)), ("total", .whole(rows.count)), ("online", .whole(rows.count { isOnline($0) })),
            ("uploaded", .whole(rows.count { $0.account.state.agrees })),
            ("rsus", .array(rows[first..<end].map { json($0) })), ("next", end < rows.count ? .whole(end - 1) : .null),
        ])
    }

    /// Lets in now, and heard a moment ago.
    private func isOnline(_ row: Row) -> Bool {
        guard let presence = row.presence, presence.hasSession, let heardAt = presence.heardAt else { return false }
        return now.milliseconds - heardAt < UnitWatch.silenceMilliseconds
    }

    private func json(_ row: Row) -> JSONValue {
        let (account, device) = (row.account, row.presence?.device)
        let totals = account.totals
        let buffer = row.news?.buffer.flatMap { $0.raffle == raffle ? $0 : nil }
        return .object([
            ("rsu", .string(account.rsu.text)), ("name", device.map { .string($0.name) } ?? .null),
            ("device", device.map { .string($0.state.rawValue) } ?? .null), ("enabled", .bool(device?.state == .active)),
            ("operator", .string(account.operator.text)), ("account", .string(account.state.rawValue)), ("online", .bool(isOnline(row))),
            ("lastSeenAt", (row.presence?.heardAt).map { .string(Instant.text($0)) } ?? .null),
            ("version", (row.news?.version).map { .string($0) } ?? .null),
            ("leased", .whole(totals.allocated)), ("sold", .whole(totals.sold)), ("voided", .whole(totals.void)),
            ("unsold", .whole(totals.unsold)), ("received", .whole(totals.tickets)), ("missing", .whole(row.missing)),
            ("marked", .whole(account.marked)), ("voidTickets", .whole(totals.voidTickets)), ("gross", .integer(totals.gross)),
            ("refunds", .integer(totals.refunds)), ("buffer", buffer.map { Self.json($0) } ?? .null),
            ("uploaded", .bool(account.state.agrees)),
        ])
    }

    private static func json(_ buffer: UnitNews.Buffer) -> JSONValue {
        .object([
            ("waiting", .whole(buffer.waiting)), ("capacity", .whole(buffer.capacity)), ("toldAt", .string(buffer.toldAt.text)),
        ])
    }
}
