internal import Ledger
internal import LedgerService
internal import NIOConcurrencyHelpers
internal import NIOCore
internal import RaffleService
internal import Raffles
public import ResultsService
public import ServiceLifecycle

/// Hands every raffle whose ledger has grown to the hub of live results, which sends it to those who watch.
///
/// Of a raffle nothing is sent that `GET /v1/raffles/{id}` does not tell everybody: results once they are official.
public struct RaffleTicker: Service {
    private let house: RaffleHouse
    private let hub: ResultsHub
    private let interval: Duration
    /// Entries when a raffle was handed on last.
    private let shown = NIOLockedValueBox<[RaffleID: UInt64]>([:])

    /// - Parameter interval: between two looks; how often watchers are sent something is the hub's to say.
    public init(house: RaffleHouse, hub: ResultsHub, interval: Duration = .milliseconds(250)) {
        self.house = house
        self.hub = hub
        self.interval = interval
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                tick()
                try? await Task.sleep(for: interval)
            }
        }
    }

    /// Hands on what has changed since the last tick.
    func tick() {
        for raffle in house.directory.all {
            let size = raffle.summary.size
            guard shown.withLockedValue({ $0.updateValue(size, forKey: raffle.id) }) != size else { continue }
            let isFinal = raffle.summary.state == .settled
            let house = house
            // Made when it is due: of many sales in between, one snapshot.
            hub.changed(.raffle(raffle.id), isFinal: isFinal) { Self.snapshot(of: raffle, at: house.now) }
        }
    }

    private static func snapshot(of raffle: RunningRaffle, at now: Instant) -> ResultsSnapshot {
        let summary = raffle.summary
        let json = RaffleView(raffle: raffle).watched(summary, at: now).canonical()
        return ResultsSnapshot(
            .raffle(raffle.id), epoch: "0", sequence: summary.size, json: ByteBuffer(bytes: json), isFinal: summary.state == .settled)
    }
}
