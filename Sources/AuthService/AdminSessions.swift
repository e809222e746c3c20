internal import Identity
internal import Ledger

/// What administrators' tokens were exchanged for: a browser keeps something that ends, not a token that is good for ever.
///
/// In memory and bounded: a restart ends them all. Used as the token is, with the same rights from the same places.
struct AdminSessions: Sendable {
    private struct Entry: Sendable {
        var administrator: AdministratorID
        var startedAt: Timestamp
        var lastUsedAt: Timestamp
    }

    let limits: SessionBook.Limits
    private var entries: [Hash: Entry] = [:]

    init(limits: SessionBook.Limits = .standard) { self.limits = limits }

    /// Begins one; of too many, the administrator's longest unused gives way. Nil when there are too many of all.
    mutating func open(_ token: SessionToken, for administrator: AdministratorID, at now: Timestamp) -> Timestamp? {
        entries = entries.filter { isGood($0.value, at: now) }
        let mine = entries.filter { $0.value.administrator == administrator }.sorted { $0.value.lastUsedAt < $1.value.lastUsedAt }
        for (hash, _) in mine.prefix(max(0, mine.count + 1 - limits.perUser)) { entries[hash] = nil }
        guard entries.count < limits.total else { return nil }
        entries[Self.hash(token)] = Entry(administrator: administrator, startedAt: now, lastUsedAt: now)
        return Timestamp(seconds: now.seconds + limits.absoluteSeconds)
    }

    /// Whose it is; it was used now.
    mutating func administrator(bearing token: SessionToken, at now: Timestamp) -> AdministratorID? {
        let hash = Self.hash(token)
        guard let entry = entries[hash], isGood(entry, at: now) else { return nil }
        entries[hash]?.lastUsedAt = max(entry.lastUsedAt, now)
        return entry.administrator
    }

    /// False when there was none.
    mutating func end(_ token: SessionToken) -> Bool { entries.removeValue(forKey: Self.hash(token)) != nil }

    private func isGood(_ entry: Entry, at now: Timestamp) -> Bool {
        now.seconds < entry.startedAt.seconds + limits.absoluteSeconds && now.seconds < entry.lastUsedAt.seconds + limits.idleSeconds
    }

    private static func hash(_ token: SessionToken) -> Hash { .sha256(Array(token.text.utf8)) }
}
