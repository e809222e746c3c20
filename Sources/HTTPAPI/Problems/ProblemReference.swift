/// The page about problem types, made from their catalogue: `docs/problems.md`.
public enum ProblemReference {
    public static func markdown() -> String {
        var lines = [
            "# Problems",
            "",
            "Every error is a problem document (RFC 9457, `application/problem+json`):",
            "",
            "```json",
            #"{"detail": "…", "field": "selections.mayor[1]", "status": 422, "title": "…", "type": "/problems/invalid-ballot"}"#,
            "```",
            "",
            "`type` is stable, so programs may switch over it, and it is an address: `GET /problems/invalid-ballot` answers with the row below.",
            "`field` names the member of the request that is wrong; `errors` lists several; `code`, where there is one, says which rule refused it and is stable. `detail` says what exactly, and is safe to show.",
            "",
            "| type | status | title | what to do |",
            "|---|---|---|---|",
        ]
        for kind in ProblemKind.allCases {
            let retry = kind.retryAfter.map { " (`Retry-After: \($0)`)" } ?? ""
            lines.append("| `\(kind.name)` | \(kind.status)\(retry) | \(kind.title) | \(kind.remedy) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
