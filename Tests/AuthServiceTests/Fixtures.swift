import Elections
import Identity
import Ledger

@testable import AuthService

enum Fixtures {
    static let master: MasterKey = {
        guard let key = MasterKey(bytes: Array(0..<32)) else { preconditionFailure("32 bytes are a master key") }
        return key
    }()

    static func id(_ text: String) -> ElectionID {
        guard let id = ElectionID(text) else { preconditionFailure("\(text) is an election's id") }
        return id
    }

    static let keys = master.ring(forElection: "mayor")
    static let otherKeys = master.ring(forElection: "council")

    /// On the roll of "mayor".
    static let voters = (0..<20).map { "voter-\($0)" } + ["ben, jr"]

    static func roll(of ids: [String], keys: KeyRing = keys) throws -> Hash {
        VotingCodes.digest(ofRoll: try ids.map { keys.hash(of: try VoterID($0)) }.sorted { $0.value < $1.value })
    }

    static func access(
        _ election: String = "mayor", state: ElectionState = .open, closesAt: Timestamp? = nil
    ) -> ElectionAccess {
        ElectionAccess(
            id: id(election), keys: master.ring(forElection: election), state: state, closesAt: closesAt, roll: try? roll(of: voters))
    }

    /// An import fed with the text in pieces.
    static func imported(
        _ text: String, keys: KeyRing = keys, bindsRegions: Bool = false, pieceByteCount: Int = 1_000
    ) throws -> RollImport.Outcome {
        var importing = RollImport(keys: keys, bindsRegions: bindsRegions)
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieceByteCount) {
            bytes[start..<min(start + pieceByteCount, bytes.count)].withUnsafeBytes { importing.feed($0) }
        }
        return try importing.finish()
    }
}
