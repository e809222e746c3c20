internal import AuditService
internal import Auditing
internal import AuthService
internal import Draws
internal import Hummingbird
internal import Identity
internal import Ledger
internal import LedgerService
internal import RaffleService
internal import Raffles

/// Draws: how they are made, and what is published of them.
struct RaffleDrawRoutes: Sendable {
    let house: House
    private var room: DrawRoom { house.raffles.room }

    // MARK: Making them

    func commit(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        _ = try await RequestMembers(of: request, known: ["prize"])
        let authority = try await house.authority(of: request, context, for: .commitDraw)
        let commitment = try await carryOut { () async throws(DeskFailure) in try await room.commit(on: raffle, by: authority) }
        return .json(
            .object([("draw", .string(commitment.draw.text)), ("commitment", .string(Ledger.Hex.encode(commitment.value.bytes)))]),
            status: .created)
    }

    func freeze(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let members = try await RequestMembers(of: request, known: ["prize"])
        let prize = try members.optional("prize") { try members.prize($0) } ?? nextPrize(raffle)
        let setting = try await setting(request, context, .freezePool, .draw)
        let freeze = try await carryOut { () async throws(DeskFailure) in try await room.freeze(for: prize, on: raffle, setting) }
        return .json(
            .object([
                ("draw", .string(freeze.draw.text)), ("prize", .string(prize.text)), ("pool", DrawView.pool(freeze)),
                ("beacon", DrawView.beacon(freeze.beacon)),
            ]))
    }

    /// The first prize without a number, so that whoever has one prize need not name it.
    private func nextPrize(_ raffle: RunningRaffle) throws -> PrizeID {
        guard let prize = raffle.reading({ $0.nextPrize }) ?? raffle.definition.prizes.last?.id else { throw Problem.unexpected }
        return prize
    }

    func draw(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let members = try await RequestMembers(of: request, known: ["prize", "officials", "beacon", "fallback"])
        let wanted = DrawRequest(
            prize: try members.prize(), officials: try officials(members), beacon: try beacon(members, raffle),
            fallback: try members.optional("fallback", members.text))
        var setting = try await setting(request, context, .drawPrize, .draw)
        setting.second = try await secondOfficial(request, context)
        let drawn = try await carryOut { [setting] () async throws(DeskFailure) in try await room.draw(wanted, on: raffle, setting) }
        return .json(DrawView.drawn(drawn, of: raffle, software: setting.software), status: .created)
    }

    func enter(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let members = try await RequestMembers(of: request, known: ["prize", "number", "again", "officials", "fallback"])
        let prize = try members.prize()
        let (number, again) = (try members.number("number"), try members.number("again"))
        let officials = try officials(members)
        let fallback = try members.optional("fallback", members.text)
        var setting = try await setting(request, context, .enterNumber, .drawEntry)
        setting.second = try await secondOfficial(request, context)
        let entered = try await carryOut { [setting] () async throws(DeskFailure) in
            try await room.enter(number, again: again, for: prize, officials: officials, fallback: fallback, on: raffle, setting)
        }
        let ticket = entered.verdict == .valid ? raffle.reading { $0.ticket(withNumber: number)?.id } : nil
        return .json(
            .object([
                ("draw", .string(entered.draw.text)), ("prize", .string(prize.text)), ("attempt", .whole(entered.attempt)),
                ("number", .integer(Int64(entered.number))), ("verdict", .string(entered.verdict.rawValue)),
                ("ticket", ticket.map { .string($0.text) } ?? .null),
            ]), status: .created)
    }

    func makeOfficial(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let members = try await RequestMembers(of: request, known: ["number"])
        guard let prize = PrizeID(context.parameters.get("prize") ?? ""), raffle.definition.prize(prize) != nil else {
            throw Problem(.notFound, detail: "The raffle has no such prize.", code: "UNKNOWN_PRIZE")
        }
        let authority = try await house.authority(of: request, context, for: .makeOfficial)
        let candidate = raffle.reading { $0.prize(prize)?.candidate?.number }
        let number = try members.optional("number", members.number) ?? candidate ?? 0
        _ = try await house.perform(.verifyWinner(prize: prize, number: number), on: raffle, by: authority)
        guard let winner = raffle.summary.winners.first(where: { $0.prize == prize }) else { throw Problem.unexpected }
        await revealWhenDone(raffle, authority)
        return .json(RaffleView.winner(winner))
    }

    /// With the last winner official, the secret of a verifiable draw is of use to nobody but those who check it.
    private func revealWhenDone(_ raffle: RunningRaffle, _ authority: Authority) async {
        guard raffle.definition.draw.mode == .verifiable else { return }
        let due: [DrawID] = raffle.reading { record in
            guard record.prizes.allSatisfy({ $0.phase == .official || $0.phase == .claimed }) else { return [] }
            return record.draws.values.filter { $0.freeze?.value.beacon != nil && !$0.selections.isEmpty && $0.reveal == nil }.map(\.draw)
        }
        for draw in due.sorted() { _ = try? await room.reveal(draw, on: raffle, by: authority) }
    }

    func reveal(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let draw = try draw(context, of: raffle)
        let authority = try await house.authority(of: request, context, for: .revealDraw)
        _ = try await carryOut { () async throws(DeskFailure) in try await room.reveal(draw, on: raffle, by: authority) }
        return .json(try json(of: draw, raffle, mayDraw: true))
    }

    private func carryOut<Value>(_ body: () async throws(DeskFailure) -> Value) async throws -> Value {
        do throws(DeskFailure) {
            return try await body()
        } catch {
            throw Problem(error)
        }
    }

    /// Who draws, with the software verified at this moment.
    private func setting(
        _ request: Request, _ context: HouseContext, _ operation: Operation, _ action: IntegrityLock.Action
    ) async throws -> DrawSetting {
        let authority = try await house.authority(of: request, context, for: operation)
        let check = house.raffles.software
        guard authority.may(.draw) else {
            // The raffle refuses, and records it; nothing is verified for it.
            guard let identity = check.status()?.identity else { throw Problem.unexpected }
            return DrawSetting(
                authority: authority, conditions: DrawConditions(isSoftwareVerified: false),
                software: DrawStart.Software(id: identity.programID, aggregate: identity.aggregate))
        }
        try house.requireIntegrity(for: action)
        let software = try await offLoop { try check.verifyBeforeDraw() }
        try house.requireIntegrity(for: action)
        let conditions = DrawConditions(isSoftwareVerified: software.isVerified, remoteSessions: house.remoteUsers)
        return DrawSetting(authority: authority, conditions: conditions, software: software.software)
    }

    /// Who conducts the draw besides whoever asks, by a session of their own.
    private func secondOfficial(_ request: Request, _ context: HouseContext) async throws -> Authority? {
        guard let token = request.headers[.urnaSecondOfficial] else { return nil }
        do throws(OfficeFailure) {
            return try await house.people.witness(bearing: token, from: context.peer, area: "draws")
        } catch {
            guard case .sessionRequired = error else { throw Problem(error) }
            let detail = "\(House.secondOfficialHeader) holds no session: the second official logs on, and it is their token."
            throw Problem(.sessionRequired, detail: detail, code: "SESSION_REQUIRED")
        }
    }

    private func officials(_ members: RequestMembers) throws -> [UserID] {
        let named = try members.texts("officials", countMax: DrawStart.officialsMax) ?? []
        return try named.map { text in
            guard let user = UserID(text) else { throw members.problem("officials", "holds what is not a user's id") }
            return user
        }
    }

    private func beacon(_ members: RequestMembers, _ raffle: RunningRaffle) throws -> BeaconRecord? {
        guard let json = members.value("beacon") else { return nil }
        _ = try RequestMembers(json, known: ["round", "signature", "randomness", "chain", "previous_signature"], at: "beacon")
        guard let record = try? BeaconRecord(json: json.canonical(), chain: .quicknet) else {
            throw members.problem("beacon", "has to have round, signature and randomness, in hexadecimal")
        }
        return record
    }

    // MARK: What is published

    func list(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let mayDraw = await mayDraw(request, context, .listDraws)
        return Self.published(.object([("draws", .array(DrawView.all(of: raffle, mayDraw: mayDraw)))]), mayDraw)
    }

    func get(_ raffle: RunningRaffle, _ request: Request, _ context: HouseContext) async throws -> Response {
        let draw = try draw(context, of: raffle)
        let mayDraw = await mayDraw(request, context, .getDraw)
        return Self.published(try json(of: draw, raffle, mayDraw: mayDraw), mayDraw)
    }

    private func json(of draw: DrawID, _ raffle: RunningRaffle, mayDraw: Bool) throws -> JSONValue {
        guard let json = raffle.reading({ record in record.draws[draw].map { DrawView.json($0, record, mayDraw: mayDraw) } }) else {
            throw missing
        }
        return json
    }

    private func mayDraw(_ request: Request, _ context: HouseContext, _ operation: Operation) async -> Bool {
        await house.authorityIfAny(of: request, context, for: operation)?.may(.draw) ?? false
    }

    /// What is not for everybody is kept by nobody on the way.
    private static func published(_ json: JSONValue, _ mayDraw: Bool) -> Response {
        var response = Response.json(json, cacheControl: mayDraw ? "no-store" : "public, max-age=1")
        response.headers[.vary] = "Authorization, Cookie"
        return response
    }

    func pool(_ raffle: RunningRaffle, _ context: HouseContext) throws -> Response {
        let draw = try draw(context, of: raffle)
        guard let text = raffle.poolText(of: draw) else {
            throw Problem(.notFound, detail: "The pool of this draw is not frozen yet.", code: "NOT_FROZEN")
        }
        return .bytes(text, type: "text/plain; charset=utf-8", cacheControl: "public, max-age=31536000, immutable")
    }

    private func draw(_ context: HouseContext, of raffle: RunningRaffle) throws -> DrawID {
        guard let draw = DrawID(context.parameters.get("draw") ?? ""), raffle.reading({ $0.draws[draw] != nil }) else { throw missing }
        return draw
    }

    private var missing: Problem { Problem(.notFound, detail: "The raffle has no such draw.", code: "UNKNOWN_DRAW") }
}
