/// How much an event asks of the people on duty.
public enum Severity: String, Hashable, Sendable, CaseIterable, Comparable {
    /// The ordinary course of a raffle.
    case info
    /// Worth a line in the exception report.
    case notice
    /// Somebody has to look.
    case warning
    /// Something stopped, or must be stopped.
    case critical

    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .info: 0
        case .notice: 1
        case .warning: 2
        case .critical: 3
        }
    }
}
