import Identity
import Ledger
import Raffles
import Testing

@testable import UrnaCommands

@Suite("The server of a selling unit")
struct UnitAddressTests {
    @Test(
        "A unit talks plain http with its own machine only, unless it was told to do so",
        arguments: [
            ("http://127.0.0.1:1", true), ("http://localhost", true), ("https://raffle.example", true), ("http://10.0.0.5:8080", false),
            ("http://raffle.example", false),
        ])
    func plain(text: String, isTaken: Bool) throws {
        let address = try ServerAddress(text)
        #expect((address.refusalForUnit(isInsecureAllowed: false) == nil) == isTaken)
        #expect(address.refusalForUnit(isInsecureAllowed: true) == nil)
        if !isTaken { #expect(address.refusalForUnit(isInsecureAllowed: false)?.contains("--insecure") == true) }
    }

    @Test("An address that stands in the unit's folder is not used either")
    func stored() async throws {
        let place = try TemporaryFolder()
        let path = place.path + "/unit"
        var settings = try made()
        settings.server = "http://192.0.2.1:9"
        try UnitFolder.create(path, settings, seed: [UInt8](repeating: 3, count: DeviceKey.seedByteCount))
        let link = try UnitLink(UnitFolder(path), to: ServerAddress("http://192.0.2.1:9"), clock: UnitClock(environment: [:]))
        do {
            _ = try await link.get("/v1/rsu/status")
            Issue.record("a request went out")
        } catch let failure as LinkFailure {
            #expect(failure.problem.message.contains("plain http"), "\(failure.problem)")
        }
    }

    @Test("What was allowed with the enrolment stays so")
    func kept() throws {
        var settings = try made()
        #expect(try UnitSettings(settings.json().canonical()) == settings)
        #expect(settings.json()["insecure"] == nil)
        settings.isInsecureAllowed = true
        #expect(try UnitSettings(settings.json().canonical()).isInsecureAllowed)
    }

    private func made() throws -> UnitSettings {
        UnitSettings(
            id: try #require(DeviceID("RSU-A")), rsu: try #require(RSUID("RSU-A")), printer: PaperOutput(.text, "tickets.txt"),
            releaseKey: "a key")
    }
}
