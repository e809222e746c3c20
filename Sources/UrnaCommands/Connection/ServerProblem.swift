internal import Ledger

/// A server's refusal: a problem document (RFC 9457), or as much of one as it sent.
struct ServerProblem: Error, CustomStringConvertible {
    var status: Int
    /// The end of `type`: `wrong-state`. Nil when the answer was no problem document.
    var name: String?
    /// Why, in a stable word: `NOT_CLOSED`. Nil where there is only a kind of problem.
    var code: String?
    var title: String
    var detail: String
    var field: String?
    var errors: [(place: String, message: String)]
    /// Seconds after which the same request may do better.
    var retryAfter: Int?

    /// Problems listed before the rest is only counted.
    private static let errorsShownMax = 100

    init(status: Int, body: [UInt8], retryAfter: Int?) {
        let json = (try? JSONValue.parse(body)) ?? .null
        self.status = status
        self.retryAfter = retryAfter
        name = json["type"]?.stringValue.flatMap { $0.split(separator: "/").last.map(String.init) }
        code = json["code"]?.stringValue
        title = json["title"]?.stringValue ?? "The server answered \(status)"
        detail = json["detail"]?.stringValue ?? ""
        field = json["field"]?.stringValue
        errors = (json["errors"]?.arrayValue ?? []).map { ($0["field"]?.stringValue ?? "", $0["message"]?.stringValue ?? "") }
    }

    var description: String {
        let head = title + (detail.isEmpty ? "" : ": " + detail)
        var lines = [code.map { "\($0): \(head)" } ?? head]
        if let field, !detail.contains(field), errors.isEmpty { lines.append("  in \(field)") }
        lines += errors.prefix(Self.errorsShownMax).map { error in
            error.message.hasPrefix(error.place) ? "  \(error.message)" : "  \(error.place): \(error.message)"
        }
        if errors.count > Self.errorsShownMax { lines.append("  … and \(errors.count - Self.errorsShownMax) more") }
        if let hint { lines.append(hint) }
        return lines.joined(separator: "\n")
    }

    private var hint: String? {
        if let code, let advice = RefusalAdvice.text(for: code) { return advice }
        // A code says what is missing better than the kind of problem does.
        guard code == nil else { return nil }
        return switch name {
        case "administrator-required":
            """
            Name the file with the administrator's token with --admin-token-file, the file that `urna login` wrote with --session-file, or \
            the server's folder with --data.
            """
        case "not-found": "`urna election list` and `urna raffle list` show what there is."
        default: nil
        }
    }
}
