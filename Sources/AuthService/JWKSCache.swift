internal import Ledger
internal import Logging

/// Holds the identity provider's keys, and fetches them anew when `JWKSCacheStateMachine` says so.
actor JWKSCache {
    private let source: any JWKSSource
    private let logger: Logger
    private var state: JWKSCacheStateMachine
    /// The load under way. A task of its own: a caller that gives up does not end it for those who wait with it.
    private var load: Task<Void, Never>?

    init(source: any JWKSSource, ageSecondsMax: Int64, logger: Logger) {
        self.source = source
        self.logger = logger
        state = JWKSCacheStateMachine(ageSecondsMax: ageSecondsMax)
    }

    /// The key to check a token with. May wait for one load.
    ///
    /// - Throws: `login` when no keys could be had for too long.
    func match(id: String?, algorithm: LoginVerifier.Algorithm, at now: Timestamp) async throws(IssuanceRefusal) -> JWKSKeySet.Match {
        let set = try await keySet(at: now) { set in
            if case .missing = set.match(id: id, algorithm: algorithm) { true } else { false }
        }
        return set.match(id: id, algorithm: algorithm)
    }

    /// The keys as they are known, loaded when they have to be.
    func keySet(at now: Timestamp, isMissing: (JWKSKeySet) -> Bool) async throws(IssuanceRefusal) -> JWKSKeySet {
        // Twice: whoever waited for a load that began before the file changed may start another.
        for _ in 0..<2 {
            switch state.decide(at: now, mark: source.mark(), isMissing: isMissing) {
            case .useHeld: break
            case .waitForLoad: await load?.value
            case .load:
                let task = Task { await runLoad(at: now) }
                load = task
                await task.value
            }
        }
        guard let set = state.usableSet(at: now) else {
            throw .login("the identity provider's keys cannot be read at present; try again in a minute")
        }
        return set
    }

    private func runLoad(at now: Timestamp) async {
        do throws(JWKSLoadError) {
            let set = try await JWKSKeySet(parsing: try await source.load())
            state.loaded(set, at: now)
            logger.debug("loaded the identity provider's keys", metadata: ["keys": "\(set.keys.count)"])
            for problem in set.problems { logger.notice("the identity provider's key set: \(problem); the key is left out") }
        } catch {
            state.failed()
            logger.warning(
                "the identity provider's keys could not be loaded; the old ones stay in use for a while", metadata: ["cause": "\(error)"])
        }
        load = nil
    }
}
