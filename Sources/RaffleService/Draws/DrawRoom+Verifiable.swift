internal import Crypto
internal import Draws
public import Identity
internal import Ledger
internal import Ports
public import Raffles

/// Draws that anyone can repeat: commit, freeze and name a round, draw, reveal.
extension DrawRoom {
    /// Fixes the secret of the next draw, before sales close. The secret stays sealed in the store until it is revealed.
    public func commit(on raffle: RunningRaffle, by authority: Authority) async throws(DeskFailure) -> DrawCommitment {
        try await asDesk {
            let secret: [UInt8]
            do throws(RandomFailure) {
                secret = try self.generator.secret()
            } catch {
                let refusal = Refusal(.rngError, "the generator gives no secret: \(error.code)")
                let command = RaffleCommand.recordRefusal(
                    action: "draw-commitment", refusal, by: raffle.user(authority), component: .server)
                try await self.desk.inTurn { try self.carryOut([command], on: raffle, by: .system) }
                throw refusal
            }
            return try await self.desk.inTurn {
                let draw = raffle.reading { $0.nextDrawID }
                let digest = VerifiableDraw.commitment(draw: draw.text, secret: secret)
                guard let value = Hash(bytes: digest.bytes) else { preconditionFailure("a digest has 32 bytes") }
                let command = RaffleCommand.commit(draw: draw, value: value)
                let kept = KeptValue(name: RunningRaffle.secretName(draw), value: raffle.seal(secret, of: draw))
                try self.carryOut([command], on: raffle, by: RaffleActor(authority, for: command), keeping: [kept])
                return DrawCommitment(draw: draw, value: value)
            }
        }
    }

    func drawVerifiable(
        _ request: DrawRequest, _ beacon: Result<BeaconRecord, StoreError>?, _ raffle: RunningRaffle, _ setting: DrawSetting
    ) throws -> DrawnNumber {
        guard let state = raffle.reading({ $0.openDraw(for: request.prize) }), let named = state.freeze?.value.beacon else {
            throw try refusal(.notFrozen, "the pool is not frozen, so no beacon round is named", raffle, setting)
        }
        let record: BeaconRecord
        do throws(StoreError) {
            guard let found = try beacon?.get() else { throw StoreError(.unavailable, "the record of round \(named.round) is missing") }
            record = found
        } catch {
            throw try refusal(.badBeacon, error.message, detail: "round \(named.round)", raffle, setting)
        }
        if let problem = problem(with: record, named) {
            throw try refusal(.badBeacon, problem, detail: "round \(named.round)", raffle, setting)
        }
        guard let secret = try raffle.secret(of: state.draw, in: desk.store) else {
            throw try refusal(.notCommitted, "the secret of the draw is lost: let the draw fall back, with a reason", raffle, setting)
        }
        let (selection, _) = try raffle.select(state, secret: secret, record, prizes: state.selections.count + 1)
        let start = DrawStart(
            draw: state.draw, prize: request.prize, method: .verifiable, officials: request.officials,
            software: setting.software)
        // The number follows from what is fixed already, so start and number are one commit.
        let kept = KeptValue(name: RunningRaffle.beaconName(state.draw), value: record.json)
        let decisions = try desk.commit(
            [
                RunningRaffle.Order(command: .startDraw(start, setting.conditions), actor: setting.actor),
                RunningRaffle.Order(command: .recordDrawn(draw: state.draw, prize: request.prize, selection), actor: .system),
            ], on: raffle, keeping: [kept])
        for decision in decisions {
            if let refusal = decision.refusal { throw refusal }
        }
        return try raffle.drawnNumber(of: request.prize)
    }

    private func problem(with record: BeaconRecord, _ named: PoolFreeze.Beacon) -> String? {
        guard record.chain == named.chain, record.round == named.round else { return "is not the round that was named" }
        do throws(BeaconRecord.Failure) {
            try record.check()
        } catch {
            return "the beacon's record is wrong: \(error)"
        }
        let emitted = BeaconChain.known.first { $0.hash == named.chain }?.seconds(ofRound: named.round) ?? .max
        return desk.now.milliseconds / 1_000 >= emitted ? nil : "the round has not come yet"
    }

    /// Publishes the secret and the beacon's value, after the winners are verified.
    public func reveal(_ draw: DrawID, on raffle: RunningRaffle, by authority: Authority) async throws(DeskFailure) -> DrawReveal {
        try await asDesk {
            try await self.desk.inTurn {
                let reveal = try self.reveal(of: draw, raffle)
                let command = RaffleCommand.reveal(reveal)
                try self.carryOut([command], on: raffle, by: RaffleActor(authority, for: command))
                return reveal
            }
        }
    }

    private func reveal(of draw: DrawID, _ raffle: RunningRaffle) throws -> DrawReveal {
        guard let state = raffle.reading({ $0.draws[draw] }), let beacon = state.freeze?.value.beacon,
            let secret = try raffle.secret(of: draw, in: desk.store),
            let json = try desk.store.kept(RunningRaffle.beaconName(draw), of: raffle.id)
        else { throw Refusal(.unknownDraw, "there is no such draw to reveal", detail: draw.text) }
        let record = try BeaconRecord(json: json, chain: raffle.definition.draw.beaconChain)
        let (_, seed) = try raffle.select(state, secret: secret, record, prizes: max(1, state.selections.count))
        guard let randomness = Hash(bytes: record.randomness.bytes), let seed = Hash(bytes: seed.bytes) else {
            preconditionFailure("a digest has 32 bytes")
        }
        return DrawReveal(
            draw: draw, secret: secret, chain: beacon.chain, round: beacon.round, signature: record.signature, randomness: randomness,
            seed: seed)
    }
}

extension RunningRaffle {
    static func secretName(_ draw: DrawID) -> String { "secret/\(draw.text)" }
    static func beaconName(_ draw: DrawID) -> String { "beacon/\(draw.text)" }

    func user(_ authority: Authority) -> UserID { RaffleActor(authority, for: .settle).user }

    /// Repeats a verifiable draw from its beginning.
    ///
    /// - Returns: the last selection, and the seed.
    func select(
        _ state: DrawState, secret: [UInt8], _ record: BeaconRecord, prizes: Int
    ) throws -> (selection: Selection, seed: Digest256) {
        guard let freeze = state.freeze?.value, let digest = Digest256(bytes: freeze.digest.bytes),
            let numbers = reading({ $0.frozenNumbers(of: state.draw) })
        else { throw Refusal(.notFrozen, "the pool of this draw is not frozen", detail: state.draw.text) }
        let id = state.draw.text
        let seed = VerifiableDraw.seed(draw: id, secret: secret, pool: digest, round: record.round, randomness: record.randomness)
        let transcript: Transcript
        do throws(SelectionError) {
            transcript = try VerifiableDraw.run(
                draw: id, seed: seed, pool: try NumberPool(numbers), prizes: prizes, definition.draw.replacement ? .with : .without)
        } catch {
            throw Refusal(.poolEmpty, "no number is left in the pool", detail: "\(error)")
        }
        // Numbers drawn before come out again, or something is not what it was.
        for (drawn, again) in zip(state.selections, transcript.selections) where drawn.number != again.number {
            throw Refusal(.wrongSelection, "the draw cannot be repeated", detail: "\(drawn.number)")
        }
        guard let last = transcript.selections.last else { preconditionFailure("a draw of one prize or more has a selection") }
        return (last, seed)
    }

    private func context(_ draw: DrawID) -> [UInt8] { Array("urna-draw-secret-v1\n\(id.text)\n\(draw.text)".utf8) }

    func seal(_ secret: [UInt8], of draw: DrawID) -> [UInt8] {
        do {
            return Array(try ChaChaPoly.seal(secret, using: keys.drawSealing, authenticating: context(draw)).combined)
        } catch {
            preconditionFailure("a 32-byte key seals any secret: \(error)")
        }
    }

    /// The secret of a draw; nil when it is not in the store or cannot be opened.
    func secret(of draw: DrawID, in store: any RaffleStore) throws(StoreError) -> [UInt8]? {
        guard let sealed = try store.kept(Self.secretName(draw), of: id), let box = try? ChaChaPoly.SealedBox(combined: sealed),
            let secret = try? ChaChaPoly.open(box, using: keys.drawSealing, authenticating: context(draw))
        else { return nil }
        return Array(secret)
    }
}
