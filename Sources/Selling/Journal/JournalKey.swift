internal import Crypto
internal import Ledger
internal import Raffles

/// The device's key for its journal. Prints as `[redacted]`.
public struct JournalKey: Sendable {
    public static let byteCount = 32

    private let key: SymmetricKey

    /// Nil unless it is ``byteCount`` bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        key = SymmetricKey(data: Array(bytes))
    }

    func code(of message: [UInt8]) -> Hash {
        guard let code = Hash(bytes: Array(HMAC<SHA256>.authenticationCode(for: message, using: key))) else {
            preconditionFailure("an HMAC-SHA-256 has 32 bytes")
        }
        return code
    }

    /// Hides or shows the validation key of a unit, which must not lie in the file as it is.
    ///
    /// A one-time pad: the pad belongs to the (raffle, unit), of which there is one validation key ever.
    func pad(_ bytes: [UInt8], raffle: RaffleID, rsu: RSUID) -> [UInt8] {
        let pad = code(of: Array("urna-rsu-validation-pad-v1\n\(raffle.text)\n\(rsu.text)".utf8)).bytes
        return zip(bytes, pad).map { $0 ^ $1 }
    }
}

extension JournalKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "[redacted]" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
