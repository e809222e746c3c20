import Elections
import Ledger
import TestSupport

/// Definitions for tests, from JSON text as an organiser would write it.
enum Sample {
    static func json(_ text: String) -> JSONValue {
        do {
            return try JSONValue.parse(Array(text.utf8))
        } catch {
            preconditionFailure("a test's JSON is wrong: \(error) in \(text)")
        }
    }

    static func definition(_ text: String) -> ElectionDefinition {
        do {
            return try ElectionDefinition.parse(json(text))
        } catch {
            preconditionFailure("a test's definition is wrong: \(error)")
        }
    }

    /// A contest of every shape. `pick` takes two or three of four, `mayor` has a write-in candidate `w`.
    static let everyShape = definition(
        """
        {"title": "Every shape", "results": "live", "contests": [
          {"id": "mayor", "title": "Mayor", "method": "irv", "maxRanks": 4,
           "candidates": [{"id": "a", "name": "Ada"}, {"id": "b", "name": "Ben"}, {"id": "c", "name": "Cleo"},
                          {"id": "w", "name": "Write-in", "writeIn": true}]},
          {"id": "pick", "title": "Pick", "method": "plurality", "seats": 2, "min": 2, "max": 3,
           "candidates": [{"id": "p4", "name": "4"}, {"id": "p3", "name": "3"}, {"id": "p2", "name": "2"}, {"id": "p1", "name": "1"}]},
          {"id": "any", "title": "Any", "method": "approval",
           "candidates": [{"id": "x", "name": "X"}, {"id": "y", "name": "Y"}, {"id": "z", "name": "Z", "writeIn": true}]},
          {"id": "rate", "title": "Rate", "method": "score", "maxScore": 10,
           "candidates": [{"id": "s2", "name": "2"}, {"id": "s1", "name": "1"}, {"id": "S", "name": "S"}]},
          {"id": "Order", "title": "Order", "method": "schulze",
           "candidates": [{"id": "k", "name": "K"}, {"id": "l", "name": "L"}, {"id": "m", "name": "M"}]}
        ]}
        """)

    /// A definition with one to four contests of random methods, rules and sizes.
    static func random(_ dice: inout Dice, results: ResultsMode) -> ElectionDefinition {
        let contests = (0..<1 + dice.roll(4)).map { contest("c\($0)", &dice) }
        return definition(
            """
            {"title": "Random", "results": "\(results.rawValue)", "contests": [\(contests.joined(separator: ","))]}
            """)
    }

    private static func contest(_ id: String, _ dice: inout Dice) -> String {
        let method = dice.pick(CountingMethod.allCases)
        let count = 2 + dice.roll(5)
        let writeIn = dice.oneIn(3) ? dice.roll(count) : -1
        // Ids out of order, so that positions, ids and names sort differently.
        let ids = (0..<count).map { "k\($0)" }.shuffled(using: &dice)
        let candidates = ids.enumerated().map { #"{"id": "\#($1)", "name": "N\#($0)", "writeIn": \#($0 == writeIn)}"# }
        var members = [#""id": "\#(id)", "title": "T", "method": "\#(method.rawValue)""#]
        if method != .irv { members.append(#""seats": \#(1 + dice.roll(count))"#) }
        if method == .plurality {
            let least = 1 + dice.roll(count)
            members.append(#""min": \#(least), "max": \#(least + dice.roll(count - least + 1))"#)
        }
        if method == .score { members.append(#""maxScore": \#(1 + dice.roll(100))"#) }
        if method.isRanked { members.append(#""maxRanks": \#(1 + dice.roll(count + 2))"#) }
        members.append(
            """
            "rules": {"overvote": "\(dice.pick(CountingRules.Overvote.allCases).rawValue)",
              "skippedRank": "\(dice.pick(CountingRules.SkippedRank.allCases).rawValue)",
              "unranked": "\(dice.pick(CountingRules.Unranked.allCases).rawValue)",
              "tieBreak": "\(dice.pick(CountingRules.TieBreak.allCases).rawValue)",
              "stop": "\(dice.pick(CountingRules.Stop.allCases).rawValue)",
              "writeIns": "\(dice.pick(CountingRules.WriteIns.allCases).rawValue)"}
            """)
        members.append(#""candidates": [\#(candidates.joined(separator: ","))]"#)
        return "{\(members.joined(separator: ", "))}"
    }
}
