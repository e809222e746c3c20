extension JurisdictionProfile {
    /// GLI-31 alone, which leaves all of this to the regulator.
    public static let gliBase = JurisdictionProfile(
        id: "GLI-BASE", title: "GLI-31 without a regulator's additions", sources: ["GLI-31 v1.1 (24 July 2015), chapters 2 to 6"])

    /// North Dakota, electronic fifty-fifty at one event.
    ///
    /// Half of gross sales or more, at most $25,000 for one prize and for the day, manual draw from printed counterfoils, five business days
    /// to claim (a week and a weekend at least), activity accounted for three years from the end of the quarter (at most 1,096 + 92 days).
    public static let northDakota5050 = JurisdictionProfile(
        id: "ND-5050", title: "North Dakota: electronic fifty-fifty raffle at a single event",
        sources: ["N.D. Admin. Code 99-01.3-05.1-03, -05", "N.D. Admin. Code 99-01.3-16-09.5"],
        internalControls: [
            "The total of all cash prizes of the organisation on one day stays below the limit, other raffles included.",
            "After a power or system failure nobody draws until every number sold is in the receptacle.",
            "The attorney general is told when a prize was not claimed in time, and at once when numbers were missing from the receptacle.",
            "Paper with the winning, sold and void numbers is kept for a year.",
        ],
        rngDrawAllowed: false, onlineSalesAllowed: false, percentageBases: [.gross], prizeShare: 5000...Money.basisPoints,
        prizeMax: 2_500_000, prizeTotalMax: 2_500_000, currency: "USD", claimDaysMin: 7, retentionDaysMin: 1188, licenceRequired: true)

    /// Washington, electronic raffle at a home game.
    ///
    /// Half of gross sales, closed network, manual draw, sales final, no price change, 30 days to claim, contact and rules on the ticket.
    public static let washingtonHomeGame = JurisdictionProfile(
        id: "WA-HOME-GAME", title: "Washington State: electronic raffle at a home game",
        sources: ["WAC 230-11-300", "WAC 230-11-310", "WAC 230-11-320", "WAC 230-11-345", "WAC 230-11-365", "WAC 230-11-385"],
        internalControls: [
            "Selling units use a closed network without access to the internet.",
            "One raffle is held at a home game, and tickets are sold after spectators are let in only.",
            "Expenses of up to $2,000 may be taken off before the prize is reckoned; this profile takes none.",
            "The winning number is announced, and on the organisation's website within 48 hours of the draw.",
            "Records are complete within 72 hours of the draw.",
        ],
        rngDrawAllowed: false, onlineSalesAllowed: false, voids: .misprintOnly, timedPackagesAllowed: false, percentageBases: [.gross],
        prizeShare: 5000...5000, currency: "USD", claimDaysMin: 30, retentionDaysMin: 30, contactRequired: true)

    /// Ontario, electronic raffle system: certified generators, attended sales in person, two members at the draw.
    public static let ontario = JurisdictionProfile(
        id: "ON-ERS", title: "Ontario: electronic raffle system",
        sources: [
            "AGCO, Electronic raffle systems: minimum technical standards 4.3, 4.9, parts B and C",
            "AGCO, other technical requirements 7.2.2, 7.3",
        ],
        internalControls: [
            "Two bona fide members of the organisation oversee the draw.",
            "Tickets show every draw date and the point of sale; the prize on display is marked as an estimate.",
            "Remote access goes through a VPN with two factors; internet sales have an independent security assessment.",
            "The video of the draw is kept for 30 days.",
        ],
        unattendedSalesAllowed: false, currency: "CAD", retentionDaysMin: 30, twoPersonDrawRequired: true)

    /// British Columbia, class B licence: certified generators and sales online with payment and delivery at once.
    public static let britishColumbiaB = JurisdictionProfile(
        id: "BC-B", title: "British Columbia: class B gaming event licence",
        sources: ["gov.bc.ca, licensed gaming online, 14 September 2021"],
        internalControls: [
            "Online payment is taken at once and the ticket delivered at once.",
            "A prize that is sent out online as a voucher is worth at most $2,500.",
        ],
        currency: "CAD")

    /// Alberta: certified generators.
    public static let alberta = JurisdictionProfile(
        id: "AB", title: "Alberta: electronic raffle", sources: ["AGLC, electronic raffle handbook, chapter 6"],
        internalControls: ["A prize that has to be claimed in the venue can be claimed for ten minutes at least."],
        currency: "CAD")

    /// Minnesota: share-the-pot prizes are of gross sales, nothing is sold over the internet, and the draw is public.
    public static let minnesota = JurisdictionProfile(
        id: "MN", title: "Minnesota: raffle",
        sources: ["Minn. Stat. 349.173", "Minnesota Gambling Control Board, frequently asked questions"],
        internalControls: [
            "The winner is drawn in a public forum, and every ticket sold or not sold is accounted for.",
            "Credit cards are not accepted.",
        ],
        onlineSalesAllowed: false, percentageBases: [.gross], currency: "USD")

    /// Every profile, the default first.
    public static let all: [JurisdictionProfile] = [
        gliBase, northDakota5050, washingtonHomeGame, ontario, britishColumbiaB, alberta, minnesota,
    ]

    /// The profile with this id, or nil.
    public static func find(_ id: String) -> JurisdictionProfile? {
        all.first { $0.id.utf8.elementsEqual(id.utf8) }
    }
}
