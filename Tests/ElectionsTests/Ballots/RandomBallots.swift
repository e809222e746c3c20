import Elections
import TestSupport

/// Bodies of ballots as clients might write them, valid and almost.
struct RandomBallots {
    let definition: ElectionDefinition

    /// A valid selections object; `plain` keeps to what the quick reader takes.
    func selections(_ dice: inout Dice, plain: Bool = false) -> String {
        let contests = definition.contests.filter { _ in !dice.oneIn(5) }.shuffled(using: &dice)
        let members = contests.map { contest in
            "\(string(contest.id.text, &dice, plain))\(space(&dice)):\(selection(contest, &dice, plain))"
        }
        return "{\(space(&dice))\(members.joined(separator: ",\(space(&dice))"))}"
    }

    func body(_ dice: inout Dice, plain: Bool = false) -> String {
        "{\(space(&dice))\"selections\":\(space(&dice))\(selections(&dice, plain: plain))\(space(&dice))}\(space(&dice))"
    }

    /// The same bytes with one to three of them changed, added or taken out, or another piece of JSON put in.
    static func mutated(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
        var bytes = bytes
        let alphabet = Array("\"\\{}[],:0123456789nulltrue .-+eE abcxyz\u{0}\u{7f}".utf8) + [0x80, 0xC3, 0xED, 0xFF, 0x0A]
        let pieces = ["null", "[]", "{}", "\"a\"", "\\u0061", ",", ":", "[\"a\",\"b\"]", "\"mayor\":", "{\"writeIn\":\"x\"}", "1e2", "-0"]
        for _ in 0..<1 + dice.roll(3) where !bytes.isEmpty {
            let at = dice.roll(bytes.count)
            switch dice.roll(5) {
            case 0: bytes[at] = dice.pick(alphabet)
            case 1: bytes.remove(at: at)
            case 2: bytes.insert(dice.pick(alphabet), at: at)
            case 3: bytes.insert(contentsOf: Array(dice.pick(pieces).utf8), at: at)
            default:
                let end = min(bytes.count, at + dice.roll(12))
                bytes.insert(contentsOf: Array(bytes[at..<end]), at: dice.roll(bytes.count))
            }
        }
        return bytes
    }

    private func selection(_ contest: Contest, _ dice: inout Dice, _ plain: Bool) -> String {
        switch contest.method {
        case .plurality: choices(contest, contest.minChoices + dice.roll(contest.maxChoices - contest.minChoices + 1), &dice, plain)
        case .approval: choices(contest, dice.roll(contest.candidates.count + 1), &dice, plain)
        case .score: scores(contest, &dice, plain)
        case .irv, .stv, .schulze: ranks(contest, &dice, plain)
        }
    }

    private func choices(_ contest: Contest, _ count: Int, _ dice: inout Dice, _ plain: Bool) -> String {
        let chosen = dice.oneIn(8) ? [] : contest.candidates.shuffled(using: &dice).prefix(count)
        return list(chosen.map { mark($0, &dice, plain) }, &dice)
    }

    private func scores(_ contest: Contest, _ dice: inout Dice, _ plain: Bool) -> String {
        let scored = contest.candidates.filter { _ in !dice.oneIn(3) }.shuffled(using: &dice)
        let members = scored.map { "\(string($0.id.text, &dice, plain)):\(space(&dice))\(dice.roll(contest.maxScore + 1))" }
        return "{\(members.joined(separator: ","))}"
    }

    private func ranks(_ contest: Contest, _ dice: inout Dice, _ plain: Bool) -> String {
        var order = contest.candidates.shuffled(using: &dice)
        var ranks: [String] = []
        for _ in 0..<dice.roll(contest.maxRanks + 1) {
            if dice.oneIn(6) {
                ranks.append("null")
            } else if dice.oneIn(6), order.count >= 2 {
                let shared = order.prefix(2 + dice.roll(order.count - 1)).map { mark($0, &dice, plain) }
                ranks.append(list(shared, &dice))
            } else if dice.oneIn(8) || order.isEmpty {
                ranks.append(mark(dice.pick(contest.candidates), &dice, plain))
            } else {
                ranks.append(mark(order.removeFirst(), &dice, plain))
            }
        }
        return list(ranks, &dice)
    }

    private func mark(_ candidate: Candidate, _ dice: inout Dice, _ plain: Bool) -> String {
        guard !plain, candidate.isWriteIn, dice.oneIn(2) else { return string(candidate.id.text, &dice, plain) }
        return #"{"writeIn":"Zoë \#(dice.roll(5)) \"Q\""}"#
    }

    private func string(_ text: String, _ dice: inout Dice, _ plain: Bool) -> String {
        guard !plain, dice.oneIn(20), let first = text.utf8.first else { return "\"\(text)\"" }
        return "\"\\u00\(first < 16 ? "0" : "")\(String(first, radix: 16))\(text.dropFirst())\""
    }

    private func list(_ elements: [String], _ dice: inout Dice) -> String {
        "[\(space(&dice))\(elements.joined(separator: ",\(space(&dice))"))]"
    }

    private func space(_ dice: inout Dice) -> String {
        dice.oneIn(5) ? dice.pick([" ", "\n", "\t", "\r\n", "  "]) : ""
    }
}
