internal import AuditService
internal import Auditing
internal import Draws
internal import Hummingbird
internal import Identity
internal import Ledger
internal import LedgerService
internal import RaffleService
internal import Raffles

/// What regulators and managers look at: events, reports, the software and the generator.
struct AuditRoutes: Sendable {
    let house: House
    private var raffles: RaffleHouse { house.raffles }

    // MARK: Events

    func events(_ request: Request, _ context: HouseContext) async throws -> Response {
        _ = try await house.authority(of: request, context, for: .searchEvents, needs: .readEvents)
        let parameters = request.uri.queryParameters.map { parameter in
            let value = String(parameter.value)
            return (name: String(parameter.key), value: parameter.key == "ledger" ? Self.ledgerName(value) : value)
        }
        let query: EventQuery
        do throws(EventQueryError) {
            query = try EventQuery(parameters: parameters, ignoring: ["limit", "after", "order"])
        } catch {
            throw Problem(.badRequest, detail: "\(error.parameter): \(error.message).", field: error.parameter)
        }
        let limit = try Self.limit(request)
        let after = try Self.after(request)
        let asked = request.uri.queryParameters["order"].map(String.init) ?? EventOrder.oldestFirst.rawValue
        guard let order = EventOrder(rawValue: asked) else {
            throw Problem(.badRequest, detail: "order is asc or desc.", field: "order")
        }
        let reader = raffles.events
        return .json(try await offLoop { try reader.page(query, after: after, limit: limit, order: order).json() })
    }

    private static func after(_ request: Request) throws -> EventCursor? {
        try request.uri.queryParameters["after"].map { text in
            guard let cursor = EventCursor(String(text)) else {
                throw Problem(.badRequest, detail: "after is the next of an answer.", field: "after")
            }
            return cursor
        }
    }

    private static func limit(_ request: Request) throws -> Int {
        guard let text = request.uri.queryParameters["limit"] else { return 100 }
        guard let limit = Int(text), (1...EventReader.limitMax).contains(limit) else {
            throw Problem(.badRequest, detail: "limit is 1 to \(EventReader.limitMax).", field: "limit")
        }
        return limit
    }

    /// A raffle's ledger goes by the raffle's id; `raffle/<id>`, as it is stored, is taken as well.
    private static func ledgerName(_ text: String) -> String {
        text.hasPrefix("raffle/") ? String(text.dropFirst("raffle/".count)) : text
    }

    func chain(_ request: Request, _ context: HouseContext) async throws -> Response {
        let authority = try await house.authority(of: request, context, for: .exportChain, needs: .readEvents)
        let name = request.uri.queryParameters["ledger"].map { Self.ledgerName(String($0)) } ?? AuditedLedger.systemName
        guard name == AuditedLedger.systemName || RaffleID(name).flatMap({ raffles.directory.raffle($0) }) != nil else {
            throw Problem(.notFound, detail: "There is no ledger of this name: system, or a raffle's id.")
        }
        try note(export: "chain", of: name, as: "jsonl", by: authority)
        let (reader, signer) = (raffles.events, raffles.auditSigner)
        let pipe = ChunkPipe()
        pipe.begin { emit in _ = try reader.exportChain(of: name, signer: signer, emit: emit) }
        return try await pipe.response(type: "application/jsonl")
    }

    /// Puts on record who took records away, before they have them.
    private func note(export: String, of ledger: String, as format: String, by authority: Authority) throws {
        let event = SystemEvent(
            .export, data: [("what", .string(export)), ("ledger", .string(ledger)), ("format", .string(format))])
        let act = SystemEntry.Act(at: Timestamp(seconds: raffles.now.milliseconds / 1_000), by: authority.principal)
        try house.system.append(.event(event, act: act))
    }

    // MARK: Software

    func software() throws -> Response {
        guard let status = raffles.software.status() else { throw Problem(.storeUnavailable, detail: "The software is not verified yet.") }
        return .json(status.json(), cacheControl: "public, max-age=1")
    }

    func manifest() throws -> Response {
        guard let status = raffles.software.status() else { throw Problem(.storeUnavailable, detail: "The software is not verified yet.") }
        return .text(status.manifestText, type: "text/plain; charset=utf-8", cacheControl: "public, max-age=60")
    }

    /// The manifest of an aggregate; it never changes.
    func manifest(_ context: HouseContext) async throws -> Response {
        let (check, asked) = (raffles.software, context.parameters.get("aggregate") ?? "")
        guard Hash(hex: asked) != nil, let text = try await offLoop({ try check.manifest(asked) }) else {
            throw Problem(.notFound, detail: "There is no text of a manifest with this SHA-256 here.")
        }
        return .text(text, type: "text/plain; charset=utf-8", cacheControl: "public, max-age=31536000, immutable")
    }

    /// All runs of self-verification, newest first.
    func verifications(_ request: Request, _ context: HouseContext) async throws -> Response {
        _ = try await house.authority(of: request, context, for: .listVerifications, needs: .readEvents, .runVerification)
        _ = try RequestQuery(request, known: ["after", "limit"])
        let (after, limit) = (try Self.after(request), try Self.limit(request))
        let history = VerificationHistory(raffles.events, check: raffles.software)
        return .json(try await offLoop { try history.page(after: after, limit: limit) })
    }

    func verify(_ request: Request, _ context: HouseContext) async throws -> Response {
        _ = try await RequestMembers(of: request, known: [])
        let authority = try await house.authority(
            of: request, context, for: .verifySoftware, needs: .runVerification, .operateRaffle, .configureRaffle)
        let check = raffles.software
        return .json(try await offLoop { try check.verify(by: authority).json() }, status: .created)
    }

    // MARK: Generator

    func generator(_ request: Request, _ context: HouseContext) async throws -> Response {
        _ = try await house.authority(
            of: request, context, for: .getGenerator, needs: .readEvents, .configureRaffle, .runVerification, .draw)
        return .json(Self.json(raffles.room.generator.status))
    }

    /// After an error nothing else helps: self-tests and fresh entropy, and no draw before they pass.
    func restartGenerator(_ request: Request, _ context: HouseContext) async throws -> Response {
        _ = try await RequestMembers(of: request, known: [])
        let authority = try await house.authority(of: request, context, for: .restartGenerator, needs: .configureRaffle)
        let generator = raffles.room.generator
        guard generator.status.state != .ready else {
            throw Problem(.stateConflict, detail: "The generator is ready.", code: "RNG_READY")
        }
        return .json(
            try await offLoop {
                generator.restart(by: authority.principal)
                return Self.json(generator.status)
            })
    }

    private static func json(_ status: GeneratorStatus) -> JSONValue {
        .object([
            ("state", .string(status.state.rawValue)), ("failure", status.failure.map { .string($0.code) } ?? .null),
            ("startedAt", RaffleView.time(status.startedAt)), ("usedCarry", .bool(status.hasUsedCarry)),
            ("cycling", .bool(status.isCycling)), ("cycles", .whole(status.cycles)), ("blocksDiscarded", .whole(status.blocksDiscarded)),
            ("draws", .whole(status.draws)), ("lastReseedAt", RaffleView.time(status.changedAt)),
        ])
    }

    // MARK: Reports

    func report(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let authority = try await house.authority(of: request, context, for: .getReport, needs: .readReports)
        guard let kind = ReportKind(rawValue: context.parameters.get("kind") ?? "") else {
            let kinds = ReportKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.notFound, detail: "There are the reports \(kinds).")
        }
        let asked = request.uri.queryParameters["format"].map(String.init) ?? ReportFormat.json.rawValue
        guard let format = ReportFormat(rawValue: asked) else {
            throw Problem(.badRequest, detail: "format is json, csv, html or text.", field: "format")
        }
        var validation: (@Sendable (TicketID) -> ValidationNumber)?
        if authority.may(.readValidationNumbers) { validation = { raffle.validationNumber(of: $0) } }
        let books = RaffleBooks(
            record: raffle.reading { $0 }, ledger: AuditedLedger(name: raffle.id.text, ledger: raffle.ledger),
            system: .system(house.system), validation: validation)
        guard let software = raffles.software.status()?.identity else {
            throw Problem(.storeUnavailable, detail: "The software is not verified yet.")
        }
        let origin = ReportOrigin(
            generatedAt: EventTime(milliseconds: raffles.now.milliseconds).text, generatedBy: authority.principal.text, software: software)
        let builder = try ReportBuilder(books, origin: origin)
        // JSON is what programs look at, again and again; the others are made to be taken away.
        if format != .json { try note(export: "report/\(kind.rawValue)", of: raffle.id.text, as: format.rawValue, by: authority) }
        let pipe = ChunkPipe()
        pipe.begin { emit in _ = try builder.write(kind, format: format, emit: emit) }
        return try await pipe.response(type: format.mediaType)
    }
}
