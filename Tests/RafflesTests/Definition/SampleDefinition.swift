import Ledger
import Testing

@testable import Raffles

/// Definitions that tests start from.
enum SampleDefinition {
    /// The raffle of the acceptance scenarios: half of net sales, numbers 1 to 1000, three packages.
    static let rivertown: JSONValue = [
        "title": "Rivertown 50/50",
        "organisation": ["name": "Rivertown Youth Hockey", "licence": "L-1234"],
        "location": "Rivertown Arena",
        "currency": "USD",
        "utcOffsetMinutes": -360,
        "numbers": ["first": 1, "last": 1000],
        "packages": [
            ["id": "P1", "title": "One number", "numbers": 1, "price": 500],
            ["id": "P2", "title": "Three numbers", "numbers": 3, "price": 1000],
            ["id": "P3", "title": "Ten numbers", "numbers": 10, "price": 2000],
        ],
        "salesCloseAt": "2026-01-16T02:30:00Z",
        "prizes": [["id": "main", "title": "50/50", "rule": ["kind": "percentage", "of": "net", "basisPoints": 5000]]],
    ]

    /// Everything that can be said, said.
    static let complete: JSONValue = [
        "title": "Grand raffle",
        "organisation": ["name": "Club", "licence": nil, "contact": "+1 555 0100", "website": "https://club.example"],
        "location": "Hall", "currency": "CAD", "utcOffsetMinutes": 330, "numbers": ["first": 100_001, "last": 300_000],
        "allocation": "sequential",
        "packages": [
            ["id": "A", "numbers": 1, "price": 0, "validFrom": "2026-01-01T00:00:00.500Z", "validTo": "2026-01-02T00:00:00Z"],
            ["id": "B", "numbers": 1000, "price": 1_000_000],
        ],
        "salesOpenAt": "2026-01-01T00:00:00+05:30", "salesCloseAt": "2026-02-01T00:00:00.001Z",
        "prizes": [
            ["id": "early", "rule": ["kind": "fixed", "amount": 50_000], "earlyBird": ["salesBefore": "2026-01-15T00:00:00Z"]],
            [
                "id": "jackpot", "title": "Jackpot", "rule": ["kind": "percentage", "of": "gross", "basisPoints": 2500, "seed": 100_000],
                "minimum": 200_000, "cap": 5_000_000, "capBehaviour": "stop",
            ],
            ["id": "second", "rule": ["kind": "percentage", "of": "net", "basisPoints": 1], "minimum": nil, "cap": 10],
        ],
        "draw": ["mode": "verifiable", "replacement": true, "beacon": ["chain": "quicknet"], "delaySeconds": 90],
        "jurisdiction": "GLI-BASE",
        "rsu": ["bufferLimit": 0, "reauthenticateSeconds": 600, "failedValidationLimit": 5, "maxClockSkewMilliseconds": 2000],
        "policies": [
            "voidsAllowed": "misprint-only", "lateUploadsUntilReconciliation": false, "documentsAbove": 100_000, "claimDays": 60,
            "redrawUnclaimed": true, "twoPersonDraw": true, "remoteAccess": "flags-draw", "closeExtension": true, "onlineSales": true,
            "unattendedSales": true, "maxBuyIn": 1_000_000, "retentionDays": 2000,
        ],
        "notice": "You need not be present to win.",
    ]

    /// The definition with one member changed, added or (nil) taken out. The path is that of an error: `prizes[0].rule.of`.
    static func changing(_ json: JSONValue, _ path: String, to value: JSONValue?) -> JSONValue {
        let steps = path.replacing("[", with: ".[").split(separator: ".").map(String.init)
        return change(json, steps[...], value)
    }

    private static func change(_ json: JSONValue, _ steps: ArraySlice<String>, _ value: JSONValue?) -> JSONValue {
        guard let step = steps.first else { return value ?? .null }
        let rest = steps.dropFirst()
        if step.hasPrefix("["), let index = Int(step.dropFirst().dropLast()), var elements = json.arrayValue {
            elements[index] = change(elements[index], rest, value)
            return .array(elements)
        }
        var members = json.objectValue ?? []
        let place = members.firstIndex { $0.name == step }
        if rest.isEmpty, value == nil {
            members.removeAll { $0.name == step }
        } else if let place {
            members[place].value = change(members[place].value, rest, value)
        } else {
            members.append(JSONMember(step, change(.object([]), rest, value)))
        }
        return .object(members)
    }

    /// The problems of a definition, by `field: message`; none when it is good.
    static func problems(_ json: JSONValue, admitting: Bool = false) -> [String] {
        do {
            _ = admitting ? try RaffleDefinition.admit(json) : try RaffleDefinition.parse(json)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }
}
