import Elections
import Identity
import Ledger
import Ports
import Testing

@testable import AuthService

@Suite struct TokenDeskTests {
    private let store = MemoryRollStore()
    private let desk: TokenDesk
    private let now = Timestamp(seconds: 1_800_000_000)
    private let codes: [String: String]

    init() throws {
        desk = TokenDesk(rolls: store, lifetimeSeconds: 3_600)
        let ids = Fixtures.voters
        let outcome = try Fixtures.imported("voter_id\n" + ids.map { "\"\($0)\"\n" }.joined())
        try store.replaceRoll(of: Fixtures.id("mayor"), with: outcome.voters)
        var codes: [String: String] = [:]
        for (position, id) in ids.enumerated() {
            codes[id] = outcome.codes.line(position).split(separator: ",").last.map { String($0.dropLast()) }
        }
        self.codes = codes
    }

    private func code(_ id: String) throws -> String {
        try #require(codes[id])
    }

    @Test("The same voter gets the same token, by code or by login, now or later, and is counted once")
    func sameToken() throws {
        let election = Fixtures.access()
        let first = try desk.issue(code: try code("voter-3"), in: election, at: now)
        #expect(first.expiresAtSeconds == now.seconds + 3_600)
        #expect(try desk.issue(code: try code("voter-3").lowercased(), in: election, at: now.adding(1)) == first)
        #expect(try desk.issue(voter: try VoterID(" VOTER-3 "), in: election, at: now.adding(3_599)) == first)
        #expect(try store.issuedCount(of: election.id) == 1)
        let other = try desk.issue(code: try code("voter-4"), in: election, at: now)
        #expect(other.ballotKey != first.ballotKey && other.text != first.text)
        #expect(try store.issuedCount(of: election.id) == 2)
    }

    @Test("A token is one that the election takes, and no other")
    func genuine() throws {
        let token = try desk.issue(voter: try VoterID("voter-1"), in: Fixtures.access(), at: now)
        let verifier = BallotTokenVerifier(keys: Fixtures.keys)
        #expect(verifier.verify(token.text, now: now.seconds) == .valid(token.ballotKey))
        #expect(verifier.verify(token.text, now: now.seconds + 3_600) == .expired)
        #expect(BallotTokenVerifier(keys: Fixtures.otherKeys).verify(token.text, now: now.seconds) == .forged)
    }

    @Test("A code of a roll that was replaced is good for nobody, least of all for whoever has that place now")
    func replacedRoll() throws {
        let old = try code("voter-3")
        let outcome = try Fixtures.imported("voter_id\n" + (0..<25).map { "voter-\($0)\n" }.joined())
        try store.replaceRoll(of: Fixtures.id("mayor"), with: outcome.voters)
        var election = Fixtures.access()
        election.roll = VotingCodes.digest(ofRoll: outcome.voters.map(\.voter))
        expectRefusal(.code(.notGenuine)) { try desk.issue(code: old, in: election, at: now) }
        let new = try #require(outcome.codes.line(3).split(separator: ",").last.map { String($0.dropLast()) })
        #expect(try desk.issue(code: new, in: election, at: now) == desk.issue(voter: try VoterID("voter-3"), in: election, at: now))
        election.roll = nil
        expectRefusal(.notOnRoll) { try desk.issue(code: new, in: election, at: now) }
    }

    @Test("After its time a token is renewed, for the same ballot, and counted once still")
    func renewal() throws {
        let election = Fixtures.access()
        let first = try desk.issue(voter: try VoterID("voter-1"), in: election, at: now)
        let second = try desk.issue(voter: try VoterID("voter-1"), in: election, at: now.adding(3_600))
        #expect(second.ballotKey == first.ballotKey)
        #expect(second.expiresAtSeconds == now.seconds + 7_200)
        #expect(try desk.issue(code: try code("voter-1"), in: election, at: now.adding(7_199)) == second)
        #expect(try store.issuedCount(of: election.id) == 1)
    }

    @Test("With a set end every token is good until then, whenever it was issued")
    func setEnd() throws {
        let election = Fixtures.access(closesAt: now.adding(86_400))
        let first = try desk.issue(voter: try VoterID("voter-1"), in: election, at: now)
        #expect(first.expiresAtSeconds == now.seconds + 86_400)
        #expect(try desk.issue(voter: try VoterID("voter-1"), in: election, at: now.adding(86_399)) == first)
        expectRefusal(.wrongState(.closed)) { try desk.issue(voter: try VoterID("voter-1"), in: election, at: now.adding(86_400)) }
        expectRefusal(.wrongState(.closed)) { try desk.issue(voter: try VoterID("voter-2"), in: election, at: now.adding(86_400)) }
        expectRefusal(.wrongState(.closed)) { try desk.issueAll(in: election, from: 0, at: now.adding(86_400)) }
        #expect(try store.issuedCount(of: election.id) == 1)
    }

    @Test("Tokens are issued before the opening and while open, and in no other state", arguments: ElectionState.allCases)
    func states(state: ElectionState) throws {
        let election = Fixtures.access(state: state)
        if state == .draft || state == .open {
            _ = try desk.issue(code: try code("voter-1"), in: election, at: now)
            _ = try #require(try desk.issueAll(in: election, from: 0, at: now))
        } else {
            expectRefusal(.wrongState(state)) { try desk.issue(code: try code("voter-1"), in: election, at: now) }
            expectRefusal(.wrongState(state)) { try desk.issue(voter: try VoterID("voter-1"), in: election, at: now) }
            expectRefusal(.wrongState(state)) { try desk.issueAll(in: election, from: 0, at: now) }
            #expect(try store.issuedCount(of: election.id) == 0)
        }
    }

    @Test("Codes that are none, and voters that are not on the roll, get no token")
    func refused() throws {
        let election = Fixtures.access()
        let code = try code("voter-1")
        let roll = try Fixtures.roll(of: Fixtures.voters)
        let foreign = VotingCodes(keys: Fixtures.otherKeys, roll: roll).code(serial: 1).text
        expectRefusal(.code(.notGenuine)) { try desk.issue(code: foreign, in: election, at: now) }
        expectRefusal(.code(.notGenuine)) { try desk.issue(code: code, in: Fixtures.access("council"), at: now) }
        expectRefusal(.code(.malformed)) { try desk.issue(code: "", in: election, at: now) }
        let last: Character = code.last == "0" ? "1" : "0"
        expectRefusal(.code(.mistyped)) { try desk.issue(code: String(code.dropLast()) + String(last), in: election, at: now) }
        let beyond = VotingCodes(keys: Fixtures.keys, roll: roll).code(serial: 21).text
        expectRefusal(.notOnRoll) { try desk.issue(code: beyond, in: election, at: now) }
        expectRefusal(.notOnRoll) { try desk.issue(voter: try VoterID("eve"), in: election, at: now) }
        expectRefusal(.notOnRoll) { try desk.issue(voter: try VoterID("voter-1"), in: Fixtures.access("council"), at: now) }
        #expect(try store.issuedCount(of: election.id) == 0)
    }

    @Test("No token leaves the desk when the store can't count it")
    func storeFailure() throws {
        let election = Fixtures.access()
        store.loseVoters()
        expectRefusal(.store(StoreError(.notFound, ""))) { try desk.issue(voter: try VoterID("voter-1"), in: election, at: now) }
        #expect(throws: StoreError.self) { _ = try desk.issueAll(in: election, from: 0, at: now) }
        store.fail(StoreError(.unavailable, "full"))
        expectRefusal(.store(StoreError(.unavailable, ""))) { try desk.issue(voter: try VoterID("voter-1"), in: election, at: now) }
        #expect(throws: StoreError.self) { _ = try desk.issueAll(in: election, from: 0, at: now) }
    }

    @Test("A row of the roll that was changed, or moved to another serial, gives no token: nobody gets a second ballot key")
    func tamperedRow() throws {
        let election = Fixtures.access()
        let corrupted = IssuanceRefusal.store(StoreError(.corrupted, ""))
        let honest = try desk.issue(code: try code("voter-1"), in: election, at: now)
        var (rows, victim): ([EnrolledVoter], Int) = ([], 0)
        store.tamper(election.id) { stored in
            rows = stored
            victim = stored.firstIndex { $0.issuedAt != nil } ?? 0
            stored[victim].voter = VoterHash(Hash.sha256([1, 2, 3]))
        }
        expectRefusal(corrupted) { try desk.issue(code: try code("voter-1"), in: election, at: now) }
        #expect(throws: StoreError.self) { _ = try desk.issueAll(in: election, from: 0, at: now) }
        let other = (victim + 1) % rows.count
        store.tamper(election.id) { stored in
            stored = rows
            (stored[victim].voter, stored[victim].sealedID) = (rows[other].voter, rows[other].sealedID)
        }
        expectRefusal(corrupted) { try desk.issue(code: try code("voter-1"), in: election, at: now) }
        store.tamper(election.id) { $0 = rows }
        #expect(try desk.issue(code: try code("voter-1"), in: election, at: now) == honest)
    }

    @Test("A page of all tokens names each voter with the token that the voter would get")
    func issueAll() throws {
        let election = Fixtures.access()
        let page = try #require(try desk.issueAll(in: election, from: 0, at: now))
        let lines = page.lines.split(separator: "\n").map(String.init)
        #expect(lines.count == 21 && page.lines.hasSuffix("\n"))
        for line in lines {
            let comma = try #require(line.lastIndex(of: ","))
            var id = String(line[..<comma])
            if id.hasPrefix("\"") { id = String(id.dropFirst().dropLast()) }
            #expect(codes[id] != nil)
            #expect(
                try desk.issue(voter: try VoterID(id), in: election, at: now.adding(10)).text == String(line[line.index(after: comma)...]))
        }
        #expect(Set(lines).count == 21 && lines.contains { $0.hasPrefix("\"ben, jr\",") })
        #expect(try store.issuedCount(of: election.id) == 21)
        #expect(page.next == 21)
        #expect(try desk.issueAll(in: election, from: page.next, at: now) == nil)
        let rest = try #require(try desk.issueAll(in: election, from: 15, at: now.adding(20)))
        #expect(rest.lines.split(separator: "\n").map(String.init) == Array(lines[15...]))
    }

    @Test("Whoever's token has expired gets a new one on the page of all tokens too")
    func issueAllRenews() throws {
        let election = Fixtures.access()
        let early = try desk.issue(voter: try VoterID("voter-1"), in: election, at: now.adding(-3_600))
        let page = try #require(try desk.issueAll(in: election, from: 0, at: now))
        let verifier = BallotTokenVerifier(keys: Fixtures.keys)
        var keys: Set<BallotKey> = []
        for line in page.lines.split(separator: "\n") {
            guard case .valid(let key, _) = verifier.verify(String(line.split(separator: ",").last ?? ""), now: now.seconds + 3_599) else {
                Issue.record("every token of the page is good for an hour")
                continue
            }
            keys.insert(key)
        }
        #expect(keys.count == 21 && keys.contains(early.ballotKey))
    }

    private func expectRefusal<Answer>(
        _ expected: IssuanceRefusal, at location: SourceLocation = #_sourceLocation, _ body: () throws -> Answer
    ) {
        #expect(sourceLocation: location) {
            _ = try body()
        } throws: {
            ($0 as? IssuanceRefusal)?.isSame(as: expected) == true
        }
    }
}

extension IssuanceRefusal {
    /// Errors of the store are told apart by their codes.
    fileprivate func isSame(as other: IssuanceRefusal) -> Bool {
        switch (self, other) {
        case (.code(let own), .code(let other)): own == other
        case (.login(let own), .login(let other)): own == other
        case (.notOnRoll, .notOnRoll): true
        case (.wrongState(let own), .wrongState(let other)): own == other
        case (.store(let own), .store(let other)): own.code == other.code
        default: false
        }
    }
}
