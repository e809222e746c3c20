public import Ledger

/// Whether connections from outside the venue's network are let in: no, unless somebody said so until a set time.
public struct RemoteAccess: Hashable, Sendable {
    /// Longest time that it can be enabled for at once.
    public static let windowSecondsMax: Int64 = 24 * 3600

    /// The moment it ends; nil when it is off.
    public private(set) var until: Timestamp?
    /// Who enabled it.
    public private(set) var enabledBy: PrincipalID?

    public init() {}

    public func isEnabled(at now: Timestamp) -> Bool { until.map { now < $0 } ?? false }

    /// The entry that enables remote access, or moves its end.
    public func enabling(until: Timestamp, act: SystemEntry.Act) throws(RemoteAccessError) -> SystemEntry {
        guard until > act.at, until.seconds - act.at.seconds <= Self.windowSecondsMax else { throw .windowInvalid }
        return .event(SystemEvent(.remoteAccessEnabled, data: [("until", .string(until.text))]), act: act)
    }

    /// The entry that disables it; nil when it is off. Remote sessions end with it.
    public func disabling(act: SystemEntry.Act) -> SystemEntry? {
        until == nil ? nil : .event(SystemEvent(.remoteAccessDisabled), act: act)
    }

    /// The entry that records that the time is over; nil when it isn't.
    public func expiring(at now: Timestamp) -> SystemEntry? {
        guard until != nil, !isEnabled(at: now) else { return nil }
        return disabling(act: .init(at: now, by: .schedule))
    }

    /// Takes in an entry of the system ledger.
    public mutating func apply(_ entry: SystemEntry) {
        guard case .event(let event, let act) = entry else { return }
        switch event.code {
        case .remoteAccessEnabled:
            until = event.data["until"]?.stringValue.flatMap { Timestamp($0) }
            enabledBy = act.by
        case .remoteAccessDisabled:
            until = nil
            enabledBy = nil
        default: break
        }
    }
}

/// Why remote access was not enabled.
public enum RemoteAccessError: Error, Hashable, Sendable {
    case windowInvalid

    public var code: String { "WINDOW_INVALID" }
    public var message: String { "remote access ends in the future, and within 24 hours" }
}
