internal import Crypto
public import Draws
public import Identity
internal import Ledger
internal import NIOConcurrencyHelpers
internal import Ports
public import Raffles

/// Who conducts a draw, and what the ledger cannot know of the moment.
public struct DrawSetting: Sendable {
    public var authority: Authority
    /// A second official who has shown who they are, too.
    public var second: Authority?
    /// Whether the critical software was verified just now, and who is connected from outside.
    public var conditions: DrawConditions
    /// What draws: the program and the digest of its critical files.
    public var software: DrawStart.Software

    public init(authority: Authority, second: Authority? = nil, conditions: DrawConditions, software: DrawStart.Software) {
        self.authority = authority
        self.second = second
        self.conditions = conditions
        self.software = software
    }

    var mayDraw: Bool { authority.may(.draw) }
    /// With every duty, or none: see ``Raffles/RaffleActor/init(_:for:component:)``.
    var actor: RaffleActor { RaffleActor(authority, isAllowed: mayDraw) }
}

/// One prize to be drawn.
public struct DrawRequest: Sendable {
    public var prize: PrizeID
    /// Who conducts it, as whoever asks says; empty for those who have shown who they are.
    public var officials: [UserID]
    /// Of a verifiable draw: the record of the round that was named; nil to have the server's beacon asked.
    public var beacon: BeaconRecord?
    /// Why a verifiable draw cannot be finished, so that the generator draws instead.
    public var fallback: String?

    public init(prize: PrizeID, officials: [UserID] = [], beacon: BeaconRecord? = nil, fallback: String? = nil) {
        self.prize = prize
        self.officials = officials
        self.beacon = beacon
        self.fallback = fallback
    }
}

/// Where draws are made: from the resident generator, by the formulas that anyone can repeat, or by hand.
///
/// A draw runs on the writer's thread. Its start is durable before the first word is taken and its number before anyone is told, so two
/// requests at once give one winner, and a crash in between leaves a start without a number: nobody has seen one. That start is put on
/// record as interrupted, and the next request for the prize goes on from it, on record as well; there is never a second draw in silence.
public final class DrawRoom: Sendable {
    public let generator: ResidentGenerator
    let desk: SalesDesk
    private let beacons: any BeaconSource
    /// Numbers that were drawn and could not be stored, one a raffle: they stand, and are stored as soon as that works again.
    private let unstored = NIOLockedValueBox<[RaffleID: RaffleCommand]>([:])

    public init(desk: SalesDesk, generator: ResidentGenerator, beacons: any BeaconSource = NoBeacon()) {
        self.desk = desk
        self.generator = generator
        self.beacons = beacons
    }

    // MARK: Freezing and drawing

    /// Fixes the pool that a prize is drawn from; of a verifiable draw, names the beacon's round.
    public func freeze(for prize: PrizeID, on raffle: RunningRaffle, _ setting: DrawSetting) async throws(DeskFailure) -> PoolFreeze {
        try await asDesk { try await self.desk.inTurn { try self.freezeNow(prize, raffle, setting, isFallback: false) } }
    }

    /// Draws one prize by the generator, certified or verifiable as the raffle is defined. Freezes the pool first where that was not done
    /// and no beacon needs it.
    ///
    /// - Throws: `refused`: the gate's reasons, ALREADY_DRAWN, RNG_ERROR, BAD_BEACON …
    public func draw(_ request: DrawRequest, on raffle: RunningRaffle, _ setting: DrawSetting) async throws(DeskFailure) -> DrawnNumber {
        try await asDesk {
            // The network is asked before the writer is held up.
            let beacon = await self.beacon(for: request, on: raffle)
            return try await self.desk.inTurn { try self.drawNow(request, beacon, raffle, setting) }
        }
    }

    private func beacon(for request: DrawRequest, on raffle: RunningRaffle) async -> Result<BeaconRecord, StoreError>? {
        if let given = request.beacon { return .success(given) }
        guard raffle.definition.draw.mode == .verifiable, request.fallback == nil,
            let round = raffle.reading({ record in record.openDraw(for: request.prize)?.freeze?.value.beacon?.round })
        else { return nil }
        do {
            return .success(try await beacons.record(of: round, chain: raffle.definition.draw.beaconChain))
        } catch {
            return .failure((error as? StoreError) ?? StoreError(.unavailable, "the beacon cannot be reached", cause: "\(error)"))
        }
    }

    private func drawNow(
        _ request: DrawRequest, _ beacon: Result<BeaconRecord, StoreError>?, _ raffle: RunningRaffle, _ setting: DrawSetting
    ) throws -> DrawnNumber {
        // A number that was drawn and not stored is the number, whoever asks now.
        if let finished = try storeUnstored(raffle), finished == request.prize { return try raffle.drawnNumber(of: request.prize) }
        try require(raffle, setting)
        var request = request
        request.officials = try officials(request.officials, raffle, setting)
        let mode = raffle.definition.draw.mode
        switch mode {
        case .manual: throw try refusal(.wrongMethod, "the draw is made by hand: enter the number", raffle, setting)
        case .verifiable where request.fallback == nil: return try drawVerifiable(request, beacon, raffle, setting)
        case .verifiable, .certifiedRNG: return try drawCertified(request, raffle, setting)
        }
    }

    /// The gate, asked here first, so that a refused draw is on record as one.
    func require(_ raffle: RunningRaffle, _ setting: DrawSetting) throws {
        guard setting.mayDraw else {
            throw try refusal(.forbidden, "the duties of \(setting.authority.principal) do not allow it", raffle, setting)
        }
        do {
            try raffle.reading { try $0.checkGate() }
        } catch let gate as Refusal {
            throw try recorded(gate, raffle, setting)
        }
        if let closed = raffle.closedGate(setting.conditions) { throw try recorded(closed, raffle, setting) }
    }

    private func drawCertified(_ request: DrawRequest, _ raffle: RunningRaffle, _ setting: DrawSetting) throws -> DrawnNumber {
        guard generator.status.state == .ready else {
            let code = generator.status.failure?.code ?? "not started"
            throw try refusal(.rngError, "the generator refuses all draws: \(code)", raffle, setting)
        }
        let draw: DrawID
        if let started = raffle.startedDraw(of: request.prize, isManual: false) {
            draw = started.value.draw
            try note("DRAW_RESUMED", started, raffle, by: setting.authority.principal)
        } else {
            draw = try frozenDraw(for: request.prize, raffle, setting, isFallback: request.fallback != nil)
            let start = DrawStart(
                draw: draw, prize: request.prize, method: .certifiedRNG, officials: request.officials,
                software: setting.software, fallback: request.fallback)
            try carryOut([.startDraw(start, setting.conditions)], on: raffle, by: setting.actor)
        }
        // From here on the start is durable.
        guard let pool = raffle.reading({ $0.draws[draw]?.pool }) else { preconditionFailure("a started draw has a pool") }
        let drawn: CertifiedDraw
        do throws(CertifiedDrawFailure) {
            drawn = try generator.draw(from: pool, raffle.definition.draw.replacement ? .with : .without)
        } catch {
            if let started = raffle.startedDraw(of: request.prize, isManual: false) {
                try note("DRAW_INTERRUPTED", started, raffle, by: .system)
            }
            throw try refusal(.rngError, "the generator broke off: \(error.cause)", raffle, setting)
        }
        guard let selection = drawn.transcript.selections.first else { preconditionFailure("a draw of one prize has one selection") }
        let record = RaffleCommand.recordDrawn(draw: draw, prize: request.prize, selection)
        do {
            try carryOut([record], on: raffle, by: .system)
        } catch let error as StoreError {
            unstored.withLockedValue { $0[raffle.id] = record }
            throw error
        }
        return try raffle.drawnNumber(of: request.prize)
    }

    // MARK: What could not be stored

    /// Stores the number that a full disk kept out of the ledger.
    ///
    /// - Returns: its prize; nil when there was none.
    @discardableResult
    func storeUnstored(_ raffle: RunningRaffle) throws -> PrizeID? {
        guard let record = unstored.withLockedValue({ $0[raffle.id] }), case .recordDrawn(_, let prize, _, _, _, _) = record else {
            return nil
        }
        try carryOut([record], on: raffle, by: .system)
        unstored.withLockedValue { $0[raffle.id] = nil }
        return prize
    }

    /// Puts on record which draws a stop of the server has interrupted. Called once, after the start.
    public func noteInterruptions(in raffles: [RunningRaffle]) async throws(DeskFailure) {
        try await asDesk {
            for raffle in raffles {
                try await self.desk.inTurn {
                    for prize in raffle.definition.prizes {
                        guard let started = raffle.startedDraw(of: prize.id, isManual: false) else { continue }
                        try self.note("DRAW_INTERRUPTED", started, raffle, by: .system)
                    }
                }
            }
        }
    }

    /// Called every second: stores what could not be stored before.
    func keepPromises(in raffles: [RunningRaffle]) async {
        let waiting = unstored.withLockedValue { Set($0.keys) }
        for raffle in raffles where waiting.contains(raffle.id) {
            _ = try? await desk.inTurn { try self.storeUnstored(raffle) }
        }
    }
}
