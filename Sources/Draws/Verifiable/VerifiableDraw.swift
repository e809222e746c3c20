/// The formulas of a draw that anyone can repeat.
///
/// Before sales close the draw's secret is committed to; at the close the pool's digest is published and a later beacon round named;
/// with the round's value the seed, and from it every number, follows. Byte layouts, version 1:
/// - commitment = SHA-256(`raffle-commit-v1\n` ‖ draw ‖ `\n` ‖ secret)
/// - seed = SHA-256(`raffle-seed-v1\n` ‖ draw ‖ `\n` ‖ secret ‖ pool digest ‖ round in 8 bytes, most significant first ‖ randomness)
/// - generator: HMAC_DRBG, entropy = seed, no nonce, personalization = `raffle-draw-v1/` ‖ draw
public enum VerifiableDraw {
    /// Bytes in a draw's secret.
    public static let secretBytes = 32

    /// What is published before sales close.
    public static func commitment(draw: String, secret: [UInt8]) -> Digest256 {
        var hash = SHA256()
        hash.update("raffle-commit-v1\n\(draw)\n")
        hash.update(secret)
        return hash.finalize()
    }

    /// The seed of a draw.
    public static func seed(draw: String, secret: [UInt8], pool: Digest256, round: UInt64, randomness: Digest256) -> Digest256 {
        var hash = SHA256()
        hash.update("raffle-seed-v1\n\(draw)\n")
        hash.update(secret)
        hash.update(pool)
        hash.update(round.bigEndianBytes)
        hash.update(randomness)
        return hash.finalize()
    }

    /// The words of a draw.
    public static func words(draw: String, seed: Digest256) -> SeededWords {
        do {
            return SeededWords(
                try HMACDRBG(entropy: seed.bytes, nonce: [], personalization: Array("raffle-draw-v1/\(draw)".utf8)))
        } catch {
            preconditionFailure("32 bytes instantiate the generator: \(error)")
        }
    }

    /// Draws `prizes` numbers from a pool that is as it was frozen.
    ///
    /// A draw after a redraw takes the words on from where the first left off: ask for more prizes, and compare the ones already drawn.
    public static func run(
        draw: String, seed: Digest256, pool: NumberPool, prizes: Int, _ replacement: Replacement
    ) throws(SelectionError) -> Transcript {
        var pool = pool
        try pool.allow(prizes: prizes, replacement)
        var words = words(draw: draw, seed: seed)
        var transcript = Transcript()
        for _ in 0..<prizes {
            transcript.selections.append(try pool.draw(replacement, from: &words))
        }
        return transcript
    }
}
