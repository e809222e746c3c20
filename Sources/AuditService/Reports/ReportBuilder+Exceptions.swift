internal import Auditing
internal import Ledger
internal import Raffles

extension ReportBuilder {
    /// Parameter changes, corrections, overrides, voids, refusals, and events from a warning up, in the order of the ledger.
    func exceptionRows(_ row: ([ReportCell]) throws -> Void) throws {
        var expected = record.exceptions[...]
        try books.ledger.forEachEntry(in: books.entries) { bytes, index in
            guard !EntryScanner.isOrdinary(bytes) || expected.first?.index == index else { return true }
            let json = try JSONValue.parse(bytes)
            let event = Auditing.SignificantEvent(entry: json, ledger: books.ledger.name, index: index)
            if let exception = expected.first, exception.index == index {
                expected.removeFirst()
                try row(exceptionRow(exception, event, json))
            } else if let event, json["type"]?.stringValue == "event", event.severity >= .warning {
                try row([
                    .index(index), .time(event.time), .text(event.event), .text(event.severity.rawValue), .text(event.component),
                    .text(event.actor), .empty, .empty, .empty, .text(event.shortText),
                ])
            }
            return true
        }
    }

    private func exceptionRow(_ exception: RaffleException, _ event: Auditing.SignificantEvent?, _ entry: JSONValue) -> [ReportCell] {
        var element = entry["element"]?.stringValue ?? entry["ticket"]?.stringValue ?? entry["rsu"]?.stringValue
        var after = entry["after"]?.stringValue
        var detail = exception.detail
        if let code = entry["code"]?.stringValue, let action = entry["action"]?.stringValue {
            // A change that was refused: its detail is the field and the value that was wanted.
            if code == "LOCKED", let wanted = entry["detail"]?.stringValue?.split(separator: " ", maxSplits: 1), let field = wanted.first {
                element = String(field)
                after = wanted.count > 1 ? String(wanted[1]) : nil
            }
            detail = "\(code) \(detail == action ? action : detail)"
        }
        if let reason = entry["reason"]?.stringValue, entry["element"] != nil { detail += " (\(reason))" }
        return [
            .index(exception.index), .time(exception.at), .text(event?.event ?? exception.kind),
            .text((event?.severity ?? .warning).rawValue), .text(exception.component.text), .text(exception.by.text), .text(element),
            .text(entry["before"]?.stringValue), .text(after), .text(detail),
        ]
    }
}

extension Auditing.SignificantEvent {
    /// What happened in one line: the catalogue's sentence, and the event's plain values.
    var shortText: String {
        var text = code?.summary ?? event
        for member in data.objectValue ?? [] where member.name != "rsu" {
            let value: String? =
                switch member.value {
                case .string(let value): value
                case .integer(let value): String(value)
                case .bool(let value): String(value)
                case .null, .number, .array, .object: nil
                }
            if let value { text += " \(member.name)=\(value)" }
        }
        return String(text.prefix(300))
    }
}
