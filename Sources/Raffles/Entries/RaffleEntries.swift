public import Ledger

/// Every type of entry in a raffle's ledger: the source of `docs/ledger-entries.md`, and of which members an entry may have.
public enum RaffleEntries {
    public static let catalogue = EntryCatalogue(kinds: payloads.map { $0.kind })

    /// In the order of a raffle's course.
    static let payloads: [any RafflePayload.Type] = [
        RaffleCreation.self, Activation.self, Suspension.self, Resumption.self, Closing.self, Lease.self, LeaseEnd.self, Sale.self,
        TicketMark.self, TicketUnmark.self, TicketVoid.self, TicketUnvoid.self, Reprint.self, Conflict.self, UnitClosing.self,
        UnitCorruption.self, UnitRecovery.self, Restoration.self, LeaseReport.self, LeaseRelease.self, Reconciliation.self,
        Acknowledgement.self, DrawCommitment.self, PoolFreeze.self,
        DrawStart.self, DrawnNumber.self, EnteredNumber.self, DrawReveal.self, WinnerVerification.self, Claim.self, ClaimRefusal.self,
        Alteration.self, RefusedAction.self, SignificantEvent.self, Settlement.self,
    ]
}
