internal import Ledger

extension EventCode {
    /// The code of a type of ledger entry, or nil when such entries are no events by themselves.
    ///
    /// Types that are not in the table have the code they spell: `logon-failed` is `LOGON_FAILED`, if the catalogue has it.
    public init?(entryType: String) {
        if let code = Self.codes[entryType] {
            self = code
        } else {
            self.init(rawValue: String(entryType.uppercased().map { $0 == "-" ? "_" : $0 }))
        }
    }

    /// The types of entry that lead to this code, in alphabetical order.
    var entryTypes: [String] {
        Self.codes.filter { $0.value == self }.keys.sorted()
    }

    private static let codes: [String: EventCode] = [
        // The system ledger
        "system": .systemInitialised, "started": .systemStarted, "stopped": .systemStopped, "self-check": .ledgerCheckPassed,
        "administrator-added": .userChanged, "administrator-removed": .userChanged, "election-created": .electionCreated,
        "user-added": .userChanged, "session-ended": .logoff, "software-verified": .verificationPassed,
        // A raffle's ledger
        "raffle": .raffleCreated, "activated": .raffleActivated, "suspended": .raffleSuspended, "resumed": .raffleResumed,
        "closed": .raffleClosed, "settled": .raffleSettled, "lease": .rangeAllocated, "lease-ended": .rangeReturned,
        "mark": .ticketMarked, "unmark": .ticketUnmarked, "void": .ticketVoided, "unvoid": .voidReversed, "reprint": .ticketReprinted,
        "conflict": .saleConflict, "rsu-closed": .rsuClosed, "rsu-corrupt": .criticalMemoryCorrupt, "rsu-recovered": .rsuRecovered,
        "restored": .restore,
        "reconciled": .reconciled, "acknowledged": .voidsAcknowledged, "commitment": .drawCommitted, "pool-frozen": .drawPoolFrozen,
        "draw-started": .drawStart, "drawn": .drawNumber, "entered": .drawEntered, "draw-revealed": .drawRevealed,
        "verified": .drawVerified, "claimed": .claimPaid, "claim-refused": .claimRefused, "altered": .dataAltered,
        "refused": .actionRefused,
    ]
}

extension SignificantEvent {
    /// The code's text for an entry, or nil when the entry is no significant event.
    static func code(of entry: JSONValue, type: String) -> String? {
        // An event of another code than the catalogue's is still an event: nothing is dropped.
        if type == "event" { return entry["code"]?.stringValue ?? "UNNAMED" }
        return known(entry, type)?.rawValue
    }

    /// Types of entry of which one member decides.
    private static func known(_ entry: JSONValue, _ type: String) -> EventCode? {
        func says(_ member: String, _ text: String) -> Bool { entry[member]?.stringValue == text }
        return switch type {
        case "sale": entry["late"]?.boolValue == true ? .saleLate : nil
        case "self-check": says("result", "failed") ? .ledgerCheckFailed : .ledgerCheckPassed
        case "software-verified": says("result", "VALID") ? .verificationPassed : .verificationFailed
        case "leases-reported": entry["conflicts"]?.arrayValue?.isEmpty == false ? .leaseConflict : .leasesReported
        case "reprint": says("kind", "counterfoil") ? .counterfoilReprinted : .ticketReprinted
        case "rsu-disabled": says("why", "failed-validations") ? .rsuRemotelyDisabled : .rsuDisabled
        case "logon": entry["remote"]?.boolValue == true ? .remoteAccess : .logon
        case "refused": refusal(action: entry["action"]?.stringValue ?? "", code: entry["code"]?.stringValue ?? "")
        default: EventCode(entryType: type)
        }
    }

    /// What was refused decides, unless it was for want of a duty or because the definition is locked.
    private static func refusal(action: String, code: String) -> EventCode {
        switch code {
        case "LOCKED": .configLocked
        case "FORBIDDEN": .permissionRefused
        default: action.hasPrefix("sale") ? .saleRefused : isOfDraw(action) ? .drawRefused : .actionRefused
        }
    }

    private static func isOfDraw(_ action: String) -> Bool {
        action.hasPrefix("draw") || ["freeze", "start-draw", "enter-number"].contains(action)
    }
}
