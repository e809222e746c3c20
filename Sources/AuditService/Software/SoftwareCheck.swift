public import Auditing
internal import Dispatch
public import Identity
public import Ledger
public import LedgerService
public import Logging
internal import NIOConcurrencyHelpers
internal import Ports
internal import Raffles
public import Telemetry

/// Verifies the critical files, keeps the lock-out and publishes the signed status.
///
/// Every verification is an entry in the system ledger before anyone is told of it. A failed one closes the lock at once, also when the
/// entry can't be written; only a passing one that an authorised person asked for, and whose entry is durable, opens it again. A
/// restart does not: the lock is restored from the ledger.
public final class SoftwareCheck: Sendable {
    private struct State {
        var lock = IntegrityLock()
        var schedule: VerificationSchedule
        var software: CriticalSoftware?
        var status: SoftwareStatus?
        /// Where the ledger has the text of each manifest that the program made itself, by its aggregate.
        var manifests: [String: UInt64] = [:]
    }

    private let settings: SoftwareSettings
    private let system: SystemLedger
    private let signer: NoteSigner
    private let metrics: SoftwareMetrics?
    private let logger: Logger
    private let clock: @Sendable () -> Int64
    private let state: NIOLockedValueBox<State>
    /// One verification at a time: its entries and its effect on the lock belong together.
    private let turn = DispatchQueue(label: "urna.software-check")

    /// - Parameters:
    ///   - signer: signs the status.
    ///   - clock: milliseconds since 1970 UTC.
    public init(
        settings: SoftwareSettings, system: SystemLedger, signer: NoteSigner, metrics: MetricsRegistry? = nil, logger: Logger,
        clock: @escaping @Sendable () -> Int64
    ) {
        self.settings = settings
        self.system = system
        self.signer = signer
        self.metrics = metrics.map { SoftwareMetrics(registry: $0) }
        self.logger = logger
        self.clock = clock
        state = NIOLockedValueBox(State(schedule: VerificationSchedule(interval: settings.interval)))
    }

    // MARK: Asking

    /// Why an action is refused now, or nil when it may go on. Before ``start()`` everything that a lock-out refuses is refused.
    public func refusal(of action: IntegrityLock.Action) -> IntegrityLock.Refusal? {
        let now = EventTime(milliseconds: clock())
        return state.withLockedValue { state in
            guard state.status != nil || !state.lock.isOpen else {
                let unknown = IntegrityLock(state: .integrityFail(since: now, problem: "the programs have not been verified yet"))
                return unknown.refusal(of: action)
            }
            return state.lock.refusal(of: action)
        }
    }

    /// The newest verification; nil before ``start()``.
    public func status() -> SoftwareStatus? { state.withLockedValue { $0.status } }

    /// Whether there is a text of the manifest with this aggregate, in hexadecimal.
    func hasManifest(_ aggregate: String) -> Bool {
        state.withLockedValue { $0.status?.identity.aggregate.hex == aggregate || $0.manifests[aggregate] != nil }
    }

    /// The text of a manifest: of the one in force, and of every one before that the program made itself. Nil for any other.
    ///
    /// Reads one entry of the ledger: not for an event loop.
    public func manifest(_ aggregate: String) throws -> String? {
        let (status, index) = state.withLockedValue { ($0.status, $0.manifests[aggregate]) }
        if let status, status.identity.aggregate.hex == aggregate { return status.manifestText }
        guard let index else { return nil }
        let entry = try JSONValue.parse(try system.served.entries(in: index..<index + 1).entry(at: 0))
        let event = Auditing.SignificantEvent(entry: entry, ledger: AuditedLedger.systemName, index: index)
        return event?.data["manifest"]?.stringValue
    }

    /// Whether a verification is due by the clock.
    public var isDue: Bool {
        let now = EventTime(milliseconds: clock())
        return state.withLockedValue { $0.schedule.isDue(at: now) }
    }

    // MARK: Verifying

    /// Reads the manifest, restores the lock-out and verifies; after the system ledger is open and before anything is served.
    ///
    /// - Throws: ``SoftwareCheckError`` when there is nothing to verify against: do not serve then. `StoreError`.
    @discardableResult
    public func start() throws -> SoftwareStatus {
        try turn.sync {
            let history = try SoftwareHistory(.system(system))
            let software = try prepare(history)
            state.withLockedValue { state in
                state.lock = history.lock
                state.software = software
                state.manifests = history.manifests
            }
            return try run(software, .start, by: .system, act: PrincipalID.system)
        }
    }

    /// Verifies because a person asks.
    ///
    /// - Throws: `PermissionRefusal` unless the person may run verifications or operates raffles; `StoreError`.
    @discardableResult
    public func verify(by authority: Authority) throws -> SoftwareStatus {
        if !authority.may(.operateRaffle) { try authority.require(.runVerification) }
        let mayClear = authority.may(.operateRaffle) || authority.may(.configureRaffle)
        return try verify(.demand, by: .person(login: authority.principal.text, mayClear: mayClear), act: authority.principal)
    }

    /// Verifies right before a draw.
    public func verifyBeforeDraw() throws -> DrawSoftware {
        let status = try verify(.draw, by: .system, act: .system)
        return DrawSoftware(
            isVerified: status.statement.isValid && status.lock.isOpen,
            software: DrawStart.Software(id: status.identity.programID, aggregate: status.statement.actualAggregate))
    }

    /// Verifies when the last time is too long ago.
    ///
    /// - Returns: the status, or nil when nothing was due.
    @discardableResult
    public func verifyWhenDue() throws -> SoftwareStatus? {
        guard isDue else { return nil }
        return try verify(.schedule, by: .system, act: .schedule)
    }

    private func verify(
        _ trigger: SoftwareVerification.Trigger, by origin: IntegrityLock.Origin, act: PrincipalID
    ) throws -> SoftwareStatus {
        try turn.sync {
            guard let software = state.withLockedValue({ $0.software }) else {
                preconditionFailure("the software check is started before it is asked")
            }
            return try run(software, trigger, by: origin, act: act)
        }
    }

    /// The manifest in force; an entry tells when it is another than before.
    private func prepare(_ history: SoftwareHistory) throws -> CriticalSoftware {
        let software: CriticalSoftware
        if let path = settings.manifestPath {
            software = try CriticalSoftware(manifestPath: path, settings)
        } else if !settings.releaseKeys.isEmpty {
            throw SoftwareCheckError.noRelease
        } else if let recorded = history.manifest, recorded.version == settings.version, let text = recorded.ownText,
            let manifest = try? SoftwareManifest(parsing: Array(text.utf8))
        {
            software = try CriticalSoftware(selfMade: CriticalSoftware.withPages(manifest, settings), settings)
        } else {
            software = try CriticalSoftware(selfMade: try CriticalSoftware.ownManifest(settings), settings)
        }
        let isKnown =
            history.manifest?.aggregate == software.identity.aggregate.hex && history.manifest?.version == settings.version
            && (history.manifest?.ownText != nil) == software.isSelfMade
        if !isKnown, let event = SystemEvent.manifestRecorded(software, before: history.manifest) {
            try system.append(.event(event, act: .init(at: Timestamp(seconds: clock() / 1000), by: .system)))
        }
        return software
    }

    private func run(
        _ software: CriticalSoftware, _ trigger: SoftwareVerification.Trigger, by origin: IntegrityLock.Origin, act by: PrincipalID
    ) throws -> SoftwareStatus {
        let comparison = software.compare()
        let now = EventTime(milliseconds: clock())
        var lock = state.withLockedValue { $0.lock }
        let outcome = lock.verified(problems: comparison.problems, at: now, by: origin)
        // A failure counts at once; a clearance only once it is on record.
        if !comparison.isValid { state.withLockedValue { $0.lock = lock } }
        metrics?.verified(comparison.isValid, isLocked: !lock.isOpen)
        report(outcome)
        let statement = VerificationStatement(time: now.text, identity: software.identity, comparison: comparison)
        let note = try statement.signed(by: signer.sign)
        let entry = SystemEntry.softwareVerified(
            SoftwareVerification(comparison, of: software.identity, trigger: trigger),
            act: .init(at: Timestamp(seconds: now.milliseconds / 1000), by: by))
        try append([entry] + (event(outcome, at: now, by: by).map { [$0] } ?? []))
        let status = SoftwareStatus(
            statement: statement, note: note, verifierKey: signer.verifierKey, isSelfMade: software.isSelfMade, lock: lock,
            manifestText: software.manifest.text)
        state.withLockedValue { state in
            state.lock = lock
            state.status = status
            state.schedule.verified(at: now)
        }
        return status
    }

    private func append(_ entries: [SystemEntry]) throws(StoreError) {
        for entry in entries { try system.append(entry) }
    }

    private func event(_ outcome: IntegrityLock.Outcome, at now: EventTime, by: PrincipalID) -> SystemEntry? {
        let data: [(String, JSONValue)]
        switch outcome {
        case .stillOpen, .stillClosed, .awaitsAuthority: return nil
        case .closed(let problem): data = [("problem", .string(String(problem.prefix(SoftwareVerification.problemCharactersMax))))]
        case .cleared(let login, let since): data = [("clearedBy", .string(login)), ("since", .string(since.text))]
        }
        guard let code = SystemEvent.Code(outcome.event.rawValue) else { return nil }
        return .event(SystemEvent(code, data: data), act: .init(at: Timestamp(seconds: now.milliseconds / 1000), by: by))
    }

    private func report(_ outcome: IntegrityLock.Outcome) {
        switch outcome {
        case .stillOpen: break
        case .closed(let problem), .stillClosed(let problem):
            logger.critical(
                "the critical files do not verify: new raffles, activation, leases, sales, draws and payouts are refused",
                metadata: ["problem": "\(problem)"])
        case .awaitsAuthority: logger.warning("the critical files verify again; a person has to clear the lock-out")
        case .cleared(let login, _): logger.notice("the lock-out is cleared", metadata: ["by": "\(login)"])
        }
    }
}
