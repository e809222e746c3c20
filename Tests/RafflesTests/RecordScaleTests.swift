import Crypto
import Foundation
import Ledger
import Testing

@testable import Raffles

@Suite("A large raffle")
struct RecordScaleTests {
    /// Takes a while and says little in a debug build: `URNA_SCALE_TESTS=1`, release.
    @Test(
        "a million tickets with ten million numbers fit in 1.5 GB and replay in seconds",
        .enabled(if: ProcessInfo.processInfo.environment["URNA_SCALE_TESTS"] != nil))
    func million() throws {
        let text = """
            {"title":"Large","organisation":{"name":"Club"},"location":"Arena","currency":"USD","numbers":{"first":1,"last":10000000},
            "packages":[{"id":"P3","title":"10","numbers":10,"price":2000}],
            "prizes":[{"id":"main","title":"50/50","rule":{"kind":"percentage","of":"net","basisPoints":5000}}]}
            """
        let definition = try RaffleDefinition.parse(JSONValue.parse(Array(text.utf8)))
        let rsu = known(RSUID("RSU-A"))
        let user = known(UserID("op7"))
        let raffle = RecordScene.raffle
        let now = time("2026-01-15T18:00:00.000Z")
        var record = RaffleRecord()
        let creation = RaffleCreation(raffle: raffle, eventNumber: 1, origin: "urna.test/large", definition: definition)
        _ = record.perform(.create(creation), by: RecordScene.admin, at: now)
        _ = record.perform(.activate, by: RecordScene.admin, at: now)
        _ = record.perform(.lease(rsu: rsu, operator: user, count: 10_000_000), by: .system, at: now)
        let count = 1_000_000
        var bytes: [UInt8] = []
        var ends: [Int] = []
        let clock = ContinuousClock()
        let encoding = clock.measure {
            for place in 0..<count {
                let sale = SaleUpload(
                    rsu: rsu, sequence: UInt64(place + 1), sale: known(SaleID(bytes: Hash.sha256(Array("\(place)".utf8)).bytes.prefix(16))),
                    numbers: (UInt32(place * 10 + 1)...UInt32(place * 10 + 10)).map { $0 }, package: known(PackageID("P3")), price: 2000,
                    payment: Payment(method: .card, reference: "ch_3N\(place)"), operator: user, soldAt: now, offline: false,
                    commitment: Hash.sha256(Array("c\(place)".utf8)))
                let entry = RaffleEntry(at: now, by: UserID(rsu), component: ComponentID(rsu), .sale(Sale(sale, late: false)))
                entry.append(to: &bytes)
                ends.append(bytes.count)
            }
        }
        var start = 0
        let before = residentMegabytes()
        let folding = try clock.measure {
            for end in ends {
                try bytes.withUnsafeBytes { raw in
                    try record.apply(entry: UnsafeRawBufferPointer(rebasing: raw[start..<end]), index: record.size)
                }
                start = end
            }
        }
        let after = residentMegabytes()
        var freeze: PoolFreeze?
        let freezing = clock.measure { freeze = record.poolFreeze(of: RecordScene.draw, salesBefore: nil) }
        print("encoding \(encoding), folding \(folding), freezing \(freezing), record \(after - before) MB")
        #expect(record.totals.sold == count * 10)
        #expect(freeze?.count == count * 10)
        #expect(after - before < 1500)
    }

    private func residentMegabytes() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = status.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * 4096 / 1_000_000
    }
}
