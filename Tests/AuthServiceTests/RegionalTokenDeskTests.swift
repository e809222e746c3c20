import Elections
import Identity
import Ledger
import Ports
import Testing

@testable import AuthService

@Suite("Tokens of an election that tells turnout by region")
struct RegionalTokenDeskTests {
    private let store = MemoryRollStore()
    private let desk: TokenDesk
    private let now = Timestamp(seconds: 1_800_000_000)
    private let verifier = BallotTokenVerifier(keys: Fixtures.keys)
    private let table: RegionTable

    init() throws {
        desk = TokenDesk(rolls: store, lifetimeSeconds: 3_600)
        let rows = (0..<30).map { "voter-\($0),\(["North", "South", ""][$0 % 3])\n" }.joined()
        let outcome = try Fixtures.imported("voter_id,region\n" + rows, bindsRegions: true)
        try store.replaceRoll(of: Fixtures.id("mayor"), with: outcome.voters)
        table = try Self.table(10)
    }

    /// Of a roll with as many voters in each of North and South, and without a region.
    private static func table(_ voters: UInt64) throws -> RegionTable {
        let regions = ["North", "South"].map { RollEntry.Region(name: $0, voters: voters) }
        let by = try #require(ActorID("admin-1"))
        return RegionTable(
            try RollEntry(eligible: 3 * voters, regions: regions, digest: .sha256([]), at: Timestamp(seconds: 1_700_000_000), by: by))
    }

    private func access(_ table: RegionTable) -> ElectionAccess {
        var access = Fixtures.access()
        access.regions = table
        return access
    }

    @Test("Each voter's token carries the voter's region, asked for alone or with all")
    func regions() throws {
        let election = access(table)
        for number in 0..<6 {
            let token = try desk.issue(voter: try VoterID("voter-\(number)"), in: election, at: now)
            let region = [1, 2, 0][number % 3]
            #expect(verifier.verify(token.text, roll: table.roll, now: now.seconds) == .valid(token.ballotKey, region: UInt16(region)))
        }
        let page = try #require(try desk.issueAll(in: election, from: 0, at: now))
        for line in page.lines.split(separator: "\n") {
            let fields = line.split(separator: ",")
            #expect(try desk.issue(voter: try VoterID(String(fields[0])), in: election, at: now.adding(9)).text == String(fields[1]))
        }
        #expect(page.lines.split(separator: "\n").count == 30)
    }

    @Test("A token given out under a roll that was replaced is forged under the next")
    func replaced() throws {
        let token = try desk.issue(voter: try VoterID("voter-1"), in: access(table), at: now)
        let next = try Self.table(11)
        #expect(verifier.verify(token.text, roll: next.roll, now: now.seconds) == .forged)
        let again = try desk.issue(voter: try VoterID("voter-1"), in: access(next), at: now)
        #expect(verifier.verify(again.text, roll: next.roll, now: now.seconds) == .valid(token.ballotKey, region: 2))
    }

    @Test("A voter whose row was moved to another region, known or not, gets no token", arguments: ["South", "", "West"])
    func moved(region: String) throws {
        let voter = Fixtures.keys.hash(of: try VoterID("voter-0"))
        store.tamper(Fixtures.id("mayor")) { rows in
            for index in rows.indices where rows[index].voter == voter { rows[index].region = region }
        }
        #expect {
            try desk.issue(voter: try VoterID("voter-0"), in: access(table), at: now)
        } throws: { error in
            guard case IssuanceRefusal.store(let error) = error else { return false }
            return error.code == .corrupted
        }
        #expect(try store.issuedCount(of: Fixtures.id("mayor")) == 0)
    }
}
