/// A draw straight from the resident generator, and the evidence of it.
public struct CertifiedDraw: Hashable, Sendable {
    /// What was drawn.
    public let transcript: Transcript
    /// The digest of the generator's inner state before the first word.
    public let stateBefore: Digest256
    /// The digest of the generator's inner state after fresh entropy was mixed in; nil when that failed.
    public let stateAfter: Digest256?
    /// Why the generator could not be changed after the draw. The numbers stand: they were drawn before. The generator is in error.
    public let changeFailure: RandomFailure?

    /// Writes down a draw.
    public init(transcript: Transcript, stateBefore: Digest256, stateAfter: Digest256?, changeFailure: RandomFailure? = nil) {
        self.transcript = transcript
        self.stateBefore = stateBefore
        self.stateAfter = stateAfter
        self.changeFailure = changeFailure
    }
}

/// A draw that was refused or broke off.
public struct CertifiedDrawFailure: Error, Hashable, Sendable {
    /// Why.
    public let cause: SelectionError
    /// What had been drawn before it broke off: to be recorded, not to be drawn again in silence.
    public let drawn: Transcript

    /// Says why, and what had been drawn.
    public init(cause: SelectionError, drawn: Transcript) {
        self.cause = cause
        self.drawn = drawn
    }
}

extension CertifiedDraw {
    /// Draws `prizes` numbers, then changes the generator.
    ///
    /// Every number is used at once as it is drawn. `pool` keeps what was taken out, so that a later draw from it goes on from there.
    public static func run(
        _ generator: inout RandomGenerator, pool: inout NumberPool, prizes: Int, _ replacement: Replacement
    ) throws(CertifiedDrawFailure) -> CertifiedDraw {
        var transcript = Transcript()
        do throws(SelectionError) {
            guard let before = generator.stateDigest else { throw .random(generator.refusal) }
            try pool.allow(prizes: prizes, replacement)
            for _ in 0..<prizes {
                transcript.selections.append(try pool.draw(replacement, from: &generator))
            }
            return concluded(&generator, transcript, before)
        } catch {
            throw CertifiedDrawFailure(cause: error, drawn: transcript)
        }
    }

    private static func concluded(_ generator: inout RandomGenerator, _ transcript: Transcript, _ before: Digest256) -> CertifiedDraw {
        var failure: RandomFailure?
        do throws(RandomFailure) {
            try generator.changeAfterDraw()
        } catch {
            failure = error
        }
        return CertifiedDraw(
            transcript: transcript, stateBefore: before, stateAfter: generator.stateDigest, changeFailure: failure)
    }
}

extension RandomGenerator {
    /// Why a generator that is not ready refuses.
    var refusal: RandomFailure {
        if case .error(let failure) = state { return failure }
        return .notStarted
    }
}
