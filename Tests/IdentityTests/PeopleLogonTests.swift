import Ledger
import Testing

@testable import Identity

@Suite struct PeopleLogonTests {
    @Test("The right password lets a seller in, and the ledger says so")
    func admitted() throws {
        var house = StaffHouse()
        try house.add("op7", [.operatorRole])
        let admission = try #require(house.logOn("op7", at: 10).success)
        #expect(admission.token.text.hasPrefix("urna_session_"))
        #expect(admission.session.authority.permissions == StaffRole.operatorRole.permissions)
        #expect(house.desk.session(bearing: admission.token.text, using: "raffles", isChange: false, at: StaffHouse.at(11)) != nil)
        #expect(house.story == ["logon"])
    }

    @Test("A stranger learns nothing: unknown, wrong, locked, disabled and out of time get one answer")
    func oneAnswer() throws {
        var house = StaffHouse()
        try house.add("op7", [.operatorRole])
        try house.add("late", [.operatorRole], until: StaffHouse.at(5))
        let off = try house.add("off", [.operatorRole])
        house.commit(
            try house.desk.directory.changing(
                off, to: StaffProfile(name: "off", roles: [.operatorRole], status: .disabled), act: .init(at: StaffHouse.at(1), by: .system)
            ))
        #expect(house.logOn("nobody", at: 10).failure == .refused)
        #expect(house.logOn("not a name!", at: 10).failure == .refused)
        #expect(house.logOn("op7", "wrong password", at: 10).failure == .refused)
        #expect(house.logOn("late", at: 10).failure == .refused)
        #expect(house.logOn("off", at: 10).failure == .refused)
        #expect(house.story == ["unknown-user 1", "wrong-password 1", "expired 1", "disabled 1"])
    }

    @Test("Five failures lock for 15 minutes, five more for 30, and success begins anew")
    func lockOut() throws {
        var house = StaffHouse()
        try house.add("op7", [.operatorRole])
        for second in Int64(0)..<4 { #expect(house.logOn("op7", "wrong password", at: second).failure == .refused) }
        #expect(house.desk.directory.all[0].isLocked(at: StaffHouse.at(3)) == false)
        #expect(house.logOn("op7", "wrong password", at: 4).failure == .refused)
        #expect(house.story.last == "locked 904 5")
        #expect(house.logOn("op7", at: 5).failure == .refused)
        #expect(house.logOn("op7", at: 903).failure == .refused)
        for second in Int64(904)..<909 { #expect(house.logOn("op7", "wrong password", at: second).failure == .refused) }
        #expect(house.story.last == "locked 2708 10")
        #expect(house.logOn("op7", at: 2707).failure == .refused)
        #expect(house.logOn("op7", at: 2708).success != nil)
        #expect(house.desk.directory.all[0].failures == 0)
        for second in Int64(3000)..<3004 { #expect(house.logOn("op7", "wrong password", at: second).failure == .refused) }
        #expect(house.logOn("op7", at: 3005).success != nil)
    }

    @Test("The time doubles up to a day")
    func doubling() {
        let times = (1...60).compactMap { LockOut.standard.seconds(afterFailure: $0) }
        #expect(times == [900, 1800, 3600, 7200, 14_400, 28_800, 57_600, 86_400, 86_400, 86_400, 86_400, 86_400])
        #expect(LockOut.standard.seconds(afterFailure: 5_000_000) == 86_400)
        #expect(LockOut.standard.seconds(afterFailure: 0) == nil)
    }

    @Test("Of many guesses at once those after the fifth are refused, the right one too")
    func parallelGuesses() throws {
        var house = StaffHouse()
        let id = try house.add("op7", [.operatorRole])
        let secret = house.secrets[id]
        for index in 0..<6 {
            let isRight = index == 5
            let outcome = house.desk.finish(
                LogonRequest(name: "op7", password: "", code: nil, isRemote: false), isPasswordRight: isRight, secret: secret,
                sealing: Fixtures.master.staffSealing, at: StaffHouse.at(1), randomBytes: house.bytes(32))
            #expect(outcome.result.failure == .refused, "attempt \(index)")
        }
    }

    @Test("An administrator lifts a lock, on record")
    func unlock() throws {
        var house = StaffHouse()
        let id = try house.add("op7", [.operatorRole])
        for second in Int64(0)..<5 { _ = house.logOn("op7", "wrong password", at: second) }
        let profile = try #require(house.desk.directory[id]).profile
        house.commit(
            try house.desk.directory.changing(id, to: profile, renewed: [.lock], act: .init(at: StaffHouse.at(10), by: .system)))
        #expect(house.logOn("op7", at: 11).success != nil)
    }

    @Test("An admin needs a code, a right one, and each only once")
    func secondFactor() throws {
        var house = StaffHouse()
        try house.add("boss", [.admin], hasTOTP: true)
        try house.add("bare", [.admin])
        #expect(house.logOn("bare", at: 100).failure == .secondFactorMissing)
        #expect(house.logOn("boss", at: 100).failure == .codeRequired)
        #expect(house.logOn("boss", "wrong password", code: house.code(at: 100), at: 100).failure == .refused)
        #expect(house.logOn("boss", code: "000000", at: 100).failure == .refused)
        #expect(house.logOn("boss", code: house.code(at: 100), at: 100).success != nil)
        #expect(house.logOn("boss", code: house.code(at: 100), at: 101).failure == .refused)
        #expect(house.logOn("boss", code: house.code(at: 130), at: 131).success != nil)
        #expect(house.secrets.values.compactMap(\.lastStep) == [TOTP.step(atSeconds: StaffHouse.start + 130)])
    }

    @Test("A code is used up at once, even when the store still holds the secret of before")
    func staleSecret() throws {
        var house = StaffHouse()
        let id = try house.add("boss", [.admin], hasTOTP: true)
        let before = house.secrets[id]
        #expect(house.logOn("boss", code: house.code(at: 100), at: 100).success != nil)
        house.secrets[id] = before
        #expect(house.logOn("boss", code: house.code(at: 100), at: 100).failure == .refused)
    }

    @Test("A temporary password allows nothing but to choose another")
    func temporary() throws {
        var house = StaffHouse()
        let id = try house.add("op7", [.operatorRole])
        house.secrets[id]?.isTemporary = true
        let session = try #require(house.logOn("op7", at: 1).success).session
        #expect(session.mustChangePassword)
        #expect(session.authority.permissions.isEmpty)
    }

    @Test("Nobody comes in from outside until somebody lets them, and not without a second factor")
    func remoteAccess() throws {
        var house = StaffHouse()
        try house.add("op7", [.operatorRole])
        try house.add("help", [.support], until: StaffHouse.at(100_000), hasTOTP: true)
        #expect(house.logOn("help", code: house.code(at: 1), isRemote: true, at: 1).failure == .remoteAccessDisabled)
        guard case .event(let event, _) = try #require(house.ledger.last) else {
            Issue.record("the refusal is not on record")
            return
        }
        #expect(event.code == .remoteAccessRefused)
        let act = SystemEntry.Act(at: StaffHouse.at(10), by: .system)
        house.commit(try house.desk.remoteAccess.enabling(until: StaffHouse.at(3610), act: act))
        #expect(house.logOn("op7", isRemote: true, at: 11).failure == .secondFactorMissing)
        let admission = try #require(house.logOn("help", code: house.code(at: 12), isRemote: true, at: 12).success)
        #expect(house.desk.sessions.hasRemoteSession(at: StaffHouse.at(13)))
        #expect(admission.session.isRemote)
        _ = house.desk.session(bearing: admission.token.text, using: "events", isChange: false, at: StaffHouse.at(700))
        house.ledger += house.desk.tick(at: StaffHouse.at(701))
        #expect(house.desk.sessions.hasRemoteSession(at: StaffHouse.at(701)))
        _ = house.desk.session(bearing: admission.token.text, using: "events", isChange: true, at: StaffHouse.at(1500))
        _ = house.desk.session(bearing: admission.token.text, using: "status", isChange: false, at: StaffHouse.at(2300))
        _ = house.desk.session(bearing: admission.token.text, using: "status", isChange: false, at: StaffHouse.at(3100))
        #expect(house.desk.session(bearing: admission.token.text, using: "x", isChange: false, at: StaffHouse.at(3610)) == nil)
        let ended = house.desk.tick(at: StaffHouse.at(3610))
        #expect(!house.desk.sessions.hasRemoteSession(at: StaffHouse.at(3610)))
        guard case .staff(.sessionEnded(let summary, let why), _) = try #require(ended.last), ended.count == 2 else {
            Issue.record("the end is not on record")
            return
        }
        #expect(why == .remoteAccessEnded)
        #expect(summary.areas == ["events", "status", "x"] && summary.changes == 1 && summary.seconds == 3598)
        #expect(house.logOn("help", code: house.code(at: 3700), isRemote: true, at: 3700).failure == .remoteAccessDisabled)
    }

    @Test("Remote access is enabled for at most a day, and ends in the future")
    func window() {
        let act = SystemEntry.Act(at: StaffHouse.at(0), by: .system)
        for seconds in [Int64(0), -1, 86_401] {
            #expect(throws: RemoteAccessError.windowInvalid) { try RemoteAccess().enabling(until: StaffHouse.at(seconds), act: act) }
        }
        #expect(throws: Never.self) { try RemoteAccess().enabling(until: StaffHouse.at(86_400), act: act) }
        #expect(RemoteAccess().disabling(act: act) == nil)
    }

    @Test("A flood of unknown names leaves an entry a minute that counts them")
    func flood() {
        var house = StaffHouse()
        for second in Int64(0)..<121 { _ = house.logOn("nobody\(second)", at: second) }
        #expect(house.story == ["unknown-user 1", "unknown-user 60", "unknown-user 60"])
    }
}
