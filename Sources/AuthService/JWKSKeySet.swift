internal import Ledger

/// The keys that an identity provider signs with at one time (RFC 7517 §5).
///
/// Keys that can't be used (RFC 7517 §5: "ignore JWKs … not understood") are left out and remembered by their ids, so that a token
/// naming one is refused without another look at the provider.
struct JWKSKeySet: Sendable {
    /// Longest set, in bytes: a hundred keys with their certificates.
    static let byteCountMax = 256 * 1024
    /// Most keys of a set; providers publish two to ten.
    static let keyCountMax = 100

    let keys: [JWKSKey]
    /// What is wrong with each key that was left out. For the log.
    let problems: [String]
    private let unusableIDs: [String]

    /// What a set holds for a token.
    enum Match: Sendable {
        case key(JWKSKey)
        /// No key of this id; or, when the token names none, no key of its algorithm.
        case missing
        /// More than one key fits.
        case ambiguous
        /// The key of this id is for another algorithm, or one that is never used.
        case unfit
    }

    /// Reads a set.
    ///
    /// - Throws: when it is no set at all. A set without a usable key is one: its provider signs nothing at present.
    init(parsing bytes: [UInt8]) async throws(JWKSLoadError) {
        let json: JSONValue
        do {
            json = try JSONValue.parse(bytes, limits: JSONLimits(depthMax: 8, bytesMax: Self.byteCountMax))
        } catch {
            throw JWKSLoadError("the key set is no JSON: \(error)")
        }
        guard let listed = json["keys"]?.arrayValue else { throw JWKSLoadError("the key set has no array \"keys\"") }
        guard listed.count <= Self.keyCountMax else { throw JWKSLoadError("the key set has more than \(Self.keyCountMax) keys") }
        var keys: [JWKSKey] = []
        var problems: [String] = []
        var unusableIDs: [String] = []
        for (position, key) in listed.enumerated() {
            do throws(JWKSLoadError) {
                keys.append(try await JWKSKey(key))
            } catch {
                problems.append("key \(position + 1) \(error)")
                if let id = key["kid"]?.stringValue { unusableIDs.append(id) }
            }
        }
        self.keys = keys
        self.problems = problems
        self.unusableIDs = unusableIDs
    }

    /// The key to check a token with.
    func match(id: String?, algorithm: LoginVerifier.Algorithm) -> Match {
        let named = id.map { id in keys.filter { $0.id?.isIdentical(to: id) == true } } ?? keys
        let fitting = named.filter { $0.algorithm == algorithm }
        if fitting.count == 1 { return .key(fitting[0]) }
        guard fitting.isEmpty else { return .ambiguous }
        guard let id else { return .missing }
        return named.isEmpty && !unusableIDs.contains { $0.isIdentical(to: id) } ? .missing : .unfit
    }
}
