public import Ledger

/// Who works with the system: the fold over the system ledger's entries about people.
///
/// Pure. Changes are decided here first, as an entry; the owner appends it and then hands it to ``apply(_:)``, as it does
/// with every entry of the ledger at start. Decisions and their entries take turns: the owner lets no two run at once.
public struct StaffDirectory: Sendable {
    /// Most people; those who are disabled count, because their ids are kept for ever.
    public static let membersMax = 10_000

    private var members: [StaffID: StaffMember] = [:]
    /// In the order they were added.
    private var order: [StaffID] = []
    /// Every id that anybody or anything ever had, in lower case.
    private var taken: Set<String> = PrincipalID.reserved
    /// Sessions that began and did not end, by their names.
    public private(set) var openSessions: [SessionID: OpenSession] = [:]

    /// A session that the ledger saw begin.
    public struct OpenSession: Hashable, Sendable {
        public let session: SessionID
        public let user: StaffID
        public let startedAt: Timestamp
        public let isRemote: Bool
    }

    public init() {}

    public var all: [StaffMember] { order.compactMap { members[$0] } }
    public subscript(id: StaffID) -> StaffMember? { members[id] }

    /// Whether nobody and nothing ever had this id, in either case: asked before a person, an administrator or a device gets it.
    public func isFree(_ id: PrincipalID) -> Bool { !taken.contains(id.folded) }

    // MARK: - Decisions

    /// The entry that adds a person.
    public func adding(_ id: StaffID, _ profile: StaffProfile, act: SystemEntry.Act) throws(StaffError) -> SystemEntry {
        guard members.count < Self.membersMax else { throw .full }
        guard isFree(PrincipalID(id)) else { throw .idTaken }
        if let problem = profile.problem { throw problem }
        return .staff(.userAdded(user: id, profile: profile), act: act)
    }

    /// The entry that changes a person. Their sessions end with it.
    ///
    /// - Parameter renewed: what else is set anew with the change.
    public func changing(
        _ id: StaffID, to profile: StaffProfile, renewed: Set<StaffCredential> = [], act: SystemEntry.Act
    ) throws(StaffError) -> SystemEntry {
        guard let member = members[id] else { throw .unknown }
        if let problem = profile.problem { throw problem }
        guard profile != member.profile || !renewed.isEmpty else { throw .nothingChanges }
        let renewed = StaffCredential.allCases.filter { renewed.contains($0) }
        return .staff(.userChanged(user: id, before: member.profile, after: profile, renewed: renewed), act: act)
    }

    // MARK: - Fold

    /// Takes in an entry of the system ledger; one that is about something else changes nothing.
    public mutating func apply(_ entry: SystemEntry) {
        switch entry {
        case .administratorAdded(let id, _, _, _, _): taken.insert(PrincipalID(id).folded)
        case .device(.registered(let device, _, _), _): taken.insert(PrincipalID(device).folded)
        case .staff(let entry, let act): apply(entry, at: act.at)
        default: break
        }
    }

    private mutating func apply(_ entry: StaffEntry, at: Timestamp) {
        switch entry {
        case .userAdded(let user, let profile):
            guard taken.insert(PrincipalID(user).folded).inserted else { return }
            members[user] = StaffMember(id: user, profile: profile, addedAt: at)
            order.append(user)
        case .userChanged(let user, _, let after, let renewed):
            members[user]?.profile = after
            if renewed.contains(.lock) {
                members[user]?.lockedUntil = nil
                members[user]?.failures = 0
            }
        case .userLocked(let user, let until, _): members[user]?.lockedUntil = until
        case .logon(let user, let session, let isRemote):
            members[user]?.failures = 0
            members[user]?.lockedUntil = nil
            members[user]?.lastLogonAt = at
            openSessions[session] = OpenSession(session: session, user: user, startedAt: at, isRemote: isRemote)
        case .logonFailed(let user, let why, _, let attempts):
            guard let user, why.counts else { return }
            members[user]?.failures += attempts
        case .logoff(let summary), .sessionEnded(let summary, _): openSessions[summary.session] = nil
        }
    }
}

extension LogonFailure {
    /// Whether the failure counts towards a lock: somebody guessed.
    var counts: Bool {
        switch self {
        case .wrongPassword, .wrongCode: true
        case .unknownUser, .missingCode, .noSecondFactor, .locked, .disabled, .expired, .remoteAccessDisabled, .tooManySessions: false
        }
    }
}
