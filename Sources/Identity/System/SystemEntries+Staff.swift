internal import Ledger

extension SystemEntries {
    static func staffDescription(of kind: SystemEntry.Kind) -> (summary: String, appendedBy: String, fields: [EntryField]) {
        switch kind {
        case .userAdded:
            (
                "A person may work with the system from now on.", "the server, for the person in `by`",
                [user, profile("profile", "who")] + act
            )
        case .userChanged:
            (
                "What a person may do has changed, or what they prove themselves with.", "the server, for the person in `by`",
                [
                    user, profile("before", "as it was"), profile("after", "as it is"),
                    EntryField(
                        name: "renewed", type: "array of strings",
                        meaning: "what else was set anew: `password`, `totp`, `pin`, `lock` (lifted); never a value"),
                ] + act
            )
        case .userLocked:
            (
                "After too many failures in a row a person can't log on for a while.", "the server",
                [user, time("until"), EntryField(name: "failures", type: "integer", meaning: "failures in a row")] + act
            )
        case .logon: ("A person logged on.", "the server", [user, session, remote] + act)
        case .logonFailed:
            (
                "A log-on was refused.", "the server; at most once a minute for the same cause",
                [
                    EntryField(name: "user", type: "string or null", meaning: "whose name was given; null when there is no such person"),
                    choice("why", LogonFailure.self), remote,
                    EntryField(name: "attempts", type: "integer", meaning: "how many attempts the entry stands for"),
                ] + act
            )
        case .logoff: ("A person left.", "the server, for the person in `by`", summary + act)
        default: ("The server ended a session.", "the server", summary + [choice("why", SessionEnd.self)] + act)
        }
    }

    static func staffExample(of kind: SystemEntry.Kind, at: Timestamp) -> SystemEntry {
        guard let ada = AdministratorID("ada"), let grace = StaffID("grace"), let session = SessionID("5e1f0c9a7b3d2468") else {
            preconditionFailure("the ids keep the rule for ids")
        }
        let before = StaffProfile(name: "Grace Hopper", roles: [.operatorRole])
        let after = StaffProfile(name: "Grace Hopper", roles: [.operatorRole, .eventManager])
        let summary = SessionSummary(
            session: session, user: grace, startedAt: at, seconds: 1260, isRemote: false, areas: ["raffles", "reports"], changes: 4)
        let end = Timestamp(seconds: at.seconds + 1260)
        return switch kind {
        case .userAdded: .staff(.userAdded(user: grace, profile: before), act: .init(at: at, by: PrincipalID(ada)))
        case .userChanged:
            .staff(.userChanged(user: grace, before: before, after: after, renewed: [.password]), act: .init(at: at, by: PrincipalID(ada)))
        case .userLocked:
            .staff(
                .userLocked(user: grace, until: Timestamp(seconds: at.seconds + 900), failures: 5), act: .init(at: at, by: .system))
        case .logon: .staff(.logon(user: grace, session: session, isRemote: false), act: .init(at: at, by: PrincipalID(grace)))
        case .logonFailed:
            .staff(
                .logonFailed(user: grace, why: .wrongPassword, isRemote: false, attempts: 1), act: .init(at: at, by: .system))
        case .logoff: .staff(.logoff(summary), act: .init(at: end, by: PrincipalID(grace)))
        default: .staff(.sessionEnded(summary, why: .idle), act: .init(at: end, by: .system))
        }
    }

    private static let user = EntryField(name: "user", type: "string", meaning: "id of the person")
    private static let session = EntryField(name: "session", type: "string", meaning: "names the session: 16 hexadecimal digits")
    private static let remote = EntryField(name: "remote", type: "boolean", meaning: "whether it came from outside the venue's network")
    private static let summary = [
        session, user, time("startedAt"), EntryField(name: "seconds", type: "integer", meaning: "how long the session lasted"), remote,
        EntryField(name: "areas", type: "array of strings", meaning: "parts of the system that were used, sorted"),
        EntryField(name: "changes", type: "integer", meaning: "requests that changed something"),
    ]

    private static func profile(_ name: String, _ meaning: String) -> EntryField {
        EntryField(
            name: name, type: "object",
            meaning: "\(meaning): `name`, `roles` (of \(list(StaffRole.self))), `status` (`active` or `disabled`), `until` (time or null)")
    }

    static func choice<Choice: CaseIterable & RawRepresentable<String>>(_ name: String, _ type: Choice.Type) -> EntryField {
        EntryField(name: name, type: "string", meaning: list(type))
    }

    private static func list<Choice: CaseIterable & RawRepresentable<String>>(_ type: Choice.Type) -> String {
        Choice.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    }
}
