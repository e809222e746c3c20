public import Ledger

/// What the `system` ledger can hold, for the page that documents it.
public enum SystemEntries {
    /// One row for each type of entry, in the order in which a reader meets them.
    public static let catalogue: [EntryKind] = SystemEntry.Kind.allCases.map { kind in
        let (summary, appendedBy, fields) = description(of: kind)
        return EntryKind(
            name: kind.rawValue, summary: summary, appendedBy: appendedBy, fields: [type(kind)] + fields, example: example(of: kind).json())
    }

    private static func description(of kind: SystemEntry.Kind) -> (summary: String, appendedBy: String, fields: [EntryField]) {
        switch kind {
        case .system:
            ("The installation and its system ledger begin.", "the server, at its first start", [origin, time("createdAt"), version])
        case .administratorAdded:
            (
                "A person or program may run elections from now on.", "the server, for the administrator in `by`",
                [
                    administrator("id", "who is added"), EntryField(name: "name", type: "string", meaning: "for people to read"),
                    EntryField(name: "role", type: "string", meaning: "`owner`, `organiser` or `auditor`"), time("at"),
                    EntryField(name: "by", type: "string or null", meaning: "who added them; null for the first owner"),
                ]
            )
        case .administratorRemoved:
            (
                "An administrator's token opens nothing any more.", "the server, for the administrator in `by`",
                [administrator("id", "who is removed"), time("at"), administrator("by", "who removed them")]
            )
        case .electionCreated:
            (
                "An election was created, with a ledger of its own.", "the server, for the administrator in `by`",
                [
                    EntryField(name: "election", type: "string", meaning: "the election's id"), origin,
                    EntryField(name: "verifierKey", type: "string", meaning: "the note verifier key of the election's ledger"), time("at"),
                    administrator("by", "who created it"),
                ]
            )
        case .checkpoint:
            (
                "What another ledger looked like: it held these entries before the next entry here was made.", "the server, once a minute",
                [
                    origin, EntryField(name: "size", type: "integer", meaning: "entries in that ledger"),
                    EntryField(name: "root", type: "string", meaning: "root hash of its tree, base64"),
                ]
            )
        case .started: ("The server started.", "the server, at every start", [time("at"), version])
        case .selfCheck:
            (
                "The server compared its ledgers with their signed heads.", "the server, at start and by schedule",
                [
                    time("at"), EntryField(name: "result", type: "string", meaning: "`passed` or `failed`"),
                    EntryField(name: "problem", type: "string", meaning: "what is wrong and where; when failed", required: false),
                    EntryField(name: "ledgers", type: "integer", meaning: "ledgers checked"),
                    EntryField(name: "entries", type: "integer", meaning: "entries checked, over all ledgers"),
                ]
            )
        case .raffleCreated:
            (
                "A raffle was created, with a ledger of its own.", "the server, for the person in `by`",
                [
                    EntryField(name: "raffle", type: "string", meaning: "the raffle's id"), origin,
                    EntryField(name: "verifierKey", type: "string", meaning: "the note verifier key of the raffle's ledger"),
                ] + act
            )
        case .userAdded, .userChanged, .userLocked, .logon, .logonFailed, .logoff, .sessionEnded: staffDescription(of: kind)
        case .deviceRegistered, .deviceEnrolled, .deviceUnenrolled, .deviceEnabled, .deviceDisabled, .validationFailed:
            deviceDescription(of: kind)
        case .softwareVerified: softwareDescription
        case .event:
            (
                "Any other significant event.", "the server",
                [
                    EntryField(name: "code", type: "string", meaning: "what happened: `REMOTE_ACCESS_ENABLED`, `DEVICE_REFUSED` …"),
                    EntryField(name: "data", type: "object", meaning: "what belongs to it; by code"),
                ] + act
            )
        }
    }

    /// The members that say when, by whom and where.
    static let act = [
        time("at"),
        EntryField(name: "by", type: "string", meaning: "who: a person, an administrator, a selling unit, `system` or `schedule`"),
        EntryField(name: "component", type: "string", meaning: "which part of the installation: `SRV-1`, or a selling unit"),
    ]

    private static let origin = EntryField(
        name: "origin", type: "string", meaning: "the ledger's origin, the first line of its checkpoints")
    private static let version = EntryField(name: "version", type: "string", meaning: "the version of the program")

    private static func type(_ kind: SystemEntry.Kind) -> EntryField {
        EntryField(name: "type", type: "string", meaning: "`\(kind.rawValue)`")
    }

    static func time(_ name: String) -> EntryField {
        EntryField(name: name, type: "time", meaning: "RFC 3339 in UTC, whole seconds")
    }

    private static func administrator(_ name: String, _ meaning: String) -> EntryField {
        EntryField(name: name, type: "string", meaning: "id of an administrator: \(meaning)")
    }
}

extension SystemEntries {
    /// A complete entry of each type, for the page.
    static func example(of kind: SystemEntry.Kind) -> SystemEntry {
        let at = Timestamp(seconds: 1_795_258_620)
        guard let owner = AdministratorID("owner"), let ada = AdministratorID("ada") else {
            preconditionFailure("both ids keep the rule for ids")
        }
        let origin = "vote.example/audit/2026"
        return switch kind {
        case .system: .system(origin: "vote.example/system", createdAt: at, version: "0.1.0")
        case .administratorAdded: .administratorAdded(id: ada, name: "Ada Lovelace", role: .organiser, at: at, by: owner)
        case .administratorRemoved: .administratorRemoved(id: ada, at: at, by: owner)
        case .electionCreated:
            .electionCreated(
                election: "mayor-2026", origin: origin,
                verifierKey: "vote.example/audit/2026+eb14e161+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4", at: at, by: ada)
        case .checkpoint: .checkpoint(origin: origin, head: TreeHead(size: 0, root: .emptyTree))
        case .started: .started(at: at, version: "0.1.0")
        case .selfCheck: .selfCheck(at: at, result: .passed, ledgers: 3, entries: 81_204)
        case .raffleCreated:
            .raffleCreated(
                raffle: "spring-5050", origin: "vote.example/raffles/spring-5050",
                verifierKey: "vote.example/raffles/spring-5050+2c9d0a51+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
                act: .init(at: at, by: PrincipalID(ada)))
        case .userAdded, .userChanged, .userLocked, .logon, .logonFailed, .logoff, .sessionEnded: staffExample(of: kind, at: at)
        case .deviceRegistered, .deviceEnrolled, .deviceUnenrolled, .deviceEnabled, .deviceDisabled, .validationFailed:
            deviceExample(of: kind, at: at)
        case .softwareVerified: softwareExample(at: at)
        case .event:
            .event(
                SystemEvent(.remoteAccessEnabled, data: [("until", .string(Timestamp(seconds: at.seconds + 3600).text))]),
                act: .init(at: at, by: PrincipalID(ada)))
        }
    }
}
