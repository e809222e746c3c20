/// Where a reconnecting watcher says it left off, from `Last-Event-ID` or `?last_event_id=`.
///
/// Nothing a client sends here is an error: what can't be understood counts as having seen nothing, and is answered with the newest snapshot.
public enum ResumePosition: Sendable, Hashable {
    /// No position was given.
    case start
    /// The watcher has seen the results at this tree size.
    case size(UInt64)
    /// A position was given that this server never issued.
    case unusable

    /// Longest id looked at, in bytes; ours have at most 20 digits.
    public static let idBytesMax = 64

    /// Parses the value of the header or of the query item; `nil` and an empty value mean that none was given.
    public static func parse(_ id: (some StringProtocol)?) -> ResumePosition {
        guard let id, !id.isEmpty else { return .start }
        return parse(bytes: id.utf8)
    }

    /// Parses the bytes of the header or of the query item.
    public static func parse(bytes: some Collection<UInt8>) -> ResumePosition {
        guard !bytes.isEmpty else { return .start }
        // `prefix` first, so that an id of megabytes costs no more than one of 65 bytes.
        guard bytes.prefix(idBytesMax + 1).count <= idBytesMax, let size = UInt64(canonicalDecimal: bytes) else { return .unusable }
        return .size(size)
    }

    /// Chooses between the two places an id can come from: the header wins, because a browser sends it only when it reconnects
    /// and then knows better than the URL it was first given.
    public static func parse(header: (some StringProtocol)?, query: (some StringProtocol)?) -> ResumePosition {
        let position = parse(header)
        return position == .start ? parse(query) : position
    }

    /// Whether a watcher at this position already has `newest`.
    ///
    /// Only an exact match counts. A smaller size is behind; a larger one comes from state that no longer exists.
    func isUpToDate(with newest: ResultsSnapshot) -> Bool {
        self == .size(newest.sequence)
    }
}

extension UInt64 {
    /// Parses digits without sign, leading zero or space; nil when out of range.
    init?(canonicalDecimal digits: some Collection<UInt8>) {
        guard let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1 else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            let (product, overflowedProduct) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowedSum) = product.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
            guard !overflowedProduct, !overflowedSum else { return nil }
            value = sum
        }
        self = value
    }
}
