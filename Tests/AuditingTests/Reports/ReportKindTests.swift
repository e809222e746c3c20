import Testing

@testable import Auditing

@Suite("The seven reports")
struct ReportKindTests {
    @Test("there are seven, with the names that links and programs use")
    func names() {
        #expect(
            ReportKind.allCases.map(\.rawValue) == [
                "drawing", "exceptions", "bearer-tickets", "sales-by-rsu", "voided-numbers", "rsu-events", "rsu-corruption",
            ])
        #expect(ReportKind.allCases.map(\.clause) == "abcdefg".map { "§2.8.1\($0)" })
    }

    @Test(
        "each has the fields that its clause asks for",
        arguments: [
            (
                ReportKind.drawing,
                [
                    "eventAt", "gross", "refunds", "net", "prizeAwarded", "prizeRule", "numbersInPlay", "drawOrder", "calledAt", "number",
                    "claimStatus",
                ]
            ),
            (.exceptions, ["at", "event", "actor", "element", "before", "after"]),
            (.bearerTickets, ["ticket", "numbers", "price", "rsu"]),
            (.salesByRSU, ["rsu", "gross", "numbersSold", "ticketsVoided", "misprints", "net", "numbersInPlay"]),
            (.voidedNumbers, ["number", "validation"]),
            (.rsuEvents, ["rsu", "at", "event", "text"]),
            (.rsuCorruption, ["rsu", "operator", "collected"]),
        ])
    func fields(kind: ReportKind, names: [String]) {
        let known = Set((kind.columns + kind.facts).map(\.name))
        for name in names {
            #expect(known.contains(name), "\(kind) \(name)")
        }
        #expect(Set(kind.columns.map(\.name)).count == kind.columns.count)
    }

    @Test("the worked example's sales add up in the sales report")
    func sales() throws {
        // allocated, tickets, numbers, gross, tickets voided, numbers voided, misprints, refunds, net, in play, unsold
        let units: [(String, [Int64])] = [
            ("RSU-A", [300, 9, 33, 9000, 1, 10, 1, 2000, 7000, 23, 267]), ("RSU-B", [300, 6, 25, 7000, 1, 3, 0, 1000, 6000, 22, 275]),
            ("RSU-K", [300, 2, 20, 4000, 0, 0, 0, 0, 4000, 20, 280]),
        ]
        let columns = ReportKind.salesByRSU.columns
        let rows = units.map { unit, amounts in
            [ReportCell.text(unit), .text("op7")] + zip(columns[2...], amounts).map { $0.kind == .money ? .money($1) : .number($1) }
                + [.text("reconciled")]
        }
        let control = try Sample.write(Sample.document(.salesByRSU), .text, rows).control
        let totals = Dictionary(uniqueKeysWithValues: control.totals.map { ($0.column.name, $0.value) })
        #expect(totals["gross"] == 20_000)
        #expect(totals["refunds"] == 3000)
        #expect(totals["net"] == 17_000)
        #expect(totals["numbersInPlay"] == 65)
        #expect(totals["unsold"] == 822)
        #expect(totals["ticketsSold"] == 17)
    }
}
