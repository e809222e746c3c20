public import Elections
internal import Ledger
internal import LedgerService
internal import NIOConcurrencyHelpers
public import ServiceLifecycle

/// What is shown of an election at one size of its ledger, ready to send.
public struct PublishedResults: Sendable {
    public var election: ElectionID
    /// Size of the tree that the results stand for.
    public var size: UInt64
    /// The results object with everything in it.
    public var full: [UInt8]
    /// The same without what many watchers do not need: transfers, and rounds when they are long.
    public var brief: [UInt8]
    /// No later results will follow.
    public var isFinal: Bool
}

/// Counts every election whose ledger has grown, a few times a second, and hands the results on.
///
/// Counting works on a copy of the record, so it never holds up the writer.
public struct ResultsTicker: Service {
    private let directory: ElectionDirectory
    private let interval: Duration
    private let publish: @Sendable (PublishedResults) -> Void
    private let shown = NIOLockedValueBox<[ElectionID: Shown]>([:])

    private struct Shown: Equatable {
        var size: UInt64
        var state: ElectionState
    }

    /// Rounds longer than this, in bytes of JSON, are left to `GET …/results`.
    private static let briefBytesMax = 16 * 1024

    public init(
        directory: ElectionDirectory, interval: Duration = .milliseconds(500), publish: @escaping @Sendable (PublishedResults) -> Void
    ) {
        self.directory = directory
        self.interval = interval
        self.publish = publish
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                tick()
                try? await Task.sleep(for: interval)
            }
        }
    }

    /// Publishes what has changed since the last tick.
    public func tick() {
        for election in directory.all { publishIfChanged(election) }
    }

    private func publishIfChanged(_ election: RunningElection) {
        let now = Shown(size: election.ledger.published.head.size, state: election.reading { $0.state })
        guard shown.withLockedValue({ $0[election.id] != now }) else { return }
        let (record, head) = election.snapshot()
        guard let results = ElectionResults(record: record, head: head) else { return }
        let full = results.json().canonical()
        var brief = results.json(summary: true).canonical()
        if brief.count > Self.briefBytesMax { brief = results.json(summary: true).withoutRounds().canonical() }
        publish(PublishedResults(election: election.id, size: head.size, full: full, brief: brief, isFinal: record.state == .certified))
        shown.withLockedValue { $0[election.id] = Shown(size: head.size, state: record.state) }
    }
}

extension JSONValue {
    fileprivate func withoutRounds() -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(
            members.map { member in
                guard member.name == "contests", case .array(let contests) = member.value else { return member }
                return JSONMember("contests", .array(contests.map { $0.dropping("rounds") }))
            })
    }

    private func dropping(_ name: String) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.name != name } + [JSONMember("roundsOmitted", .bool(true))])
    }
}
