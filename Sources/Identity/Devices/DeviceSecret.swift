/// The PIN of a unit's operator: kept in the store beside the ledger, never in it. Prints as `[redacted]`.
public struct DeviceSecret: Secret, Hashable, Sendable {
    public let device: DeviceID
    public let operatorID: StaffID
    public var pin: PinHash

    public init(device: DeviceID, operatorID: StaffID, pin: PinHash) {
        self.device = device
        self.operatorID = operatorID
        self.pin = pin
    }

    /// Whether this is the operator's PIN at the unit. Slow by intent: call it outside locks.
    public func isRight(pin text: String) -> Bool {
        // No PIN is longer; nobody is to make the server hash a novel.
        text.utf8.count <= PinHash.digitCounts.upperBound && pin.matches(text, operator: operatorID, device: device)
    }
}
