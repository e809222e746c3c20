public import Ledger

/// What a person gives to be let in. Prints as `[redacted]`.
public struct LogonRequest: Secret, Sendable {
    public let name: String
    public let password: String
    /// Of the authenticator app.
    public let code: String?
    public let isRemote: Bool

    public init(name: String, password: String, code: String?, isRemote: Bool) {
        self.name = name
        self.password = password
        self.code = code
        self.isRemote = isRemote
    }

    /// Whose secret to compare with; nil when nobody can have this name.
    public var user: StaffID? { StaffID(name) }
}

/// What came of an attempt to log on.
public struct LogonOutcome: Sendable {
    public let result: Result<LogonAdmission, LogonRefusal>
    /// To be appended to the system ledger, refused or not.
    public let entries: [SystemEntry]
    /// To be stored in the place of the old one, before the answer is given; nil when it is the same.
    public let secret: StaffSecret?
}

/// A person is in.
public struct LogonAdmission: Sendable {
    /// Shown once, kept nowhere.
    public let token: SessionToken
    public let session: Session
}

/// Why a person is not let in, as far as they are told: nothing that a stranger could learn from.
public enum LogonRefusal: String, Error, Hashable, Sendable, CaseIterable {
    /// Unknown, wrong, used, locked, disabled or out of time: all the same to who asks.
    case refused = "LOGON_REFUSED"
    /// The password is right; the code is missing.
    case codeRequired = "CODE_REQUIRED"
    /// The password is right; the role needs an authenticator app, which an administrator sets up.
    case secondFactorMissing = "SECOND_FACTOR_MISSING"
    case remoteAccessDisabled = "REMOTE_ACCESS_DISABLED"
    /// Too many people are here.
    case busy = "TOO_MANY_SESSIONS"

    public var code: String { rawValue }
    public var message: String {
        switch self {
        case .refused: "the name, password or code is wrong, or the account is locked or out of time"
        case .codeRequired: "enter the code of your authenticator app"
        case .secondFactorMissing: "your role needs an authenticator app: ask an administrator to set it up"
        case .remoteAccessDisabled: "remote access is disabled"
        case .busy: "too many people are logged on; try again later"
        }
    }
}

extension StaffDesk {
    /// Whether to look at the password at all: not from afar while remote access is off.
    ///
    /// - Returns: nil to go on: load the secret of ``LogonRequest/user``, call ``StaffSecret/isRight(_:for:cost:)`` outside the
    ///   lock, then ``finish(_:isPasswordRight:secret:sealing:at:randomBytes:)``.
    public mutating func begin(_ request: LogonRequest, at now: Timestamp) -> LogonOutcome? {
        guard request.isRemote, !remoteAccess.isEnabled(at: now) else { return nil }
        let attempts = limiter.count("remote", atSeconds: now.seconds)
        let event = SystemEvent(.remoteAccessRefused, data: [("attempts", .whole(attempts ?? 0)), ("action", "logon")])
        return LogonOutcome(
            result: .failure(.remoteAccessDisabled), entries: attempts == nil ? [] : [.event(event, act: act(.system, now))], secret: nil)
    }

    /// Decides about an attempt whose password was compared.
    ///
    /// Locks are looked at here, not before: of many attempts at once, those after the last allowed failure are refused even
    /// with the right password.
    ///
    /// - Parameters:
    ///   - secret: the person's, from the store; nil when there is none.
    ///   - key: ``MasterKey/staffSealing``.
    ///   - randomBytes: 32 from the system's random source, for the token.
    public mutating func finish(
        _ request: LogonRequest, isPasswordRight: Bool, secret: StaffSecret?, sealing key: SecretKey, at now: Timestamp,
        randomBytes: [UInt8]
    ) -> LogonOutcome {
        guard let user = request.user, let member = directory[user] else { return refuse(.unknownUser, nil, request, now) }
        if let obstacle = member.obstacle(at: now) { return refuse(obstacle, user, request, now) }
        guard isPasswordRight, var secret, secret.user == user else { return refuse(.wrongPassword, user, request, now) }
        if member.needsSecondFactor(isRemote: request.isRemote) || secret.totp != nil {
            guard let sealed = secret.totp else { return refuse(.noSecondFactor, user, request, now) }
            guard let code = request.code, !code.isEmpty else { return refuse(.missingCode, user, request, now) }
            let last = [secret.lastStep, usedSteps[user]].compactMap { $0 }.max()
            // A secret that doesn't open can let nobody in; the count keeps it from being tried for ever.
            guard let totp = sealed.open(for: user, key: key),
                let step = totp.step(of: code, atSeconds: now.seconds, after: last)
            else { return refuse(.wrongCode, user, request, now) }
            usedSteps[user] = step
            secret.lastStep = step
        }
        let token = SessionToken(randomBytes: randomBytes)
        guard
            let (session, entries) = open(
                token, of: member, isRemote: request.isRemote, mustChangePassword: secret.isTemporary, at: now)
        else { return refuse(.tooManySessions, user, request, now) }
        return LogonOutcome(
            result: .success(LogonAdmission(token: token, session: session)), entries: entries, secret: secret)
    }

    private mutating func refuse(
        _ why: LogonFailure, _ user: StaffID?, _ request: LogonRequest, _ now: Timestamp
    ) -> LogonOutcome {
        LogonOutcome(result: .failure(why.refusal), entries: failed(why, user, request, now), secret: nil)
    }

    private mutating func failed(
        _ why: LogonFailure, _ user: StaffID?, _ request: LogonRequest, _ now: Timestamp
    ) -> [SystemEntry] {
        // Guesses are bounded by the lock, so each is on record; of the rest one stands for many.
        let attempts = why.counts ? 1 : limiter.count("\(why.rawValue) \(user?.text ?? "")", atSeconds: now.seconds)
        guard let attempts else { return [] }
        let entry = SystemEntry.staff(
            .logonFailed(user: user, why: why, isRemote: request.isRemote, attempts: attempts), act: act(.system, now))
        var entries = record([entry])
        if why.counts, let user, let failures = directory[user]?.failures, let seconds = lockOut.seconds(afterFailure: failures) {
            let until = Timestamp(seconds: now.seconds + seconds)
            entries += record([.staff(.userLocked(user: user, until: until, failures: failures), act: act(.system, now))])
        }
        return entries
    }
}

extension LogonFailure {
    /// What the person is told.
    fileprivate var refusal: LogonRefusal {
        switch self {
        case .unknownUser, .wrongPassword, .wrongCode, .locked, .disabled, .expired: .refused
        case .missingCode: .codeRequired
        case .noSecondFactor: .secondFactorMissing
        case .remoteAccessDisabled: .remoteAccessDisabled
        case .tooManySessions: .busy
        }
    }
}
