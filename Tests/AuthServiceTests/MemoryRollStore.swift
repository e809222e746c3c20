import Elections
import Identity
import Ledger
import NIOConcurrencyHelpers
import Ports

/// Rolls in memory, written as plainly as the port's promises read.
final class MemoryRollStore: RollStore {
    private struct State {
        var rolls: [ElectionID: [EnrolledVoter]] = [:]
        var failure: StoreError?
        var losesVoters = false
    }

    private let state = NIOLockedValueBox(State())

    /// Makes every later call fail, or none.
    func fail(_ error: StoreError?) {
        state.withLockedValue { $0.failure = error }
    }

    /// Changes stored rows behind the back of the port, as somebody with write access to a database could.
    func tamper(_ election: ElectionID, _ change: (inout [EnrolledVoter]) -> Void) {
        state.withLockedValue { change(&$0.rolls[election, default: []]) }
    }

    /// From now on, voters are gone by the time they are to be marked as issued: as when the roll is replaced in between.
    func loseVoters() {
        state.withLockedValue { $0.losesVoters = true }
    }

    private func run<Answer>(_ body: (inout State) throws(StoreError) -> Answer) throws(StoreError) -> Answer {
        let outcome: Result<Answer, StoreError> = state.withLockedValue { state in
            if let failure = state.failure { return .failure(failure) }
            do throws(StoreError) {
                return .success(try body(&state))
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    func replaceRoll(of election: ElectionID, with voters: [RollVoter]) throws(StoreError) {
        try run { state in
            state.rolls[election] = voters.enumerated().map { position, voter in
                EnrolledVoter(serial: UInt32(position), voter: voter.voter, region: voter.region, sealedID: voter.sealedID, issuedAt: nil)
            }
        }
    }

    func voterCount(of election: ElectionID) throws(StoreError) -> Int {
        try run { $0.rolls[election, default: []].count }
    }

    func issuedCount(of election: ElectionID) throws(StoreError) -> Int {
        try run { $0.rolls[election, default: []].filter { $0.issuedAt != nil }.count }
    }

    func voter(serial: UInt32, of election: ElectionID) throws(StoreError) -> EnrolledVoter? {
        try run { $0.rolls[election, default: []].first { $0.serial == serial } }
    }

    func voter(_ hash: VoterHash, of election: ElectionID) throws(StoreError) -> EnrolledVoter? {
        try run { $0.rolls[election, default: []].first { $0.voter == hash } }
    }

    func issue(_ serials: [UInt32], of election: ElectionID, at now: Timestamp) throws(StoreError) -> [Timestamp?] {
        try run { state in
            if state.losesVoters { return serials.map { _ in nil } }
            return serials.map { serial in
                guard let row = state.rolls[election]?.firstIndex(where: { $0.serial == serial }) else { return nil }
                let standing = state.rolls[election]?[row].issuedAt ?? now
                state.rolls[election]?[row].issuedAt = standing
                return standing
            }
        }
    }

    func reissue(_ serial: UInt32, of election: ElectionID, at now: Timestamp) throws(StoreError) {
        try run { state in
            guard let row = state.rolls[election]?.firstIndex(where: { $0.serial == serial }) else { return }
            state.rolls[election]?[row].issuedAt = now
        }
    }

    func voters(of election: ElectionID, from serial: UInt32, limit: Int) throws(StoreError) -> [EnrolledVoter] {
        try run { Array($0.rolls[election, default: []].filter { $0.serial >= serial }.prefix(limit)) }
    }
}
