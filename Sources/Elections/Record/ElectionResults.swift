public import Ledger

/// What the public is shown of an election at one size of its ledger.
///
/// Of a sealed election it holds turnout alone until every ballot has been opened, whoever asks and however.
public struct ElectionResults: Sendable {
    public let election: ElectionID
    public let state: ElectionState
    public let eligible: UInt64
    public let cast: UInt64
    /// Nil unless the definition asks for turnout by region.
    public let regions: [RegionTurnout]?
    /// The tree that these results stand for.
    public let head: TreeHead
    /// Nil while totals are sealed.
    public let contests: [ContestResult]?

    private let methods: [(id: ContestID, method: CountingMethod)]

    /// Counts every contest. Nil before the record's first entry.
    ///
    /// - Parameter head: Head of the tree whose entries the record has applied.
    public init?(record: ElectionRecord, head: TreeHead) {
        guard let creation = record.creation else { return nil }
        election = creation.election
        state = record.state
        eligible = record.eligible
        cast = record.cast
        regions = record.regionTurnout
        self.head = head
        contests = record.showsTotals ? record.contestResults() : nil
        methods = creation.definition.contests.map { ($0.id, $0.method) }
    }

    /// The results object of the HTTP interface; `"sealed": true` takes the place of totals.
    ///
    /// - Parameter summary: Leave out the transfers of each round, the comparison of every pair and regions by the hundred, which are
    ///   most of the bytes: for events that go to many.
    public func json(summary: Bool = false) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("election", .string(election.text)),
            ("state", .string(state.rawValue)),
            ("turnout", turnout(summary: summary)),
            ("asOf", .object([("size", .integer(Int64(clamping: head.size))), ("root", .string(head.root.base64URL))])),
        ]
        if let contests {
            members.append(("contests", .array(contests.map { Self.json($0, summary: summary) })))
        } else {
            let list = methods.map { JSONValue.object([("id", .string($0.id.text)), ("method", .string($0.method.rawValue))]) }
            members.append(("contests", .array(list)))
            members.append(("sealed", .bool(true)))
        }
        return .object(members)
    }

    /// Regions in a summary, at most: with more of them they would be most of an event's bytes.
    public static let summaryRegionsMax = 100

    private func turnout(summary: Bool) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("eligible", .integer(Int64(clamping: eligible))), ("cast", .integer(Int64(clamping: cast))),
        ]
        if let regions {
            if summary, regions.count > Self.summaryRegionsMax {
                members.append(("regionsOmitted", .bool(true)))
            } else {
                members.append(("regions", .array(regions.map { $0.json() })))
            }
        }
        return .object(members)
    }

    private static func json(_ result: ContestResult, summary: Bool) -> JSONValue {
        let full = result.json()
        guard summary, let members = full.objectValue else { return full }
        let kept = members.filter { $0.name != "pairwise" }
        return .object(kept.map { ($0.name, $0.name == "rounds" ? withoutTransfers($0.value) : $0.value) })
    }

    private static func withoutTransfers(_ rounds: JSONValue) -> JSONValue {
        .array(
            (rounds.arrayValue ?? []).map { round in
                .object((round.objectValue ?? []).filter { $0.name != "transfers" })
            })
    }
}

extension RegionTurnout {
    /// `region` is null for the voters without one.
    func json() -> JSONValue {
        .object([
            ("region", name.map { .string($0) } ?? .null), ("eligible", .integer(Int64(clamping: eligible))),
            ("cast", .integer(Int64(clamping: cast))),
        ])
    }
}
