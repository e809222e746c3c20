import Testing

@testable import Auditing

@Suite("Verification by schedule, and the lock-out")
struct IntegrityLockTests {
    private let start = EventTime(milliseconds: 1_768_500_000_000)

    private func later(_ seconds: Int64) -> EventTime { EventTime(milliseconds: start.milliseconds + seconds * 1000) }

    @Test("it is due when it never was, after 24 hours, and when the clock was set back")
    func schedule() {
        var schedule = VerificationSchedule()
        #expect(schedule.isDue(at: start))
        schedule.verified(at: start)
        #expect(!schedule.isDue(at: start))
        #expect(!schedule.isDue(at: later(24 * 3600 - 1)))
        #expect(schedule.millisecondsUntilDue(at: later(24 * 3600 - 1)) == 1000)
        #expect(schedule.isDue(at: later(24 * 3600)))
        #expect(schedule.isDue(at: later(24 * 3600 + 1)))
        #expect(schedule.millisecondsUntilDue(at: later(24 * 3600 + 1)) == 0)
        #expect(schedule.isDue(at: later(-1)))
        schedule.verified(at: later(24 * 3600 + 1))
        #expect(!schedule.isDue(at: later(24 * 3600 + 2)))
        #expect(VerificationSchedule(interval: 1000, last: start).isDue(at: later(1)))
    }

    @Test("a failed verification stops what can do harm and leaves reading")
    func refuses() throws {
        var lock = IntegrityLock()
        for action in IntegrityLock.Action.allCases {
            #expect(lock.refusal(of: action) == nil)
        }
        #expect(
            lock.verified(problems: ["changed: a", "missing: b"], at: start, by: .system) == .closed(problem: "changed: a; missing: b"))
        #expect(!lock.isOpen)
        for action in [IntegrityLock.Action.newEvent, .activation, .lease, .sale, .draw, .drawEntry, .payout] {
            let refusal = try #require(lock.refusal(of: action))
            #expect(refusal.since == start)
            #expect(refusal.description.contains("changed: a"))
        }
        for action in [IntegrityLock.Action.report, .reading, .verification, .backup, .export, .upload, .closing, .suspension] {
            #expect(lock.refusal(of: action) == nil)
        }
    }

    @Test("only a passing verification by someone who may ends it")
    func clears() {
        var lock = IntegrityLock()
        _ = lock.verified(problems: ["changed: a"], at: start, by: .person(login: "admin1", mayClear: true))
        #expect(lock.verified(problems: [], at: later(1), by: .system) == .awaitsAuthority)
        #expect(lock.verified(problems: [], at: later(2), by: .person(login: "op7", mayClear: false)) == .awaitsAuthority)
        #expect(
            lock.verified(problems: ["missing: b"], at: later(3), by: .person(login: "admin1", mayClear: true))
                == .stillClosed(problem: "missing: b"))
        #expect(lock.state == .integrityFail(since: start, problem: "missing: b"))
        #expect(
            lock.verified(problems: [], at: later(4), by: .person(login: "admin1", mayClear: true)) == .cleared(by: "admin1", since: start))
        #expect(lock.isOpen)
        #expect(lock.refusal(of: .draw) == nil)
        #expect(lock.verified(problems: [], at: later(5), by: .system) == .stillOpen)
    }

    @Test("a lock-out outlives a restart")
    func resumes() {
        let lock = IntegrityLock(state: .integrityFail(since: start, problem: "changed: a"))
        #expect(lock.refusal(of: .sale)?.problem == "changed: a")
    }

    @Test("each outcome is an event")
    func events() {
        let outcomes: [IntegrityLock.Outcome] = [
            .stillOpen, .closed(problem: "x"), .stillClosed(problem: "x"), .awaitsAuthority, .cleared(by: "a", since: start),
        ]
        #expect(outcomes.map(\.event) == [.verificationPassed, .lockedOut, .verificationFailed, .verificationPassed, .lockOutCleared])
    }
}
