import Testing

@testable import UrnaCommands

@Suite("The menu of a selling unit")
struct UnitMenuTests {
    @Test("Every function of the unit has a key, every key says what it does and calls only listed functions (C4)")
    func complete() {
        let functions = SellingDesk.commands.map(\.name)
        #expect(Set(functions).count == functions.count)
        #expect(Set(UnitMenu.keys.flatMap(\.functions)) == Set(functions))
        #expect(Set(UnitMenu.keys.map(\.key)).count == UnitMenu.keys.count, "two functions on one key")
        #expect(Set(UnitMenu.keys.map(\.title)).count == UnitMenu.keys.count, "two keys that say the same")
        #expect(UnitMenu.keys.allSatisfy { $0.key.count == 1 && !$0.title.isEmpty })
        #expect(SellingDesk.commands.allSatisfy { !$0.summary.isEmpty })
        // Those that are the menu's own: help and the way out.
        #expect(UnitMenu.keys.filter(\.functions.isEmpty).map(\.key) == ["?", "q"])
    }
}
