import Ledger
import Randomness
import Testing

@testable import UrnaCommands

/// With few pools: a whole battery takes its time in a debug build. `urna rng test` runs them all.
@Suite("urna rng test")
struct RngVerdictTests {
    private func verdict(_ control: BadGenerator?, pools: [Int], seed: UInt64 = 1) throws -> RandomnessVerdict {
        let battery = Battery(size: .smoke, poolSizes: pools, drawShapes: [DrawShape(drawn: 5, pool: 5)])
        return try RandomnessVerdict(battery: battery, control: control?.control, seed: seed)
    }

    @Test("The product's generator passes")
    func product() throws {
        let verdict = try verdict(nil, pools: [7, 49])
        #expect(verdict.report.passes, "\(verdict.text)")
        #expect(verdict.text.contains("PASS: "))
        let json = try verdict.json()
        #expect(json["passes"] == true)
        #expect(json["control"] == .null)
        #expect(json["lines"]?.arrayValue?.count == verdict.report.lines.count)
    }

    @Test(
        "Every bad generator fails, whatever its seed",
        arguments: [
            (BadGenerator.moduloBias, [60_000]), (.lcg31, [2, 49, 1_048_577]), (.naiveShuffle, [2]), (.noRepeat, [7, 49]),
        ], [1, 2, 3] as [UInt64])
    func controls(control: (BadGenerator, [Int]), seed: UInt64) throws {
        let verdict = try verdict(control.0, pools: control.1, seed: seed)
        #expect(!verdict.report.passes, "\(verdict.text)")
        #expect(verdict.text.contains("FAIL: "))
        #expect(try verdict.json()["passes"] == false)
    }

    @Test("A bad generator that fails is worth status 1")
    func status() async {
        #expect(await UrnaCommand.status(of: ["rng", "test", "--control", "no-repeat", "--json", "--no-progress"]) == 1)
    }
}
