/// The page that lists all event codes.
public enum EventCatalogue {
    /// The page: the same codes give the same bytes, so that a build can compare it with the one in the repository.
    public static func markdown() -> String {
        var page = """
            # Significant events

            <!-- Generated from the catalogue of event codes in the code. Do not edit. -->

            Every event has a code. Clauses are those of GLI-31 v1.1; *good practice* stands where the standard is silent.
            Codes that a regulator adds begin with `X_`.

            | code | severity | what happened | clause | ledger entries |
            |---|---|---|---|---|

            """
        for code in EventCode.allCases {
            let entries = code.entryTypes.map { "`\($0)`" }.joined(separator: ", ")
            page += "| `\(code.rawValue)` | \(code.severity.rawValue) | \(code.summary) | \(code.clause) | \(entries) |\n"
        }
        return page
    }
}
