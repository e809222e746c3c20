internal import Crypto

/// The PIN that an operator types at a selling unit, hashed for this operator at this unit. Prints as `[redacted]`.
///
/// A PIN is short: whoever steals the hash can try them all within days. It is worth something only together with the
/// unit's key, and after a few wrong ones in a row the unit is disabled.
public struct PinHash: Secret, Hashable, Sendable {
    public static let digitCounts = 6...12

    private let hash: PasswordHash

    /// Hashes a PIN; nil when it breaks ``problem(with:)``.
    ///
    /// - Parameter salt: 16 bytes from the system's random source.
    public init?(of pin: String, operator person: StaffID, device: DeviceID, cost: PasswordCost = .standard, salt: [UInt8]) {
        guard Self.problem(with: pin) == nil else { return nil }
        hash = PasswordHash(
            of: Array(pin.utf8), cost: cost, salt: salt, derivationSalt: Self.bound(salt, operator: person, device: device))
    }

    /// Reads the stored text, of the form that ``PasswordHash`` has.
    public init?(_ text: String) {
        guard let hash = PasswordHash(text) else { return nil }
        self.hash = hash
    }

    public var text: String { hash.text }

    /// Whether this is the PIN of the operator at the device; a hash taken to another device matches nothing.
    public func matches(_ pin: String, operator person: StaffID, device: DeviceID) -> Bool {
        hash.matches(Array(pin.utf8), derivationSalt: Self.bound(hash.salt, operator: person, device: device))
    }

    /// Why a PIN is not taken, for the person who chose it; nil when it is.
    public static func problem(with pin: String) -> String? {
        let digits = Array(pin.utf8)
        guard digitCounts.contains(digits.count), digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return "a PIN has \(digitCounts.lowerBound) to \(digitCounts.upperBound) digits"
        }
        let steps = Set(zip(digits, digits.dropFirst()).map { (Int($1) - Int($0) + 10) % 10 })
        let isSimple = steps.count == 1 && steps.isSubset(of: [0, 1, 9])
        return isSimple ? "this PIN is among the first that anybody would try" : nil
    }

    /// SHA-256 over `urna-pin-v1`, device and operator, each on a line, and the salt.
    private static func bound(_ salt: [UInt8], operator person: StaffID, device: DeviceID) -> [UInt8] {
        Array(SHA256.hash(data: Array("urna-pin-v1\n\(device)\n\(person)\n".utf8) + salt))
    }
}
