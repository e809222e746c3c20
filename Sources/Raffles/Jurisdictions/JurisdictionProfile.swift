/// What a regulator allows, as data. A definition names one and has to keep it.
///
/// A profile is a guide for organisers and no legal advice; where a source says nothing, the profile forbids nothing. What a profile says
/// never changes once a raffle has used it: new rules get a new id.
public struct JurisdictionProfile: Hashable, Sendable {
    public var id: String
    public var title: String
    /// Where the rules were read.
    public var sources: [String]
    /// What people have to see to, because software can't.
    public var internalControls: [String] = []

    /// Draws by a generator; when false, only `manual`.
    public var rngDrawAllowed = true
    public var onlineSalesAllowed = true
    public var unattendedSalesAllowed = true
    /// The most that may be voided.
    public var voids = Policies.Voids.any
    /// Packages that are sold for part of the time only, which is how prices change.
    public var timedPackagesAllowed = true
    /// Whether the closing time may be put off once the raffle is active.
    public var closeExtensionAllowed = true

    /// What a percentage may be taken of.
    public var percentageBases: Set<Prize.Basis> = [.gross, .net]
    /// Basis points of all sales that the percentages, early birds aside, come to together.
    public var prizeShare = 0...Money.basisPoints
    /// Highest single prize in minor units of ``currency``; nil is no rule.
    public var prizeMax: Int64?
    /// Highest sum of all prizes in minor units of ``currency``; nil is no rule.
    public var prizeTotalMax: Int64?
    /// Most that one sale may cost, in minor units of ``currency``; nil is no rule.
    public var maxBuyIn: Int64?
    /// The currency of the place; nil when the profile is of no place.
    public var currency: String?

    /// Days in which prizes can be claimed, at least.
    public var claimDaysMin = 0
    /// Days for which records are kept, at least.
    public var retentionDaysMin = 0
    /// Whether it takes two people to draw.
    public var twoPersonDrawRequired = false
    /// Whether tickets carry a licence number.
    public var licenceRequired = false
    /// Whether tickets carry a way to reach the organisation and the website with the rules.
    public var contactRequired = false
}
