internal import ArgumentParser
internal import Ledger

/// `urna rsu script`
struct RsuScriptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "script", abstract: "Do commands from a file, one JSON object a line; answer each with one.",
        discussion: """
            {"do":"NAME", …} with NAME and members of:
            \(SellingDesk.commands.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))
            An answer is {"do","ok",…}, with `code` and `message` when it was not done. The script goes on after that; the exit status is 0.
            """)

    @OptionGroup var unit: UnitOptions

    @Argument(help: ArgumentHelp("The commands; - for standard input.", valueName: "file"))
    var file: String

    func run() async throws {
        let folder = try unit.folder()
        guard folder.settings.printer.path != "-", folder.settings.counterfoils?.path != "-" else {
            throw CommandFailure.usage("the unit prints on standard output, where answers go: give it another printer")
        }
        let input = try LineInput(file)
        let desk: SellingDesk
        do {
            desk = try SellingDesk(folder)
        } catch let problem as UnitProblem {
            throw CommandFailure.failed(problem.description)
        }
        while true {
            switch input.next(waitingMilliseconds: 1000) {
            case .end: return
            case .nothing: await desk.tick()
            case .line(let line) where line.allSatisfy(\.isWhitespace): break
            case .line(let line):
                guard let command = try? JSONValue.parse(Array(line.utf8)) else {
                    Console.print(.object([("ok", false), ("code", "USAGE"), ("message", "the line is no JSON")]))
                    continue
                }
                Console.print(await desk.perform(command))
            }
        }
    }
}
