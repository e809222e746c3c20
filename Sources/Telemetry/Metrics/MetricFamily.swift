internal import NIOConcurrencyHelpers

/// One metric split by labels, with a bound on how many combinations of label values it keeps.
///
/// Look a member up once and keep it: ``member(_:)`` takes a lock and a dictionary look-up, the member's own methods
/// don't. When the bound is reached, every further combination shares one member whose label values all read
/// `other`: a label fed from outside can't fill the memory, and no observation is lost from the total.
/// Never put a voter, a token or an address in a label.
public final class MetricFamily<Member: Sendable>: Sendable {
    /// Combinations of label values a family keeps unless told otherwise: ample for routes × status classes.
    public static var combinationsMaxDefault: Int { 100 }

    /// The value that all labels of the shared overflow member have.
    public static var overflowValue: String { "other" }

    let labels: [String]
    private let combinationsMax: Int
    private let make: @Sendable () -> Member
    private let members = NIOLockedValueBox<[[String]: Member]>([:])

    init(labels: [String], combinationsMax: Int, make: @escaping @Sendable () -> Member) {
        precondition(!labels.isEmpty, "a family has labels; use a plain metric")
        precondition(Set(labels).count == labels.count, "labels differ from each other")
        precondition(labels.allSatisfy(isLabelName), "label names are [a-zA-Z_][a-zA-Z0-9_]*, and neither reserved nor `le`")
        precondition(combinationsMax >= 1, "a family keeps at least one combination")
        self.labels = labels
        self.combinationsMax = combinationsMax
        self.make = make
    }

    /// The member for these label values, in the order of the label names; made when first asked for.
    public func member(_ values: String...) -> Member {
        precondition(values.count == labels.count, "as many values as labels")
        return members.withLockedValue { members in
            if let member = members[values] { return member }
            let overflow = [String](repeating: Self.overflowValue, count: labels.count)
            let key = members.count < combinationsMax ? values : overflow
            if let member = members[key] { return member }
            let member = make()
            members[key] = member
            return member
        }
    }

    /// Every member with its label values, in the order of the values.
    func sorted() -> [(values: [String], member: Member)] {
        members.withLockedValue { $0 }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { (values: $0.key, member: $0.value) }
    }
}

/// Whether the exposition format allows this as a label's name, and it means nothing special to a scraper.
func isLabelName(_ name: String) -> Bool {
    isMetricWord(name, allowsColon: false) && !name.hasPrefix("__") && name != "le" && name != "quantile"
}

/// Whether this is a metric's name: `[a-zA-Z_:][a-zA-Z0-9_:]*`.
func isMetricName(_ name: String) -> Bool {
    isMetricWord(name, allowsColon: true)
}

private func isMetricWord(_ name: String, allowsColon: Bool) -> Bool {
    guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
    return name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "_"): true
        case UInt8(ascii: ":"): allowsColon
        default: false
        }
    }
}
