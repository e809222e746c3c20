internal import Draws
internal import Ledger
internal import Raffles

extension RafflePublication {
    /// `draws/<draw>.json`: all that an outsider needs, with the pool, to judge the draw and its prizes.
    func record(of state: DrawState) -> [UInt8] {
        guard let creation = record.creation else { return [] }
        var members: [(String, JSONValue)] = [
            ("event", .string(creation.raffle.text)), ("draw", .string(state.draw.text)), ("definition", creation.definition.json()),
            ("winners", .array(attempts(state.draw).compactMap { winner($0.prize, $0.attempt) })),
        ]
        if let commitment = state.commitment {
            members.append(("commitment", .string(commitment.value.value.base64URL)))
            members.append(("committedAt", .string(commitment.at.text)))
        }
        if let freeze = state.freeze {
            members.append(("pool", pool(freeze)))
            let sales = freeze.value.salesBefore.flatMap { record.earlyTotals[$0] } ?? record.totals.sales
            members.append(("totals", .object([("gross", .integer(sales.gross)), ("refunds", .integer(sales.refunds))])))
        }
        let entered = attempts(state.draw).filter { $0.attempt.drawn == nil }
        if !entered.isEmpty { members.append(("entered", .array(entered.map { self.entered($0.prize, $0.attempt) }))) }
        if let reveal = state.reveal?.value {
            let status = verifiableDraw(state.draw)?.beacon.signatureStatus ?? .unverified
            let beacon: [(String, JSONValue)] = [
                ("chain", .string(reveal.chain)), ("round", .whole(reveal.round)),
                ("signature", .string(Base64URL.encode(reveal.signature))), ("randomness", .string(reveal.randomness.base64URL)),
                ("signatureStatus", .string(status.rawValue)),
            ]
            members.append(("beacon", .object(beacon)))
            members.append(("secret", .string(Base64URL.encode(reveal.secret))))
            members.append(("seed", .string(reveal.seed.base64URL)))
        }
        return JSONValue.object(members).canonical() + [UInt8(ascii: "\n")]
    }

    /// Numbers drawn or entered in a draw, whatever their prize, in the order of the ledger.
    private func attempts(_ draw: DrawID) -> [(prize: PrizeID, attempt: DrawAttempt)] {
        record.prizes.flatMap { prize in prize.attempts.filter { $0.draw == draw }.map { (prize.prize, $0) } }
            .sorted { $0.attempt.index < $1.attempt.index }
    }

    /// A number that takes a prize, or took it until it was drawn again; nil for one that never could.
    private func winner(_ prize: PrizeID, _ attempt: DrawAttempt) -> JSONValue? {
        guard attempt.verdict == .valid else { return nil }
        var members: [(String, JSONValue)] = [
            ("prize", .string(prize.text)), ("number", .integer(Int64(attempt.number))), ("attempt", .whole(attempt.attempt)),
            ("at", .string(attempt.at.text)), ("ticket", attempt.ticket.map { .string($0.text) } ?? .null),
            ("amount", .integer(record.prizeTable?.amount(of: prize) ?? 0)),
        ]
        if let drawn = attempt.drawn {
            let words = drawn.words.map { JSONValue.array([.string($0.hexadecimal), .bool($0.isAccepted)]) }
            members += [("words", .array(words)), ("index", .whole(drawn.index)), ("poolSize", .whole(drawn.poolSize))]
        }
        return .object(members)
    }

    private func entered(_ prize: PrizeID, _ attempt: DrawAttempt) -> JSONValue {
        .object([
            ("prize", .string(prize.text)), ("number", .integer(Int64(attempt.number))), ("attempt", .whole(attempt.attempt)),
            ("at", .string(attempt.at.text)), ("verdict", .string(attempt.verdict.rawValue)),
        ])
    }

    private func pool(_ freeze: Signed<PoolFreeze>) -> JSONValue {
        let value = freeze.value
        var members: [(String, JSONValue)] = [
            ("at", .string(freeze.at.text)), ("count", .whole(value.count)), ("digest", .string(value.digest.base64URL)),
            ("min", .integer(Int64(value.min))), ("max", .integer(Int64(value.max))), ("voids", .whole(value.voids)),
        ]
        if let before = value.salesBefore { members.append(("salesBefore", .string(before.text))) }
        if let beacon = value.beacon {
            let named: [(String, JSONValue)] = [
                ("chain", .string(beacon.chain)), ("round", .whole(beacon.round)), ("notBefore", .string(beacon.notBefore.text)),
            ]
            members.append(("beacon", .object(named)))
        }
        return .object(members)
    }

    /// A revealed draw as the draws' own verifier takes it; nil for any other.
    func verifiableDraw(_ id: DrawID) -> PublishedDraw? {
        guard let raffle = record.raffle, let definition = record.definition, let state = record.draws[id],
            let freeze = state.freeze?.value, let named = freeze.beacon, let reveal = state.reveal?.value,
            let commitment = (state.commitment?.value.value).flatMap(Digest256.init), let digest = Digest256(freeze.digest),
            let seed = Digest256(reveal.seed), let randomness = Digest256(reveal.randomness)
        else { return nil }
        let selections = state.selections.map { drawn in
            Selection(
                words: drawn.words.map { DrawnWord(word: $0.word, isAccepted: $0.isAccepted) }, poolSize: drawn.poolSize,
                index: drawn.index, number: drawn.number)
        }
        return PublishedDraw(
            event: raffle.text, draw: id.text, commitment: commitment,
            pool: PoolDigest(digest: digest, count: freeze.count, min: freeze.min, max: freeze.max), namedChain: named.chain,
            namedRound: named.round,
            beacon: BeaconRecord(chain: reveal.chain, round: reveal.round, signature: reveal.signature, randomness: randomness),
            secret: reveal.secret, seed: seed, replacement: definition.draw.replacement ? .with : .without,
            transcript: Transcript(selections: selections))
    }
}

extension Digest256 {
    fileprivate init?(_ hash: Hash) { self.init(bytes: hash.bytes) }
}

extension DrawWord {
    fileprivate var hexadecimal: String {
        let bytes: [UInt8] = (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
        return Draws.Hex.encode(bytes)
    }
}
