import Ledger
import Testing

@testable import Raffles

@Suite("Jurisdiction profiles")
struct JurisdictionProfileTests {
    private static func problems(_ profile: String, _ changes: [(String, JSONValue?)]) -> [String] {
        var json = SampleDefinition.changing(SampleDefinition.rivertown, "jurisdiction", to: .string(profile))
        for (path, value) in changes { json = SampleDefinition.changing(json, path, to: value) }
        return SampleDefinition.problems(json, admitting: true)
    }

    private static let manual: (String, JSONValue?) = ("draw.mode", "manual")
    private static let gross: (String, JSONValue?) = ("prizes[0].rule.of", "gross")
    private static let capped: [(String, JSONValue?)] = [("prizes[0].cap", 2_500_000), ("prizes[0].capBehaviour", "stop")]
    private static let northDakota: [(String, JSONValue?)] = [manual, gross, ("policies.retentionDays", 1188)] + capped
    private static let washington: [(String, JSONValue?)] = [
        manual, gross, ("policies.voidsAllowed", "misprint-only"), ("organisation.contact", "+1 555 0100"),
        ("organisation.website", "https://rivertown.example"),
    ]

    @Test("The seven profiles have distinct ids and sources, and the first is the default")
    func catalogue() {
        #expect(JurisdictionProfile.all.map(\.id) == ["GLI-BASE", "ND-5050", "WA-HOME-GAME", "ON-ERS", "BC-B", "AB", "MN"])
        #expect(JurisdictionProfile.all.allSatisfy { !$0.sources.isEmpty && JurisdictionProfile.find($0.id) == $0 })
        #expect(JurisdictionProfile.find("gli-base") == nil)
        #expect(JurisdictionProfile.northDakota5050.json()["prizeMax"] == 2_500_000)
    }

    @Test("A profile nobody knows is refused for a new raffle, and left alone in an old ledger")
    func unknown() throws {
        #expect(
            Self.problems("TX", []) == [
                "jurisdiction: must be one of \"GLI-BASE\", \"ND-5050\", \"WA-HOME-GAME\", \"ON-ERS\", \"BC-B\", \"AB\", \"MN\""
            ])
        let old = SampleDefinition.changing(SampleDefinition.rivertown, "jurisdiction", to: "TX")
        #expect(try RaffleDefinition.parse(old).jurisdiction == "TX")
    }

    @Test("A lawful raffle is admitted under each profile")
    func lawful() {
        #expect(Self.problems("GLI-BASE", [("policies.unattendedSales", true), ("policies.onlineSales", true)]) == [])
        #expect(Self.problems("ND-5050", Self.northDakota) == [])
        #expect(Self.problems("WA-HOME-GAME", Self.washington) == [])
        #expect(Self.problems("ON-ERS", [("currency", "CAD"), ("policies.twoPersonDraw", true), ("policies.onlineSales", true)]) == [])
        #expect(Self.problems("BC-B", [("currency", "CAD"), ("policies.onlineSales", true)]) == [])
        #expect(Self.problems("AB", [("currency", "CAD")]) == [])
        #expect(Self.problems("MN", [Self.gross]) == [])
    }

    @Test("Minnesota refuses a percentage of net and internet sales")
    func minnesota() {
        #expect(Self.problems("MN", []) == ["prizes[0].rule.of: is \"gross\" under MN"])
        #expect(
            Self.problems("MN", [Self.gross, ("policies.onlineSales", true), ("currency", "CAD")]) == [
                "currency: is \"USD\" under MN", "policies.onlineSales: is false under MN",
            ])
    }

    @Test("North Dakota wants half of gross, at most $25,000, a manual draw and records for three years")
    func northDakota() {
        #expect(
            Self.problems("ND-5050", []) == [
                "prizes[0].rule.of: is \"gross\" under ND-5050", "prizes[0].cap: is at most 2500000 under ND-5050",
                "prizes[0].capBehaviour: is \"stop\" under ND-5050", "draw.mode: is \"manual\" under ND-5050",
                "policies.retentionDays: is at least 1188 under ND-5050",
            ])
        #expect(
            Self.problems("ND-5050", Self.northDakota + [("prizes[0].rule.basisPoints", 4999)]) == [
                "prizes: give 5000 or more basis points of sales, not 4999 under ND-5050"
            ])
        #expect(
            Self.problems("ND-5050", Self.northDakota + [("prizes[0].cap", 2_500_001)]) == [
                "prizes[0].cap: is at most 2500000 under ND-5050",
                "prizes: are 2500000 at most, all caps and fixed amounts together under ND-5050",
            ])
        #expect(
            Self.problems(
                "ND-5050", Self.northDakota + [("organisation.licence", nil), ("policies.claimDays", 6), ("policies.onlineSales", true)])
                == [
                    "organisation.licence: is printed on tickets under ND-5050", "policies.onlineSales: is false under ND-5050",
                    "policies.claimDays: is at least 7 under ND-5050",
                ])
    }

    @Test("North Dakota's limit holds for all prizes of the day together")
    func northDakotaTotal() {
        let prizes: JSONValue = [
            ["id": "main", "rule": ["kind": "percentage", "of": "gross", "basisPoints": 5000], "cap": 2_400_000, "capBehaviour": "stop"],
            ["id": "second", "rule": ["kind": "fixed", "amount": 100_000]],
        ]
        let base: [(String, JSONValue?)] = [Self.manual, ("policies.retentionDays", 1188), ("prizes", prizes)]
        #expect(Self.problems("ND-5050", base) == [])
        #expect(
            Self.problems("ND-5050", base + [("prizes[1].rule.amount", 100_001)]) == [
                "prizes: are 2500000 at most, all caps and fixed amounts together under ND-5050"
            ])
        #expect(
            Self.problems("ND-5050", base + [("prizes[1].rule.amount", 2_500_001)]).first
                == "prizes[1].rule.amount: is at most 2500000 under ND-5050")
    }

    @Test("Washington refuses generators, voids at will, changing prices, and tickets without contact")
    func washington() {
        #expect(
            Self.problems("WA-HOME-GAME", Self.washington + [("draw.mode", "certified-rng")]) == [
                "draw.mode: is \"manual\" under WA-HOME-GAME"
            ])
        #expect(
            Self.problems("WA-HOME-GAME", Self.washington + [("draw", ["mode": "verifiable"])]) == [
                "draw.mode: is \"manual\" under WA-HOME-GAME"
            ])
        #expect(
            Self.problems(
                "WA-HOME-GAME",
                Self.washington + [
                    ("policies.voidsAllowed", "any"), ("packages[1].validTo", "2026-01-16T00:00:00Z"), ("organisation.contact", nil),
                    ("prizes[0].rule.basisPoints", 6000), ("policies.claimDays", 29), ("policies.onlineSales", true),
                ]) == [
                    "organisation.contact: is printed on tickets under WA-HOME-GAME", "policies.onlineSales: is false under WA-HOME-GAME",
                    "policies.voidsAllowed: is at most \"misprint-only\" under WA-HOME-GAME",
                    "packages[1].validTo: is null: prices stay the same while tickets are sold under WA-HOME-GAME",
                    "prizes: give 5000 basis points of sales, not 6000 under WA-HOME-GAME",
                    "policies.claimDays: is at least 30 under WA-HOME-GAME",
                ])
        #expect(Self.problems("WA-HOME-GAME", Self.washington + [("policies.voidsAllowed", "none")]) == [])
    }

    @Test("Ontario refuses units without an attendant and draws by one person")
    func ontario() {
        #expect(
            Self.problems("ON-ERS", [("currency", "CAD"), ("policies.unattendedSales", true)]) == [
                "policies.unattendedSales: is false under ON-ERS", "policies.twoPersonDraw: is true under ON-ERS",
            ])
    }

    @Test("Flags that no profile here raises work all the same")
    func otherFlags() throws {
        var profile = JurisdictionProfile.gliBase
        profile.maxBuyIn = 5000
        profile.closeExtensionAllowed = false
        let changed = SampleDefinition.changing(SampleDefinition.rivertown, "policies.closeExtension", to: true)
        var problems = profile.check(try RaffleDefinition.parse(changed)).map(\.field)
        #expect(problems == ["policies.closeExtension", "policies.maxBuyIn"])
        let limited = SampleDefinition.changing(SampleDefinition.rivertown, "policies.maxBuyIn", to: 5000)
        problems = profile.check(try RaffleDefinition.parse(limited)).map(\.field)
        #expect(problems == [])
    }
}
