/// What a column or a fact holds.
public enum ReportValueKind: String, Hashable, Sendable, CaseIterable {
    case text
    /// A whole number.
    case number
    /// Minor units of the report's currency.
    case money
    /// RFC 3339 text in UTC.
    case time
}

/// A column of a report, or a fact above its rows.
public struct ReportColumn: Hashable, Sendable {
    /// Stable, for programs: a member's name in JSON.
    public let name: String
    /// For people.
    public let title: String
    public let kind: ReportValueKind
    /// Characters that the fixed-width page gives the column; longer values are broken.
    public let width: Int
    /// Whether the report sums the column up.
    public let isTotalled: Bool

    public init(_ name: String, _ title: String, _ kind: ReportValueKind, width: Int? = nil, isTotalled: Bool = false) {
        precondition(!isTotalled || kind == .number || kind == .money, "only numbers add up")
        precondition(width ?? 1 > 0, "a column is at least one character wide")
        self.name = name
        self.title = title
        self.kind = kind
        self.isTotalled = isTotalled
        self.width =
            width
            ?? {
                switch kind {
                case .text: 16
                case .number: 9
                case .money: 14
                case .time: 24
                }
            }()
    }
}

/// One value of a row, of its column's kind.
public enum ReportCell: Hashable, Sendable {
    /// No value, in a column of any kind.
    case empty
    case text(String)
    case number(Int64)
    /// Minor units.
    case money(Int64)
    /// RFC 3339 text in UTC.
    case time(String)

    /// A list of numbers as one text, with spaces between.
    public static func numbers(_ numbers: some Sequence<UInt32>) -> ReportCell {
        .text(numbers.map(String.init).joined(separator: " "))
    }

    func isOf(_ kind: ReportValueKind) -> Bool {
        switch self {
        case .empty: true
        case .text: kind == .text
        case .number: kind == .number
        case .money: kind == .money
        case .time: kind == .time
        }
    }

    /// The amount of a number or of money.
    var amount: Int64? {
        switch self {
        case .number(let value), .money(let value): value
        case .empty, .text, .time: nil
        }
    }
}
