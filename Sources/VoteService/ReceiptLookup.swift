internal import Dispatch
internal import Elections
internal import Ledger
internal import NIOConcurrencyHelpers
internal import Ports

/// Finds the receipts of ballots recorded earlier, off the writer's thread: a voter who repeats a request slows down nobody else.
final class ReceiptLookup: Sendable {
    private let store: any BallotStore
    private let queue = DispatchQueue(label: "urna.receipts")
    private let outstanding = NIOLockedValueBox(0)
    private let outstandingMax: Int

    init(store: any BallotStore, outstandingMax: Int) {
        self.store = store
        self.outstandingMax = outstandingMax
    }

    func find(_ index: UInt64, in election: RunningElection, opening: Receipt.Opening?, reply: Reply) {
        let admitted = outstanding.withLockedValue { count in
            guard count < outstandingMax else { return false }
            count += 1
            return true
        }
        guard admitted else {
            return send(.unavailable(StoreError(.unavailable, "too many repeated requests: try again")), to: reply)
        }
        queue.async { [self] in
            defer { outstanding.withLockedValue { $0 -= 1 } }
            do {
                send(.repeated(try election.receiptBatch(for: index, in: store), opening: opening), to: reply)
            } catch let error as StoreError {
                send(.unavailable(error), to: reply)
            } catch {
                send(.unavailable(StoreError(.unavailable, "the receipt cannot be read now", cause: "\(error)")), to: reply)
            }
        }
    }

    /// Returns when every receipt asked for before has been answered; blocks its thread.
    func finish() {
        queue.sync {}
    }

    private func send(_ answer: CastAnswer, to reply: Reply) {
        var sheet = AnswerSheet(count: 1)
        sheet.add(answer, to: reply)
        sheet.send()
    }
}
