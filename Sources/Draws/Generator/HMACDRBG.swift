/// HMAC_DRBG with SHA-256 (NIST SP 800-90A revision 1, section 10.1.2): 256 bits of security, no prediction resistance of its own.
///
/// A value of this type is the whole secret. Copying it makes a second generator with the same output: keep one.
public struct HMACDRBG: Sendable {
    /// Why the generator refuses.
    public enum Failure: Error, Hashable, Sendable {
        /// It was uninstantiated.
        case notInstantiated
        /// Fewer than 32 bytes of entropy were given: not enough for 256 bits.
        case tooLittleEntropy
        /// As many requests were answered as one seed allows; reseed, then ask again.
        case reseedRequired
        /// More than 2^19 bits were asked for at once.
        case tooManyBits
    }

    /// Fewest bytes of entropy to instantiate or reseed with.
    public static let entropyBytesMin = 32
    /// Requests that one seed may answer (SP 800-90A table 2).
    public static let requestsPerSeedMax: UInt64 = 1 << 48
    /// Bytes that one request may ask for: 2^19 bits (SP 800-90A table 2).
    public static let requestBytesMax = (1 << 19) / 8

    private var key: Digest256
    private var mac: HMACSHA256
    private var value: Digest256
    private var requests: UInt64
    private let requestsMax: UInt64
    private var isInstantiated = true

    /// Instantiates the generator.
    ///
    /// - Parameters:
    ///   - entropy: at least 32 bytes; the caller vouches that they hold 256 bits of entropy.
    ///   - nonce: at least 16 bytes unless the entropy alone makes the seed unique.
    ///   - personalization: any bytes that set this instance apart; not secret.
    ///   - requestsPerSeed: requests before a reseed is demanded, at most 2^48.
    public init(
        entropy: [UInt8], nonce: [UInt8], personalization: [UInt8] = [], requestsPerSeed: UInt64 = HMACDRBG.requestsPerSeedMax
    ) throws(Failure) {
        guard entropy.count >= Self.entropyBytesMin else { throw .tooLittleEntropy }
        key = Digest256(repeating: 0)
        mac = HMACSHA256(key: key)
        value = Digest256(repeating: 0x0101_0101)
        requests = 0
        requestsMax = min(requestsPerSeed, Self.requestsPerSeedMax)
        update([entropy, nonce, personalization])
    }

    /// Mixes fresh entropy into the state: the new state is a function of the old one as well.
    public mutating func reseed(entropy: [UInt8], additional: [UInt8] = []) throws(Failure) {
        guard isInstantiated else { throw .notInstantiated }
        guard entropy.count >= Self.entropyBytesMin else { throw .tooLittleEntropy }
        update([entropy, additional])
        requests = 0
    }

    /// Answers one request of `count` bytes, at most 65,536.
    public mutating func generate(_ count: Int, additional: [UInt8] = []) throws(Failure) -> [UInt8] {
        try begin(count)
        var bytes = [UInt8](repeating: 0, count: count)
        if !additional.isEmpty { update([additional]) }
        bytes.withUnsafeMutableBytes { produce(into: $0) }
        end(additional)
        return bytes
    }

    /// Answers one request with prediction resistance: reseeds with fresh entropy first (SP 800-90A section 9.3.1).
    public mutating func generate(_ count: Int, entropy: [UInt8], additional: [UInt8] = []) throws(Failure) -> [UInt8] {
        try reseed(entropy: entropy, additional: additional)
        return try generate(count)
    }

    /// Answers one request by filling `buffer`, at most 65,536 bytes, without an allocation.
    public mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(Failure) {
        try begin(buffer.count)
        produce(into: buffer)
        end([])
    }

    /// Answers one request of eight bytes, read as a number with its most significant byte first; no allocation.
    public mutating func word() throws(Failure) -> UInt64 {
        try begin(8)
        value = mac.authenticate(value)
        let word = UInt64(value.w0) << 32 | UInt64(value.w1)
        end([])
        return word
    }

    /// Overwrites the state with zeroes; every later request is refused.
    public mutating func uninstantiate() {
        key = Digest256(repeating: 0)
        mac = HMACSHA256(key: key)
        value = Digest256(repeating: 0)
        requests = 0
        isInstantiated = false
    }

    /// SHA-256 of the inner state under a label: tells two states apart and gives neither away.
    ///
    /// Bytes hashed: `raffle-rng-state-v1\n` ‖ V ‖ K.
    public var stateDigest: Digest256 {
        var hash = SHA256()
        hash.update("raffle-rng-state-v1\n")
        hash.update(value)
        hash.update(key)
        return hash.finalize()
    }
}

// MARK: - The steps of section 10.1.2

extension HMACDRBG {
    private mutating func begin(_ count: Int) throws(Failure) {
        guard isInstantiated else { throw .notInstantiated }
        guard count <= Self.requestBytesMax else { throw .tooManyBits }
        guard requests < requestsMax else { throw .reseedRequired }
    }

    private mutating func end(_ additional: [UInt8]) {
        if additional.isEmpty { updateAlone() } else { update([additional]) }
        requests += 1
    }

    private mutating func produce(into buffer: UnsafeMutableRawBufferPointer) {
        guard let start = buffer.baseAddress else { return }
        let mac = mac
        var value = value
        var offset = 0
        while buffer.count - offset >= Digest256.byteCount {
            value = mac.authenticate(value)
            value.write(to: start + offset)
            offset += Digest256.byteCount
        }
        if offset < buffer.count {
            value = mac.authenticate(value)
            withUnsafeTemporaryAllocation(byteCount: Digest256.byteCount, alignment: 8) { rest in
                let first = rest.baseAddress.unsafelyUnwrapped
                value.write(to: first)
                (start + offset).copyMemory(from: first, byteCount: buffer.count - offset)
                rest.initializeMemory(as: UInt8.self, repeating: 0)
            }
        }
        self.value = value
    }

    /// HMAC_DRBG_Update with provided data.
    private mutating func update(_ provided: [[UInt8]]) {
        for mark in [0, 1] as [UInt8] {
            rekey(mac.authenticate(value, mark: mark, provided))
        }
    }

    /// HMAC_DRBG_Update without provided data.
    private mutating func updateAlone() {
        rekey(mac.authenticate(value, mark: 0))
    }

    private mutating func rekey(_ next: Digest256) {
        key = next
        mac = HMACSHA256(key: next)
        value = mac.authenticate(value)
    }
}
