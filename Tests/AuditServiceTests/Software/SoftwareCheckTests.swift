import Auditing
import Foundation
import Identity
import Ledger
import LedgerService
import NIOConcurrencyHelpers
import Ports
import Telemetry
import Testing

@testable import AuditService

@Suite("The software check")
struct SoftwareCheckTests {
    static let manifest = """
        42506fa0859e6ba92943bf562d91c5500bf9e0d8a978cf4252a13ce160eb1531  core/draw.bin
        c2b07713b2adaef43fbec6f67d269542b115a3f9584c816574fd31befd2e9ad5  core/rng.bin
        78004412250ced626eaa98ce4f91a67237012414fdc7a5997017d90ea48a9f99  core/validation.bin

        """

    /// The three toy files and their manifest, on disk.
    private struct Program {
        let house: AuditHouse
        var root: String { house.folder + "/program" }
        var manifestPath: String { house.folder + "/manifest.sha256" }

        init(_ house: AuditHouse) throws {
            self.house = house
            try FileManager.default.createDirectory(atPath: root + "/core", withIntermediateDirectories: true)
            try write("core/draw.bin", "draw-v1\n")
            try write("core/rng.bin", "rng-v1\n")
            try write("core/validation.bin", "validation-v1\n")
            try Data(SoftwareCheckTests.manifest.utf8).write(to: URL(fileURLWithPath: manifestPath))
        }

        func write(_ path: String, _ text: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(root)/\(path)")) }

        func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: "\(root)/\(path)") }

        func check(_ house: AuditHouse? = nil, metrics: MetricsRegistry? = nil) throws -> SoftwareCheck {
            try SoftwareCheckTests.check(
                house ?? self.house, SoftwareSettings(version: "1.0.0", manifestPath: manifestPath, root: root), metrics: metrics)
        }
    }

    private static func check(_ house: AuditHouse, _ settings: SoftwareSettings, metrics: MetricsRegistry? = nil) throws -> SoftwareCheck {
        let clock = house.clock
        return SoftwareCheck(
            settings: settings, system: house.system, signer: try AuditHouse.signer("vote.example/audit"), metrics: metrics,
            logger: quietLogger(), clock: { clock.withLockedValue { $0 } })
    }

    private func person(_ login: String, _ role: StaffRole) -> Authority {
        Authority(PrincipalID(known(StaffID(login))), role.permissions)
    }

    @Test("on demand the files are VALID, sha256sum agrees, and the signed status says so")
    func valid() throws {
        let house = try AuditHouse()
        let program = try Program(house)
        let check = try program.check()
        #expect(check.status() == nil)
        #expect(check.refusal(of: .draw) != nil)
        try check.start()
        let status = try check.verify(by: person("reg1", .regulator))
        #expect(status.statement.isValid)
        #expect(status.identity.aggregate.hex == "e40af827cb592b5bdf79a485ce04df5e2f6098a5d168ae99999476123a00e098")
        #expect(status.manifestText == Self.manifest)
        #expect(!status.isSelfMade)
        #expect(check.refusal(of: .draw) == nil)
        let read = try #require(VerificationStatement(verifying: status.note, keys: [status.verifierKey]))
        #expect(read.isValid)
        #expect(read.identity.programID == "urna")
        #expect(status.json()["result"] == "VALID")
        #expect(status.json()["lockedOut"] == .null)

        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
        process.arguments = ["-c", "--quiet", program.manifestPath]
        process.currentDirectoryURL = URL(fileURLWithPath: program.root)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        try house.end()
    }

    @Test("a changed file locks out, is named alone, and only a passing check by an authorised person clears it")
    func lockOut() throws {
        var house = try AuditHouse()
        let program = try Program(house)
        let metrics = MetricsRegistry()
        var check = try program.check(metrics: metrics)
        try check.start()
        #expect(metrics.prometheusText().contains("urna_software_valid 1"))
        try program.write("core/rng.bin", "rng-v2\n")

        let status = try check.verify(by: person("adm1", .admin))
        #expect(!status.statement.isValid)
        #expect(status.statement.problems.count == 1)
        let problem = try #require(status.statement.problems.first)
        #expect(problem.contains("core/rng.bin"))
        #expect(problem.contains("2c293c95dbfc1622b5ba5d9418ac79556ce6b8f821b3fc2a2a462bdb2865ddc4"))
        #expect(status.statement.actualAggregate.hex == "005ebfce75ca653f8b3908887d51c91405ee521008f83b1ac1fe31041db98e84")
        #expect(status.json()["result"] == "INVALID")
        for action in [IntegrityLock.Action.newEvent, .activation, .lease, .sale, .draw, .drawEntry, .payout] {
            #expect(check.refusal(of: action)?.problem.contains("core/rng.bin") == true)
        }
        for action in [IntegrityLock.Action.reading, .report, .closing, .upload, .verification, .backup] {
            #expect(check.refusal(of: action) == nil)
        }
        #expect(metrics.prometheusText().contains("urna_software_valid 0"))
        #expect(metrics.prometheusText().contains("urna_software_locked_out 1"))
        #expect(try house.systemEvents().suffix(2) == ["VERIFICATION_FAILED", "LOCKED_OUT"])
        #expect(try !check.verifyBeforeDraw().isVerified)

        // A restart with the right file does not open it.
        try program.write("core/rng.bin", "rng-v1\n")
        house = try house.restarted()
        check = try program.check(house)
        try check.start()
        #expect(check.status()?.statement.isValid == true)
        #expect(check.refusal(of: .draw) != nil)
        #expect(try !check.verifyBeforeDraw().isVerified)
        // Nor does somebody who only reads, nor somebody who may not ask at all.
        try check.verify(by: person("reg1", .regulator))
        #expect(check.refusal(of: .sale) != nil)
        #expect(throws: PermissionRefusal.self) { try check.verify(by: person("op1", .operatorRole)) }
        #expect(check.status()?.json()["lockedOut"] != .null)

        try check.verify(by: person("adm1", .admin))
        #expect(check.refusal(of: .sale) == nil)
        #expect(try check.verifyBeforeDraw().isVerified)
        let events = try house.systemEvents()
        #expect(events.filter { $0 == "LOCK_OUT_CLEARED" }.count == 1)
        #expect(events.filter { $0 == "LOCKED_OUT" }.count == 1)
        // And it stays open over a restart.
        house = try house.restarted()
        check = try program.check(house)
        try check.start()
        #expect(check.refusal(of: .sale) == nil)
        try house.end()
    }

    @Test("a missing file and a file too many fail as well, each named")
    func missingAndExtra() throws {
        let house = try AuditHouse()
        let program = try Program(house)
        let check = try program.check()
        try check.start()
        let admin = person("adm1", .admin)
        try program.remove("core/draw.bin")
        #expect(try check.verify(by: admin).statement.problems == ["missing: core/draw.bin"])
        try program.write("core/draw.bin", "draw-v1\n")
        #expect(try check.verify(by: admin).statement.isValid)
        try program.write("core/evil.bin", "evil\n")
        let extra = try check.verify(by: admin).statement.problems
        #expect(extra.count == 1)
        #expect(extra.first?.hasPrefix("extra: core/evil.bin") == true)
        try program.remove("core/evil.bin")
        // A link to a folder, which a look at its files alone would not show.
        try FileManager.default.createSymbolicLink(atPath: program.root + "/core/link", withDestinationPath: "/tmp")
        #expect(try check.verify(by: admin).statement.problems.first?.hasPrefix("extra: core/link") == true)
        try program.remove("core/link")
        #expect(try check.verify(by: admin).statement.isValid)
        #expect(check.refusal(of: .draw) == nil)
        // A folder full of strange files still fits in an entry.
        for number in 0..<300 { try program.write("core/\(number)-\(String(repeating: "x", count: 150))", "x") }
        #expect(try check.verify(by: admin).statement.problems.count == 300)
        try house.end()
    }

    @Test("24 hours and a second after the last verification the clock asks for one, once")
    func schedule() throws {
        let house = try AuditHouse()
        let program = try Program(house)
        let check = try program.check()
        try check.start()
        let day: Int64 = 24 * 3600 * 1000
        house.clock.withLockedValue { $0 += day - 1 }
        #expect(try check.verifyWhenDue() == nil)
        try program.write("core/rng.bin", "rng-v2\n")
        house.clock.withLockedValue { $0 += 1001 }
        #expect(try check.verifyWhenDue()?.statement.isValid == false)
        #expect(try check.verifyWhenDue() == nil)
        #expect(check.refusal(of: .activation) != nil)
        var last: Auditing.SignificantEvent?
        try house.reader.forEach(EventQuery(events: ["VERIFICATION_FAILED"])) { event in
            last = event
            return true
        }
        #expect(last?.actor == "schedule")
        #expect(last?.data["trigger"] == "schedule")
        try house.end()
    }

    @Test("without a manifest the running program is the critical file, by a manifest of its own that is kept")
    func selfMade() throws {
        var house = try AuditHouse()
        var check = try Self.check(house, SoftwareSettings(version: "1.0.0"))
        let first = try check.start()
        #expect(first.isSelfMade)
        #expect(first.statement.isValid)
        #expect(first.manifestText.hasSuffix("  urna\n"))
        #expect(first.json()["selfMade"] == true)
        house = try house.restarted()
        check = try Self.check(house, SoftwareSettings(version: "1.0.0"))
        #expect(try check.start().identity == first.identity)
        #expect(try house.systemEvents().filter { $0 == "CONFIG_CHANGED" }.count == 1)
        // Another version is recorded anew.
        house = try house.restarted()
        check = try Self.check(house, SoftwareSettings(version: "1.1.0"))
        try check.start()
        #expect(try house.systemEvents().filter { $0 == "CONFIG_CHANGED" }.count == 2)
        #expect(try check.manifest(first.identity.aggregate.hex) == first.manifestText)
        #expect(try check.manifest(String(repeating: "0", count: 64)) == nil && check.manifest("nonsense") == nil)

        // The same version with another digest on record: the program was changed.
        let other = try SoftwareManifest([ManifestFile(path: "urna", contents: Array("another program".utf8))])
        let recorded = try CriticalSoftware(selfMade: other, SoftwareSettings(version: "1.2.0"))
        let event = known(SystemEvent.manifestRecorded(recorded, before: nil))
        try house.system.append(.event(event, act: .init(at: Timestamp(seconds: 1_800_000_000), by: .system)))
        check = try Self.check(house, SoftwareSettings(version: "1.2.0"))
        #expect(try !check.start().statement.isValid)
        #expect(check.refusal(of: .draw) != nil)
        try house.end()
    }

    @Test("every run is listed, newest first, and an earlier version's manifest is fetched by its digest; no listed event bears its text")
    func history() throws {
        var house = try AuditHouse()
        let other = try SoftwareManifest([ManifestFile(path: "urna", contents: Array("another program".utf8))])
        let recorded = try CriticalSoftware(selfMade: other, SoftwareSettings(version: "0.9.0"))
        let event = known(SystemEvent.manifestRecorded(recorded, before: nil))
        try house.system.append(.event(event, act: .init(at: Timestamp(seconds: 1_700_000_000), by: .system)))
        let run = SoftwareVerification(program: "urna", version: "0.9.0", trigger: .start, aggregate: other.aggregate, changed: [])
        try house.system.append(.softwareVerified(run, act: .init(at: Timestamp(seconds: 1_700_000_000), by: .system)))
        house = try house.restarted()
        let check = try Self.check(house, SoftwareSettings(version: "1.0.0"))
        let status = try check.start()
        try check.verify(by: person("mgr1", .eventManager))
        #expect(try check.manifest(other.aggregate.hex) == other.text)

        let history = VerificationHistory(house.reader, check: check)
        let all = try history.page(after: nil, limit: 100)
        let runs = try #require(all["runs"]?.arrayValue)
        #expect(runs.map { $0["trigger"]?.stringValue } == ["demand", "start", "start"])
        #expect(runs.map { $0["by"]?.stringValue } == ["mgr1", "system", "system"])
        #expect(runs.map { $0["version"]?.stringValue } == ["1.0.0", "1.0.0", "0.9.0"])
        let aggregates = [status.identity.aggregate.hex, status.identity.aggregate.hex, other.aggregate.hex]
        #expect(runs.map { $0["aggregate"]?.stringValue } == aggregates)
        #expect(runs.map { $0["manifest"]?.stringValue } == aggregates.map { "/v1/audit/software/manifests/\($0)" })
        #expect(runs.allSatisfy { $0["result"]?.stringValue == "VALID" && $0["changed"] == .array([]) } && all["next"] == .null)
        let index = UInt64(known(runs[0]["entry"]?.integerValue))
        let entry = try JSONValue.parse(try house.system.served.entries(in: index..<index + 1).entry(at: 0))
        #expect(entry["type"]?.stringValue == "software-verified" && entry["trigger"]?.stringValue == "demand")

        var (seen, after): ([JSONValue], EventCursor?) = ([], nil)
        repeat {
            let page = try history.page(after: after, limit: 1)
            seen += page["runs"]?.arrayValue ?? []
            after = page["next"]?.stringValue.flatMap { EventCursor($0) }
        } while after != nil
        #expect(seen == runs)

        let listed = try house.reader.page(EventQuery(events: ["CONFIG_CHANGED"])).json()
        #expect(!String(decoding: listed.canonical(), as: UTF8.self).contains("  urna"))
        let named = listed["events"]?.arrayValue?.first?["data"]?["manifest"]
        #expect(named?["aggregate"]?.stringValue == other.aggregate.hex && named?["bytes"]?.integerValue == Int64(other.text.utf8.count))
        #expect(named?["href"]?.stringValue == "/v1/audit/software/manifests/\(other.aggregate.hex)")
        try house.end()
    }

    @Test("the web pages beside the running program are critical too: a file that changes, comes or goes is found")
    func ownPages() throws {
        let house = try AuditHouse()
        let pages = house.folder + "/pages"
        try FileManager.default.createDirectory(atPath: pages + "/lib", withIntermediateDirectories: true)
        func write(_ text: String, to name: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(pages)/\(name)")) }
        try write("one", to: "lib/a.js")
        try write("two", to: "b.css")
        var settings = SoftwareSettings(version: "1.0.0")
        settings.pagesFolder = pages
        func isValid() throws -> Bool { try Self.check(house, settings).start().statement.isValid }
        let first = try Self.check(house, settings).start()
        #expect(first.statement.isValid)
        #expect(first.manifestText.split(separator: "\n").map { $0.dropFirst(66) } == ["pages/b.css", "pages/lib/a.js", "urna"])
        try write("One", to: "lib/a.js")
        #expect(try isValid() == false)
        try write("one", to: "lib/a.js")
        #expect(try isValid())
        try write("", to: "lib/new.js")
        #expect(try isValid() == false)
        try FileManager.default.removeItem(atPath: pages + "/lib/new.js")
        #expect(try isValid())
        try FileManager.default.removeItem(atPath: pages)
        #expect(try isValid() == false)
        try house.end()

        // An installation that began with pages of somebody else's takes its own in later, on record, and keeps what it knew.
        let other = try AuditHouse()
        let before = try Self.check(other, SoftwareSettings(version: "1.0.0")).start()
        settings.pagesFolder = other.folder + "/pages"
        try FileManager.default.createDirectory(atPath: other.folder + "/pages", withIntermediateDirectories: true)
        try Data("one".utf8).write(to: URL(fileURLWithPath: other.folder + "/pages/a.js"))
        let after = try Self.check(other, settings).start()
        #expect(after.statement.isValid && after.manifestText.hasSuffix(before.manifestText))
        #expect(after.manifestText.contains("  pages/a.js\n"))
        #expect(try other.systemEvents().filter { $0 == "CONFIG_CHANGED" }.count == 2)
        try Data("two".utf8).write(to: URL(fileURLWithPath: other.folder + "/pages/a.js"))
        #expect(try !Self.check(other, settings).start().statement.isValid)
        try other.end()
    }

    @Test("with release keys only a signed release of this program and version is taken")
    func release() throws {
        let house = try AuditHouse()
        let program = try Program(house)
        let key = try AuditHouse.signer("urna-release")
        let note = house.folder + "/release.note"
        var settings = SoftwareSettings(version: "1.0.0", manifestPath: program.manifestPath, root: program.root)
        settings.releaseKeys = [key.verifierKey]
        #expect(throws: SoftwareCheckError.noRelease) { try Self.check(house, settings).start() }
        settings.releaseNotePath = note
        let manifest = try SoftwareManifest(parsing: Array(Self.manifest.utf8))
        let release = try SoftwareRelease(programID: "urna", version: "1.0.0", manifest: manifest)
        try Data(key.sign(release.text).encoded.utf8).write(to: URL(fileURLWithPath: note))
        #expect(try Self.check(house, settings).start().statement.isValid)
        settings.version = "2.0.0"
        #expect(throws: SoftwareCheckError.self) { try Self.check(house, settings).start() }
        settings.version = "1.0.0"
        let stranger = try NoteSigner(name: "urna-release", seed: [UInt8](repeating: 1, count: 32))
        try Data(stranger.sign(release.text).encoded.utf8).write(to: URL(fileURLWithPath: note))
        #expect(throws: SoftwareCheckError.notReleased(.unsigned)) { try Self.check(house, settings).start() }
        settings.releaseKeys = []
        settings.manifestPath = house.folder + "/nowhere"
        #expect(throws: SoftwareCheckError.unreadable(path: house.folder + "/nowhere")) { try Self.check(house, settings).start() }
        try house.end()
    }
}
