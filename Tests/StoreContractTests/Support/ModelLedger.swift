import Elections
import Ledger
import Ports
import TestSupport
import Testing

/// A ledger as the promises read: an array. Slow, obvious, and compared with what a store gives.
struct ModelLedger {
    private(set) var entries: [[UInt8]] = []
    /// Of each sealed ballot, by index.
    private(set) var boxes: [UInt64: [UInt8]] = [:]
    /// The sizes that commits led to.
    private(set) var commits: [UInt64] = []
    private var ballots: [Hash: (index: UInt64, choice: Int)] = [:]

    /// Computed from nothing each time.
    func head(at size: UInt64) -> TreeHead {
        var range = CompactRange()
        for entry in entries.prefix(Int(size)) { range.append(.leaf(entry)) }
        return range.head
    }

    var head: TreeHead { head(at: UInt64(entries.count)) }

    mutating func append(_ more: [[UInt8]]) {
        entries.append(contentsOf: more)
        commits.append(UInt64(entries.count))
    }

    /// What becomes of a batch, by the port's rules.
    mutating func cast(_ batch: [ModelBallot]) -> [CastOutcome] {
        let before = entries.count
        let outcomes = batch.map { ballot -> CastOutcome in
            if let (index, choice) = ballots[ballot.request.ballotKey] {
                return choice == ballot.choice ? .repeated(index) : .conflict
            }
            let index = UInt64(entries.count)
            ballots[ballot.request.ballotKey] = (index, ballot.choice)
            entries.append(ballot.request.entry)
            boxes[index] = ballot.request.sealed
            return .appended(index)
        }
        if entries.count > before { commits.append(UInt64(entries.count)) }
        return outcomes
    }

    func headCovering(_ index: UInt64) -> TreeHead? {
        commits.first { $0 > index }.map { head(at: $0) }
    }
}

/// A request, and what it votes for: equal choices make equal ballots, whatever the minute or the encryption.
struct ModelBallot {
    var choice: Int
    var request: CastRequest

    static func key(_ number: Int) -> Hash { Hash.sha256(Array("voter \(number)".utf8)) }

    init(voter: Int, choice: Int, minute: Int, isSealed: Bool, _ dice: inout Dice) {
        self.choice = choice
        let encoder = BallotEntryEncoder(castAt: Timestamp(seconds: 1_795_248_000 + Int64(minute) * 60))
        let key = Self.key(voter)
        var entry: [UInt8] = []
        if isSealed {
            encoder.append(ballotKey: key, commitment: Hash.sha256(Array("choice \(choice)".utf8)), to: &entry)
        } else {
            let padding = String(repeating: "x", count: choice * 40)
            encoder.append(ballotKey: key, selections: Array("{\"q\":[\"c\(choice)\(padding)\"]}".utf8), to: &entry)
        }
        let box = isSealed ? (0..<1 + dice.roll(300)).map { _ in UInt8(dice.roll(256)) } : nil
        request = CastRequest(ballotKey: key, entry: entry, leafHash: Hash.leaf(entry), sealed: box)
    }
}
