/// What the catalogue says of one event code.
public struct EventKind: Hashable, Sendable {
    public var severity: Severity
    /// One sentence.
    public var summary: String
    /// The clause of GLI-31 v1.1 that asks for it, or `good practice`.
    public var clause: String

    init(_ severity: Severity, _ summary: String, _ clause: String = "good practice") {
        self.severity = severity
        self.summary = summary
        self.clause = clause
    }
}

extension EventCode {
    public var severity: Severity { kind.severity }
    public var summary: String { kind.summary }
    public var clause: String { kind.clause }

    /// The catalogue's row.
    public var kind: EventKind {
        switch self {
        case .systemInitialised: EventKind(.info, "The installation and its system ledger began.")
        case .systemStarted: EventKind(.info, "The server started.")
        case .systemStopped: EventKind(.info, "The server stopped in good order.", "§5.2.7")
        case .ledgerCheckPassed: EventKind(.info, "The ledgers agree with their signed heads.", "§5.2.3")
        case .ledgerCheckFailed: EventKind(.critical, "A ledger does not agree with its signed head.", "§5.6.1")
        case .electionCreated: EventKind(.info, "An election was created.")
        case .clockStep: EventKind(.warning, "A clock was stepped; decisions at the close go by elapsed time.", "§5.3.1")
        case .clockSkew: EventKind(.warning, "A component's clock is further off than is allowed.", "§5.3.2")
        case .backup: EventKind(.info, "A backup was taken.", "§5.7.1")
        case .restore: EventKind(.warning, "The system was restored from a backup.", "§5.7.2")
        case .export: EventKind(.notice, "Records were exported.")
        case .buffer80: EventKind(.warning, "Storage for events or sales is 80 % full.", "§5.6.1")
        case .bufferFull: EventKind(.critical, "Storage for events or sales is full: selling stops, nothing is lost.", "§5.6.1, §6.1.4")
        case .dataAltered:
            EventKind(.warning, "Accounting, reporting or event data was changed under supervision: element, before, after.", "§5.2.4")
        case .programMismatch: EventKind(.critical, "A program error, or a program that is not the authorised one.", "§5.6.1h")
        case .verificationPassed: EventKind(.info, "The critical files are the authorised ones.", "§5.8.1")
        case .verificationFailed: EventKind(.critical, "A critical file is changed, missing or unknown.", "§5.8.1, §5.6.1h")
        case .lockedOut: EventKind(.critical, "New events, activation, sales and draws are refused until the programs verify.", "§3.5.2")
        case .lockOutCleared: EventKind(.warning, "An authorised person verified the programs again; operation resumes.", "§3.5.2")
        case .updateAuthenticated: EventKind(.notice, "An update was authenticated before it ran.", "§3.5.3")
        case .updateRefused: EventKind(.critical, "An update was refused: unsigned, or altered.", "§3.5.3")
        case .logon: EventKind(.info, "A user logged on.", "§5.2.2")
        case .logonFailed: EventKind(.notice, "An attempt to log on failed.", "§5.2.2")
        case .logoff: EventKind(.info, "A user logged off, or the session ended.", "§5.2.2")
        case .userLocked: EventKind(.warning, "An account was locked after failed attempts.", "§5.2.2")
        case .userChanged: EventKind(.notice, "A user, a role or a credential was added, changed or removed.", "§5.2.2")
        case .permissionRefused: EventKind(.warning, "A user asked for what the role does not allow.", "§5.2.2")
        case .remoteAccess: EventKind(.warning, "A remote session: who, when, how long and what was done.", "§5.6.1, §6.3.2")
        case .remoteAccessEnabled: EventKind(.warning, "Remote access was enabled, for a time.", "§6.3.1")
        case .remoteAccessDisabled: EventKind(.notice, "Remote access was disabled.", "§6.3.1")
        case .remoteAccessRefused: EventKind(.warning, "A remote session was refused or ended.", "§6.3.1")
        case .rsuRegistered: EventKind(.notice, "A selling unit asked to be admitted; it is neither enrolled nor enabled.", "§6.1.3")
        case .enrolmentIssued: EventKind(.notice, "A code to enrol a selling unit was given out.", "§6.1.3")
        case .rsuEnrolled: EventKind(.notice, "A component was enrolled.", "§6.1.3")
        case .rsuUnenrolled: EventKind(.notice, "A component was un-enrolled.", "§6.1.3")
        case .rsuEnabled: EventKind(.notice, "A component was enabled.", "§6.1.3")
        case .rsuDisabled: EventKind(.notice, "A component was disabled.", "§6.1.3")
        case .rsuConnected: EventKind(.info, "A selling unit connected.", "§5.6.1")
        case .rsuDisconnected: EventKind(.notice, "A selling unit disconnected.", "§5.6.1")
        case .rsuAuthenticated: EventKind(.info, "A selling unit showed who it is and who operates it.", "§3.2.6")
        case .rsuReauthenticated: EventKind(.info, "A selling unit authenticated again.", "§5.4.2, §6.1.4")
        case .rsuValidationFailed: EventKind(.warning, "A selling unit failed to validate itself.", "§5.4.2")
        case .deviceRefused: EventKind(.warning, "A request of a component was refused.", "§6.1.3")
        case .rsuRemotelyDisabled: EventKind(.critical, "A selling unit was disabled from afar after failed validations.", "§5.4.2")
        case .componentConnected: EventKind(.info, "A component other than a selling unit connected.", "§5.6.1")
        case .componentDisconnected: EventKind(.notice, "A component other than a selling unit disconnected.", "§5.6.1")
        case .commsEstablished: EventKind(.info, "Communication between sensitive components was established.", "§5.6.1")
        case .commsFailed: EventKind(.warning, "Communication between sensitive components failed.", "§5.6.1")
        case .offlineStarted: EventKind(.notice, "A selling unit went on selling without its server.", "§6.1.4")
        case .offlineEnded: EventKind(.info, "A selling unit reached its server again and sent its sales.", "§6.1.4")
        case .firewallLogFull: EventKind(.critical, "The firewall's audit log is full; all communication is off.", "§5.6.1, §6.2.2")
        case .criticalMemoryCorrupt: EventKind(.critical, "Critical memory is corrupt; the unit stopped.", "§5.6.1, §3.4.4")
        case .rsuRecovered: EventKind(.warning, "The sales of a corrupt selling unit were recovered from its export.", "§3.4.5")
        case .batteryLow: EventKind(.notice, "A selling unit's or printer's battery is low.", "§3.3.1")
        case .printerPaperOut: EventKind(.warning, "A printer is out of paper.", "§5.6.1, §5.5")
        case .printerPaperLow: EventKind(.notice, "A printer's paper is low.", "§5.6.1, §5.5")
        case .printerDisconnected: EventKind(.warning, "A printer is disconnected.", "§5.6.1, §5.5")
        case .printerFailed: EventKind(.warning, "A printer failed.", "§5.6.1, §5.5")
        case .printerMemory: EventKind(.warning, "A printer reported a memory error.", "§5.6.1, §5.5")
        case .printerRemoved: EventKind(.notice, "A printer was disabled or removed by its operator.", "§5.5")
        case .printerEnabled: EventKind(.notice, "A printer was enabled again by its operator.", "§5.5")
        case .raffleCreated: EventKind(.info, "A raffle was created, with its consecutive event number.")
        case .raffleActivated: EventKind(.notice, "The raffle's parameters were locked and sales may begin.", "§2.2.3")
        case .raffleSuspended: EventKind(.warning, "Sales were suspended.")
        case .raffleResumed: EventKind(.notice, "Sales were resumed.")
        case .raffleClosed: EventKind(.notice, "Sales were closed.", "§2.6.2")
        case .raffleSettled: EventKind(.notice, "The raffle's record was completed.")
        case .configLocked: EventKind(.warning, "A change to a locked parameter was refused.", "§2.2.3")
        case .configChanged: EventKind(.notice, "A parameter was changed.", "§2.8.1")
        case .actionRefused: EventKind(.warning, "An attempt was refused.", "§2.8.1")
        case .rangeAllocated: EventKind(.info, "A selling unit was given numbers to sell.", "§5.4.1")
        case .rangeReturned: EventKind(.info, "A selling unit's unsold numbers were returned.", "§5.4.1")
        case .saleLate: EventKind(.warning, "A sale made before the close arrived after it.", "§6.1.4")
        case .saleRefused: EventKind(.warning, "A sale was refused.", "§2.6.2")
        case .saleConflict: EventKind(.critical, "Another sale was sent under a sequence that is taken; the stored one stands.", "§3.2.1")
        case .ticketMarked: EventKind(.notice, "A seller asked for a ticket to be voided.", "§2.3.3")
        case .ticketUnmarked: EventKind(.notice, "A request to void a ticket was withdrawn.", "§2.3.3")
        case .ticketVoided: EventKind(.notice, "A ticket was voided with all its numbers.", "§2.3.3")
        case .voidReversed: EventKind(.warning, "A void was reversed.", "§2.8.1")
        case .ticketReprinted: EventKind(.notice, "A bearer ticket was printed again, marked as a reprint.", "§3.3.2")
        case .counterfoilReprinted: EventKind(.warning, "A counterfoil was printed again under supervision.", "§2.4.2")
        case .rsuClosed: EventKind(.info, "A selling unit stated what it sold and was closed for the raffle.", "§2.6.2")
        case .reconciled: EventKind(.notice, "All sales and voids were reconciled.", "§2.6.1")
        case .voidsAcknowledged: EventKind(.notice, "The event manager acknowledged that voided tickets are reconciled.", "§2.6.3")
        case .rngStarted: EventKind(.info, "The random generator passed its tests and started.", "§4.2.5")
        case .rngStopped: EventKind(.notice, "The random generator stopped cycling.", "§4.2.5")
        case .rngCyclingStarted: EventKind(.info, "The random generator began to cycle in the background.", "§4.2.5")
        case .rngCyclingStopped: EventKind(.notice, "The random generator no longer cycles in the background.", "§4.2.5")
        case .rngReseeded: EventKind(.info, "The random generator took in fresh entropy.", "§4.2.6")
        case .rngHealthFailed: EventKind(.critical, "The random generator failed a health test; draws are refused.", "§4.2.1")
        case .rngNotStarted: EventKind(.critical, "The random generator was asked before it had started.", "§4.2.6")
        case .rngKnownAnswer: EventKind(.critical, "The random generator failed its known-answer test.", "§4.2.1")
        case .rngRepetitionCount: EventKind(.critical, "The entropy source repeated itself: repetition count test.", "§4.2.1")
        case .rngAdaptiveProportion: EventKind(.critical, "The entropy source is lopsided: adaptive proportion test.", "§4.2.1")
        case .rngRepeatedBlock: EventKind(.critical, "The random generator gave the same block twice.", "§4.2.1")
        case .rngEntropySource: EventKind(.critical, "The entropy source failed.", "§4.2.6")
        case .rngGenerator: EventKind(.critical, "The random generator failed.", "§4.2.1")
        case .rngRecovered: EventKind(.warning, "The random generator passed its tests after a failure.", "§4.2.1")
        case .drawCommitted: EventKind(.info, "A verifiable draw's secret was committed to.")
        case .drawPoolFrozen: EventKind(.notice, "The numbers in play were fixed and their digest recorded.", "§4.4.1")
        case .drawStart: EventKind(.notice, "A draw began.", "§2.6.4")
        case .drawInterrupted: EventKind(.warning, "A draw that had begun was broken off before it gave a number.", "§2.6.4")
        case .drawResumed: EventKind(.notice, "A draw that was interrupted went on.", "§2.6.4")
        case .drawNumber: EventKind(.notice, "A number was drawn.", "§2.6.4, §4.2.1")
        case .drawEntered: EventKind(.notice, "A number drawn by hand was entered.", "§2.6.4")
        case .drawRevealed: EventKind(.info, "A verifiable draw's secret and beacon were published.")
        case .drawVerified: EventKind(.notice, "A drawn number was verified and is official.", "§2.6.5")
        case .drawPublished: EventKind(.info, "An official number was sent to the displays.", "§2.6.5")
        case .drawRefused: EventKind(.warning, "A draw was refused.", "§2.6.1")
        case .claimPaid: EventKind(.notice, "A prize was paid.", "§2.7.1")
        case .claimRefused: EventKind(.warning, "A claim was refused.", "§2.7.1")
        case .claimExpired: EventKind(.notice, "A prize was not claimed in time.")
        }
    }
}
