import Ledger
import Testing

@testable import Auditing

@Suite("Signed statements and releases")
struct StatementTests {
    private let bad = ManifestTests.files.dropLast() + [ManifestFile(path: "core/rng.bin", contents: Array("rng-v2\n".utf8))]

    @Test("a statement says what was checked and what came out, and verifies with the key alone")
    func statements() throws {
        let manifest = try SoftwareManifest(ManifestTests.files)
        let identity = try SoftwareIdentity(programID: "urna", version: "1.0.0", aggregate: manifest.aggregate)
        let signer = try signer("status.example", 3)
        for (files, result) in [(ManifestTests.files, "VALID"), (Array(bad), "INVALID")] {
            let statement = VerificationStatement(
                time: "2026-01-15T18:00:00.000Z", identity: identity, comparison: manifest.compare(with: files))
            let note = try statement.signed(by: signer.sign)
            #expect(statement.json()["result"]?.stringValue == result)
            #expect(VerificationStatement(verifying: note, keys: [signer.verifierKey]) == statement)
            let stranger = try AuditingTests.signer("status.example", 4)
            #expect(VerificationStatement(verifying: note, keys: [stranger.verifierKey]) == nil)
            let other = try signer.sign(note.text.replacing("VALID\"", with: "FINE\""))
            #expect(VerificationStatement(verifying: other, keys: [signer.verifierKey]) == nil)
        }
        let invalid = VerificationStatement(time: "t", identity: identity, comparison: manifest.compare(with: bad))
        #expect(invalid.problems == ["changed: core/rng.bin (2c293c95dbfc1622b5ba5d9418ac79556ce6b8f821b3fc2a2a462bdb2865ddc4)"])
        let lie = try signer.sign(invalid.text.replacing("INVALID", with: "VALID"))
        #expect(VerificationStatement(verifying: lie, keys: [signer.verifierKey]) == nil)
    }

    @Test("an update runs only as it was released: signed, of this program, and unchanged")
    func releases() throws {
        let release = try SoftwareRelease(programID: "urna-rsu", version: "1.1.0", manifest: SoftwareManifest(ManifestTests.files))
        let key = try signer("release.example", 5)
        let note = Array(try key.sign(release.text).encoded.utf8)
        let text = Array(release.manifest.text.utf8)
        let read = try SoftwareRelease(verifying: note, manifest: text, keys: [key.verifierKey], programID: "urna-rsu")
        #expect(read == release)
        try read.check(ManifestTests.files)
        #expect(throws: ReleaseError.self) { try read.check(bad) }
        #expect(throws: ReleaseError.unsigned) {
            try SoftwareRelease(verifying: Array(release.text.utf8), manifest: text, keys: [key.verifierKey], programID: "urna-rsu")
        }
        let stranger = try signer("release.example", 6)
        #expect(throws: ReleaseError.unsigned) {
            try SoftwareRelease(verifying: note, manifest: text, keys: [stranger.verifierKey], programID: "urna-rsu")
        }
        #expect(throws: ReleaseError.otherProgram("urna-rsu")) {
            try SoftwareRelease(verifying: note, manifest: text, keys: [key.verifierKey], programID: "urna")
        }
        let altered = Array(try SoftwareManifest(bad).text.utf8)
        #expect(throws: ReleaseError.altered(["the manifest is not the one that was signed"])) {
            try SoftwareRelease(verifying: note, manifest: altered, keys: [key.verifierKey], programID: "urna-rsu")
        }
    }

    @Test("program id and version are short and printable")
    func identities() {
        for (id, version) in [("", "1"), ("urna", ""), ("ur na", "1"), ("urna", "1\n"), (String(repeating: "a", count: 65), "1")] {
            #expect(throws: ManifestError.invalidHeader) {
                try SoftwareIdentity(programID: id, version: version, aggregate: .emptyTree)
            }
        }
    }
}
