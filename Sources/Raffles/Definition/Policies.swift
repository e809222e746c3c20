/// What the standard leaves open and organisers or regulators decide.
public struct Policies: Hashable, Sendable {
    /// Which sold tickets may be voided.
    public enum Voids: String, Sendable, CaseIterable {
        case any
        /// Sales are final; only a ticket that was printed wrong goes back.
        case misprintOnly = "misprint-only"
        case none
    }

    /// Sessions from outside the venue.
    public enum RemoteAccess: String, Sendable, CaseIterable {
        /// Refused at any time.
        case off
        /// Allowed, but no draw begins while there is one.
        case blocksDraw = "blocks-draw"
        /// Allowed; a draw that begins while there is one says so.
        case flagsDraw = "flags-draw"
    }

    public var voidsAllowed: Voids
    /// Whether sales made before the close may be uploaded after it, until reconciliation ends.
    public var lateUploadsUntilReconciliation: Bool
    /// A prize above this amount is paid against documents only; nil asks for none.
    public var documentsAbove: Int64?
    /// Days in which a prize can be claimed, from the draw.
    public var claimDays: Int
    /// Whether a prize nobody claimed is drawn again; else it is the organisation's.
    public var redrawUnclaimed: Bool
    /// Whether a draw takes two officials.
    public var twoPersonDraw: Bool
    public var remoteAccess: RemoteAccess
    /// Whether the closing time may be put off once the raffle is active, under supervision.
    public var closeExtension: Bool
    /// Whether tickets are sold over the internet.
    public var onlineSales: Bool
    /// Whether units sell without an attendant.
    public var unattendedSales: Bool
    /// Most that one sale may cost; nil is no limit.
    public var maxBuyIn: Int64?
    /// Days for which records are kept, from settlement.
    public var retentionDays: Int

    public init(
        voidsAllowed: Voids = .any, lateUploadsUntilReconciliation: Bool = true, documentsAbove: Int64? = nil, claimDays: Int = 30,
        redrawUnclaimed: Bool = false, twoPersonDraw: Bool = false, remoteAccess: RemoteAccess = .blocksDraw, closeExtension: Bool = false,
        onlineSales: Bool = false, unattendedSales: Bool = false, maxBuyIn: Int64? = nil, retentionDays: Int = 1100
    ) {
        self.voidsAllowed = voidsAllowed
        self.lateUploadsUntilReconciliation = lateUploadsUntilReconciliation
        self.documentsAbove = documentsAbove
        self.claimDays = claimDays
        self.redrawUnclaimed = redrawUnclaimed
        self.twoPersonDraw = twoPersonDraw
        self.remoteAccess = remoteAccess
        self.closeExtension = closeExtension
        self.onlineSales = onlineSales
        self.unattendedSales = unattendedSales
        self.maxBuyIn = maxBuyIn
        self.retentionDays = retentionDays
    }
}
