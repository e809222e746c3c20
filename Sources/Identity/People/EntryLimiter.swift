/// Keeps a flood of like refusals from filling a ledger: one of a kind is recorded in a while, with how many it stands for.
package struct EntryLimiter: Sendable {
    /// How long one record stands for those that follow.
    static let intervalSeconds: Int64 = 60
    /// Most kinds remembered; beyond them the oldest is forgotten, and its next one is recorded again.
    static let kindsMax = 4096

    private var kinds: [String: (since: Int64, held: Int)] = [:]

    package init() {}

    /// How many refusals to record now; nil to keep this one for later.
    package mutating func count(_ kind: String, atSeconds now: Int64) -> Int? {
        if let (since, held) = kinds[kind], now < since + Self.intervalSeconds, now >= since {
            kinds[kind] = (since, held + 1)
            return nil
        }
        let held = kinds[kind]?.held ?? 0
        if kinds[kind] == nil, kinds.count >= Self.kindsMax, let oldest = kinds.min(by: { $0.value.since < $1.value.since }) {
            kinds[oldest.key] = nil
        }
        kinds[kind] = (now, 0)
        return held + 1
    }
}
