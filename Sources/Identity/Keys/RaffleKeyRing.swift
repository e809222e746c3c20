/// The keys of one raffle, one for each purpose, so that nothing made with one means anything under another.
///
/// From ``MasterKey/ring(forRaffle:)``. Every member prints as `[redacted]`.
public struct RaffleKeyRing: Secret, Sendable {
    /// Shuffles the order in which numbers are leased.
    public let numberOrder: SecretKey
    /// Makes validation numbers.
    public let validation: SecretKey
    /// Encrypts the secret of a verifiable draw until it is revealed.
    public let drawSealing: SecretKey
}

extension MasterKey {
    /// The keys of one raffle. Deterministic.
    ///
    /// - Parameter raffle: the raffle's id; not empty.
    public func ring(forRaffle raffle: String) -> RaffleKeyRing {
        precondition(!raffle.isEmpty, "a raffle has an id")
        return RaffleKeyRing(
            numberOrder: SecretKey(derive("raffle-number-order", raffle)),
            validation: SecretKey(derive("raffle-validation", raffle)),
            drawSealing: SecretKey(derive("raffle-draw-sealing", raffle)))
    }

    /// Encrypts what the generator of draws hands from one run of the server to the next.
    public var generatorSealing: SecretKey { SecretKey(derive("generator-sealing", "system")) }
}
