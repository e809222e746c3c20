internal import Ledger
internal import Raffles
internal import Selling

// Void requests, reprints and significant events on their way to the server.
extension SellingDesk {
    /// As many events as the server takes at once.
    private static let eventsMax = 100

    /// Sends the first of these notes; with it those after it that go in the same request.
    ///
    /// An event that was taken and whose answer was lost is sent again with the same `note` in its data: that number tells the copy.
    /// - Returns: the number up to which the server has them.
    /// - Throws: `LinkFailure`.
    func upload(_ notes: [UnitNote], over link: UnitLink) async throws -> UInt64 {
        guard let first = notes.first, let raffle = unit?.memory.header.raffle else { return 0 }
        let path = "/v1/rsu/raffles/\(raffle.text)"
        switch first.body {
        case .event:
            let run = notes.prefix(Self.eventsMax).prefix { if case .event = $0.body { true } else { false } }
            let events = run.map { Self.event($0, raffle) }
            try await settled { _ = try await link.post("/v1/rsu/events", .object([("events", .array(events))])) }
            return run.last?.number ?? first.number
        case .mark(let ticket, let reason):
            try await settled("TICKET_MARKED") { _ = try await link.post(path + "/marks", Self.mark(ticket, reason)) }
        case .unmark(let ticket):
            try await settled("TICKET_NOT_MARKED") { _ = try await link.delete(path + "/marks/\(ticket.text)") }
        case .reprint(let ticket, let number):
            var members: [(String, JSONValue)] = [("ticket", .string(ticket.text))]
            if let number { members += [("kind", "counterfoil"), ("number", .whole(number))] }
            try await settled { _ = try await link.post(path + "/reprints", .object(members)) }
        }
        return first.number
    }

    /// A refusal for good is on record at the server, and settles the note: sending it again would be refused again.
    private func settled(_ repetition: String? = nil, _ send: () async throws -> Void) async throws {
        do {
            try await send()
        } catch LinkFailure.refused(let status, let code, let message) where [404, 409, 422].contains(status) && code != "HTTP_404" {
            if code != repetition { problems.append(UnitProblem(code, message)) }
        }
    }

    /// `reason` or `reason: note`, as the operator gave it.
    private static func mark(_ ticket: TicketID, _ reason: String) -> JSONValue {
        let parts = reason.split(separator: ":", maxSplits: 1).map { $0.drop { $0 == " " } }
        var members: [(String, JSONValue)] = [("ticket", .string(ticket.text)), ("reason", .string(String(parts.first ?? "other")))]
        if parts.count > 1, !parts[1].isEmpty { members.append(("note", .string(String(parts[1])))) }
        return .object(members)
    }

    static func event(_ note: UnitNote, _ raffle: RaffleID) -> JSONValue {
        guard case .event(let event, let data) = note.body else { preconditionFailure("only events are sent as events") }
        let members = data + [JSONMember("note", .whole(note.number)), JSONMember("by", .string(note.by.text))]
        return .object([
            ("code", .string(event.rawValue)), ("at", .string(note.at.text)), ("data", .object(members)), ("raffle", .string(raffle.text)),
        ])
    }

    /// Tells the server that the unit's memory is damaged: its id, its operator and the money that it collected.
    func report(_ damage: JournalDamage, of raffle: RaffleID) async throws {
        _ = try await openSession()
        let event = JSONValue.object([
            ("code", .string(UnitEvent.memoryCorrupt.rawValue)), ("at", .string(clock.wall.text)), ("data", damage.json()),
            ("raffle", .string(raffle.text)),
        ])
        _ = try await link?.post("/v1/rsu/events", .object([("events", .array([event]))]))
    }
}
