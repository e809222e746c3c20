internal import ArgumentParser
internal import Foundation

/// `urna docs`: writes the pages that are made from the code, or says which are out of date.
struct DocsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "docs", abstract: "Write or check the generated pages of the documentation.", shouldDisplay: false)

    @Option(help: ArgumentHelp("Write the pages to this folder.", valueName: "dir"))
    var write: String?

    @Option(help: ArgumentHelp("Compare the pages in this folder with what would be written; 1 when one differs.", valueName: "dir"))
    var check: String?

    mutating func validate() throws {
        guard (write == nil) != (check == nil) else { throw ValidationError("Say what to do: either --write DIR or --check DIR.") }
    }

    func run() async throws {
        if let write {
            for page in GeneratedPage.all { try ExportFolder(path: write).write(Array(page.text().utf8), to: page.file) }
            return Console.note("Wrote \(GeneratedPage.all.map(\.file).joined(separator: ", ")) to \(write).")
        }
        let folder = ExportFolder(path: check ?? "docs")
        let stale = try GeneratedPage.all.filter { folder.read($0.file) != Array(try $0.text().utf8) }.map(\.file)
        guard stale.isEmpty else {
            throw CommandFailure.failed(
                "out of date in \(folder.path): \(stale.joined(separator: ", ")). Run make docs and commit what it writes.")
        }
    }
}
