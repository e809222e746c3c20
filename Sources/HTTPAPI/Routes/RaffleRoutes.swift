internal import AuditService
internal import Auditing
internal import Hummingbird
internal import Identity
internal import Ledger
internal import NIOCore
internal import Ports
internal import RaffleService
internal import Raffles

/// Raffles: what anyone may see of them, and what managers do.
struct RaffleRoutes: Sendable {
    let house: House
    private var raffles: RaffleHouse { house.raffles }

    private static let briefly = "public, max-age=1"

    // MARK: Anyone

    func list() -> Response {
        let rows = raffles.directory.all.map { RaffleView(raffle: $0).row() }
        return .json(.object([("raffles", .array(rows))]), cacheControl: Self.briefly)
    }

    func get(_ raffle: RunningRaffle) -> Response { .json(RaffleView(raffle: raffle).json(), cacheControl: Self.briefly) }

    func display(_ raffle: RunningRaffle) -> Response {
        .json(RaffleView(raffle: raffle).display(at: raffles.now), cacheControl: Self.briefly)
    }

    // MARK: Making and changing

    /// Longest definition taken, in bytes, with room for insignificant white space.
    private static let definitionBytesMax = 256 * 1024

    func create(_ request: Request, _ context: HouseContext) async throws -> Response {
        let authority = try await house.authority(of: request, context, for: .createRaffle, needs: .configureRaffle)
        try house.requireIntegrity(for: .newEvent)
        let json = try await request.json(upTo: Self.definitionBytesMax)
        let id = try raffleID(request, title: json["title"]?.stringValue ?? "")
        let raffle: RunningRaffle
        do throws(DeskFailure) {
            raffle = try await raffles.office.create(id, json, by: authority)
        } catch {
            throw Problem(error)
        }
        var response = Response.json(RaffleView(raffle: raffle).json(), status: .created)
        response.headers[.location] = "/v1/raffles/\(id)"
        return response
    }

    /// `?id=` if it is given, else a short form of the title and six random characters.
    private func raffleID(_ request: Request, title: String) throws -> RaffleID {
        if let asked = request.uri.queryParameters["id"].map(String.init) {
            guard let id = RaffleID(asked) else {
                throw Problem(.badRequest, detail: "A raffle's id is 1 to 64 of a-z, 0-9 and -.", field: "id")
            }
            guard !id.isReserved else {
                throw Problem(.badRequest, detail: "\(id) is the name of the installation's own ledger.", field: "id", code: "RESERVED_ID")
            }
            return id
        }
        let slug = title.lowercased().unicodeScalars.prefix(200).map {
            ("a"..."z").contains($0) || ("0"..."9").contains($0) ? Character($0) : "-"
        }
        let short = String(slug).split(separator: "-").joined(separator: "-").prefix(40)
        let suffix = String((0..<6).map { _ in "abcdefghjkmnpqrstuvwxyz23456789".randomElement() ?? "x" })
        guard let id = RaffleID(short.isEmpty ? suffix : "\(short)-\(suffix)") else { preconditionFailure("a slug is an id") }
        return id
    }

    func activate(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        try await change(.activate, raffle, request, context, .activateRaffle, known: []) {
            try house.requireIntegrity(for: .activation)
        }
    }

    func suspend(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let members = try await RequestMembers(of: request, known: ["reason"])
        let reason = try members.optional("reason", members.text) ?? "not given"
        return try await change(.suspend(reason: reason), raffle, request, context, .suspendRaffle)
    }

    func resume(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        try await change(.resume, raffle, request, context, .resumeRaffle, known: []) { try house.requireIntegrity(for: .activation) }
    }

    func close(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        try await change(.close, raffle, request, context, .closeRaffle, known: [])
    }

    func acknowledge(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let members = try await RequestMembers(of: request, known: ["note"])
        let command = RaffleCommand.acknowledge(note: try members.optional("note", members.text))
        return try await change(command, raffle, request, context, .acknowledgeRaffle)
    }

    func settle(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        try await change(.settle, raffle, request, context, .settleRaffle, known: [])
    }

    /// A change of state without more to say than who asks.
    private func change(
        _ command: RaffleCommand, _ raffle: RunningRaffle, _ request: Request, _ context: HouseContext, _ operation: Operation,
        known: [String]? = nil, unless check: () throws -> Void = {}
    ) async throws -> Response {
        if let known { _ = try await RequestMembers(of: request, known: known) }
        let authority = try await house.authority(of: request, context, for: operation)
        if command.permissions.contains(where: { authority.may($0) }) { try check() }
        _ = try await house.perform(command, on: raffle, by: authority)
        return .json(RaffleView(raffle: raffle).json())
    }

    func reconcile(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let authority = try await house.authority(of: request, context, for: .reconcileRaffle)
        let members = try await RequestMembers(of: request, known: ["override"])
        let override = try members.optional("override", members.text)
        guard case .reconciled(let table) = try await house.perform(.reconcile(override: override), on: raffle, by: authority) else {
            throw Problem.unexpected
        }
        return .json(RaffleView.reconciliation(table, raffle.reading { $0.accounts }))
    }

    /// A definition is fixed by the first entry of its ledger: every attempt to change it is refused, and on record.
    func change(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let authority = try await house.authority(of: request, context, for: .changeRaffle)
        let json = try await request.json(upTo: Self.definitionBytesMax)
        guard let members = json.objectValue, let first = members.first else {
            throw Problem(.invalidValues, detail: "Name an element of the definition and its new value.", field: "body", code: "INVALID")
        }
        for member in members.dropFirst().prefix(16) {
            _ = try? await house.perform(Self.changing(member), on: raffle, by: authority)
        }
        _ = try await house.perform(Self.changing(first), on: raffle, by: authority)
        throw Problem.unexpected
    }

    private static func changing(_ member: JSONMember) -> RaffleCommand {
        .changeDefinition(
            field: String(member.name.prefix(64)), value: String(decoding: member.value.canonical().prefix(120), as: UTF8.self))
    }

    func alter(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let members = try await RequestMembers(of: request, known: ["element", "before", "after", "reason"])
        let words = "salesCloseAt, collected/<rsu> or operator/<rsu>"
        let element = try members.parsed("element", words, { AlterableElement($0) })
        let before = members.value("before")?.stringValue ?? ""
        guard before.isEmpty || PublicText.isFit(before) else { throw members.problem("before", PublicText.rule) }
        let after = try members.text("after")
        let command = RaffleCommand.alter(element: element, before: before, after: after, reason: try members.text("reason"))
        let authority = try await house.authority(of: request, context, for: .alterRaffle)
        _ = try await house.perform(command, on: raffle, by: authority)
        return .json(
            .object([("element", .string(element.text)), ("before", .string(before)), ("after", .string(after))]), status: .created)
    }

    // MARK: Units

    /// The raffle's units as they are now.
    func units(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        _ = try await house.authority(of: request, context, for: .listRaffleUnits, needs: .readReports)
        let query = try RequestQuery(request, known: ["after", "limit"])
        let after = try query.whole("after", 0...Int(JSONValue.integerMax))
        let limit = try query.whole("limit", 1...UnitBoard.limitMax) ?? UnitBoard.limitMax
        return .json(UnitBoard(raffle, house: house).json(after: after, limit: limit))
    }

    func lease(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let members = try await RequestMembers(of: request, known: ["rsu", "count", "operator"])
        let rsu = try members.parsed("rsu", "a selling unit's id", { RSUID($0) })
        let count = Int(try members.whole("count", 1...RaffleHouse.leaseMax))
        let authority = try await house.authority(of: request, context, for: .leaseNumbers)
        if authority.may(.operateRaffle) { try house.requireIntegrity(for: .lease) }
        let named = try members.optional("operator") { try members.parsed($0, "a user's id", { UserID($0) }) }
        let seller = named ?? house.sellerOfUnit(rsu) ?? UserID(rsu)
        let leased: LeasedNumbers
        do throws(DeskFailure) {
            leased = try await raffles.office.lease(count, to: rsu, operator: seller, on: raffle, by: authority)
        } catch {
            throw Problem(error)
        }
        return .json(
            .object([
                ("rsu", .string(rsu.text)), ("operator", .string(leased.lease.operator.text)),
                ("from", .whole(leased.lease.positions.lowerBound)), ("to", .whole(leased.lease.positions.upperBound)),
                ("numbers", .array(leased.numbers.map { .integer(Int64($0)) })),
            ]), status: .created)
    }

    func releaseLeases(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let members = try await RequestMembers(of: request, known: ["from", "reason"])
        let from = Int(try members.whole("from", 0...Int64(UInt32.max)))
        return try await change(.releaseLeases(from: from, reason: try members.text("reason")), raffle, request, context, .releaseLeases)
    }

    func markCorrupt(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let rsu = try unit(context)
        let members = try await RequestMembers(of: request, known: ["operator", "collected", "reason"])
        let collected = try members.whole("collected", 0...RaffleDefinition.amountMax)
        let reason = try members.text("reason")
        let named = try members.optional("operator") { try members.parsed($0, "a user's id", { UserID($0) }) }
        let authority = try await house.authority(of: request, context, for: .markUnitCorrupt)
        // The log names whoever answers for the unit: a correction of that is an entry of its own.
        if let named, let known = raffle.reading({ $0.account(rsu)?.operator }), known != named {
            let command = RaffleCommand.alter(element: .unitOperator(rsu), before: known.text, after: named.text, reason: reason)
            _ = try await house.perform(command, on: raffle, by: authority)
        }
        let command = RaffleCommand.markCorrupt(rsu: rsu, collected: collected, reason: reason)
        _ = try await house.perform(command, on: raffle, by: authority)
        return .json(account(of: rsu, in: raffle))
    }

    func recover(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let rsu = try unit(context)
        let authority = try await house.authority(of: request, context, for: .recoverUnit)
        try request.requireContentType("application/octet-stream")
        guard authority.may(.reconcile) else {
            // The refusal is the raffle's own, so that it is on record; the file is not read for it.
            _ = try await house.perform(.recover(rsu: rsu, sales: []), on: raffle, by: authority)
            throw Problem.unexpected
        }
        let reason = try RecoveryUpload.reasonForIncomplete(request)
        let bytes = try await request.collectBody(upTo: RecoveryUpload.bytesMax)
        let upload = RecoveryUpload(raffle: raffle, rsu: rsu, key: house.keyOfUnit(rsu))
        let file = try await offLoop { try upload.file(in: bytes) }
        do throws(DeskFailure) {
            try await raffles.office.recover(file, acceptingIncomplete: reason, on: raffle, by: authority)
        } catch {
            throw Problem(error)
        }
        return .json(account(of: rsu, in: raffle))
    }

    private func unit(_ context: HouseContext) throws -> RSUID {
        guard let rsu = RSUID(context.parameters.get("rsu") ?? "") else { throw Problem(.notFound, detail: "No unit has such an id.") }
        return rsu
    }

    private func account(of rsu: RSUID, in raffle: RunningRaffle) -> JSONValue {
        let account = raffle.reading { $0.account(rsu) }
        return .object([
            ("rsu", .string(rsu.text)), ("state", .string(account?.state.rawValue ?? "")), ("sales", .whole(account?.totals.tickets ?? 0)),
            ("operator", (account?.operator).map { .string($0.text) } ?? .null),
            ("collected", account?.corruption.map { .integer($0.value.collected) } ?? .null),
            ("missing", account?.shortfall.map { .whole($0.missing) } ?? .null),
            ("unaccounted", account?.shortfall.map { .integer($0.unaccounted) } ?? .null),
        ])
    }
}
