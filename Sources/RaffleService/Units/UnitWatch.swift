public import Identity
internal import Ledger
internal import LedgerService
internal import NIOConcurrencyHelpers
public import Raffles

/// Notices which selling units can be reached while a raffle sells or waits for their sales.
///
/// One event for each change: RSU_CONNECTED when a unit is heard, RSU_DISCONNECTED when nothing was heard of it for a while. For all units
/// together COMMS_ESTABLISHED when the first is heard, COMMS_FAILED when none is any more: then the trouble is more likely the server's own.
public final class UnitWatch: Sendable {
    /// When a unit was last heard.
    public struct Sign: Sendable {
        public var unit: DeviceID
        public var at: Instant

        public init(unit: DeviceID, at: Instant) {
            self.unit = unit
            self.at = at
        }
    }

    /// How long a unit may be silent. Units say that they are there three times as often.
    public static let silenceMilliseconds: Int64 = 60_000

    private let silence: Int64
    private let signs: @Sendable () -> [Sign]
    /// The units that are connected, each with when it was last heard.
    private let connected = NIOLockedValueBox<[DeviceID: Instant]>([:])

    /// - Parameter signs: of every unit that has a session.
    public init(silenceMilliseconds: Int64 = UnitWatch.silenceMilliseconds, signs: @escaping @Sendable () -> [Sign]) {
        silence = silenceMilliseconds
        self.signs = signs
    }

    /// Looks at all units. What could not be written down is noticed again at the next look.
    ///
    /// - Parameter isNeeded: whether any raffle sells or waits for sales; without one nobody is missed.
    func look(at now: Instant, isNeeded: Bool, in system: SystemLedger) throws {
        guard isNeeded else {
            connected.withLockedValue { $0 = [:] }
            return
        }
        let (next, entries) = changes(from: connected.withLockedValue { $0 }, at: now)
        try system.append(entries)
        connected.withLockedValue { $0 = next }
    }

    private func changes(from before: [DeviceID: Instant], at now: Instant) -> ([DeviceID: Instant], [SystemEntry]) {
        var next = before
        for sign in signs() where sign.at > next[sign.unit] ?? Instant(milliseconds: now.milliseconds - silence) {
            next[sign.unit] = sign.at
        }
        var events: [(code: String, unit: DeviceID?, data: [(String, JSONValue)])] = []
        for (unit, at) in next.sorted(by: { $0.key.text < $1.key.text }) {
            let isSilent = now.milliseconds - at.milliseconds >= silence
            if isSilent { next[unit] = nil }
            guard isSilent == (before[unit] != nil) else { continue }
            let data: [(String, JSONValue)] = [("lastSeenAt", .string(at.text)), ("rsu", .string(unit.text))]
            events.append((isSilent ? "RSU_DISCONNECTED" : "RSU_CONNECTED", unit, data))
        }
        if next.isEmpty != before.isEmpty {
            events.append((next.isEmpty ? "COMMS_FAILED" : "COMMS_ESTABLISHED", nil, [("units", .whole(next.count))]))
        }
        let entries = events.map { event -> SystemEntry in
            guard let code = SystemEvent.Code(event.code) else { preconditionFailure("the codes of the catalogue are codes") }
            let at = Timestamp(seconds: now.milliseconds / 1_000)
            let act =
                event.unit.map { SystemEntry.Act(at: at, by: .system, component: Identity.ComponentID($0)) }
                ?? SystemEntry.Act(at: at, by: .system)
            return .event(SystemEvent(code, data: event.data), act: act)
        }
        return (next, entries)
    }
}
