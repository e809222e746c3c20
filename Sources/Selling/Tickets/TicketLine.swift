internal import Raffles

/// One line of a ticket before it is put on paper; its text is printable ASCII.
struct TicketLine: Hashable {
    enum Style: Hashable {
        case plain
        case centred
        case bold
        /// Centred, bold and twice as high and wide where the paper can do it.
        case large
    }

    var text: String
    var style: Style = .plain
}

extension TicketDocument {
    /// The lines of the document for paper of so many columns, none longer; large ones not longer than half.
    func lines(columns: Int) -> [TicketLine] {
        let composer = LineComposer(columns: columns)
        return switch self {
        case .bearer(let ticket): composer.lines(ticket)
        case .counterfoil(let stub): composer.lines(stub)
        }
    }

    var barcode: TicketBarcode {
        switch self {
        case .bearer(let ticket): ticket.barcode
        case .counterfoil(let stub): stub.barcode
        }
    }
}

/// Breaks texts to the width of the paper. What the regulator asks for stands on lines of its own, with its label.
private struct LineComposer {
    let columns: Int

    func lines(_ ticket: BearerTicket) -> [TicketLine] {
        let event = ticket.event
        var lines = mark(ticket.mark)
        lines += wrap(event.organisation, .large)
        lines += wrap(event.title, .bold)
        lines += labelled("Event", event.identifier)
        lines += labelled("Place", event.location)
        if let licence = event.licence { lines += labelled("Licence", licence) }
        lines += rule()
        lines.append(TicketLine(text: ticket.numbers.count == 1 ? "Draw number" : "Draw numbers (\(ticket.numbers.count))", style: .bold))
        lines += wrap(ticket.numbers.map(String.init).joined(separator: " "), .bold)
        lines += rule()
        lines += labelled("Issued", event.localText(ticket.issuedAt))
        lines += labelled("RSU", ticket.rsu.text)
        lines += labelled("Ticket", ticket.ticket.text)
        lines += labelled("Package", ticket.package)
        lines += labelled("Price", event.money(ticket.price))
        lines += labelled("Validation", ticket.validation.text)
        lines += mark(ticket.mark)
        if let notice = event.notice { lines += wrap(notice, .centred) }
        if let website = event.website { lines += wrap(website, .centred) }
        if let contact = event.contact { lines += wrap(contact, .centred) }
        return lines
    }

    func lines(_ stub: Counterfoil) -> [TicketLine] {
        let event = stub.event
        var lines = mark(stub.mark)
        lines += wrap("COUNTERFOIL", .bold)
        lines += labelled("Event", event.identifier)
        lines += labelled("Place", event.location)
        lines.append(TicketLine(text: "Draw number", style: .bold))
        lines += wrap(String(stub.number), .large)
        lines += labelled("Issued", event.localText(stub.issuedAt))
        lines += labelled("Ticket", stub.ticket.text)
        lines += labelled("Value", event.money(stub.value))
        lines += labelled("Validation", stub.validation.text)
        return lines + mark(stub.mark)
    }

    private func mark(_ mark: TicketMark?) -> [TicketLine] {
        mark.map { [TicketLine(text: "*** \($0.rawValue) ***", style: .large)] } ?? []
    }

    private func rule() -> [TicketLine] { [TicketLine(text: String(repeating: "-", count: columns))] }

    private func labelled(_ label: String, _ text: String) -> [TicketLine] { wrap("\(label): \(text)", .plain) }

    /// Breaks at spaces, and within a word only when it is longer than a line.
    private func wrap(_ text: String, _ style: TicketLine.Style) -> [TicketLine] {
        let width = style == .large ? columns / 2 : columns
        var lines: [TicketLine] = []
        var line = ""
        for word in PrintableText.ascii(text).split(separator: " ") {
            var word = word
            if !line.isEmpty, line.count + 1 + word.count <= width {
                line += " " + word
                continue
            }
            if !line.isEmpty { lines.append(TicketLine(text: line, style: style)) }
            while word.count > width {
                lines.append(TicketLine(text: String(word.prefix(width)), style: style))
                word = word.dropFirst(width)
            }
            line = String(word)
        }
        if !line.isEmpty { lines.append(TicketLine(text: line, style: style)) }
        return lines
    }
}

extension TicketEvent {
    fileprivate func localText(_ time: Instant) -> String { time.localText(utcOffsetMinutes: utcOffsetMinutes) }
}
