internal import NIOCore

/// Collects the answers of a batch, so that each event loop is woken once a batch and not once a ballot.
struct AnswerSheet {
    private struct LoopAnswers: Sendable {
        var loop: any EventLoop
        var answers: [(receiver: any CastReceiver, ticket: UInt64, answer: CastAnswer)] = []
    }

    private var loops: [LoopAnswers] = []
    private var callbacks: [(@Sendable (CastAnswer) -> Void, CastAnswer)] = []
    private let count: Int

    init(count: Int) {
        self.count = count
    }

    mutating func add(_ answer: CastAnswer, to reply: Reply) {
        switch reply {
        case .callback(let callback):
            callbacks.append((callback, answer))
        case .onLoop(let loop, let receiver, let ticket):
            // A handful of loops: a scan beats a dictionary.
            let position = loops.firstIndex { $0.loop === loop }
            if let position {
                loops[position].answers.append((receiver, ticket, answer))
            } else {
                var entry = LoopAnswers(loop: loop)
                entry.answers.reserveCapacity(count)
                entry.answers.append((receiver, ticket, answer))
                loops.append(entry)
            }
        }
    }

    consuming func send() {
        for loop in loops {
            loop.loop.execute {
                for (receiver, ticket, answer) in loop.answers { receiver.finishCast(ticket: ticket, with: answer) }
            }
        }
        for (callback, answer) in callbacks { callback(answer) }
    }
}
