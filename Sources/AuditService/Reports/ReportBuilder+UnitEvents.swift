internal import Auditing
internal import Raffles

extension ReportBuilder {
    /// All events of each selling unit, by unit, time, ledger and index.
    ///
    /// From the raffle's ledger, and from the system ledger those of the same units between the raffle's creation and its settlement.
    func eventRows(_ row: ([ReportCell]) throws -> Void) throws {
        var table = UnitEventTable()
        for account in record.accounts { table.knows(account.rsu.text) }
        try books.ledger.forEachEntry(in: books.entries) { entry, index in
            if let event = EntryScanner.event(entry, ledger: books.ledger.name, index: index), let unit = event.unit {
                table.knows(unit)
                table.add(event, unit: unit)
            }
            return true
        }
        if let system = books.system, let created = record.createdAt {
            // System entries have whole seconds.
            let from = created.milliseconds / 1000 * 1000
            let to = record.settledAt?.milliseconds ?? .max
            try system.forEachEntry(in: 0..<system.size()) { entry, index in
                guard let event = EntryScanner.event(entry, ledger: system.name, index: index), let unit = event.unit, table.has(unit),
                    let moment = event.moment?.milliseconds, moment >= from, moment <= to
                else { return true }
                table.add(event, unit: unit)
                return true
            }
        }
        try table.forEach(row)
    }
}

/// Events of selling units, packed: a raffle can have as many as tickets, when all were sold offline and came late.
private struct UnitEventTable {
    private struct Line {
        var unit: UInt32
        var milliseconds: Int64
        var index: UInt64
        var ledger: UInt32
        var code: UInt32
        var actor: UInt32
        /// Where the text begins and ends in `texts`.
        var text: Range<Int>
    }

    private var lines: [Line] = []
    private var texts: [UInt8] = []
    private var names = Names()
    private var units: Set<String> = []

    mutating func knows(_ unit: String) { units.insert(unit) }

    func has(_ unit: String) -> Bool { units.contains(unit) }

    mutating func add(_ event: Auditing.SignificantEvent, unit: String) {
        let start = texts.count
        texts.append(contentsOf: event.shortText.utf8)
        lines.append(
            Line(
                unit: names.place(of: unit), milliseconds: event.moment?.milliseconds ?? .min, index: event.index,
                ledger: names.place(of: event.ledger), code: names.place(of: event.event), actor: names.place(of: event.actor),
                text: start..<texts.count))
    }

    mutating func forEach(_ row: ([ReportCell]) throws -> Void) throws {
        let ranks = names.ranks
        lines.sort { left, right in
            if left.unit != right.unit { return ranks[Int(left.unit)] < ranks[Int(right.unit)] }
            if left.milliseconds != right.milliseconds { return left.milliseconds < right.milliseconds }
            if left.ledger != right.ledger { return ranks[Int(left.ledger)] < ranks[Int(right.ledger)] }
            return left.index < right.index
        }
        for line in lines {
            let code = names[line.code]
            let severity = EventCode(rawValue: code)?.severity ?? .warning
            try row([
                .text(names[line.unit]),
                line.milliseconds == .min ? .empty : .time(EventTime(milliseconds: line.milliseconds).text), .text(code),
                .text(severity.rawValue), .text(names[line.actor]), .text(String(decoding: texts[line.text], as: UTF8.self)),
                .text(names[line.ledger]), .index(line.index),
            ])
        }
    }
}

/// Each text once.
private struct Names {
    private var places: [String: UInt32] = [:]
    private var texts: [String] = []

    mutating func place(of text: String) -> UInt32 {
        if let place = places[text] { return place }
        let place = UInt32(texts.count)
        places[text] = place
        texts.append(text)
        return place
    }

    subscript(place: UInt32) -> String { texts[Int(place)] }

    /// For each place its rank by the bytes of the text.
    var ranks: [Int] {
        var ranks = [Int](repeating: 0, count: texts.count)
        let order = texts.indices.sorted { texts[$0].utf8.lexicographicallyPrecedes(texts[$1].utf8) }
        for (rank, place) in order.enumerated() { ranks[place] = rank }
        return ranks
    }
}
