internal import Draws
internal import Identity
internal import Ledger
internal import Ports
public import Raffles

/// The steps that draws are made of. All run on the writer's thread.
extension DrawRoom {
    /// Commits commands of one actor.
    ///
    /// - Throws: the first refusal, which is on record, or `StoreError`.
    func carryOut(
        _ commands: [RaffleCommand], on raffle: RunningRaffle, by actor: RaffleActor, keeping values: [KeptValue] = []
    ) throws {
        let orders = commands.map { RunningRaffle.Order(command: $0, actor: actor) }
        for decision in try desk.commit(orders, on: raffle, keeping: values) {
            if let refusal = decision.refusal { throw refusal }
        }
    }

    /// Puts a refused draw on record and gives the error to throw.
    func recorded(_ refusal: Refusal, action: String = "draw", _ raffle: RunningRaffle, _ setting: DrawSetting) throws -> Refusal {
        let command = RaffleCommand.recordRefusal(action: action, refusal, by: setting.actor.user, component: .server)
        try carryOut([command], on: raffle, by: .system)
        return refusal
    }

    func refusal(
        _ code: Refusal.Code, _ message: String, detail: String = "", _ raffle: RunningRaffle, _ setting: DrawSetting
    ) throws -> Refusal {
        try recorded(Refusal(code, message, detail: detail), raffle, setting)
    }

    /// Puts on record that a started draw was broken off, or is gone on with.
    func note(_ code: String, _ started: Signed<DrawStart>, _ raffle: RunningRaffle, by person: PrincipalID) throws {
        let data: [(String, JSONValue)] = [
            ("by", .string(person.text)), ("draw", .string(started.value.draw.text)), ("prize", .string(started.value.prize.text)),
            ("startedAt", .string(started.at.text)), ("startedBy", .string(started.by.text)),
        ]
        guard let event = SignificantEvent(code: code, data: .object(data)) else {
            preconditionFailure("ids and times fit into an event")
        }
        try carryOut([.record(event)], on: raffle, by: .system)
    }

    /// The draw that a prize is drawn in; its pool is frozen now where it was not.
    func frozenDraw(for prize: PrizeID, _ raffle: RunningRaffle, _ setting: DrawSetting, isFallback: Bool) throws -> DrawID {
        if let open = raffle.reading({ $0.openDraw(for: prize)?.draw }) { return open }
        return try freezeNow(prize, raffle, setting, isFallback: isFallback).draw
    }

    func freezeNow(_ prize: PrizeID, _ raffle: RunningRaffle, _ setting: DrawSetting, isFallback: Bool) throws -> PoolFreeze {
        let isVerifiable = raffle.definition.draw.mode == .verifiable && !isFallback
        let (committed, next, lastAt) = raffle.reading { ($0.committedDraw, $0.nextDrawID, $0.lastAt) }
        var beacon: PoolFreeze.Beacon?
        if isVerifiable {
            let now = max(desk.now, lastAt ?? desk.now)
            // A second more than the rules ask: the entry may be some milliseconds younger than this.
            let notBefore = now.adding(seconds: Int64(raffle.definition.draw.delaySeconds) + 1)
            let chain = raffle.definition.draw.beaconChain
            let round = chain.firstRound(notBeforeSeconds: (notBefore.milliseconds + 999) / 1_000)
            beacon = PoolFreeze.Beacon(chain: chain.hash, round: round, notBefore: notBefore)
        }
        let command = RaffleCommand.freeze(draw: committed ?? next, prize: prize, beacon: beacon, setting.conditions)
        let decision = try desk.commit([RunningRaffle.Order(command: command, actor: setting.actor)], on: raffle)[0]
        guard case .frozen(let freeze) = try decision.result.get() else { preconditionFailure("a freeze is answered with the pool") }
        return freeze
    }
}

extension RaffleRecord {
    /// The draw that goes on: the newest frozen pool, while it is the one for this prize and not revealed.
    func openDraw(for prize: PrizeID) -> DrawState? {
        guard let rules = definition?.prize(prize), let current = currentDraw, let draw = draws[current], draw.reveal == nil,
            draw.freeze?.value.salesBefore == rules.salesBefore
        else { return nil }
        return draw
    }

    /// The first draw that has a commitment and no pool yet.
    var committedDraw: DrawID? {
        draws.values.filter { $0.commitment != nil && $0.freeze == nil }.min { ($0.commitment?.index ?? 0) < ($1.commitment?.index ?? 0) }?
            .draw
    }

    /// The id of the next draw: `D-1`, `D-2` …
    var nextDrawID: DrawID {
        var number = draws.count + 1
        while true {
            guard let id = DrawID("D-\(number)") else { preconditionFailure("digits make an id") }
            if draws[id] == nil { return id }
            number += 1
        }
    }
}

extension RunningRaffle {
    /// The start of a prize's draw that has no number yet.
    func startedDraw(of prize: PrizeID, isManual: Bool) -> Signed<DrawStart>? {
        reading { record in
            guard let state = record.prize(prize), state.phase == .started, let start = state.start,
                (start.value.method == .manual) == isManual
            else { return nil }
            return start
        }
    }

    /// The number that was drawn last for a prize.
    func drawnNumber(of prize: PrizeID) throws -> DrawnNumber {
        guard let drawn = reading({ $0.prize(prize)?.attempts.last?.drawn }) else {
            throw Refusal(.notDrawn, "the prize has no number", detail: prize.text)
        }
        return drawn
    }

    /// What of the moment keeps a draw from being made.
    func closedGate(_ conditions: DrawConditions) -> Refusal? {
        if !conditions.isSoftwareVerified { return Refusal(.softwareNotVerified, "the critical software is not verified") }
        guard definition.policies.remoteAccess != .flagsDraw, !conditions.remoteSessions.isEmpty else { return nil }
        let names = conditions.remoteSessions.map(\.text).joined(separator: " ")
        return Refusal(.remoteSession, "someone is connected from outside", detail: names)
    }

    /// The published text of a frozen pool: head, then `number,commitment` lines; nil when it is not frozen.
    public func poolText(of draw: DrawID) -> [UInt8]? {
        reading { record in
            guard let numbers = record.frozenNumbers(of: draw) else { return nil }
            var text = Array("raffle-pool-v1\n\(id.text)\n\(draw.text)\n".utf8)
            text.reserveCapacity(text.count + numbers.count * 56)
            for line in record.poolLines(numbers) { text.append(contentsOf: "\(line.number),\(line.text)\n".utf8) }
            return text
        }
    }
}

extension RaffleCommand {
    /// What the generator, or a seed, gave for a prize.
    static func recordDrawn(draw: DrawID, prize: PrizeID, _ selection: Selection) -> RaffleCommand {
        .recordDrawn(
            draw: draw, prize: prize, words: selection.words.map { DrawWord(word: $0.word, isAccepted: $0.isAccepted) },
            index: selection.index, number: selection.number, poolSize: selection.poolSize)
    }
}
