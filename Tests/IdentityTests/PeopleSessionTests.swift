import Ledger
import TestSupport
import Testing

@testable import Identity

@Suite struct PeopleSessionTests {
    private func use(_ house: inout StaffHouse, _ token: SessionToken, at seconds: Int64) -> Bool {
        house.desk.session(bearing: token.text, using: "raffles", isChange: false, at: StaffHouse.at(seconds)) != nil
    }

    @Test("A session ends after 15 minutes without use, to the second")
    func idle() throws {
        var house = StaffHouse()
        try house.add("op7", [.operatorRole])
        let token = try #require(house.logOn("op7", at: 0).success).token
        #expect(use(&house, token, at: 899))
        #expect(use(&house, token, at: 899 + 899))
        #expect(!use(&house, token, at: 899 + 899 + 900))
        #expect(house.desk.sessions.all(at: StaffHouse.at(899 + 899 + 900)).isEmpty)
        _ = house.ledger
        let ended = house.desk.tick(at: StaffHouse.at(3000))
        guard case .staff(.sessionEnded(let summary, .idle), _) = try #require(ended.first) else {
            Issue.record("ended otherwise: \(ended)")
            return
        }
        #expect(summary.areas == ["raffles"] && summary.seconds == 3000)
    }

    @Test("And after 12 hours in any case")
    func absolute() throws {
        var house = StaffHouse()
        try house.add("op7", [.operatorRole])
        let token = try #require(house.logOn("op7", at: 0).success).token
        for second in stride(from: Int64(600), to: 43_200, by: 600) { #expect(use(&house, token, at: second), "\(second)") }
        #expect(!use(&house, token, at: 43_200))
    }

    @Test("Support's session ends with its time")
    func support() throws {
        var house = StaffHouse()
        try house.add("help", [.support], until: StaffHouse.at(300), hasTOTP: true)
        let token = try #require(house.logOn("help", code: house.code(at: 100), at: 100).success).token
        #expect(use(&house, token, at: 299))
        #expect(!use(&house, token, at: 300))
    }

    @Test("The sixth session of a person puts the first out")
    func perUser() throws {
        var house = StaffHouse()
        try house.add("op7", [.operatorRole])
        var tokens: [SessionToken] = []
        for second in Int64(0)..<6 { tokens.append(try #require(house.logOn("op7", at: second).success).token) }
        #expect(!use(&house, tokens[0], at: 10))
        for token in tokens[1...] { #expect(use(&house, token, at: 10)) }
        #expect(house.story.suffix(2) == ["ended displaced", "logon"])
    }

    @Test("A full book refuses")
    func full() throws {
        var limits = SessionBook.Limits()
        limits.total = 2
        var house = StaffHouse()
        house.desk = StaffDesk(limits: limits)
        for name in ["a", "b", "c"] { try house.add(name, [.operatorRole]) }
        #expect(house.logOn("a", at: 0).success != nil)
        #expect(house.logOn("b", at: 0).success != nil)
        #expect(house.logOn("c", at: 0).failure == .busy)
        _ = house.desk.tick(at: StaffHouse.at(900))
        #expect(house.logOn("c", at: 900).success != nil)
    }

    @Test("A change of roles ends the person's sessions and nobody else's")
    func changed() throws {
        var house = StaffHouse()
        let op7 = try house.add("op7", [.operatorRole])
        try house.add("op8", [.operatorRole])
        let mine = try #require(house.logOn("op7", at: 0).success).token
        let other = try #require(house.logOn("op8", at: 0).success).token
        let profile = StaffProfile(name: "op7", roles: [.eventManager])
        house.commit(try house.desk.directory.changing(op7, to: profile, act: .init(at: StaffHouse.at(5), by: .system)))
        #expect(!use(&house, mine, at: 6))
        #expect(use(&house, other, at: 6))
        #expect(house.story.last == "ended changed")
    }

    @Test("Leaving and revoking end a session at once, and are told apart")
    func leaving() throws {
        var house = StaffHouse()
        let op7 = try house.add("op7", [.operatorRole])
        let one = try #require(house.logOn("op7", at: 0).success)
        let two = try #require(house.logOn("op7", at: 1).success)
        _ = try #require(house.logOn("op7", at: 2).success)
        #expect(house.desk.logOff(bearing: one.token.text, at: StaffHouse.at(5)) != nil)
        #expect(house.desk.logOff(bearing: one.token.text, at: StaffHouse.at(5)) == nil)
        #expect(!use(&house, one.token, at: 5))
        #expect(house.desk.revoke(two.session.id, by: .system, at: StaffHouse.at(6)).count == 1)
        #expect(!use(&house, two.token, at: 6))
        #expect(house.desk.revokeAll(of: op7, by: .system, at: StaffHouse.at(7)).count == 1)
        #expect(house.desk.sessions.count == 0)
        #expect(house.desk.directory.openSessions.isEmpty)
    }

    @Test(
        "Other tokens open nothing",
        arguments: ["", "urna_session_", "urna_admin_AAAA", "urna_session_" + String(repeating: "A", count: 43)])
    func strangers(text: String) throws {
        var house = StaffHouse()
        try house.add("op7", [.operatorRole])
        let token = try #require(house.logOn("op7", at: 0).success).token
        #expect(house.desk.session(bearing: text, using: "raffles", isChange: false, at: StaffHouse.at(1)) == nil)
        #expect(house.desk.session(bearing: token.text + "A", using: "raffles", isChange: false, at: StaffHouse.at(1)) == nil)
    }

    @Test("Whatever happens, the ledger alone tells who is here, and a restart ends it all", arguments: [1, 2, 3, 4] as [UInt64])
    func histories(seed: UInt64) throws {
        var random = Dice(seed: seed)
        var house = StaffHouse()
        let names = ["a", "b", "c"]
        let ids = try names.map { try house.add($0, [.operatorRole]) }
        var tokens: [SessionToken] = []
        var now: Int64 = 0
        for _ in 0..<300 {
            now += Int64.random(in: 0...200, using: &random)
            let index = Int.random(in: 0..<3, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0...3:
                if let admission = house.logOn(names[index], at: now).success { tokens.append(admission.token) }
            case 4: _ = house.logOn(names[index], "wrong password", at: now)
            case 5:
                if let token = tokens.randomElement(using: &random),
                    let entry = house.desk.logOff(bearing: token.text, at: StaffHouse.at(now))
                {
                    house.ledger.append(entry)
                }
            case 6: house.ledger += house.desk.tick(at: StaffHouse.at(now))
            case 7: house.ledger += house.desk.revokeAll(of: ids[index], by: .system, at: StaffHouse.at(now))
            default:
                if let token = tokens.randomElement(using: &random) { _ = use(&house, token, at: now) }
            }
            for name in ids {
                #expect(house.desk.sessions.all(at: StaffHouse.at(now)).filter { $0.user == name }.count <= 5, "seed \(seed)")
            }
        }
        house.ledger += house.desk.tick(at: StaffHouse.at(now))
        var replayed = StaffDesk()
        for entry in house.ledger {
            let read = try SystemEntry(decoding: entry.encode())
            #expect(replayed.apply(read).isEmpty, "seed \(seed)")
        }
        #expect(replayed.directory.all == house.desk.directory.all, "seed \(seed)")
        let here = Set(house.desk.sessions.all(at: StaffHouse.at(now)).map(\.id))
        #expect(Set(replayed.directory.openSessions.keys) == here, "seed \(seed)")
        #expect(replayed.endInterrupted(at: StaffHouse.at(now + 1)).count == here.count, "seed \(seed)")
        #expect(replayed.directory.openSessions.isEmpty, "seed \(seed)")
    }
}
