internal import Ledger

extension EventCode {
    /// The code of a type of ledger entry, or nil when such entries are no events by themselves.
    ///
    /// Types that are not in the table have the code they spell: `logon-failed` is `LOGON_FAILED`, if the catalogue has it.
    public init?(entryType: String) {
        if let code = Self.codes[entryType] {
            self = code
        } else if let code = EventCode(spelledAs: entryType) {
            self = code
        } else {
            return nil
        }
    }

    /// The types of entry that lead to this code, in alphabetical order.
    var entryTypes: [String] {
        Self.codes.filter { $0.value == self }.keys.sorted()
    }

    /// Reads `rng-health-failed` or `RNG_HEALTH_FAILED`.
    init?(spelledAs name: String) {
        self.init(rawValue: String(name.uppercased().map { $0 == "-" ? "_" : $0 }))
    }

    private static let codes: [String: EventCode] = [
        // The system ledger
        "system": .systemInitialised, "started": .systemStarted, "stopped": .systemStopped, "self-check": .ledgerCheckPassed,
        "administrator-added": .userChanged, "administrator-removed": .userChanged, "election-created": .electionCreated,
        "user-added": .userChanged, "user-removed": .userChanged, "user-enabled": .userChanged, "user-disabled": .userChanged,
        "role-changed": .userChanged, "password-changed": .userChanged, "totp-changed": .userChanged,
        "device-registered": .rsuRegistered, "device-enrolled": .rsuEnrolled, "device-unenrolled": .rsuUnenrolled,
        "device-enabled": .rsuEnabled, "device-disabled": .rsuDisabled,
        // A raffle's ledger
        "raffle": .raffleCreated, "activated": .raffleActivated, "suspended": .raffleSuspended, "resumed": .raffleResumed,
        "closed": .raffleClosed, "settled": .raffleSettled, "lease": .rangeAllocated, "lease-ended": .rangeReturned,
        "mark": .ticketMarked, "unmark": .ticketUnmarked, "void": .ticketVoided, "unvoid": .voidReversed, "reprint": .ticketReprinted,
        "conflict": .saleConflict, "rsu-closed": .rsuClosed, "rsu-corrupt": .criticalMemoryCorrupt, "rsu-recovered": .rsuRecovered,
        "reconciled": .reconciled, "acknowledged": .voidsAcknowledged, "commitment": .drawCommitted, "pool-frozen": .drawPoolFrozen,
        "draw-started": .drawStart, "drawn": .drawNumber, "entered": .drawEntered, "draw-revealed": .drawRevealed,
        "verified": .drawVerified, "claimed": .claimPaid, "claim-refused": .claimRefused, "altered": .dataAltered,
        "refused": .actionRefused,
    ]
}

extension SignificantEvent {
    /// The code's text for an entry, or nil when the entry is no significant event.
    static func code(of entry: JSONValue, type: String) -> String? {
        switch type {
        // An event of another code than the catalogue's is still an event: nothing is dropped.
        case "event":
            return entry["code"]?.stringValue ?? "UNNAMED"
        case "sale":
            return entry["late"]?.boolValue == true ? EventCode.saleLate.rawValue : nil
        case "self-check":
            return (entry["result"]?.stringValue == "failed" ? EventCode.ledgerCheckFailed : .ledgerCheckPassed).rawValue
        case "reprint":
            return (entry["kind"]?.stringValue == "counterfoil" ? EventCode.counterfoilReprinted : .ticketReprinted).rawValue
        case "refused":
            let code = entry["code"]?.stringValue.flatMap { EventCode(spelledAs: $0) }
            return (code ?? .actionRefused).rawValue
        default:
            return EventCode(entryType: type)?.rawValue
        }
    }
}
