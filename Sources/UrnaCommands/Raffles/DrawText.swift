internal import Ledger

/// What a server says about draws, for people.
enum DrawText {
    static func commitment(_ answer: JSONValue) -> String {
        let commitments = answer["commitments"]?.arrayValue ?? [answer]
        return commitments.map { commitment in
            "Draw \(plain(commitment["draw"])) is committed to: \(plain(commitment["commitment"] ?? commitment["value"]))\n"
        }.joined() + "Publish it before sales close; the secret is revealed after the draw.\n"
    }

    static func frozen(_ answer: JSONValue) -> String {
        let pools = answer["draws"]?.arrayValue ?? answer["pools"]?.arrayValue ?? [answer]
        return pools.map { entry in
            let pool = entry["pool"] ?? entry
            var lines = [
                "\(entry["draw"].map { "Draw \(plain($0)): " } ?? "")\(RaffleText.count(pool["count"], "number")) in play"
                    + ", from \(plain(pool["min"])) to \(plain(pool["max"])); \(plain(pool["voids"])) void",
                "  digest  \(plain(pool["digest"]))",
            ]
            if let beacon = entry["beacon"] ?? pool["beacon"], !beacon.isNull {
                lines.append(
                    "  beacon  round \(plain(beacon["round"])) of \(plain(beacon["chain"])), not before \(plain(beacon["notBefore"]))")
            }
            return lines.joined(separator: "\n") + "\n"
        }.joined()
    }

    static func drawn(_ answer: JSONValue) -> String {
        var lines = [
            "Prize \(plain(answer["prize"])): number \(plain(answer["number"])), ticket \(plain(answer["ticket"]))"
                + " (\(plain(answer["verdict"])), attempt \(plain(answer["attempt"])))"
        ]
        if let transcript = answer["transcript"] {
            lines.append("  index     \(plain(transcript["index"])) of \(plain(transcript["poolSize"])) numbers in play")
            lines += words(transcript["words"])
        }
        lines.append("  pool      \(plain(answer["pool"]?["digest"]))")
        lines.append("  software  \(plain(answer["software"]?["aggregate"]))")
        if let beacon = answer["beacon"], !beacon.isNull { lines.append("  beacon    \(self.beacon(beacon))") }
        return lines.joined(separator: "\n") + "\n"
    }

    static func entered(_ answer: JSONValue, number: UInt32) -> String {
        let verdict = answer["verdict"]?.stringValue ?? "-"
        let attempt = "attempt \(plain(answer["attempt"]))"
        switch verdict {
        case "VALID": return "Number \(number) is sold and valid: it wins with ticket \(plain(answer["ticket"])) (\(attempt))."
        case "VOID": return "VOID: the ticket of number \(number) was voided. Draw again (\(attempt) is on record)."
        case "UNSOLD": return "UNSOLD: number \(number) was not sold. Draw again (\(attempt) is on record)."
        case "UNKNOWN", "UNKNOWN_NUMBER":
            return "UNKNOWN: this raffle has no number \(number). Read it again (no attempt, but on record)."
        case "ALREADY_DRAWN": return "ALREADY_DRAWN: number \(number) has won before. Draw again (\(attempt) is on record)."
        default: return "\(verdict): number \(number) does not win (\(attempt) is on record)."
        }
    }

    static func list(_ answer: JSONValue) -> String {
        let draws = RaffleLists.rows(answer, "draws")
        guard !draws.isEmpty else { return "No draw is published yet." }
        let rows = draws.map { draw in
            let good = (draw["attempts"]?.arrayValue ?? []).filter { $0["verdict"]?.stringValue == "VALID" }
            return [
                plain(draw["draw"]), plain(draw["mode"]), plain(draw["pool"]?["count"]), plain(.array(good.compactMap { $0["number"] })),
                plain(draw["pool"]?["digest"]),
            ]
        }
        return TextTable(header: ["DRAW", "MODE", "IN PLAY", "NUMBERS", "POOL"], rows: rows, numeric: [2]).text
    }

    /// One draw with all that anybody needs to do it again.
    static func published(_ draw: JSONValue) -> String {
        var lines = ["Draw \(plain(draw["draw"])) (\(plain(draw["mode"])))"]
        if let commitment = present(draw["commitment"]) { lines.append("  commitment  \(plain(commitment))") }
        if let pool = present(draw["pool"]) {
            lines.append("  pool        \(plain(pool["digest"]))")
            let bounds = "from \(plain(pool["min"])) to \(plain(pool["max"])); \(plain(pool["voids"])) void"
            lines.append("              \(RaffleText.count(pool["count"], "number")) in play, \(bounds)")
        }
        if let beacon = present(draw["beacon"]) {
            lines.append(
                "  named       round \(plain(beacon["round"])) of \(plain(beacon["chain"])), not before \(plain(beacon["notBefore"]))")
        }
        if let reveal = present(draw["reveal"]) {
            lines.append("  beacon      \(reveal["beacon"].map(beacon) ?? "-")")
            lines.append("  secret      \(plain(reveal["secret"]))")
            lines.append("  seed        \(plain(reveal["seed"]))")
        }
        if let software = present(draw["software"]) { lines.append("  software    \(plain(software))") }
        for attempt in draw["attempts"]?.arrayValue ?? [] {
            lines.append(
                "  prize \(plain(attempt["prize"])), attempt \(plain(attempt["attempt"])): number \(plain(attempt["number"])), "
                    + "\(plain(attempt["verdict"])), ticket \(plain(attempt["ticket"]))")
            guard present(attempt["index"]) != nil else { continue }
            lines.append("    index     \(plain(attempt["index"])) of \(plain(attempt["poolSize"])) numbers in play")
            lines += words(attempt["words"]).map { "  " + $0 }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func present(_ value: JSONValue?) -> JSONValue? {
        value.flatMap { $0.isNull ? nil : $0 }
    }

    private static func beacon(_ beacon: JSONValue) -> String {
        let status = beacon["signatureStatus"]?.stringValue ?? beacon["status"]?.stringValue
        return "round \(plain(beacon["round"])), randomness \(plain(beacon["randomness"]))"
            + (status.map { ", signature \($0)" } ?? "")
    }

    private static func words(_ words: JSONValue?) -> [String] {
        (words?.arrayValue ?? []).map { word in
            let isAccepted = word["accepted"]?.boolValue ?? true
            return "  word      \(plain(word["word"] ?? word))\(isAccepted ? "" : "  (rejected: it would have favoured small numbers)")"
        }
    }

    private static func plain(_ value: JSONValue?) -> String { RaffleText.plain(value) }
}
