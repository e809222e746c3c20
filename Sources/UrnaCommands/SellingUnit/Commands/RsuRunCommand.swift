internal import ArgumentParser
internal import Ledger
internal import Selling

/// `urna rsu run`
struct RsuRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Sell in this terminal.",
        discussion: "The menu shows every key. With a connection each sale is uploaded at once; without one it waits in the journal.")

    @OptionGroup var unit: UnitOptions

    func run() async throws {
        let folder = try unit.folder()
        let menu: UnitMenu
        do {
            menu = UnitMenu(try SellingDesk(folder), try LineInput("-"))
        } catch let problem as UnitProblem {
            throw CommandFailure.failed(problem.description)
        }
        await menu.run()
    }
}

/// The menu of a unit in a terminal.
final class UnitMenu {
    private let desk: SellingDesk
    private let input: LineInput
    private var secondsAlone = 0

    /// How often a unit without a connection tries again by itself.
    private static let retrySeconds = 30

    /// Every key that there is.
    static let keys: [(key: String, title: String)] = [
        ("1", "log on"), ("2", "log off"), ("3", "choose a raffle"), ("4", "get numbers"), ("5", "sell"), ("6", "ask for a void"),
        ("7", "withdraw a void request"), ("8", "print a ticket again"), ("9", "print a counterfoil again"), ("0", "printer is ready"),
        ("s", "synchronise now"), ("c", "close"), ("i", "information"), ("t", "tickets"), ("k", "check program and journal"),
        ("e", "export the recovery file"), ("?", "show this menu"), ("q", "quit"),
    ]

    init(_ desk: SellingDesk, _ input: LineInput) {
        self.desk = desk
        self.input = input
    }

    func run() async {
        // Whoever is at the unit now has to show who they are.
        _ = await perform("logoff")
        await show("status")
        showKeys()
        while true {
            Console.write("rsu> ")
            guard let key = await line() else { return }
            switch key {
            case "": break
            case "1": await logOn()
            case "2": await show("logoff")
            case "3": await choose()
            case "4": await lease()
            case "5": await sell()
            case "6": await ask("mark", ["ticket", "reason"])
            case "7": await ask("unmark", ["ticket"])
            case "8": await ask("reprint", ["ticket"])
            case "9": await counterfoil()
            case "0": await show("printer-ready")
            case "s": await show("sync")
            case "c": await show("close")
            case "i": await show("status")
            case "t": await show("tickets")
            case "k": await show("check")
            case "e": await ask("export-recovery", ["out"])
            case "?": showKeys()
            case "q": return
            default: Console.print("There is no key \(key); ? shows the keys.")
            }
        }
    }

    private func showKeys() {
        Console.print(Self.keys.map { "\($0.key) \($0.title)" }.joined(separator: " | "))
    }

    /// The next line; does meanwhile what is due. Nil at the end of the input.
    private func line() async -> String? {
        while true {
            switch input.next(waitingMilliseconds: 1000) {
            case .line(let text): return text.trimmed
            case .end: return nil
            case .nothing:
                await desk.tick()
                secondsAlone += 1
                guard secondsAlone % Self.retrySeconds == 0, desk.pin != nil, let unit = desk.unit, !unit.isOnline || !unit.isUploaded
                else {
                    continue
                }
                _ = await desk.sync()
            }
        }
    }

    private func prompt(_ text: String) async -> String? {
        Console.write(text + ": ")
        guard let line = await line(), !line.isEmpty else { return nil }
        return line
    }

    @discardableResult
    private func perform(_ name: String, _ members: [(String, JSONValue)] = []) async -> JSONValue {
        await desk.perform(.object([("do", .string(name))] + members))
    }

    private func show(_ name: String, _ members: [(String, JSONValue)] = []) async {
        Console.write(UnitText.text(of: await perform(name, members)))
    }

    private func ask(_ name: String, _ questions: [String]) async {
        var members: [(String, JSONValue)] = []
        for question in questions {
            guard let text = await prompt(question) else { return Console.print("Nothing was done.") }
            members.append((question, .string(text)))
        }
        await show(name, members)
    }

    private func logOn() async {
        let pin: String?
        if Console.inputIsTerminal {
            pin = try? TypedSecret.read(file: nil, option: "", prompt: "PIN")
        } else {
            pin = await prompt("PIN")
        }
        if let pin { await show("logon", [("pin", .string(pin))]) }
    }

    private func choose() async {
        await show("raffles")
        guard let raffle = await prompt("raffle") else { return }
        await show("choose", [("raffle", .string(raffle))])
    }

    private func lease() async {
        guard let text = await prompt("how many"), let count = Int64(text) else { return Console.print("Nothing was done.") }
        await show("lease", [("count", .integer(count))])
    }

    private func sell() async {
        for package in await perform("status")["packages"]?.arrayValue ?? [] {
            Console.print(
                "\(package["id"]?.stringValue ?? "")  \(package["title"]?.stringValue ?? "")  \(package["price"]?.integerValue ?? 0)")
        }
        guard let package = await prompt("package") else { return }
        let count = Int64(await prompt("how many (1)") ?? "1") ?? 0
        let payment = await prompt("payment (cash)") ?? "cash"
        let isOnline = desk.unit?.isOnline == true
        await show(
            "sell",
            [("package", .string(package)), ("count", .integer(count)), ("payment", .string(payment)), ("sync", .bool(isOnline))])
    }

    private func counterfoil() async {
        guard let ticket = await prompt("ticket"), let number = await prompt("number").flatMap({ Int64($0) }),
            let supervisor = await prompt("supervisor")
        else { return Console.print("Nothing was done.") }
        await show("reprint", [("ticket", .string(ticket)), ("number", .integer(number)), ("supervisor", .string(supervisor))])
    }
}

extension String {
    fileprivate var trimmed: String { String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()) }
}
