/// How far an audit is.
public struct AuditProgress: Hashable, Sendable {
    public var entries: UInt64
    /// The size of the pinned checkpoint.
    public var size: UInt64

    public init(entries: UInt64, size: UInt64) {
        self.entries = entries
        self.size = size
    }

    /// 0…1.
    public var fraction: Double {
        size == 0 ? 1 : min(1, Double(entries) / Double(size))
    }
}
