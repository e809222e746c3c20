import Ledger
import Testing

@testable import Raffles

@Suite("A raffle with many units")
struct ManyUnitsTests {
    @Test("reconciles in one entry with as many units as there may be, and has no room for one more")
    func most() throws {
        var record = try Self.record()
        for place in 1...ReconciliationTable.unitsMax { #expect(Self.lease(Self.unit(place), &record) == nil) }
        #expect(Self.lease(Self.unit(ReconciliationTable.unitsMax + 1), &record)?.code == .tooManyUnits)
        #expect(Self.lease(Self.unit(1), &record) == nil, "a unit that has numbers gets more")
        _ = record.perform(.close, by: RecordScene.manager, at: Self.now)
        for place in 1...ReconciliationTable.unitsMax {
            let rsu = Self.unit(place)
            _ = record.perform(
                .closeUnit(rsu: rsu, statement: UnitStatement(raffle: RecordScene.raffle, rsu: rsu, sales: [])), by: RaffleActor(unit: rsu),
                at: Self.now)
        }
        let decision = record.perform(.reconcile(override: nil), by: RecordScene.manager, at: Self.now)
        guard case .reconciled(let table)? = decision.outcome else {
            Issue.record("not reconciled: \(decision.refusal.map { "\($0)" } ?? "")")
            return
        }
        #expect(table.units.count == ReconciliationTable.unitsMax)
        #expect(table.units.map(\.rsu) == table.units.map(\.rsu).sorted())
        #expect(try #require(decision.entries.last).encoded().count < 1000)
    }

    @Test("the digest stands for every unit's line: any change of one is another digest")
    func digest() throws {
        let line = ReconciliationTable.Unit(
            rsu: Self.unit(1), agrees: true, totals: try #require(AccountTotals(values: [300, 3, 0, 1, 0, 1000, 0])))
        let table = ReconciliationTable(numbers: 1000, unallocated: 700, total: line.totals, units: [line], override: nil)
        var changed = [table, table, table, table]
        changed[0].units[0].agrees = false
        changed[1].units[0].rsu = Self.unit(2)
        changed[2].units[0].totals.gross += 1
        changed[3].units.append(line)
        #expect(Set((changed + [table]).map(\.unitsDigest)).count == 5)
        let text = #"["\#(Self.unit(1).text)",true,300,3,0,1,0,1000,0]"# + "\n"
        #expect(table.unitsDigest == .sha256(Array(text.utf8)))
    }

    private static let now = time("2026-01-15T18:00:00.000Z")

    private static func unit(_ place: Int) -> RSUID {
        let digits = String(place)
        return known(RSUID("unit-with-a-long-name-" + String(repeating: "0", count: 36 - digits.count) + digits))
    }

    private static func lease(_ rsu: RSUID, _ record: inout RaffleRecord) -> Refusal? {
        record.perform(.lease(rsu: rsu, operator: known(UserID("op7")), count: 1), by: .system, at: Self.now).refusal
    }

    private static func record() throws -> RaffleRecord {
        let text = """
            {"title":"Many","organisation":{"name":"Club"},"location":"Arena","currency":"USD","numbers":{"first":1,"last":100000},
            "packages":[{"id":"P1","title":"1","numbers":1,"price":500}],
            "prizes":[{"id":"main","title":"50/50","rule":{"kind":"percentage","of":"net","basisPoints":5000}}]}
            """
        let creation = RaffleCreation(
            raffle: RecordScene.raffle, eventNumber: 1, origin: "urna.test/many",
            definition: try RaffleDefinition.parse(JSONValue.parse(Array(text.utf8))))
        var record = RaffleRecord()
        _ = record.perform(.create(creation), by: RecordScene.admin, at: Self.now)
        _ = record.perform(.activate, by: RecordScene.manager, at: Self.now)
        return record
    }
}
