internal import Auditing
internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Ledger
internal import LedgerService
internal import NIOCore
internal import Ports
internal import RaffleService
internal import Raffles
internal import Selling

/// Tickets: marking, voiding, printing again, checking, paying.
struct RaffleTicketRoutes: Sendable {
    let house: House

    // MARK: Voids and marks

    func void(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let members = try await RequestMembers(of: request, known: ["ticket", "reason", "note", "refund"])
        let ticket = try members.ticket()
        let command = RaffleCommand.void(
            ticket: ticket, reason: try members.reason(), note: try members.optional("note", members.text),
            refund: try members.optional("refund") { try members.whole($0, 0...RaffleDefinition.amountMax) })
        return try await change(command, ticket, raffle, request, context, .voidTicket, status: .created)
    }

    func unvoid(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let members = try await RequestMembers(of: request, known: ["note", "reason"])
        let note = try members.optional("note", members.text) ?? members.optional("reason", members.text) ?? "not given"
        let ticket = try ticket(context)
        return try await change(.unvoid(ticket: ticket, note: note), ticket, raffle, request, context, .unvoidTicket)
    }

    func mark(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let members = try await RequestMembers(of: request, known: ["ticket", "reason", "note"])
        let ticket = try members.ticket()
        let command = RaffleCommand.mark(
            ticket: ticket, reason: try members.reason(), note: try members.optional("note", members.text))
        return try await change(command, ticket, raffle, request, context, .markTicket, status: .created)
    }

    func unmark(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let ticket = try ticket(context)
        return try await change(.unmark(ticket: ticket), ticket, raffle, request, context, .unmarkTicket)
    }

    private func change(
        _ command: RaffleCommand, _ ticket: TicketID, _ raffle: RunningRaffle, _ request: Request, _ context: HouseContext,
        _ operation: Operation, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let authority = try await house.authority(of: request, context, for: operation)
        _ = try await house.perform(command, on: raffle, by: authority)
        guard let changed = raffle.reading({ $0.ticket(ticket) }) else { throw Problem.unexpected }
        return .json(RaffleView.ticket(changed), status: status)
    }

    private func ticket(_ context: HouseContext) throws -> TicketID {
        guard let ticket = TicketID(context.parameters.get("ticket") ?? "") else {
            throw Problem(.notFound, detail: "No ticket has such an id.", code: "UNKNOWN_TICKET")
        }
        return ticket
    }

    func get(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        _ = try await house.authority(of: request, context, for: .getTicket, needs: .sell, .verifyTickets, .readReports)
        let id = try ticket(context)
        guard let ticket = raffle.reading({ $0.ticket(id) }) else {
            throw Problem(.notFound, detail: "No such ticket is in the ledger.", code: "UNKNOWN_TICKET")
        }
        return .json(RaffleView.ticket(ticket))
    }

    /// Tickets in one answer at most, and unless another number is asked for.
    private static let listMax = 1_000
    private static let listUsual = 200

    /// Tickets by what became of them, page by page.
    func list(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        _ = try await house.authority(of: request, context, for: .listTickets, needs: .readReports)
        let query = try RequestQuery(request, known: ["status", "after", "limit"])
        let kinds = try Self.kinds(query["status"])
        let after = try query.whole("after", 0...Int(JSONValue.integerMax))
        let limit = try query.whole("limit", 1...Self.listMax) ?? Self.listUsual
        let page = raffle.reading { record in
            let (places, next) = record.places(listedAs: kinds, after: after, limit: limit)
            return (tickets: places.map { (place: $0, ticket: record.ticket(at: $0)) }, next: next)
        }
        let wins = Dictionary(grouping: raffle.summary.winners) { $0.ticket }
        return .json(
            .object([
                ("tickets", .array(page.tickets.map { RaffleView.row($0.ticket, at: $0.place, wins: wins[$0.ticket.id] ?? []) })),
                ("next", page.next.map { .whole($0) } ?? .null),
            ]))
    }

    private static func kinds(_ text: String?) throws -> Set<TicketListing> {
        guard let text else { return Set(TicketListing.allCases) }
        let words = text.split(separator: ",", maxSplits: TicketListing.allCases.count, omittingEmptySubsequences: false)
        let kinds = words.compactMap { TicketListing(rawValue: String($0)) }
        guard kinds.count == words.count, Set(kinds).count == kinds.count else {
            let known = TicketListing.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.badRequest, detail: "status is one or more of \(known), each once, with commas between.", field: "status")
        }
        return Set(kinds)
    }

    /// Whether, and where, a ticket is in the ledger: for its holder and for everybody else.
    func prove(_ raffle: RunningRaffle, _ context: HouseContext) throws -> Response {
        let id = try ticket(context)
        guard let ticket = raffle.reading({ $0.ticket(id) }) else {
            throw Problem(.notFound, detail: "No such ticket is in the ledger.", code: "UNKNOWN_TICKET")
        }
        let published = raffle.ledger.published
        let proof = try raffle.ledger.inclusionProof(index: ticket.entry, size: published.head.size)
        let entry = try raffle.ledger.entries(in: ticket.entry..<ticket.entry + 1)
        return .json(
            .object([
                ("ticket", .string(id.text)), ("status", .string(ticket.status.rawValue)),
                ("numbers", .array(ticket.numbers.map { .integer(Int64($0)) })),
                ("commitment", .string(ticket.commitment.base64URL)), ("index", .whole(ticket.entry)), ("size", .whole(proof.size)),
                ("leafHash", .string(entry.leafHashes[0].base64URL)), ("proof", .array(proof.path.map { .string($0.base64URL) })),
                ("checkpoint", .string(published.checkpoint)),
                ("entry", .string(String(decoding: entry.entry(at: 0), as: UTF8.self))),
            ]))
    }

    // MARK: Printing again

    private static let columns = 42

    func reprint(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let members = try await RequestMembers(of: request, known: ["ticket", "kind", "number"])
        let id = try members.ticket()
        let kind = try members.parsed("kind", "bearer or counterfoil", { ["bearer", "counterfoil"].contains($0) ? $0 : nil })
        let number = kind == "counterfoil" ? try members.number("number") : nil
        if let number, let known = raffle.reading({ $0.ticket(id) }), !known.numbers.contains(number) {
            throw members.problem("number", "is not on the ticket")
        }
        let authority = try await house.authority(of: request, context, for: .reprintTicket)
        let command = number.map { RaffleCommand.reprintCounterfoil(number: $0) } ?? .reprintTicket(id)
        _ = try await house.perform(command, on: raffle, by: authority)
        guard let ticket = raffle.reading({ $0.ticket(id) }), let paper = TicketPaper(ticket, of: raffle) else { throw Problem.unexpected }
        return .text(paper.text(number: number, columns: Self.columns), type: "text/plain; charset=utf-8")
    }

    // MARK: Checking and paying

    func check(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let authority = try await house.authority(of: request, context, for: .checkTicket)
        let peer = context.peer?.ipAddress ?? "local"
        let names = ["peer \(peer)", "person \(authority.principal)", "raffle \(raffle.id)"]
        guard house.raffles.ticketChecks.admit(names, atMilliseconds: house.raffles.now.milliseconds) else {
            throw Problem(.tooManyRequests, detail: "Tickets were checked too often within a minute.", code: "RATE_LIMIT")
        }
        let members = try await RequestMembers(of: request, known: ["number", "ticket", "validation", "event"])
        guard let presented = try presented(members, raffle, mayLackValidation: true) else {
            // What is no validation number at all is not this ticket's.
            return .json(Self.answer(.validationMismatch, nil))
        }
        guard case .ticket(let answer) = try await house.perform(.present(presented), on: raffle, by: authority) else {
            throw Problem.unexpected
        }
        return .json(Self.answer(answer.verdict, answer))
    }

    func claim(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let known = ["prize", "ticket", "number", "validation", "event", "claimant", "paidBy", "documents"]
        let members = try await RequestMembers(of: request, known: known)
        let prize = try members.prize()
        let claimant = try members.optional("claimant", members.text) ?? "-"
        let paidBy = try members.optional("paidBy", members.text) ?? "-"
        let documents = try members.texts("documents", countMax: Claim.documentsMax) ?? []
        let presented = try presented(members, raffle, mayLackValidation: false)
        let authority = try await house.authority(of: request, context, for: .claimPrize)
        if authority.may(.payClaims) || authority.may(.operateRaffle) { try house.requireIntegrity(for: .payout) }
        guard let presented else { throw Self.problem(.validationMismatch) }
        let command = RaffleCommand.claim(prize: prize, presented, claimant: claimant, paidBy: paidBy, documents: documents)
        switch try await house.perform(command, on: raffle, by: authority) {
        case .claimed(let claim):
            return .json(
                .object([
                    ("prize", .string(claim.prize.text)), ("amount", .integer(claim.amount)), ("ticket", .string(claim.ticket.text)),
                ]), status: .created)
        case .ticket(let answer): throw Self.problem(answer.verdict)
        default: throw Problem.unexpected
        }
    }

    /// Nil when the validation number is not one.
    private func presented(
        _ members: RequestMembers, _ raffle: RunningRaffle, mayLackValidation: Bool
    ) throws -> PresentedTicket? {
        let ticket = try members.optional("ticket") { try members.ticket($0) }
        let number = try members.optional("number", members.number)
        guard ticket != nil || number != nil else { throw members.problem("ticket", "or number has to be there") }
        let event = try members.optional("event") { try members.parsed($0, "a raffle's id", { RaffleID($0) }) } ?? raffle.id
        guard let text = try members.optional("validation", members.string) else {
            guard mayLackValidation else { throw members.problem("validation", "has to be there") }
            return lookUp(ticket, number, event, raffle)
        }
        guard let validation = ValidationNumber(text) else { return nil }
        return PresentedTicket(raffle: event, ticket: ticket, number: number, validation: validation)
    }

    /// A question about a ticket that nobody holds out: whoever may ask gets the answer that its holder would get.
    private func lookUp(_ ticket: TicketID?, _ number: UInt32?, _ event: RaffleID, _ raffle: RunningRaffle) -> PresentedTicket? {
        let named = ticket ?? number.flatMap { number in raffle.reading { $0.ticket(withNumber: number)?.id } }
        let validation = named.map { raffle.validationNumber(of: $0) } ?? ValidationNumber(bytes: [UInt8](repeating: 0, count: 10))
        return validation.map { PresentedTicket(raffle: event, ticket: ticket, number: number, validation: $0) }
    }

    private static func answer(_ verdict: TicketVerdict, _ answer: TicketAnswer?) -> JSONValue {
        let all = answer?.wins ?? []
        let wins = all.map { win -> JSONValue in
            .object([
                ("prize", .string(win.prize.text)), ("number", .integer(Int64(win.number))), ("amount", .integer(win.amount)),
                ("claimBy", .string(win.deadline.text)),
            ])
        }
        return .object([
            ("verdict", .string(verdict.rawValue)), ("ticket", (answer?.ticket).map { .string($0.text) } ?? .null),
            ("prize", all.first.map { .string($0.prize.text) } ?? .null),
            ("amount", all.first.map { .integer($0.amount) } ?? .null), ("reprints", .whole(answer?.reprints ?? 0)),
            ("wins", .array(wins)),
        ])
    }

    private static func problem(_ verdict: TicketVerdict) -> Problem {
        Problem(.stateConflict, detail: "Nothing is paid on this ticket: \(verdict.rawValue).", code: verdict.rawValue)
    }
}

/// A ticket as paper, made again from the ledger and the raffle's key.
struct TicketPaper {
    private let bearer: BearerTicket

    /// Nil when the ticket cannot be the raffle's.
    init?(_ ticket: RaffleTicket, of raffle: RunningRaffle) {
        let key = raffle.unitKey(of: ticket.id.rsu)
        let validation = key.number(sequence: ticket.id.sequence)
        // The id of the sale and the payment are not on the paper.
        guard let sale = Selling.SaleID(random: [UInt8](repeating: 0, count: Selling.SaleID.byteCount)),
            let upload = Selling.SaleUpload(
                raffle: raffle.id, rsu: ticket.id.rsu, sequence: ticket.id.sequence, sale: sale, numbers: ticket.numbers,
                package: ticket.package, price: ticket.price, payment: .cash, seller: ticket.operator, soldAt: ticket.soldAt,
                isOffline: ticket.offline, validation: validation),
            let bearer = BearerTicket(
                upload, event: TicketEvent(raffle: raffle.id, eventNumber: raffle.eventNumber, definition: raffle.definition), key: key,
                packageTitle: raffle.definition.package(ticket.package)?.title, mark: ticket.status == .void ? .void : .reprint)
        else { return nil }
        self.bearer = bearer
    }

    /// - Parameter number: of a counterfoil; nil for the whole ticket.
    func text(number: UInt32?, columns: Int) -> String {
        guard let number else { return TicketDocument.bearer(bearer).text(columns: columns) }
        return Counterfoil.all(of: bearer).filter { $0.number == number }
            .map { TicketDocument.counterfoil($0).text(columns: columns) }.joined()
    }
}
