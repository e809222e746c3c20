public import Identity
internal import Ledger
internal import Ports
public import Raffles
public import Selling

/// What became of a unit's notes.
public struct NoteOutcome: Sendable {
    /// The ledger has every note of the unit up to this number.
    public var upTo: UInt64
    /// Those that were new and asked for what may not be; on record, and done with all the same.
    public var refused: [(note: UInt64, refusal: Refusal)] = []
    /// The significant events among those that were new.
    public var events: [UnitEvent] = []
}

extension RaffleOffice {
    /// Takes in what a unit tells besides its sales, exactly once each, however often they come.
    ///
    /// - Parameter notes: consecutive; none to ask how far the ledger has them.
    public func report(_ notes: [UnitNote], to raffle: RunningRaffle, by unit: RSUID) async throws(DeskFailure) -> NoteOutcome {
        let desk = desk
        let name = "notes/\(unit.text)"
        return try await asDesk {
            try await desk.inTurn {
                let known = try desk.store.kept(name, of: raffle.id).flatMap { UInt64(String(decoding: $0, as: UTF8.self)) } ?? 0
                var outcome = NoteOutcome(upTo: known)
                var taken: [UnitNote] = []
                for note in notes where note.number == outcome.upTo + 1 {
                    taken.append(note)
                    outcome.upTo = note.number
                }
                guard !taken.isEmpty else { return outcome }
                // The mark is kept with the entries in one commit: neither is there without the other.
                let orders = taken.map { RunningRaffle.Order($0, of: unit) }
                let mark = KeptValue(name: name, value: Array("\(outcome.upTo)".utf8))
                for (note, decision) in zip(taken, try desk.commit(orders, on: raffle, keeping: [mark])) {
                    if let refusal = decision.refusal { outcome.refused.append((note.number, refusal)) }
                    if case .event(let event, _) = note.body { outcome.events.append(event) }
                }
                return outcome
            }
        }
    }

    /// Closes a unit that states what the ledger has.
    ///
    /// Reads the unit's part of the ledger, which takes a moment: not for an event loop.
    public func closeUnit(_ statement: SaleStatement, on raffle: RunningRaffle, by unit: RSUID) async throws(DeskFailure) {
        try await asDesk {
            let sales = try UnitSales(raffle: raffle, rsu: unit).all()
            let own = SaleStatement(raffle: raffle.id, rsu: unit, of: sales.compactMap { raffle.asWritten($0) })
            guard own == statement else {
                let detail = "\(unit.text) states \(statement.sales) of \(own.sales)"
                let refusal = Refusal(.statementMismatch, "the ledger has other sales of the unit", detail: detail)
                try await refuse("close-unit", refusal, on: raffle, by: UserID(unit), component: Raffles.ComponentID(unit))
                throw refusal
            }
            // Of the very sales that were compared: one that came in between makes it a mismatch.
            let digests = sales.map { (sequence: $0.sequence, digest: $0.digest) }
            let checked = UnitStatement(raffle: raffle.id, rsu: unit, sales: digests)
            _ = try await perform(.closeUnit(rsu: unit, statement: checked), on: raffle, by: unit)
        }
    }
}

extension RaffleOffice {
    /// Brings in the sales of a corrupt unit from its recovery file, whose signature was checked.
    ///
    /// - Parameter reason: why a file is taken that does not hold all that the unit sold; nil refuses such a file.
    public func recover(
        _ file: RecoveryFile, acceptingIncomplete reason: String?, on raffle: RunningRaffle, by authority: Authority
    ) async throws(DeskFailure) {
        try await asDesk {
            let rsu = file.statement.rsu
            guard file.statement.raffle == raffle.id else {
                throw Refusal(.invalid, "the file is of another raffle", detail: file.statement.raffle.text)
            }
            var incomplete: IncompleteExport?
            if !file.isComplete {
                guard let reason else {
                    let refusal = Refusal(
                        .recoveryIncomplete, "the recovery file does not hold all that the unit sold: it is taken only with a reason",
                        detail: "\(rsu.text): \(file.damage ?? "its sums do not agree")")
                    let actor = RaffleActor(authority, for: .recover(rsu: rsu, sales: []))
                    try await refuse("recover", refusal, on: raffle, by: actor.user, component: actor.component)
                    throw refusal
                }
                incomplete = IncompleteExport(reason: reason, collected: file.collected)
            }
            let sales = try file.sales.map { try Raffles.SaleUpload($0) }
            _ = try await perform(.recover(rsu: rsu, sales: sales, incomplete: incomplete), on: raffle, by: authority)
        }
    }
}

extension RunningRaffle.Order {
    /// What a unit's note asks for, in the name of who was logged on there.
    init(_ note: UnitNote, of unit: RSUID) {
        let component = Raffles.ComponentID(unit)
        switch note.body {
        case .mark(let ticket, let reason):
            // `misprint`, or `misprint: paper torn`.
            let parts = reason.split(separator: ":", maxSplits: 1).map { String($0.drop { $0 == " " }) }
            let known = parts.first.flatMap { TicketVoid.Reason(rawValue: $0) }
            let text = known == nil ? reason : parts.count > 1 ? parts[1] : ""
            self.init(
                command: .mark(ticket: ticket, reason: known ?? .other, note: text.isEmpty ? nil : text),
                actor: RaffleActor(user: note.by, duties: [.operator], component: component))
        case .unmark(let ticket):
            self.init(
                command: .unmark(ticket: ticket), actor: RaffleActor(user: note.by, duties: [.operator], component: component))
        case .reprint(let ticket, nil):
            self.init(
                command: .reprintTicket(ticket), actor: RaffleActor(user: note.by, duties: [.operator], component: component))
        case .reprint(_, let number?):
            // A name that was typed at a unit is nobody's approval: the raffle refuses it, and the attempt is on record.
            self.init(
                command: .reprintCounterfoil(number: number),
                actor: RaffleActor(user: note.by, duties: [.operator], component: component))
        case .event(let event, let data):
            let members =
                data.filter { !["at", "by", "note"].contains($0.name) } + [
                    JSONMember("at", .string(note.at.text)), JSONMember("by", .string(note.by.text)),
                    JSONMember("note", .whole(note.number)),
                ]
            let known = SignificantEvent(code: event.rawValue, data: .object(members)) ?? SignificantEvent(code: event.rawValue)
            guard let known else { preconditionFailure("the codes of units' events are codes") }
            self.init(command: .record(known), actor: RaffleActor(unit: unit))
        }
    }
}
