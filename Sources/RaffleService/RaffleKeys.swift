internal import Crypto
internal import Identity
internal import Raffles

/// The keys of one raffle, ready for use.
struct RaffleKeys: Sendable {
    let order: SymmetricKey
    let validation: ValidationKey
    /// Encrypts the secret of a verifiable draw until it is revealed.
    let drawSealing: SymmetricKey

    init(raffle: RaffleID, ring: RaffleKeyRing) {
        order = ring.numberOrder.symmetric
        validation = ValidationKey(raffle: raffle, key: ring.validation.symmetric)
        drawSealing = ring.drawSealing.symmetric
    }
}

extension SecretKey {
    var symmetric: SymmetricKey { withUnsafeBytes { SymmetricKey(data: $0) } }
}
