/// What a printer can report.
public enum PrinterFault: String, Error, Sendable, CaseIterable {
    case paperOut = "paper-out"
    case paperLow = "paper-low"
    case disconnected
    case lowBattery = "low-battery"
    case memory
    case failed

    /// The significant event it is.
    public var event: UnitEvent {
        switch self {
        case .paperOut: .paperOut
        case .paperLow: .paperLow
        case .disconnected: .printerDisconnected
        case .lowBattery: .batteryLow
        case .memory: .printerMemory
        case .failed: .printerFailed
        }
    }

    /// Whether the printer still prints.
    public var isWarning: Bool { self == .paperLow || self == .lowBattery }

    /// The code of a significant event read back; nil when it is none of a printer's.
    public init?(event: UnitEvent) {
        guard let fault = Self.allCases.first(where: { $0.event == event }) else { return nil }
        self = fault
    }

    /// In words for the operator.
    public var message: String {
        switch self {
        case .paperOut: "the printer is out of paper"
        case .paperLow: "the printer's paper is running out"
        case .disconnected: "the printer does not answer"
        case .lowBattery: "the printer's battery is low"
        case .memory: "the printer's memory failed"
        case .failed: "the printer failed"
        }
    }
}
