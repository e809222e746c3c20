public import Ledger

/// The secret of a verifiable draw and the beacon's value: from here on anyone can draw again.
public struct DrawReveal: Hashable, Sendable {
    public var draw: DrawID
    /// 32 bytes.
    public var secret: [UInt8]
    public var chain: String
    public var round: UInt64
    public var signature: [UInt8]
    public var randomness: Hash
    public var seed: Hash

    public init(
        draw: DrawID, secret: [UInt8], chain: String, round: UInt64, signature: [UInt8], randomness: Hash, seed: Hash
    ) {
        self.draw = draw
        self.secret = secret
        self.chain = chain
        self.round = round
        self.signature = signature
        self.randomness = randomness
        self.seed = seed
    }
}

extension DrawReveal: RafflePayload {
    static let typeName = "draw-revealed"
    static let kind = EntryKind(
        raffle: typeName, "The secret of a verifiable draw and the beacon's value: anyone can draw again.",
        by: "the server, after the winners are verified",
        [
            EntryField("beacon", "object", "`chain`, `round`, `signature` and `randomness` (its SHA-256), in base64url."),
            EntryField("draw", "string", "Id of the draw."), EntryField("secret", "bytes", "What the commitment was to."),
            EntryField("seed", "hash", "Of the draw's generator."),
        ])
    var body: RaffleEntry.Body { .drawRevealed(self) }
    var members: [(String, JSONValue)] {
        let beacon: [(String, JSONValue)] = [
            ("chain", .string(chain)), ("randomness", .string(randomness.base64URL)), ("round", .whole(round)),
            ("signature", .string(Base64URL.encode(signature))),
        ]
        return [
            ("beacon", .object(beacon)), ("draw", .string(draw.text)), ("secret", .string(Base64URL.encode(secret))),
            ("seed", .string(seed.base64URL)),
        ]
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        draw = try fields.id("draw", DrawID.init)
        secret = try fields.bytes("secret", count: 32...32)
        seed = try fields.hash("seed")
        let beacon = try fields.object("beacon", members: ["chain", "randomness", "round", "signature"])
        chain = try beacon.text("chain")
        round = try beacon.unsigned("round")
        signature = try beacon.bytes("signature", count: 1...256)
        randomness = try beacon.hash("randomness")
    }
}
