import Ledger
import Testing

@testable import Raffles

@Suite("Raffle definitions")
struct RaffleDefinitionTests {
    @Test("What is left out gets its default, and every default is written out")
    func defaults() throws {
        let definition = try RaffleDefinition.admit(SampleDefinition.rivertown)
        #expect(definition.allocation == .shuffled)
        #expect(definition.draw == DrawRules(mode: .certifiedRNG, replacement: false))
        #expect(definition.jurisdiction == "GLI-BASE")
        #expect(definition.policies == Policies())
        #expect(definition.rsu == RSURules())
        let json = definition.json()
        #expect(json["policies"]?["voidsAllowed"] == "any")
        #expect(json["policies"]?["lateUploadsUntilReconciliation"] == true)
        #expect(json["rsu"]?["bufferLimit"] == 200)
        #expect(json["draw"] == ["mode": "certified-rng", "replacement": false])
        #expect(json["salesOpenAt"] == JSONValue.null)
        #expect(json["salesCloseAt"] == "2026-01-16T02:30:00.000Z")
        #expect(json["prizes"]?.arrayValue?.first?["capBehaviour"] == "clamp")
    }

    @Test(
        "Reading what was written gives the same definition and digest", arguments: [SampleDefinition.rivertown, SampleDefinition.complete])
    func roundTrip(json: JSONValue) throws {
        let definition = try RaffleDefinition.parse(json)
        let again = try RaffleDefinition.parse(try JSONValue.parse(definition.json().canonical()))
        #expect(again == definition)
        #expect(again.json().canonical() == definition.json().canonical())
        #expect(again.digest == definition.digest)
        #expect(definition.digest == Hash.sha256(definition.json().canonical()))
    }

    @Test("Every member of a complete definition is read")
    func complete() throws {
        let definition = try RaffleDefinition.parse(SampleDefinition.complete)
        #expect(definition.salesOpenAt?.text == "2025-12-31T18:30:00.000Z")
        #expect(definition.packages.map(\.title) == ["A", "B"])
        #expect(definition.packages[0].validFrom?.text == "2026-01-01T00:00:00.500Z")
        #expect(definition.prizes[0].rule == .fixed(50_000) && definition.prizes[0].salesBefore?.text == "2026-01-15T00:00:00.000Z")
        #expect(definition.prizes[1].rule == .percentage(of: .gross, basisPoints: 2500, seed: 100_000))
        #expect(
            definition.prizes[1].minimum == 200_000 && definition.prizes[1].cap == 5_000_000 && definition.prizes[1].capBehaviour == .stop)
        #expect(definition.draw == DrawRules(mode: .verifiable, replacement: true, delaySeconds: 90))
        #expect(definition.policies.remoteAccess == .flagsDraw && definition.policies.maxBuyIn == 1_000_000)
        #expect(definition.rsu.bufferLimit == 0)
        #expect(definition.notice == "You need not be present to win.")
        // A change of any member changes the digest: nothing is left out of what the ledger holds.
        var digests: Set<Hash> = [definition.digest]
        let changes: [(String, JSONValue)] = [
            ("title", "x"), ("organisation.contact", "x"), ("organisation.website", "x"), ("organisation.licence", "x"), ("location", "x"),
            ("currency", "USD"), ("utcOffsetMinutes", 0), ("numbers.last", 300_001), ("allocation", "shuffled"), ("packages[0].price", 1),
            ("packages[0].title", "x"), ("packages[0].validFrom", nil), ("packages[0].validTo", nil), ("salesOpenAt", nil),
            ("salesCloseAt", nil), ("prizes[0].rule.amount", 1), ("prizes[0].earlyBird", nil), ("prizes[1].rule.seed", 0),
            ("prizes[1].rule.basisPoints", 1), ("prizes[1].rule.of", "net"), ("prizes[1].minimum", nil), ("prizes[1].cap", 400_000),
            ("prizes[1].capBehaviour", "clamp"), ("draw.replacement", false), ("draw.delaySeconds", 60),
            ("jurisdiction", "AB"), ("rsu.bufferLimit", 1), ("rsu.reauthenticateSeconds", 60), ("rsu.failedValidationLimit", 1),
            ("rsu.maxClockSkewMilliseconds", 100), ("policies.voidsAllowed", "none"), ("policies.lateUploadsUntilReconciliation", true),
            ("policies.documentsAbove", nil), ("policies.claimDays", 1), ("policies.redrawUnclaimed", false),
            ("policies.twoPersonDraw", false),
            ("policies.remoteAccess", "blocks-draw"), ("policies.closeExtension", false), ("policies.onlineSales", false),
            ("policies.unattendedSales", false), ("policies.maxBuyIn", nil), ("policies.retentionDays", 1), ("notice", nil),
        ]
        for (path, value) in changes {
            let changed = try RaffleDefinition.parse(SampleDefinition.changing(SampleDefinition.complete, path, to: value))
            #expect(digests.insert(changed.digest).inserted, "\(path)")
        }
    }

    @Test("A raffle sells from its opening to just before its close")
    func period() throws {
        let definition = try RaffleDefinition.parse(SampleDefinition.complete)
        let open = try #require(definition.salesOpenAt)
        let close = try #require(definition.salesCloseAt)
        #expect(definition.salesPeriod(at: open.adding(milliseconds: -1)) == .early)
        #expect(definition.salesPeriod(at: open) == .open)
        #expect(definition.salesPeriod(at: close.adding(milliseconds: -1)) == .open)
        #expect(definition.salesPeriod(at: close) == .over)
        let package = definition.packages[0]
        let from = try #require(package.validFrom)
        let to = try #require(package.validTo)
        #expect(!package.isValid(at: from.adding(milliseconds: -1)) && package.isValid(at: from))
        #expect(package.isValid(at: to.adding(milliseconds: -1)) && !package.isValid(at: to))
        #expect(definition.packages[1].isValid(at: to))
        let cutoff = try #require(definition.prizes[0].salesBefore)
        #expect(definition.prizes[0].includes(ticketSoldAt: cutoff.adding(milliseconds: -1)))
        #expect(!definition.prizes[0].includes(ticketSoldAt: cutoff))
        #expect(definition.prizes[1].includes(ticketSoldAt: cutoff))
    }

    @Test("The bounds themselves are good")
    func bounds() {
        let good: [(String, JSONValue)] = [
            ("title", .string(String(repeating: "x", count: 200))), ("numbers", ["first": 3_980_000_001, "last": 4_000_000_000]),
            ("packages[0].price", 1_000_000_000_000), ("packages[0].price", 0), ("packages[2].numbers", 1000), ("utcOffsetMinutes", 840),
            ("utcOffsetMinutes", -720), ("prizes[0].rule.basisPoints", 10_000), ("prizes[0].cap", 0), ("policies.claimDays", 0),
            ("prizes[0].minimum", 1_000_000_000_000),
        ]
        for (path, value) in good {
            #expect(SampleDefinition.problems(SampleDefinition.changing(SampleDefinition.rivertown, path, to: value)) == [], "\(path)")
        }
    }

    @Test("A definition larger than a ledger entry is refused")
    func size() {
        let name = String(repeating: "\u{FFFF}", count: 200)
        let packages: [JSONValue] = (0..<64).map { ["id": .string("P\($0)"), "title": .string(name), "numbers": 1, "price": 1] }
        let prizes: [JSONValue] = (0..<64).map {
            ["id": .string("P\($0)"), "title": .string(name), "rule": ["kind": "fixed", "amount": 1]]
        }
        var json = SampleDefinition.changing(SampleDefinition.rivertown, "packages", to: .array(packages))
        #expect(SampleDefinition.problems(json) == [])
        json = SampleDefinition.changing(json, "prizes", to: .array(prizes))
        let problems = SampleDefinition.problems(json)
        #expect(problems.count == 1 && problems[0].contains("bytes in a ledger entry"), "\(problems)")
    }
}
