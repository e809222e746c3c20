import Draws
import Testing

@Suite("The pool text")
struct PoolDigestTests {
    @Test("The digest is that of the text, however long it is", arguments: [0, 1, 17, 3000])
    func text(count: Int) throws {
        var random = SplitMix(seed: 51)
        var text = "raffle-pool-v1\nE\nD\n"
        var builder = try PoolDigestBuilder(event: "E", draw: "D")
        var bytes = try PoolDigestBuilder(event: "E", draw: "D")
        var numbers: [UInt32] = []
        for number in (1...UInt32(count + 1)).prefix(count) {
            let number = number < 10 ? number : number * 101
            let commitment = String(repeating: "é", count: Int.random(in: 0...30, using: &random))
            text += "\(number),\(commitment)\n"
            numbers.append(number)
            try builder.append(number, commitment)
            try bytes.append(number, Array(commitment.utf8))
        }
        let expected = PoolDigest(digest: SHA256.hash(text), count: count, min: numbers.first, max: numbers.last)
        #expect(builder.finalize() == expected)
        #expect(bytes.finalize() == expected)
    }

    @Test("Numbers of every length are written in decimal")
    func decimals() throws {
        let numbers = [0, 1, 9, 10, 99, 100, 4_294_967_294, 4_294_967_295] as [UInt32]
        var builder = try PoolDigestBuilder(event: "E", draw: "D")
        for number in numbers { try builder.append(number, "") }
        let text = "raffle-pool-v1\nE\nD\n" + numbers.map { "\($0),\n" }.joined()
        #expect(builder.finalize() == PoolDigest(digest: SHA256.hash(text), count: 8, min: 0, max: .max))
    }

    @Test("Numbers must ascend, and a refused line changes nothing")
    func ascending() throws {
        var builder = try PoolDigestBuilder(event: "E", draw: "D")
        try builder.append(5, "x")
        let before = builder.finalize()
        #expect(throws: PoolError.notAscending(number: 5, previous: 5)) { try builder.append(5, "y") }
        #expect(throws: PoolError.notAscending(number: 4, previous: 5)) { try builder.append(4, "y") }
        #expect(throws: PoolError.lineFeed(number: 6)) { try builder.append(6, "y\n7,z") }
        #expect(throws: PoolError.lineFeed(number: 6)) { try builder.append(6, Array("\n".utf8)) }
        #expect(builder.finalize() == before)
        try builder.append(6, "y")
        #expect(builder.finalize().count == 2)
    }

    @Test("An event or draw that would read as another line is refused")
    func lineFeeds() {
        #expect(throws: PoolError.lineFeed(number: nil)) { try PoolDigestBuilder(event: "E\nX", draw: "D") }
        #expect(throws: PoolError.lineFeed(number: nil)) { try PoolDigestBuilder(event: "E", draw: "D\r\n") }
    }
}

@Suite("The beacon")
struct BeaconTests {
    private let chain = BeaconChain.quicknet

    @Test("Rounds follow from the time and times from the round")
    func rounds() {
        let genesis: Int64 = 1_692_803_367
        #expect(chain.round(atSeconds: genesis - 1) == nil)
        #expect(chain.round(atSeconds: genesis) == 1)
        #expect(chain.round(atSeconds: genesis + 2) == 1)
        #expect(chain.round(atSeconds: genesis + 3) == 2)
        #expect(chain.seconds(ofRound: 1) == genesis)
        #expect(chain.seconds(ofRound: 1000) == genesis + 999 * 3)
        #expect(chain.seconds(ofRound: 0) == nil)
        #expect(chain.seconds(ofRound: .max) == nil)
    }

    @Test("The round to name is the first at the time or later")
    func naming() throws {
        for seconds in chain.genesisSeconds - 4...chain.genesisSeconds + 20 {
            let round = chain.firstRound(notBeforeSeconds: seconds)
            let emitted = try #require(chain.seconds(ofRound: round))
            #expect(emitted >= seconds)
            #expect(round == 1 || emitted - chain.periodSeconds < seconds)
            if seconds >= chain.genesisSeconds, chain.seconds(ofRound: round) == seconds {
                #expect(chain.round(atSeconds: seconds) == round)
            }
        }
    }

    @Test("A record is checked as far as it can be here, and says that its signature is not")
    func records() throws {
        let signature = hex(
            "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39")
        let randomness = digest("fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd")
        let record = BeaconRecord(chain: chain.hash, round: 1000, signature: signature, randomness: randomness)
        #expect(throws: Never.self) { try record.check() }
        #expect(record.signatureStatus == .unverified)
        let cases: [(BeaconRecord, BeaconRecord.Failure)] = [
            (BeaconRecord(chain: "ff", round: 1000, signature: signature, randomness: randomness), .unknownChain("ff")),
            (BeaconRecord(chain: chain.hash, round: 0, signature: signature, randomness: randomness), .noSuchRound(0)),
            (
                BeaconRecord(chain: chain.hash, round: 1, signature: signature.dropLast(), randomness: randomness),
                .signatureLength(47)
            ),
            (BeaconRecord(chain: chain.hash, round: 1, signature: signature, randomness: SHA256.hash("")), .randomness),
        ]
        for (record, failure) in cases {
            #expect(throws: failure) { try record.check() }
        }
    }

    @Test("The constants have their lengths")
    func constants() {
        #expect(Hex.decode(chain.hash)?.count == 32)
        #expect(Hex.decode(chain.publicKey)?.count == 96)
        #expect(BeaconChain.known == [.quicknet])
    }
}
