internal import Ledger

extension AuditReport {
    /// The report for people: a line a check, the winners, the verdict last.
    public func text() -> String {
        var lines: [String] = []
        lines.append(title.isEmpty ? origin : "\(printable(title)) (\(origin))")
        if let head { lines.append("\(grouped(head.size)) entries, root \(head.root.base64)") }
        lines.append("")
        for check in checks { lines.append(line(check)) }
        if !counts.isEmpty {
            lines.append("")
            lines.append(counts.map { "\($0.name) \(grouped($0.value))" }.joined(separator: " · "))
        }
        for contest in contests { lines += self.lines(contest) }
        if !prizes.isEmpty {
            lines.append("")
            lines += prizes.map { line($0) }
        }
        if !notes.isEmpty {
            lines.append("")
            lines += notes.map { "Note: \(printable($0))" }
        }
        lines.append("")
        lines.append(verdict)
        return lines.joined(separator: "\n") + "\n"
    }

    /// One line: passed, or the first failure.
    public var verdict: String {
        if let firstFailure { return "✗ FAILED. First bad: \(printable(firstFailure.description))" }
        guard passed else { return "✗ FAILED." }
        let passedCount = checks.count { $0.outcome == .passed }
        let took = seconds.map { " in \(tenths($0)) s" } ?? ""
        return "✓ All \(passedCount) checks passed\(took)."
    }

    private func line(_ check: AuditCheck) -> String {
        let mark =
            switch check.outcome {
            case .passed: "✓"
            case .failed: "✗"
            case .skipped: "–"
            }
        return "\(mark) \(padded(check.kind.rawValue, to: Self.nameWidth)) \(printable(check.detail))"
    }

    private func line(_ prize: PrizeSummary) -> String {
        let winner = prize.number.map { "number \($0), ticket \(prize.ticket ?? "")" } ?? "no official winner"
        let amount = "\(prize.amount) minor units \(prize.currency)"
        return "  \(prize.number == nil ? " " : "★") \(printable(prize.title)) (\(printable(prize.id))): \(printable(amount)), \(winner)"
    }

    private func lines(_ contest: ContestSummary) -> [String] {
        let nameWidth = contest.lines.map { printable($0.name).count }.max() ?? 0
        let totalWidth = contest.lines.map(\.total.count).max() ?? 0
        let heading = ["", "\(printable(contest.title)) (\(contest.method))"]
        return heading
            + contest.lines.map { line in
                let total = String(repeating: " ", count: totalWidth - line.total.count) + line.total
                return "  \(line.isWinner ? "★" : " ") \(padded(printable(line.name), to: nameWidth))  \(total)"
            }
    }

    private static var nameWidth: Int {
        AuditCheck.Kind.allCases.map(\.rawValue.count).max() ?? 0
    }
}

/// `text` without control characters, so that a hostile ledger can't drive the reader's terminal.
func printable(_ text: String) -> String {
    String(
        String.UnicodeScalarView(
            text.unicodeScalars.map { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: "\u{FFFD}"
                default: scalar
                }
            }))
}

/// `1234567` as `1,234,567`.
func grouped(_ value: UInt64) -> String {
    let digits = Array(String(value))
    var text = ""
    for (position, digit) in digits.enumerated() {
        if position > 0, (digits.count - position).isMultiple(of: 3) { text.append(",") }
        text.append(digit)
    }
    return text
}

private func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}

private func tenths(_ seconds: Double) -> String {
    let value = Int((seconds * 10).rounded())
    return "\(value / 10).\(value % 10)"
}
