// A password as it is stored:
//
//     $scrypt$ln=15,r=8,p=1$<salt>$<hash>
//
// salt 16 bytes and hash 32 bytes, both base64 without padding; N = 2^ln.

internal import Crypto
internal import CryptoExtras
internal import Ledger

/// What it costs to try a password: scrypt's parameters (RFC 7914).
public struct PasswordCost: Hashable, Sendable {
    /// Binary logarithm of N.
    public let logRounds: Int
    /// r.
    public let blockSize: Int
    /// p.
    public let parallelism: Int

    /// N = 2¹⁵, r = 8, p = 1: 32 MiB, and about a tenth of a second.
    public static let standard = PasswordCost(unchecked: 15, 8, 1)
    /// For tests only: N = 2⁴.
    static let tests = PasswordCost(unchecked: 4, 8, 1)

    /// Most memory that one trial may take.
    public static let byteCountMax = 64 << 20

    /// Nil for parameters that scrypt does not have, or above ``byteCountMax``.
    public init?(logRounds: Int, blockSize: Int = 8, parallelism: Int = 1) {
        // N < 2^(16·r) is scrypt's own bound.
        guard (1...20).contains(logRounds), (1...16).contains(blockSize), (1...4).contains(parallelism), logRounds < 16 * blockSize,
            (128 * blockSize) << logRounds <= Self.byteCountMax
        else { return nil }
        self.init(unchecked: logRounds, blockSize, parallelism)
    }

    private init(unchecked logRounds: Int, _ blockSize: Int, _ parallelism: Int) {
        self.logRounds = logRounds
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// Work in units of r·p·N, to tell a weaker hash.
    var work: Int { (blockSize * parallelism) << logRounds }

    func derive(password: [UInt8], salt: [UInt8]) -> [UInt8] {
        do {
            return try KDF.Scrypt.deriveKey(
                from: password, salt: salt, outputByteCount: PasswordHash.hashByteCount, rounds: 1 << logRounds, blockSize: blockSize,
                parallelism: parallelism
            ).withUnsafeBytes { Array($0) }
        } catch {
            preconditionFailure("scrypt refuses only parameters that \(Self.self) does not let through")
        }
    }
}

/// A password's hash, slow to compute and salted. Prints as `[redacted]`.
///
/// Computing one takes the time and memory of its cost: do it outside locks, and not many at once.
public struct PasswordHash: Secret, Hashable, Sendable {
    public static let saltByteCount = 16
    static let hashByteCount = 32

    public let cost: PasswordCost
    let salt: [UInt8]
    private let hash: [UInt8]

    /// - Parameter salt: 16 bytes from the system's random source.
    public init(of password: String, cost: PasswordCost = .standard, salt: [UInt8]) {
        self.init(of: passwordBytes(password), cost: cost, salt: salt, derivationSalt: salt)
    }

    /// - Parameter derivationSalt: what scrypt gets; the salt, bound to something.
    init(of password: [UInt8], cost: PasswordCost, salt: [UInt8], derivationSalt: [UInt8]) {
        precondition(salt.count == Self.saltByteCount, "a salt has \(Self.saltByteCount) bytes")
        self.cost = cost
        self.salt = salt
        hash = cost.derive(password: password, salt: derivationSalt)
    }

    /// Reads the stored text; nil unless it is exactly of the form above.
    public init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt", let cost = PasswordCost(parsing: parts[2]),
            let salt = unpadded(decoding: parts[3]), salt.count == Self.saltByteCount, let hash = unpadded(decoding: parts[4]),
            hash.count == Self.hashByteCount
        else { return nil }
        self.cost = cost
        self.salt = salt
        self.hash = hash
        guard self.text == text else { return nil }
    }

    /// The text to be stored.
    public var text: String { "$scrypt$\(cost.text)$\(unpadded(encoding: salt))$\(unpadded(encoding: hash))" }

    /// Whether this is the password. Takes the same time, right or wrong.
    public func matches(_ password: String) -> Bool {
        matches(passwordBytes(password), derivationSalt: salt)
    }

    func matches(_ password: [UInt8], derivationSalt: [UInt8]) -> Bool {
        let given = cost.derive(password: password, salt: derivationSalt)
        return given.withUnsafeBytes { given in hash.withUnsafeBytes { equalInConstantTime(given, $0) } }
    }

    /// Whether the password should be hashed anew, now that it is known.
    public func isWeaker(than cost: PasswordCost) -> Bool { self.cost.work < cost.work }

    /// Does the work of a comparison for nothing, so that an unknown name takes as long as a known one.
    public static func pretend(_ password: String, cost: PasswordCost = .standard) {
        _ = cost.derive(password: passwordBytes(password), salt: [UInt8](repeating: 0, count: saltByteCount))
    }
}

extension PasswordCost {
    fileprivate init?(parsing text: Substring) {
        let values = text.split(separator: ",", omittingEmptySubsequences: false)
        guard values.count == 3, values[0].hasPrefix("ln="), values[1].hasPrefix("r="), values[2].hasPrefix("p="),
            let rounds = Int(values[0].dropFirst(3)), let block = Int(values[1].dropFirst(2)), let parallel = Int(values[2].dropFirst(2))
        else { return nil }
        self.init(logRounds: rounds, blockSize: block, parallelism: parallel)
    }

    fileprivate var text: String { "ln=\(logRounds),r=\(blockSize),p=\(parallelism)" }
}

private func unpadded(encoding bytes: [UInt8]) -> String {
    String(Base64.encode(bytes).prefix { $0 != "=" })
}

private func unpadded(decoding text: Substring) -> [UInt8]? {
    Base64.decode(String(text) + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4))
}
