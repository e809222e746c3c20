import Raffles
import Testing

@testable import UrnaCommands

@Suite("The clock of a selling unit")
struct UnitClockTests {
    @Test("A debug build alone takes a wrong wall clock from its environment")
    func shift() {
        let right = UnitClock(environment: [:]).wall.milliseconds
        let shifted = UnitClock(environment: [UnitClock.shiftVariable: "-3600"]).wall.milliseconds
        #if DEBUG
            #expect((3_500_000...3_700_000).contains(right - shifted))
        #else
            #expect((-100_000...100_000).contains(right - shifted))
        #endif
    }
}
