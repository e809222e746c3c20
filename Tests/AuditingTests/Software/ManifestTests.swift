import Ledger
import Testing

@testable import Auditing

@Suite("Software manifests")
struct ManifestTests {
    static let files = [
        ManifestFile(path: "core/validation.bin", contents: Array("validation-v1\n".utf8)),
        ManifestFile(path: "core/draw.bin", contents: Array("draw-v1\n".utf8)),
        ManifestFile(path: "core/rng.bin", contents: Array("rng-v1\n".utf8)),
    ]
    static let text = """
        42506fa0859e6ba92943bf562d91c5500bf9e0d8a978cf4252a13ce160eb1531  core/draw.bin
        c2b07713b2adaef43fbec6f67d269542b115a3f9584c816574fd31befd2e9ad5  core/rng.bin
        78004412250ced626eaa98ce4f91a67237012414fdc7a5997017d90ea48a9f99  core/validation.bin

        """
    static let aggregate = "e40af827cb592b5bdf79a485ce04df5e2f6098a5d168ae99999476123a00e098"

    private var manifest: SoftwareManifest {
        get throws { try SoftwareManifest(Self.files) }
    }

    @Test("the worked example's lines and aggregate come out, and read back")
    func knownValues() throws {
        let manifest = try manifest
        #expect(manifest.text == Self.text)
        #expect(manifest.aggregate.hex == Self.aggregate)
        #expect(try SoftwareManifest(parsing: Array(Self.text.utf8)) == manifest)
    }

    @Test("the same files are VALID; a changed one is named with its digest and the aggregate of what is there")
    func compares() throws {
        let manifest = try manifest
        let valid = manifest.compare(with: Self.files.reversed())
        #expect(valid.isValid)
        #expect(valid.result == "VALID")
        #expect(valid.actualAggregate == manifest.aggregate)

        let tampered = Self.files.dropLast() + [ManifestFile(path: "core/rng.bin", contents: Array("rng-v2\n".utf8))]
        let invalid = manifest.compare(with: tampered)
        #expect(invalid.result == "INVALID")
        #expect(invalid.changed.map(\.path) == ["core/rng.bin"])
        #expect(invalid.changed[0].actual.hex == "2c293c95dbfc1622b5ba5d9418ac79556ce6b8f821b3fc2a2a462bdb2865ddc4")
        #expect(invalid.missing.isEmpty && invalid.extra.isEmpty)
        #expect(invalid.actualAggregate.hex == "005ebfce75ca653f8b3908887d51c91405ee521008f83b1ac1fe31041db98e84")
        #expect(invalid.expectedAggregate.hex == Self.aggregate)
    }

    @Test("missing and extra files fail, and so do a file given twice and a path spelt in other bytes")
    func missingAndExtra() throws {
        let manifest = try manifest
        let missing = manifest.compare(with: Self.files.dropLast())
        #expect(missing.missing.map(\.path) == ["core/rng.bin"])
        #expect(!missing.isValid)
        let extra = manifest.compare(with: Self.files + [ManifestFile(path: "core/zz\n.bin", contents: [])])
        #expect(extra.extra.map(\.path) == ["core/zz\n.bin"])
        #expect(extra.problems.allSatisfy { !$0.contains("\n") })
        #expect(!extra.isValid)
        #expect(!manifest.compare(with: Self.files + [Self.files[0]]).isValid)
        #expect(manifest.compare(with: []).missing.count == 3)
        let composed = try SoftwareManifest([ManifestFile(path: "\u{E9}", contents: [])])
        let spelt = composed.compare(with: [ManifestFile(path: "e\u{301}", contents: [])])
        #expect(spelt.missing.count == 1)
        #expect(spelt.extra.count == 1)
    }

    @Test("only one text is a manifest")
    func refusesTexts() {
        let lines = Self.text.split(separator: "\n").map { "\($0)\n" }
        let bad: [String] = [
            "", "\n", String(Self.text.dropLast()), Self.text + "\n", lines[1] + lines[0], lines[0] + lines[0], "# comment\n" + Self.text,
            Self.text.replacing("  core", with: " *core"), Self.text.replacing("42506f", with: "42506F"),
            Self.text.replacing("core/rng.bin", with: "core/../rng.bin"), Self.text.replacing("\n", with: "\r\n"),
            "\\" + lines[0], lines[0].replacing("core/draw.bin", with: ""),
        ]
        for text in bad {
            #expect(throws: ManifestError.self, "\(text)") { try SoftwareManifest(parsing: Array(text.utf8)) }
        }
    }

    @Test(
        "paths stay below the program's folder",
        arguments: ["", "/etc/passwd", "..", "a/../b", "./a", "a//b", "a/", "a\\b", "a\nb", "a\u{0}", "-", ".", "a/."])
    func refusesPaths(path: String) {
        #expect(throws: ManifestError.invalidPath(path)) { try SoftwareManifest([ManifestFile(path: path, contents: [])]) }
    }

    @Test("files are sorted by bytes, and none is there twice")
    func sorts() throws {
        let manifest = try SoftwareManifest(["b", "B", "a/b", "a-b", "é", "z"].map { ManifestFile(path: $0, contents: []) })
        #expect(manifest.files.map(\.path) == ["B", "a-b", "a/b", "b", "z", "é"])
        #expect(throws: ManifestError.repeatedPath("a")) {
            try SoftwareManifest([ManifestFile(path: "a", contents: []), ManifestFile(path: "a", contents: [1])])
        }
        #expect(throws: ManifestError.empty) { try SoftwareManifest([]) }
    }
}
