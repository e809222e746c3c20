internal import Ledger

/// A unit's answers in words.
enum UnitText {
    static func text(of answer: JSONValue) -> String {
        var lines: [String] = (answer["tickets"]?.arrayValue ?? []).map { ticket($0) }
        if let one = answer["ticket"], !one.isNull { lines.append(ticket(one)) }
        if answer["ok"]?.boolValue != true {
            lines.append("NOT DONE: \(answer["message"]?.stringValue ?? "") (\(answer["code"]?.stringValue ?? ""))")
        }
        switch answer["do"]?.stringValue {
        case "status": lines += status(answer)
        case "raffles":
            lines += (answer["raffles"]?.arrayValue ?? []).map {
                "\($0["id"]?.stringValue ?? "")  \($0["state"]?.stringValue ?? "")  \($0["title"]?.stringValue ?? "")"
            }
        case "check" where answer["ok"]?.boolValue == true:
            lines += software(answer["software"] ?? .null) + ["Program and journal are as they should be."]
        case "export-recovery" where answer["ok"]?.boolValue == true:
            lines.append(
                "\(answer["sales"]?.integerValue ?? 0) sales, \(answer["collected"]?.integerValue ?? 0) collected, in \(answer["out"]?.stringValue ?? "")"
            )
            if answer["complete"]?.boolValue != true { lines.append("The journal is damaged: the file holds what could be read.") }
        default: break
        }
        for problem in answer["problems"]?.arrayValue ?? [] {
            lines.append("The server: \(problem["message"]?.stringValue ?? "") (\(problem["code"]?.stringValue ?? ""))")
        }
        if let line = standing(answer) { lines.append(line) }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func ticket(_ ticket: JSONValue) -> String {
        let numbers = (ticket["numbers"]?.arrayValue ?? []).compactMap { $0.integerValue.map(String.init) }.joined(separator: " ")
        let isPrinted = ticket["printed"]?.boolValue == true
        return "\(ticket["ticket"]?.stringValue ?? "")  \(ticket["package"]?.stringValue ?? "")  \(ticket["price"]?.integerValue ?? 0)  "
            + "numbers \(numbers)" + (isPrinted ? "" : "  NOT PRINTED")
    }

    private static func standing(_ answer: JSONValue) -> String? {
        guard let state = answer["state"]?.stringValue else { return nil }
        guard let uploaded = answer["uploaded"]?.integerValue, let of = answer["of"]?.integerValue else { return "State: \(state)." }
        let isOnline = answer["online"]?.boolValue == true
        let waiting = answer["counterfoilsWait"]?.integerValue.map { " Counterfoils of \($0) tickets wait for their printer." } ?? ""
        return
            "State: \(state), \(isOnline ? "online" : "offline"); \(uploaded) of \(of) uploaded; \(answer["numbersLeft"]?.integerValue ?? 0) numbers left."
            + waiting
    }

    private static func status(_ answer: JSONValue) -> [String] {
        var lines = ["Unit \(answer["id"]?.stringValue ?? "")  key \(answer["publicKey"]?.stringValue ?? "")"]
        lines += software(answer["software"] ?? .null)
        func add(_ title: String, _ value: JSONValue?) {
            if let text = value?.stringValue ?? value?.integerValue.map({ String($0) }) { lines.append("\(title): \(text)") }
        }
        add("Server", answer["server"])
        add("Raffle", answer["raffle"])
        add("Sales close", answer["salesCloseAt"])
        add("Operator", answer["operator"])
        add("Unit", answer["detail"])
        if let unsynced = answer["unsynced"]?.integerValue {
            let limit = answer["bufferLimit"]?.integerValue.map { " of \($0)" } ?? ""
            lines.append("Buffer: \(unsynced)\(limit) sales wait for the server")
        }
        add("Collected", answer["collected"])
        add("Printer", answer["printer"])
        if let counterfoils = answer["counterfoils"], !counterfoils.isNull {
            let fault = counterfoils["fault"]?.stringValue.map { ", \($0)" } ?? ""
            lines.append(
                "Counterfoil printer: \(counterfoils["printer"]?.stringValue ?? "")\(fault); \(counterfoils["waiting"]?.integerValue ?? 0) counterfoils wait"
            )
            let doubt = (counterfoils["inDoubt"]?.arrayValue ?? []).compactMap(\.stringValue)
            if !doubt.isEmpty {
                lines.append("Look whether counterfoils of these came out; the server prints what lacks: \(doubt.joined(separator: " "))")
            }
        }
        add("Journal", answer["journal"])
        lines += (answer["journalNotes"]?.arrayValue ?? []).compactMap(\.stringValue)
        add("Wall clock", answer["clock"]?["wall"])
        add("Unit's time", answer["clock"]?["unit"])
        return lines
    }

    static func software(_ software: JSONValue) -> [String] {
        [
            "Software \(software["id"]?.stringValue ?? ""), check \(software["check"]?.stringValue ?? "")",
            "Checksum \(software["checksum"]?.stringValue ?? "")",
        ]
    }
}
