/// Why a text of rules, as typed after `--rules`, was not understood. The message says what would be.
public struct CountingRulesError: Error, Equatable, Sendable, CustomStringConvertible {
    public let message: String
    public var description: String { message }
}

extension CountingRules {
    /// Reads `overvote=skip,stop=majority`; rules not named keep their value in `base`.
    ///
    /// Names are those of a definition; `skipped-rank` is taken for `skippedRank`.
    public static func parse(_ text: String, base: CountingRules = CountingRules()) throws(CountingRulesError) -> CountingRules {
        var rules = base
        var seen: Set<String> = []
        for item in text.split(separator: ",") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(trimmed)
            guard parts.count == 2 else { throw CountingRulesError(message: "“\(trimmed(item))” is not of the form rule=value") }
            let name = parts[0].lowercased().filter { $0 != "-" && $0 != "_" }
            guard seen.insert(name).inserted else { throw CountingRulesError(message: "\(parts[0]) is given twice") }
            try rules.set(name, parts[0], parts[1])
        }
        return rules
    }

    /// Every rule, as `parse` reads them.
    public var text: String {
        "overvote=\(overvote.rawValue),skippedRank=\(skippedRank.rawValue),unranked=\(unranked.rawValue),"
            + "tieBreak=\(tieBreak.rawValue),stop=\(stop.rawValue),writeIns=\(writeIns.rawValue)"
    }

    private mutating func set(_ name: String, _ typed: String, _ text: String) throws(CountingRulesError) {
        switch name {
        case "overvote": overvote = try value(typed, text)
        case "skippedrank": skippedRank = try value(typed, text)
        case "unranked": unranked = try value(typed, text)
        case "tiebreak": tieBreak = try value(typed, text)
        case "stop": stop = try value(typed, text)
        case "writeins": writeIns = try value(typed, text)
        default:
            throw CountingRulesError(
                message: "there is no rule “\(typed)”; the rules are overvote, skippedRank, unranked, tieBreak, stop and writeIns")
        }
    }

    private func value<Value: RawRepresentable<String> & CaseIterable>(
        _ rule: String, _ text: String
    ) throws(CountingRulesError) -> Value {
        guard let value = Value(rawValue: text) else {
            let values = Value.allCases.map(\.rawValue).joined(separator: " or ")
            throw CountingRulesError(message: "\(rule) cannot be “\(text)”; it is \(values)")
        }
        return value
    }
}

private func trimmed(_ text: Substring) -> String {
    let rest = text.drop { $0 == " " }
    guard let last = rest.lastIndex(where: { $0 != " " }) else { return "" }
    return String(rest[...last])
}
