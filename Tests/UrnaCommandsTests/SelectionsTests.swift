import Ledger
import Testing

@testable import UrnaCommands

@Suite("Selections as typed")
struct SelectionsTests {
    @Test(
        "Every shape becomes its JSON",
        arguments: [
            (["mayor=ada,ben"], #"{"mayor":["ada","ben"]}"#),
            (["mayor=ada,-,ben"], #"{"mayor":["ada",null,"ben"]}"#),
            (["mayor=ada+ben,cyd"], #"{"mayor":[["ada","ben"],"cyd"]}"#),
            (["mayor=~Jane: Doe,ada"], #"{"mayor":[{"writeIn":"Jane: Doe"},"ada"]}"#),
            (["budget=parks:5,bus:3"], #"{"budget":{"bus":3,"parks":5}}"#),
            (["mayor="], #"{"mayor":[]}"#),
            (["b=x", "a=y"], #"{"a":["y"],"b":["x"]}"#),
        ])
    func shapes(arguments: [String], json: String) throws {
        #expect(String(decoding: try Selections.parse(arguments).canonical(), as: UTF8.self) == json)
    }

    @Test(
        "What cannot be a selection is refused as bad usage, naming it",
        arguments: [
            (["mayor"], "“mayor”"), (["=ada"], "“”"), (["ma yor=ada"], "“ma yor”"), (["mayor=ada,,ben"], "“”"),
            (["mayor=ada,b n"], "“b n”"),
            (["mayor=a", "mayor=b"], "given twice"), (["b=a:5,c"], "“c”"), (["b=a:-1"], "“a:-1”"), (["b=a:5:6"], "“a:5:6”"),
            (["mayor=a+"], "“”"), (["mayor=a+-"], nil),
        ] as [([String], String?)])
    func refusals(arguments: [String], part: String?) throws {
        guard let part else {
            // A lone hyphen is a skipped rank only when it stands alone; an id may hold one.
            #expect(throws: Never.self) { try Selections.parse(arguments) }
            return
        }
        let failure = #expect(throws: CommandFailure.self) { try Selections.parse(arguments) }
        #expect(failure?.status == 2)
        #expect(failure?.message.contains(part) == true)
    }
}
