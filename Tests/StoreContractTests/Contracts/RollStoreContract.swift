import Elections
import Identity
import Ledger
import Ports
import Testing

/// Every promise of `RollStore`.
struct RollStoreContract<Fixture: StoreFixture> {
    private let alpha: ElectionID
    private let beta: ElectionID

    init() throws {
        alpha = try #require(ElectionID("alpha"))
        beta = try #require(ElectionID("beta"))
    }

    private func roll(_ name: String, _ count: Int) -> [RollVoter] {
        (0..<count).map { Hash.sha256(Array("\(name) \($0)".utf8)) }
            .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
            .enumerated()
            .map { position, hash in
                let region = position % 3 == 0 ? "" : "Süd \(position % 3)"
                return RollVoter(voter: VoterHash(hash), region: region, sealedID: [UInt8(position % 256), 0])
            }
    }

    private func time(_ seconds: Int64) -> Timestamp { Timestamp(seconds: seconds) }

    func findsVotersBySerialAndByHash() throws {
        let fixture = try Fixture()
        let voters = roll("a", 40)
        try fixture.withStore { try $0.replaceRoll(of: alpha, with: voters) }
        try fixture.withStore { store throws in
            #expect(try store.voterCount(of: alpha) == 40)
            #expect(try store.issuedCount(of: alpha) == 0)
            for (position, voter) in voters.enumerated() {
                let expected = EnrolledVoter(
                    serial: UInt32(position), voter: voter.voter, region: voter.region, sealedID: voter.sealedID, issuedAt: nil)
                #expect(try store.voter(serial: UInt32(position), of: alpha) == expected)
                #expect(try store.voter(voter.voter, of: alpha) == expected)
            }
            #expect(try store.voter(serial: 40, of: alpha) == nil)
            #expect(try store.voter(serial: .max, of: alpha) == nil)
            #expect(try store.voter(VoterHash(.emptyTree), of: alpha) == nil)
        }
    }

    func keepsRollsApart() throws {
        try Fixture().withStore { store throws in
            try store.replaceRoll(of: alpha, with: roll("a", 5))
            try store.replaceRoll(of: beta, with: roll("a", 3))
            _ = try store.issue([0, 1], of: beta, at: time(7))
            #expect(try store.voterCount(of: alpha) == 5 && store.voterCount(of: beta) == 3)
            #expect(try store.issuedCount(of: alpha) == 0 && store.issuedCount(of: beta) == 2)
            try store.replaceRoll(of: beta, with: [])
            #expect(try store.voterCount(of: alpha) == 5 && store.voterCount(of: beta) == 0)
        }
    }

    func replacesARollWholeOrNotAtAll() throws {
        let fixture = try Fixture()
        let old = roll("old", 6)
        try fixture.withStore { store throws in
            try store.replaceRoll(of: alpha, with: old)
            let twice = roll("new", 4)
            expect(.conflict, "a voter is on a roll once") { try store.replaceRoll(of: alpha, with: twice + [twice[0]]) }
            #expect(try store.voters(of: alpha, from: 0, limit: 100).map(\.voter) == old.map(\.voter))
        }
        let new = roll("new", 4)
        try fixture.withStore { try $0.replaceRoll(of: alpha, with: new) }
        try fixture.withStore { store throws in
            #expect(try store.voters(of: alpha, from: 0, limit: 100).map(\.voter) == new.map(\.voter))
            #expect(try store.voter(old[0].voter, of: alpha) == nil)
        }
    }

    func firstIssuanceStands() throws {
        let fixture = try Fixture()
        try fixture.withStore { store throws in
            try store.replaceRoll(of: alpha, with: roll("a", 5))
            #expect(try store.issue([3, 9, 1], of: alpha, at: time(100)) == [time(100), nil, time(100)])
            #expect(try store.issue([1, 2, 2], of: alpha, at: time(200)) == [time(100), time(200), time(200)])
            #expect(try store.issuedCount(of: alpha) == 3)
        }
        try fixture.withStore { store throws in
            #expect(try store.issue([3], of: alpha, at: time(300)) == [time(100)], "also after a start")
            try store.reissue(3, of: alpha, at: time(400))
            #expect(try store.issue([3], of: alpha, at: time(500)) == [time(400)])
            #expect(try store.issuedCount(of: alpha) == 3, "renewing a token does not count twice")
            #expect(try store.voter(serial: 3, of: alpha)?.issuedAt == time(400))
            #expect(try store.voter(serial: 0, of: alpha)?.issuedAt == nil)
        }
    }

    func pagesThroughARoll() throws {
        try Fixture().withStore { store throws in
            let voters = roll("a", 23)
            try store.replaceRoll(of: alpha, with: voters)
            var found: [EnrolledVoter] = []
            while true {
                let page = try store.voters(of: alpha, from: UInt32(found.count), limit: 5)
                guard !page.isEmpty else { break }
                #expect(page.count <= 5)
                found.append(contentsOf: page)
            }
            #expect(found.map(\.serial) == Array(0..<23))
            #expect(found.map(\.voter) == voters.map(\.voter))
        }
    }
}
