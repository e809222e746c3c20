public import Identity
internal import Ledger
internal import Ports
public import Raffles
public import Selling

/// What became of a unit's batch.
public struct BatchAnswer: Sendable {
    /// One a sale, in their order.
    public var outcomes: [UploadOutcome]
    /// Up to where the ledger has everything of the unit.
    public var acknowledgement: Selling.Acknowledgement
}

extension RaffleOffice {
    /// Takes in a batch of a unit that has shown who it is: every sale and every note exactly once, however often they come.
    public func upload(_ batch: UploadBatch, to raffle: RunningRaffle, by unit: RSUID) async throws(DeskFailure) -> BatchAnswer {
        guard batch.raffle == raffle.id, batch.rsu == unit else {
            throw .refused(Refusal(.forbidden, "a unit uploads its own sales", detail: batch.rsu.text))
        }
        var sales: [Raffles.SaleUpload] = []
        sales.reserveCapacity(batch.sales.count)
        do throws(Refusal) {
            for sale in batch.sales { sales.append(try Raffles.SaleUpload(sale)) }
        } catch {
            try await refuse("sale", error, on: raffle, by: UserID(unit), component: Raffles.ComponentID(unit))
            throw .refused(error)
        }
        let outcomes = try await desk.upload(sales, to: raffle, by: unit)
        let notes = try await report(batch.notes, to: raffle, by: unit)
        let acknowledgement = Selling.Acknowledgement(
            raffle: raffle.id, rsu: unit, sales: Self.upTo(sales, outcomes, raffle, unit), notes: notes, time: desk.now)
        return BatchAnswer(outcomes: outcomes, acknowledgement: acknowledgement)
    }

    /// Every sale up to this is durable: up to the first of the batch that was not taken, or to where the batch begins.
    private static func upTo(_ sales: [Raffles.SaleUpload], _ outcomes: [UploadOutcome], _ raffle: RunningRaffle, _ unit: RSUID) -> UInt64 {
        guard let first = sales.first else { return raffle.reading { $0.account(unit)?.lastSequence ?? 0 } }
        var upTo = first.sequence - 1
        for (sale, outcome) in zip(sales, outcomes) {
            guard outcome.receipt != nil else { break }
            upTo = sale.sequence
        }
        return upTo
    }

    /// Takes in what a unit tells besides its sales, exactly once each.
    ///
    /// - Parameter notes: consecutive.
    /// - Returns: the number up to which the ledger has every note of the unit.
    public func report(_ notes: [UnitNote], to raffle: RunningRaffle, by unit: RSUID) async throws(DeskFailure) -> UInt64 {
        let desk = desk
        let name = "notes/\(unit.text)"
        return try await asDesk {
            try await desk.inTurn {
                let known = try desk.store.kept(name, of: raffle.id).flatMap { UInt64(String(decoding: $0, as: UTF8.self)) } ?? 0
                var upTo = known
                var orders: [RunningRaffle.Order] = []
                for note in notes where note.number == upTo + 1 {
                    orders.append(RunningRaffle.Order(note, of: unit))
                    upTo = note.number
                }
                guard upTo > known else { return known }
                // What of it is refused is on record as that, and is done with all the same.
                _ = try desk.commit(orders, on: raffle, keeping: [KeptValue(name: name, value: Array("\(upTo)".utf8))])
                return upTo
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

    /// Brings in the sales of a corrupt unit from its export, whose signature was checked.
    public func recover(_ file: RecoveryFile, on raffle: RunningRaffle, by authority: Authority) async throws(DeskFailure) {
        try await asDesk {
            guard file.statement.raffle == raffle.id else {
                throw Refusal(.invalid, "the file is of another raffle", detail: file.statement.raffle.text)
            }
            var sales: [Raffles.SaleUpload] = []
            for sale in file.sales { sales.append(try Raffles.SaleUpload(sale)) }
            _ = try await perform(.recover(rsu: file.statement.rsu, sales: sales), on: raffle, by: authority)
        }
    }
}

extension RunningRaffle.Order {
    /// What a unit's note asks for, in the name of who was logged on there.
    init(_ note: UnitNote, of unit: RSUID) {
        let component = Raffles.ComponentID(unit)
        switch note.body {
        case .mark(let ticket, let reason):
            let known = TicketVoid.Reason(rawValue: reason)
            let text = known == nil && !reason.isEmpty ? reason : nil
            self.init(
                command: .mark(ticket: ticket, reason: known ?? .other, note: text),
                actor: RaffleActor(user: note.by, duties: [.operator], component: component))
        case .unmark(let ticket):
            self.init(
                command: .unmark(ticket: ticket), actor: RaffleActor(user: note.by, duties: [.operator], component: component))
        case .reprint(let ticket, nil):
            self.init(
                command: .reprintTicket(ticket), actor: RaffleActor(user: note.by, duties: [.operator], component: component))
        case .reprint(_, let number?):
            // The unit has asked for a supervisor, whose name the note bears.
            self.init(
                command: .reprintCounterfoil(number: number),
                actor: RaffleActor(user: note.by, duties: [.eventManager], component: component))
        case .event(let event, let data):
            let members =
                data + [
                    JSONMember("unitOperator", .string(note.by.text)),
                    JSONMember("unitTime", .string(note.at.text)),
                ]
            let known = SignificantEvent(code: event.rawValue, data: .object(members)) ?? SignificantEvent(code: event.rawValue)
            guard let known else { preconditionFailure("the codes of units' events are codes") }
            self.init(command: .record(known), actor: RaffleActor(unit: unit))
        }
    }
}
