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

    /// A key of the menu.
    struct Key: Sendable {
        let key: String
        let title: String
        /// The functions of the unit that it calls, by their names in ``SellingDesk/commands``.
        let functions: [String]
        /// Nil leaves the menu.
        let act: (@Sendable (UnitMenu) async -> Void)?

        init(_ key: String, _ title: String, _ functions: [String] = [], act: (@Sendable (UnitMenu) async -> Void)?) {
            self.key = key
            self.title = title
            self.functions = functions
            self.act = act
        }
    }

    /// Every key that there is: what is not here does nothing.
    static let keys: [Key] = [
        Key("1", "log on", ["logon"]) { await $0.logOn() },
        Key("2", "log off", ["logoff"]) { await $0.show("logoff") },
        Key("3", "choose a raffle", ["raffles", "choose"]) { await $0.choose() },
        Key("4", "get numbers", ["lease"]) { await $0.lease() },
        Key("5", "sell", ["sell"]) { await $0.sell() },
        Key("6", "ask for a void", ["mark"]) { await $0.ask("mark", ["ticket", "reason"]) },
        Key("7", "withdraw a void request", ["unmark"]) { await $0.ask("unmark", ["ticket"]) },
        Key("8", "print a ticket again", ["reprint"]) { await $0.ask("reprint", ["ticket"]) },
        Key("9", "counterfoil printer in or out", ["counterfoil-printer"]) { await $0.counterfoilPrinter() },
        Key("0", "printers are ready", ["printer-ready"]) { await $0.show("printer-ready") },
        Key("s", "synchronise now", ["sync"]) { await $0.show("sync") },
        Key("a", "connect", ["online"]) { await $0.show("online") },
        Key("d", "disconnect", ["offline"]) { await $0.show("offline") },
        Key("c", "close", ["close"]) { await $0.show("close") },
        Key("i", "information", ["status"]) { await $0.show("status") },
        Key("t", "tickets", ["tickets"]) { await $0.show("tickets") },
        Key("k", "check program and journal", ["check"]) { await $0.show("check") },
        Key("e", "export the recovery file", ["export-recovery"]) { await $0.ask("export-recovery", ["out"]) },
        Key("?", "show this menu") { $0.showKeys() },
        Key("q", "quit", act: nil),
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
            guard let typed = await line() else { return }
            guard !typed.isEmpty else { continue }
            guard let key = Self.keys.first(where: { $0.key == typed }) else {
                Console.print("There is no key \(typed); ? shows the keys.")
                continue
            }
            guard let act = key.act else { return }
            await act(self)
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

    private func counterfoilPrinter() async {
        guard let position = await prompt("in or out"), ["in", "out"].contains(position) else { return Console.print("Nothing was done.") }
        await show("counterfoil-printer", [("on", .bool(position == "in"))])
    }
}

extension String {
    fileprivate var trimmed: String { String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()) }
}
