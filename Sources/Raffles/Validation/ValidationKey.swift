public import Crypto

/// The key from which all validation numbers of a raffle can be made again. Prints as `[redacted]`.
///
/// It stays in the server, which derives it from its own keys; selling units get a ``UnitValidationKey`` each.
public struct ValidationKey: Sendable {
    public let raffle: RaffleID
    private let key: SymmetricKey

    /// - Parameter key: 32 bytes, secret and of this raffle alone.
    public init(raffle: RaffleID, key: SymmetricKey) {
        self.raffle = raffle
        self.key = key
    }

    /// The key of one unit: `HMAC-SHA-256(key, "urna-validation-unit-v1\n" ‖ raffle ‖ "\n" ‖ unit)`.
    public func unit(_ rsu: RSUID) -> UnitValidationKey {
        let message = Array("urna-validation-unit-v1\n\(raffle.text)\n\(rsu.text)".utf8)
        let derived = HMAC<SHA256>.authenticationCode(for: message, using: key)
        return UnitValidationKey(raffle: raffle, rsu: rsu, key: SymmetricKey(data: derived))
    }

    /// The number of any ticket of the raffle.
    public func number(of ticket: TicketID) -> ValidationNumber {
        unit(ticket.rsu).number(sequence: ticket.sequence)
    }
}

/// The key with which one selling unit makes the validation numbers of one raffle, also while it is offline. Prints as `[redacted]`.
///
/// Knowing it says nothing about the numbers of other units or raffles.
public struct UnitValidationKey: Sendable {
    public static let byteCount = 32

    public let raffle: RaffleID
    public let rsu: RSUID
    private let key: SymmetricKey

    init(raffle: RaffleID, rsu: RSUID, key: SymmetricKey) {
        self.raffle = raffle
        self.rsu = rsu
        self.key = key
    }

    /// The key as it came with the lease; nil unless it is ``byteCount`` bytes.
    public init?(raffle: RaffleID, rsu: RSUID, bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(raffle: raffle, rsu: rsu, key: SymmetricKey(data: Array(bytes)))
    }

    /// The bytes, to be sent to the unit they are for.
    public func withUnsafeBytes<Answer>(_ body: (UnsafeRawBufferPointer) throws -> Answer) rethrows -> Answer {
        try key.withUnsafeBytes(body)
    }

    /// The number of the unit's ticket `sequence`: the first ten bytes of
    /// `HMAC-SHA-256(key, "urna-validation-v1\n" ‖ raffle ‖ "\n" ‖ unit ‖ "\n" ‖ sequence in decimal)`.
    public func number(sequence: UInt64) -> ValidationNumber {
        let code = code(of: "urna-validation-v1\n\(raffle.text)\n\(rsu.text)\n\(sequence)")
        guard let number = ValidationNumber(bytes: code.prefix(ValidationNumber.byteCount)) else {
            preconditionFailure("an HMAC-SHA-256 has 32 bytes")
        }
        return number
    }

    func code(of message: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(message.utf8), using: key))
    }
}

// MARK: - Secrecy

extension ValidationKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "[redacted]" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension UnitValidationKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "[redacted]" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
