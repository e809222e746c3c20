internal import Auditing
internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Ledger
internal import LedgerService
internal import Ports
internal import RaffleService
internal import Raffles
internal import Selling

/// What selling units ask in a raffle. Each request is signed by the unit; see `House.unit(of:body:for:)`.
struct RsuSalesRoutes: Sendable {
    let house: House
    private var raffles: RaffleHouse { house.raffles }

    private static let bytesMax = 65_536

    /// A unit at one request.
    private struct Caller: Sendable {
        var rsu: RSUID
        var seller: UserID
        var body: [UInt8]

        func members(_ request: Request, known: [String]) throws -> RequestMembers {
            guard !body.isEmpty else { return try RequestMembers(.object([JSONMember]()), known: known) }
            try request.requireContentType("application/json")
            return try RequestMembers(request.json(of: body), known: known)
        }
    }

    private func caller(
        _ request: Request, _ operation: Operation, in raffle: RunningRaffle? = nil, upTo bytesMax: Int = bytesMax
    ) async throws -> Caller {
        let body = try await request.collectBody(upTo: bytesMax)
        let device = try await house.unit(of: request, body: body, for: operation, in: raffle)
        guard let rsu = RSUID(device.id.text) else { throw Problem.unexpected }
        return Caller(rsu: rsu, seller: device.operatorID.flatMap { UserID($0.text) } ?? UserID(rsu), body: body)
    }

    // MARK: Numbers

    private static let leaseCount: Int64 = 1_000

    func lease(_ raffle: RunningRaffle, _ request: Request) async throws -> Response {
        let caller = try await caller(request, .leaseToUnit, in: raffle)
        let members = try caller.members(request, known: ["count"])
        let count = try members.optional("count") { try members.whole($0, 1...RaffleHouse.leaseMax) } ?? Self.leaseCount
        try house.requireIntegrity(for: .lease)
        let leased: LeasedNumbers
        do throws(DeskFailure) {
            leased = try await raffles.office.lease(Int(count), to: caller.rsu, operator: caller.seller, on: raffle)
        } catch {
            throw Problem(error)
        }
        let key = leased.key.withUnsafeBytes { Base64URL.encode($0) }
        return .json(
            .object([
                ("raffle", .string(raffle.id.text)), ("rsu", .string(caller.rsu.text)), ("eventNumber", .whole(raffle.eventNumber)),
                ("definition", raffle.definition.json()), ("from", .whole(leased.lease.positions.lowerBound)),
                ("to", .whole(leased.lease.positions.upperBound)), ("numbers", .array(leased.numbers.map { .integer(Int64($0)) })),
                ("validationKey", .string(key)), ("serverTime", .string(raffles.now.text)), ("repeated", .bool(leased.isRepeated)),
            ]))
    }

    /// After a restore: every lease that the unit ever had.
    func reportLeases(_ raffle: RunningRaffle, _ request: Request) async throws -> Response {
        let caller = try await caller(request, .reportLeases)
        let members = try caller.members(request, known: ["leases"])
        guard let list = members.value("leases")?.arrayValue, list.count <= LeaseReport.leasesMax else {
            throw members.problem("leases", "has to be a list of at most \(LeaseReport.leasesMax)")
        }
        let positions = try list.enumerated().map { place, value in
            let lease = try RequestMembers(value, known: ["from", "to"], at: "leases[\(place)]")
            let from = Int(try lease.whole("from", 0...Int64(UInt32.max)))
            return from..<Int(try lease.whole("to", Int64(from) + 1...Int64(UInt32.max) + 1))
        }
        let isWhole: Bool
        do throws(DeskFailure) {
            isWhole = try await raffles.office.reportLeases(positions, of: caller.rsu, operator: caller.seller, on: raffle)
        } catch {
            throw Problem(error)
        }
        return .json(.object([("held", .bool(isWhole)), ("serverTime", .string(raffles.now.text))]))
    }

    // MARK: Sales

    /// Exactly once each: a batch that is sent again, whole or in part, gets the same receipts.
    func upload(_ raffle: RunningRaffle, _ request: Request) async throws -> Response {
        let body = try await request.collectBody(upTo: SaleBatch.bytesMax)
        let device = try await house.unit(of: request, body: body, for: .uploadSales, in: raffle)
        guard let rsu = RSUID(device.id.text) else { throw Problem.unexpected }
        try request.requireContentType("application/json")
        let sales = try SaleBatch.read(body, raffle: raffle.id)
        let outcomes: [UploadOutcome]
        do throws(DeskFailure) {
            outcomes = try await raffles.office.desk.upload(sales, to: raffle, by: rsu)
        } catch {
            throw Problem(error)
        }
        var recorded: [UInt64] = []
        recorded.reserveCapacity(outcomes.count)
        for (sale, outcome) in zip(sales, outcomes) where outcome.receipt != nil { recorded.append(sale.sequence) }
        let upTo = raffles.progress.note(recorded, of: rsu, in: raffle)
        return .bytes(SaleBatch.answer(sales, outcomes, upTo: upTo, at: raffles.now), type: "application/json")
    }

    // MARK: Tickets

    func mark(_ raffle: RunningRaffle, _ request: Request) async throws -> Response {
        let caller = try await caller(request, .markByUnit, in: raffle)
        let members = try caller.members(request, known: ["ticket", "reason", "note"])
        let ticket = try members.ticket()
        let note = try members.optional("note", members.text)
        let command = RaffleCommand.mark(ticket: ticket, reason: try members.reason(), note: note)
        _ = try await house.perform(command, on: raffle, by: caller.rsu)
        return try self.ticket(ticket, raffle, status: .created)
    }

    /// The unit prints by itself; this puts it on record.
    func reprint(_ raffle: RunningRaffle, _ request: Request) async throws -> Response {
        let caller = try await caller(request, .reprintByUnit, in: raffle)
        let members = try caller.members(request, known: ["ticket", "kind", "number"])
        let ticket = try members.ticket()
        guard members.value("kind")?.stringValue == "counterfoil" else {
            _ = try await house.perform(.reprintTicket(ticket), on: raffle, by: caller.rsu)
            return try self.ticket(ticket, raffle, status: .created)
        }
        let command = RaffleCommand.reprintCounterfoil(number: try members.number("number"))
        do {
            _ = try await house.perform(command, on: raffle, by: house.authorityOfSeller(caller.seller))
        } catch let problem as Problem where problem.kind == .forbidden {
            // The unit is who it says: it is its operator who would have had to be a manager.
            throw Problem(.stateConflict, detail: problem.detail, code: problem.code)
        }
        return try self.ticket(ticket, raffle, status: .created)
    }

    func unmark(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let caller = try await caller(request, .unmarkByUnit, in: raffle)
        guard let ticket = TicketID(context.parameters.get("ticket") ?? ""), ticket.rsu == caller.rsu else {
            throw Problem(.notFound, detail: "No ticket of the unit has such an id.", code: "UNKNOWN_TICKET")
        }
        _ = try await house.perform(.unmark(ticket: ticket), on: raffle, by: house.authorityOfSeller(caller.seller))
        return try self.ticket(ticket, raffle, status: .ok)
    }

    /// All that the unit noted besides its sales, exactly once each.
    func takeNotes(_ raffle: RunningRaffle, _ request: Request) async throws -> Response {
        let caller = try await caller(request, .uploadNotes, upTo: NoteBatch.bytesMax)
        let notes = try NoteBatch.read(try caller.members(request, known: ["notes"]))
        let outcome: NoteOutcome
        do throws(DeskFailure) {
            outcome = try await raffles.office.report(notes, to: raffle, by: caller.rsu)
        } catch {
            throw Problem(error)
        }
        if outcome.events.contains(.bufferFull) { house.endSession(of: caller.rsu) }
        return .json(NoteBatch.answer(outcome, at: raffles.now.text))
    }

    private func ticket(_ id: TicketID, _ raffle: RunningRaffle, status: HTTPResponse.Status) throws -> Response {
        guard let ticket = raffle.reading({ $0.ticket(id) }) else { throw Problem.unexpected }
        return .json(RaffleView.ticket(ticket), status: status)
    }

    // MARK: Closing

    /// The unit says what it has sold; when the ledger has the same, it is closed for this raffle.
    func close(_ raffle: RunningRaffle, _ request: Request) async throws -> Response {
        let caller = try await caller(request, .closeUnit, in: raffle)
        let members = try caller.members(request, known: ["sales", "digest", "raffle", "rsu", "numbers", "gross"])
        let count = Int(try members.whole("sales", 0...Int64(UInt32.max)))
        let digest = try members.parsed("digest", "32 bytes in base64url", { Hash(base64URL: $0) })
        let (own, isSame) = try await offLoop {
            let own = raffle.reading { $0.statement(of: caller.rsu) }
            return (own, try own?.digest == digest || Self.unitDigest(of: caller.rsu, in: raffle) == digest)
        }
        let told = UnitStatement(sales: count, digest: isSame ? own?.digest ?? digest : digest)
        let state = raffle.reading { $0.account(caller.rsu)?.state }
        if state != .closed || told != own {
            _ = try await house.perform(.closeUnit(rsu: caller.rsu, statement: told), on: raffle, by: caller.rsu)
        }
        return .json(
            .object([
                ("uploaded", .whole(own?.sales ?? 0)), ("of", .whole(count)), ("state", .string(UnitState.closed.rawValue)),
                ("serverTime", .string(raffles.now.text)),
            ]))
    }

    /// The digest over the sales as the unit's own journal has them, made from the ledger and the raffle's key.
    private static func unitDigest(of rsu: RSUID, in raffle: RunningRaffle) throws -> Hash {
        let places: [UInt64] = raffle.reading { record in
            (0..<record.ticketCount).map { record.receipt(at: $0) }.filter { $0.ticket.rsu == rsu }
                .sorted { $0.ticket.sequence < $1.ticket.sequence }.map(\.entry)
        }
        var digest = SalesDigest()
        for place in places {
            let entry = try RaffleEntry(decoding: raffle.ledger.entries(in: place..<place + 1).entry(at: 0))
            guard case .sale(let sale) = entry.body, let journalled = Selling.SaleUpload(sale.upload, of: raffle) else {
                throw Problem.unexpected
            }
            digest.append(journalled)
        }
        return digest.finalize()
    }

    // MARK: Events

    /// Significant events of a unit: in a raffle's ledger when they name one, else in the system ledger.
    func recordEvents(_ request: Request) async throws -> Response {
        let caller = try await caller(request, .recordUnitEvents)
        let members = try caller.members(request, known: ["events"])
        guard let list = members.value("events")?.arrayValue, list.count <= 100 else {
            throw members.problem("events", "has to be a list of at most 100")
        }
        let events = try list.enumerated().map { try UnitReport($1, at: "events[\($0)]") }
        for event in events {
            if let raffle = event.raffle.flatMap({ raffles.directory.raffle($0) }) {
                _ = try await house.perform(.record(event.event), on: raffle, by: caller.rsu)
                await logCorruption(event.event, of: caller.rsu, in: raffle)
            } else {
                try house.record(event.event, of: caller.rsu)
            }
        }
        if events.contains(where: { $0.event.code == EventCode.bufferFull.rawValue }) { house.endSession(of: caller.rsu) }
        return .json(.object([("recorded", .whole(events.count)), ("serverTime", .string(raffles.now.text))]))
    }

    /// A unit that says that its own journal is damaged is in the corruption log from then on, with the money that it says it collected.
    private func logCorruption(_ event: Raffles.SignificantEvent, of rsu: RSUID, in raffle: RunningRaffle) async {
        guard event.code == EventCode.criticalMemoryCorrupt.rawValue, let collected = event.data["collected"]?.integerValue,
            let reason = event.data["reason"]?.stringValue, PublicText.isFit(reason),
            let state = raffle.reading({ $0.account(rsu)?.state }), state == .leased || state == .ended
        else { return }
        // The event itself is on record; what keeps a manager from making the entry keeps this from it, too.
        _ = try? await raffles.office.performBySystem(.markCorrupt(rsu: rsu, collected: collected, reason: reason), on: raffle)
    }
}

/// One event that a unit tells of.
private struct UnitReport {
    var event: Raffles.SignificantEvent
    var raffle: RaffleID?

    /// The unit's own time goes into the data: an entry's is the server's.
    init(_ json: JSONValue, at path: String) throws {
        let members = try RequestMembers(json, known: ["code", "at", "data", "raffle"], at: path)
        var data = members.value("data")?.objectValue ?? []
        if let at = try members.optional("at", { try members.parsed($0, "a time", { Instant(parsing: $0) }) }) {
            data.removeAll { $0.name == "at" }
            data.append(JSONMember("at", .string(at.text)))
        }
        guard let event = Raffles.SignificantEvent(code: try members.string("code"), data: .object(data)) else {
            throw members.problem("code", "has to be 1 to 64 capitals, digits and underscores, with data of 4,096 bytes at most")
        }
        self.event = event
        raffle = try members.optional("raffle") { try members.parsed($0, "a raffle's id", { RaffleID($0) }) }
    }
}

extension Selling.SaleUpload {
    /// A sale in the ledger as the unit's journal has it.
    fileprivate init?(_ sale: Raffles.SaleUpload, of raffle: RunningRaffle) {
        guard let id = Selling.SaleID(sale.sale.text),
            let payment = Selling.Payment(
                method: sale.payment.method.rawValue, reference: sale.payment.reference.isEmpty ? nil : sale.payment.reference)
        else { return nil }
        self.init(
            raffle: raffle.id, rsu: sale.rsu, sequence: sale.sequence, sale: id, numbers: sale.numbers, package: sale.package,
            price: sale.price, payment: payment, seller: sale.operator, soldAt: sale.soldAt, isOffline: sale.offline,
            validation: raffle.unitKey(of: sale.rsu).number(sequence: sale.sequence))
    }
}
