import Ledger
import Testing

@testable import Raffles

@Suite("Refusals of raffle definitions")
struct DefinitionRefusalTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        var path: String
        var value: JSONValue?
        var problem: String

        init(_ path: String, _ value: JSONValue?, _ problem: String) {
            self.path = path
            self.value = value
            self.problem = problem
        }

        var testDescription: String { "\(path): \(problem)" }
    }

    static let price = "packages[0].price: must be a whole number from 0 to 1000000000000"
    static let id = "must be a string of 1 to 64 letters a-z A-Z, digits and - _ ."
    static let refusals: [Refusal] = [
        Refusal("title", nil, "title: is missing"),
        Refusal("title", "", "title: is empty"),
        Refusal("title", 5, "title: must be a string"),
        Refusal("title", .string(String(repeating: "x", count: 201)), "title: is longer than 200 characters"),
        Refusal("title", "a\u{202E}b", "title: holds a character that changes the direction of text"),
        Refusal("titel", "x", "titel: is not a known member; did you mean \"title\"?"),
        Refusal("organisation", nil, "organisation: is missing"),
        Refusal("organisation", "Club", "organisation: must be an object"),
        Refusal("organisation.name", nil, "organisation.name: is missing"),
        Refusal("organisation.license", "x", "organisation.license: is not a known member; did you mean \"licence\"?"),
        Refusal("organisation.licence", "a\nb", "organisation.licence: holds a control character"),
        Refusal("currency", nil, "currency: is missing"),
        Refusal("currency", "usd", "currency: must be the three capital letters of a currency in ISO 4217, such as \"USD\""),
        Refusal("currency", "EURO", "currency: must be the three capital letters of a currency in ISO 4217, such as \"USD\""),
        Refusal("utcOffsetMinutes", 841, "utcOffsetMinutes: must be a whole number from -720 to 840"),
        Refusal("utcOffsetMinutes", 0.5, "utcOffsetMinutes: must be a whole number from -720 to 840"),
        Refusal("numbers", nil, "numbers: is missing"),
        Refusal("numbers.last", nil, "numbers.last: is missing"),
        Refusal("numbers.first", 0, "numbers.first: must be a whole number from 1 to 4000000000"),
        Refusal("numbers.first", 1001, "numbers.last: must not be less than first"),
        Refusal("numbers.last", 20_000_001, "numbers.last: must leave at most 20000000 numbers, not 20000001"),
        Refusal("numbers.last", 4_000_000_001, "numbers.last: must be a whole number from 1 to 4000000000"),
        Refusal("allocation", "random", "allocation: must be one of \"sequential\", \"shuffled\""),
        Refusal("packages", nil, "packages: is missing"),
        Refusal("packages", [], "packages: must hold 1 to 64 items, not 0"),
        Refusal("packages", .array(Array(repeating: .null, count: 65)), "packages: must hold 1 to 64 items, not 65"),
        Refusal("packages[1].id", "P1", "packages[1].id: is already the id of packages[0]"),
        Refusal("packages[0].id", "P 1", "packages[0].id: \(id)"),
        Refusal("packages[0].id", nil, "packages[0].id: is missing"),
        Refusal("packages[0].price", -1, price),
        Refusal("packages[0].price", 1_000_000_000_001, price),
        Refusal("packages[0].price", 4.99, price),
        Refusal("packages[0].price", "500", price),
        Refusal("packages[0].numbers", 0, "packages[0].numbers: must be a whole number from 1 to 1000"),
        Refusal("packages[0].numbers", 1001, "packages[0].numbers: must be a whole number from 1 to 1000"),
        Refusal(
            "packages[0].validTo", "soon",
            "packages[0].validTo: must be null or a time to the millisecond such as \"2026-11-21T08:00:00.000Z\""),
        Refusal("numbers.last", 9, "packages[2].numbers: must not be more than the 9 numbers of the raffle"),
        Refusal("policies.maxBuyIn", 1999, "packages[2].price: must not be more than policies.maxBuyIn, 1999"),
        Refusal("salesOpenAt", "2026-01-16T02:30:00Z", "salesCloseAt: must be later than salesOpenAt"),
        Refusal("prizes", [], "prizes: must hold 1 to 64 items, not 0"),
        Refusal("prizes[0].rule", nil, "prizes[0].rule: is missing"),
        Refusal("prizes[0].rule.kind", "half", "prizes[0].rule.kind: must be one of \"fixed\", \"percentage\""),
        Refusal("prizes[0].rule.of", nil, "prizes[0].rule.of: is missing"),
        Refusal("prizes[0].rule.of", "Net", "prizes[0].rule.of: must be one of \"gross\", \"net\"; did you mean \"net\"?"),
        Refusal("prizes[0].rule.basisPoints", 0, "prizes[0].rule.basisPoints: must be a whole number from 1 to 10000"),
        Refusal("prizes[0].rule.basisPoints", 10_001, "prizes[0].rule.basisPoints: must be a whole number from 1 to 10000"),
        Refusal("prizes[0].rule.percent", 50, "prizes[0].rule.percent: is not a known member"),
        Refusal("prizes[0].rule.amount", 50, "prizes[0].rule.amount: is for \"fixed\" only; \"percentage\" does not read it"),
        Refusal("prizes[0].capBehaviour", "stop", "prizes[0].cap: is missing: \"stop\" needs one"),
        Refusal("prizes[0].earlyBird", ["salesBefore": nil], "prizes[0].earlyBird.salesBefore: is missing"),
        Refusal("prizes[0].earlyBird", [:], "prizes[0].earlyBird.salesBefore: is missing"),
        Refusal("draw.mode", "rng", "draw.mode: must be one of \"certified-rng\", \"verifiable\", \"manual\""),
        Refusal("draw.delaySeconds", 60, "draw.delaySeconds: is for \"verifiable\" only; \"certified-rng\" does not read it"),
        Refusal("draw", ["mode": "verifiable", "delaySeconds": 59], "draw.delaySeconds: must be a whole number from 60 to 604800"),
        Refusal("draw", ["mode": "verifiable", "beacon": ["chain": "nist"]], "draw.beacon.chain: must be one of \"quicknet\""),
        Refusal("rsu.bufferLimit", -1, "rsu.bufferLimit: must be a whole number from 0 to 100000"),
        Refusal("rsu.failedValidationLimit", 0, "rsu.failedValidationLimit: must be a whole number from 1 to 100"),
        Refusal("policies.twoPersonDraw", 1, "policies.twoPersonDraw: must be true or false"),
        Refusal("policies.voids", "any", "policies.voids: is not a known member"),
        Refusal("policies.claimDays", 3651, "policies.claimDays: must be a whole number from 0 to 3650"),
        Refusal("notice", " ", "notice: is empty"),
    ]

    @Test("Each mistake is named with its place", arguments: refusals)
    func refusal(_ refusal: Refusal) {
        let json = SampleDefinition.changing(SampleDefinition.rivertown, refusal.path, to: refusal.value)
        #expect(SampleDefinition.problems(json) == [refusal.problem])
    }

    @Test("Rules that only hold together are checked together")
    func prizes() {
        let fixed: JSONValue = ["kind": "fixed", "amount": 5]
        var json = SampleDefinition.changing(
            SampleDefinition.rivertown, "prizes",
            to: [
                ["id": "a", "rule": ["kind": "percentage", "of": "net", "basisPoints": 6000], "minimum": 5, "cap": 4],
                [
                    "id": "b", "rule": ["kind": "percentage", "of": "gross", "basisPoints": 4001], "cap": 9, "capBehaviour": "stop",
                    "earlyBird": ["salesBefore": "2026-01-01T00:00:00Z"],
                ],
                ["id": "a", "rule": fixed, "minimum": 1],
            ])
        #expect(
            SampleDefinition.problems(json) == [
                "prizes[0].minimum: must not be more than cap",
                "prizes[1].capBehaviour: must be \"clamp\" for an early bird",
                "prizes[2].id: is already the id of prizes[0]",
                "prizes[2].minimum: is for percentages only; a fixed prize does not read it",
                "prizes: give 10001 basis points of sales away, more than 10000",
            ])
        json = SampleDefinition.changing(SampleDefinition.rivertown, "numbers.last", to: 20_000_000)
        json = SampleDefinition.changing(json, "packages[0].price", to: 1_000_000_000)
        #expect(
            SampleDefinition.problems(json) == [
                "packages[0].price: is so high that all numbers together would cost more than 9007199254740991"
            ])
    }

    @Test("The price is bounded by what all numbers together would cost")
    func priceOfAllNumbers() {
        let dear = SampleDefinition.changing(SampleDefinition.rivertown, "packages[2].price", to: .integer(RaffleDefinition.amountMax))
        #expect(SampleDefinition.problems(SampleDefinition.changing(dear, "numbers.last", to: 90_069)) == [])
        #expect(
            SampleDefinition.problems(SampleDefinition.changing(dear, "numbers.last", to: 90_070)) == [
                "packages[2].price: is so high that all numbers together would cost more than 9007199254740991"
            ])
    }

    @Test("All problems are reported, up to a limit")
    func many() {
        let packages: [JSONValue] = (0..<64).map { _ in ["x": 1] }
        let json = SampleDefinition.changing(SampleDefinition.rivertown, "packages", to: .array(packages))
        #expect(SampleDefinition.problems(json).count == RaffleDefinition.problemsMax)
        #expect(SampleDefinition.problems(["a": 1]).count == 8)
    }

    @Test("What is no definition at all is refused, not crashed on", arguments: [nil, 5, "x", [], true, [[:]], -1.5] as [JSONValue])
    func notAnObject(json: JSONValue) {
        #expect(SampleDefinition.problems(json) == ["must be an object"])
    }

    @Test("Any value in any place is either refused or read and written back the same")
    func hostile() throws {
        let values: [JSONValue] = [
            nil, true, 0, -1, 1, 59, .integer(.max), .integer(.min), 9_007_199_254_740_991, 1e300, 0.1, "", "x", "\u{0}", "net",
            "2026-01-01T00:00:00Z",
            .string(String(repeating: "é", count: 100_000)), [], [nil], [[:]], [:], ["": ""], ["id": "a", "id": "b"],
        ]
        var accepted = 0
        for json in [SampleDefinition.rivertown, SampleDefinition.complete] {
            for path in Self.paths(of: json, at: "") {
                for value in values {
                    let changed = SampleDefinition.changing(json, path, to: value)
                    guard let definition = try? RaffleDefinition.parse(changed) else { continue }
                    accepted += 1
                    let again = try RaffleDefinition.parse(definition.json())
                    #expect(again == definition, "\(path) \(value)")
                }
            }
        }
        #expect(accepted > 100)
    }

    private static func paths(of json: JSONValue, at path: String) -> [String] {
        let inner: [String]
        switch json {
        case .object(let members): inner = members.flatMap { paths(of: $0.value, at: path.isEmpty ? $0.name : "\(path).\($0.name)") }
        case .array(let elements): inner = elements.enumerated().flatMap { paths(of: $0.element, at: "\(path)[\($0.offset)]") }
        default: inner = []
        }
        return (path.isEmpty ? [] : [path]) + inner
    }
}
