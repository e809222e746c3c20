/// A selling unit, and whether it is there.
public struct DevicePresence: Hashable, Sendable {
    public let device: Device
    /// When its newest request was let in since the server started, milliseconds since 1970 UTC; nil when none was.
    public let heardAt: Int64?
    /// Whether it has shown who operates it, and need not do so again yet.
    public let hasSession: Bool
}

extension DeviceRegistry {
    /// Nil for a unit that is not registered.
    public func presence(of id: DeviceID) -> DevicePresence? {
        devices[id].map { DevicePresence(device: $0, heardAt: live[id]?.heardAt, hasSession: live[id]?.session != nil) }
    }
}
