internal import Identity
internal import Ledger
internal import Raffles

/// What is set up once about a unit: `unit.json`.
struct UnitSettings: Equatable {
    /// Where the second copy of a journal is.
    enum Copies: Equatable {
        case none
        case beside
        /// A folder on another medium.
        case folder(String)
    }

    let id: DeviceID
    let rsu: RSUID
    /// The server, once the unit is enrolled.
    var server: String?
    /// Whether that may be plain http to another machine.
    var isInsecureAllowed = false
    /// Who sells with it.
    var operatorID: StaffID?
    /// The raffle that was chosen last.
    var raffle: RaffleID?
    var copies = Copies.beside
    var printer: PaperOutput
    var counterfoils: PaperOutput?
    /// Characters a line.
    var columns = 42
    /// A file in which the printer's driver says how the printer is; nil when there is none.
    var printerStatus: String?
    /// The same of the counterfoil printer.
    var counterfoilStatus: String?
    /// The key that releases of the program are signed with, a note's verifier key.
    var releaseKey: String

    init(id: DeviceID, rsu: RSUID, printer: PaperOutput, releaseKey: String) {
        self.id = id
        self.rsu = rsu
        self.printer = printer
        self.releaseKey = releaseKey
    }

    init(_ bytes: [UInt8]) throws(CommandFailure) {
        let json = (try? JSONValue.parse(bytes)) ?? .null
        guard json["format"]?.integerValue == 1, let id = json["id"]?.stringValue.flatMap({ DeviceID($0) }), let rsu = RSUID(id.text),
            let printer = json["printer"]?.stringValue.flatMap({ PaperOutput($0) }), let releaseKey = json["releaseKey"]?.stringValue
        else { throw .failed("unit.json is malformed") }
        self.init(id: id, rsu: rsu, printer: printer, releaseKey: releaseKey)
        server = json["server"]?.stringValue
        isInsecureAllowed = json["insecure"]?.boolValue ?? false
        operatorID = json["operator"]?.stringValue.flatMap { StaffID($0) }
        raffle = json["raffle"]?.stringValue.flatMap { RaffleID($0) }
        counterfoils = json["counterfoils"]?.stringValue.flatMap { PaperOutput($0) }
        columns = max(32, Int(json["columns"]?.integerValue ?? 42))
        printerStatus = json["printerStatus"]?.stringValue
        counterfoilStatus = json["counterfoilStatus"]?.stringValue
        copies =
            switch json["copies"]?.stringValue {
            case "none": .none
            case .some(let folder): .folder(folder)
            case nil: .beside
            }
    }

    func json() -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("format", 1), ("id", .string(id.text)), ("printer", .string(printer.text)), ("columns", .whole(columns)),
            ("releaseKey", .string(releaseKey)),
        ]
        func add(_ name: String, _ value: String?) {
            if let value { members.append((name, .string(value))) }
        }
        add("server", server)
        if isInsecureAllowed { members.append(("insecure", .bool(true))) }
        add("operator", operatorID?.text)
        add("raffle", raffle?.text)
        add("counterfoils", counterfoils?.text)
        add("printerStatus", printerStatus)
        add("counterfoilStatus", counterfoilStatus)
        switch copies {
        case .none: add("copies", "none")
        case .beside: break
        case .folder(let folder): add("copies", folder)
        }
        return .object(members)
    }
}
