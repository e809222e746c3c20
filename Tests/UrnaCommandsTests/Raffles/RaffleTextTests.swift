import Ledger
import Testing

@testable import UrnaCommands

@Suite("Raffles for people")
struct RaffleTextTests {
    private let raffle: JSONValue = [
        "id": "winter", "eventNumber": 7, "state": "closed", "closesAt": "2026-01-16T02:30:00.000Z",
        "definition": [
            "title": "Winter 50/50", "organisation": ["name": "Rivertown Youth Hockey"], "currency": "USD",
            "numbers": ["first": 1, "last": 1000], "draw": ["mode": "certified-rng"],
            "packages": [["id": "P1", "numbers": 1, "price": 500]], "prizes": [["id": "main", "title": "50/50"]],
        ],
        "sales": ["tickets": 17, "numbers": 78, "gross": 20_000, "refunds": 3_000, "net": 17_000, "numbersInPlay": 65],
        "prizes": [["id": "main", "amount": 8_500]],
        "winners": [["prize": "main", "number": 446, "ticket": "RSU-A-3", "amount": 8_500, "officialAt": "2026-01-16T03:00:00.000Z"]],
    ]

    @Test("A raffle is told with its money in its currency")
    func description() {
        let text = RaffleText(raffle).description
        for part in [
            "Winter 50/50 (winter, event 7)", "numbers     1 to 1000", "17 tickets, 78 numbers, of which 65 in play",
            "gross 200.00 USD, refunds 30.00 USD, net 170.00 USD", "P1  1 number for 5.00 USD", "main  85.00 USD  50/50",
            "number 446, ticket RSU-A-3, 85.00 USD",
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test("A number that the raffle does not have is no attempt")
    func unknownNumber() {
        let unknown = DrawText.entered(["verdict": "UNKNOWN", "attempt": 3], number: 1001)
        #expect(unknown == "UNKNOWN: this raffle has no number 1001. Read it again (no attempt, but on record).")
        #expect(DrawText.entered(["verdict": "VOID", "attempt": 3], number: 14).contains("attempt 3"))
    }

    @Test(
        "Money has the decimals of its currency",
        arguments: [
            (8_500, "CAD", "85.00 CAD"), (5, "USD", "0.05 USD"), (-5, "USD", "-0.05 USD"), (123_456_789, "USD", "1,234,567.89 USD"),
            (1_500, "JPY", "1,500 JPY"), (1_500, "KWD", "1.500 KWD"), (7, "", "7 minor units"),
        ])
    func money(amount: Int64, currency: String, text: String) {
        #expect(RaffleText.money(.integer(amount), currency: currency) == text)
    }

    @Test("Lists have a row each, whether the server names its array or not")
    func lists() {
        for answer: JSONValue in [["raffles": .array([raffle])], .array([raffle])] {
            let lines = RaffleLists.raffles(answer).split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines[1].contains("170.00 USD") && lines[1].hasSuffix("Winter 50/50"))
        }
        #expect(RaffleLists.raffles(["raffles": []]).contains("urna raffle create"))
    }

    @Test("Reconciliation adds up on every line, as objects or as a ledger entry's arrays")
    func reconciliation() {
        let arrays: JSONValue = [
            "units": [["RSU-A", true, 300, 33, 10, 9, 1, 9_000, 2_000], ["RSU-B", false, 300, 25, 3, 6, 1, 7_000, 1_000]],
            "total": [600, 58, 13, 15, 2, 16_000, 3_000],
        ]
        let lines = ReconciliationText(arrays, currency: "USD").text.split(separator: "\n").map(String.init)
        #expect(lines[1].split(separator: " ").joined(separator: " ") == "RSU-A 300 33 10 23 267 90.00 USD 20.00 USD 70.00 USD yes")
        #expect(lines[2].hasSuffix("NO"))
        #expect(lines[3].split(separator: " ").joined(separator: " ") == "all 600 58 13 45 542 160.00 USD 30.00 USD 130.00 USD")
        let objects: JSONValue = [
            "units": [
                [
                    "rsu": "RSU-A", "agrees": true,
                    "totals": ["allocated": 300, "sold": 33, "void": 10, "gross": 9_000, "refunds": 2_000],
                ]
            ]
        ]
        let line = ReconciliationText(objects, currency: "USD").text.split(separator: "\n")[1]
        #expect(line.split(separator: " ") == lines[1].split(separator: " "))
    }

    @Test("A draw is told with every word, also those that were rejected")
    func draw() {
        let text = DrawText.drawn([
            "prize": "main", "attempt": 1, "number": 446, "ticket": "RSU-A-3", "verdict": "VALID",
            "transcript": [
                "words": [["word": "ffffffffffffffff", "accepted": false], ["word": "591adfe6e6ee9ba3", "accepted": true]],
                "poolSize": 989, "index": 444,
            ],
            "pool": ["digest": "0d47", "count": 989], "software": ["aggregate": "e40a"],
        ])
        for part in [
            "number 446, ticket RSU-A-3 (VALID, attempt 1)", "444 of 989", "ffffffffffffffff  (rejected", "591adfe6e6ee9ba3\n", "e40a",
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test(
        "Every verdict of the requirements is told in a sentence of its own",
        arguments: [
            "VALID_WINNER", "VALID_NOT_WINNER", "VOID", "UNSOLD", "UNKNOWN_NUMBER", "VALIDATION_MISMATCH", "WRONG_EVENT", "ALREADY_CLAIMED",
        ])
    func verdicts(verdict: String) {
        let text = VerdictText.sentence(
            ["verdict": .string(verdict), "ticket": "RSU-A-1", "prize": "main", "amount": 8_500], currency: "USD")
        #expect(text.hasPrefix(verdict + ": "))
        #expect(text != "\(verdict): pay nothing.")
        #expect(text.contains("85.00 USD") == (verdict == "VALID_WINNER"))
    }

    @Test("A refusal is told with its code and what to do")
    func refusals() {
        let body = Array(#"{"type":"/problems/refused","title":"Not yet","status":409,"detail":"sales are open","code":"NOT_CLOSED"}"#.utf8)
        let problem = ServerProblem(status: 409, body: body, retryAfter: nil)
        #expect(problem.description.hasPrefix("NOT_CLOSED: Not yet: sales are open\n"))
        #expect(problem.description.contains("urna raffle close"))
    }

    @Test(
        "Leased numbers are told as a range only when they are one",
        arguments: [
            (Array(1...300), "1 to 300"), ([399, 12, 510], "399, 12, 510"), ([5], "5"),
            ([9, 8, 7, 6, 5, 4, 3, 2, 1, 11, 12], "9, 8, 7, 6, 5, 4, 3, 2, 1, 11, …"),
        ] as [([Int64], String)])
    func leased(numbers: [Int64], text: String) {
        #expect(RaffleLeaseCommand.listed(numbers) == text)
    }
}
