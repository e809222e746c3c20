/// What a regulator allows, as data. A definition names one and must keep it.
///
/// A profile is a guide for organisers and no legal advice; where a source says nothing, the profile forbids nothing. A profile's meaning
/// never changes once a raffle used it: new rules get a new id.
public struct JurisdictionProfile: Hashable, Sendable {
    public var id: String
    public var title: String
    /// Where the rules were read.
    public var sources: [String]
    /// Draws by a generator; when false, only `manual`.
    public var rngDrawAllowed = true
    /// Draws by a generator of raffles with internet sales.
    public var onlineRNGDrawAllowed = true
    public var onlineSalesAllowed = true
    public var unattendedSalesAllowed = true
    /// The most that may be voided.
    public var voids = Policies.Voids.any
    /// Packages whose price differs by time.
    public var timedPricesAllowed = true
    /// What a percentage may be taken of.
    public var percentageBases: Set<Prize.Basis> = [.gross, .net]
    /// Basis points of gross sales that all percentage prizes together give at least; 0 is no rule.
    public var prizeShareMin = 0
    /// Highest single prize in minor units of ``currency``; nil is no rule.
    public var prizeMax: Int64?
    /// Highest prize of a raffle with internet sales, in minor units of ``currency``; nil is no rule.
    public var onlinePrizeMax: Int64?
    /// The currency that amounts are in; nil when the profile has none.
    public var currency: String?
    /// Most that one sale may cost, in minor units of ``currency``; nil is no rule.
    public var maxBuyIn: Int64?
    /// Days in which prizes can be claimed, at least.
    public var claimDaysMin = 0
    /// Days for which records are kept, at least.
    public var retentionDaysMin = 0
    public var closeExtensionAllowed = true
    /// Two people have to take part in a draw.
    public var twoPersonDrawRequired = false
    /// A licence number is printed on tickets.
    public var licenceRequired = false
    /// Website and contact are printed on tickets.
    public var contactRequired = false
}
