import Foundation
import Testing

@Suite("What the draws rest on")
struct IndependenceTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Sources/Draws")

    @Test("The module imports nothing: what decides a winner can be read and built alone")
    func imports() throws {
        let names = try FileManager.default.subpathsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".swift") }
        #expect(names.count > 10)
        for name in names {
            let text = try String(contentsOf: Self.folder.appendingPathComponent(name), encoding: .utf8)
            let imports = text.split(separator: "\n").filter { line in
                let words = line.split(separator: " ")
                return words.first?.hasPrefix("//") == false && words.contains("import")
            }
            #expect(imports.isEmpty, "\(name)")
        }
    }
}
