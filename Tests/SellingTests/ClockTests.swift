import Raffles
import Testing

@testable import Selling

@Suite("Clock guard")
struct ClockTests {
    private let start = Sample.at("20:00:00")

    private func reading(_ wall: String, _ seconds: Int64) -> ClockReading {
        ClockReading(wall: Sample.at(wall), monotonicMilliseconds: 500_000 + seconds * 1000)
    }

    @Test("clocks that agree give their time, and no step")
    func steady() {
        var clock = ClockGuard(at: reading("20:00:00", 0))
        let seen1 = clock.observe(reading("20:00:10", 10))
        #expect(seen1 == nil)
        #expect(clock.now(reading("20:00:10", 10)) == Sample.at("20:00:10"))
        // Two seconds are how networks correct clocks; more is a step.
        let seen2 = clock.observe(reading("20:00:18", 20))
        #expect(seen2 == nil)
        let seen3 = clock.observe(reading("20:00:25", 30))
        #expect(seen3 != nil)
    }

    @Test("set back, the time goes on as counted; the step is told once")
    func back() throws {
        var clock = ClockGuard(at: reading("20:00:00", 0))
        let seen6 = clock.observe(reading("19:30:10", 10))
        let step = try #require(seen6)
        #expect(step.milliseconds == -1_800_000)
        #expect(step.expected == Sample.at("20:00:10"))
        #expect(clock.now(reading("19:30:10", 10)) == Sample.at("20:00:10"))
        let seen4 = clock.observe(reading("19:30:20", 20))
        #expect(seen4 == nil)
        #expect(clock.now(reading("19:30:20", 20)) == Sample.at("20:00:20"))
    }

    @Test("started again with the clock set back, the time goes on from the journal's latest")
    func restartedBack() {
        let clock = ClockGuard(at: reading("19:00:00", 0), latest: Sample.at("20:29:50"))
        #expect(clock.now(reading("19:00:00", 0)) == Sample.at("20:29:50"))
        #expect(clock.now(reading("19:00:15", 15)) == Sample.at("20:30:05"))
        let later = ClockGuard(at: reading("20:40:00", 0), latest: Sample.at("20:29:50"))
        #expect(later.now(reading("20:40:15", 15)) == Sample.at("20:40:15"))
    }

    @Test("set forward, the time is the later one")
    func forward() throws {
        var clock = ClockGuard(at: reading("20:00:00", 0))
        let seen7 = clock.observe(reading("20:30:10", 10))
        let step = try #require(seen7)
        #expect(step.milliseconds == 1_800_000)
        #expect(clock.now(reading("20:30:10", 10)) == Sample.at("20:30:10"))
    }

    @Test("the server's time corrects a wrong clock, and a clock set back after it changes nothing")
    func server() {
        var clock = ClockGuard(at: reading("19:50:00", 0))
        let seen5 = clock.synchronise(server: Sample.at("20:00:00"), at: reading("19:50:00", 0))
        #expect(seen5 == 600_000)
        #expect(clock.now(reading("19:50:30", 30)) == Sample.at("20:00:30"))
        #expect(clock.now(reading("18:00:00", 60)) == Sample.at("20:01:00"))
    }

    @Test(
        "whatever the wall clock does, time never falls behind the server's time and the seconds counted since", arguments: UInt64(1)...50)
    func histories(seed: UInt64) {
        var random = SplitMix(seed)
        var wall = start
        var monotonic: Int64 = 1_000_000
        var clock = ClockGuard(at: ClockReading(wall: wall, monotonicMilliseconds: monotonic))
        clock.synchronise(server: start, at: ClockReading(wall: wall, monotonicMilliseconds: monotonic))
        var elapsed: Int64 = 0
        var steps = 0
        var told = 0
        var last = start
        for _ in 0..<200 {
            let pass = Int64.random(in: 0...5000, using: &random)
            elapsed += pass
            monotonic += pass
            wall = wall.adding(milliseconds: pass)
            if Int.random(in: 0..<10, using: &random) == 0 {
                let jump = Int64.random(in: 2001...3_600_000, using: &random) * (Bool.random(using: &random) ? 1 : -1)
                wall = wall.adding(milliseconds: jump)
                steps += 1
            }
            let reading = ClockReading(wall: wall, monotonicMilliseconds: monotonic)
            if clock.observe(reading) != nil { told += 1 }
            let now = clock.now(reading)
            #expect(now >= start.adding(milliseconds: elapsed), "seed \(seed)")
            #expect(now >= wall, "seed \(seed)")
            // Once written down, no earlier time is given.
            clock.record(now)
            #expect(now >= last, "seed \(seed)")
            last = now
        }
        #expect(told == steps, "seed \(seed)")
    }
}
