import Elections
import NIOConcurrencyHelpers
import VoteService

/// Every answer to every submission, so that a test can wait for them and see that none comes twice.
final class AnswerBook: Sendable {
    private struct State {
        var answers: [Int: [CastAnswer]] = [:]
        var count = 0
        var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = NIOLockedValueBox(State())

    func reply(_ number: Int) -> Reply { .callback { self.add($0, number) } }

    func add(_ answer: CastAnswer, _ number: Int) {
        let ready = state.withLockedValue { state in
            state.answers[number, default: []].append(answer)
            state.count += 1
            let ready = state.waiting.filter { $0.count <= state.count }
            state.waiting.removeAll { $0.count <= state.count }
            return ready
        }
        for waiter in ready { waiter.continuation.resume() }
    }

    /// Returns when there are that many answers in all.
    func wait(for count: Int) async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLockedValue { state in
                if state.count >= count { return true }
                state.waiting.append((count, continuation))
                return false
            }
            if isReady { continuation.resume() }
        }
    }

    subscript(number: Int) -> [CastAnswer] { state.withLockedValue { $0.answers[number] ?? [] } }
    var count: Int { state.withLockedValue { $0.count } }
}

extension CastAnswer {
    /// The kind, for comparing.
    var kind: String {
        switch self {
        case .recorded(_, _, _, let isNew): isNew ? "recorded" : "again"
        case .repeated: "repeated"
        case .alreadyVoted: "alreadyVoted"
        case .notOpen(let state): "notOpen \(state.rawValue)"
        case .unavailable: "unavailable"
        }
    }

    /// The receipt's bytes.
    var receipt: [UInt8]? {
        switch self {
        case .recorded(let batch, let offset, let opening, _): batch.receipt(at: offset, opening: opening)
        case .repeated(let batch, let opening): batch.receipt(at: 0, opening: opening)
        default: nil
        }
    }
}
