internal import Dispatch
internal import NIOConcurrencyHelpers

/// Runs what is slow by intent, the hashing of passwords, on few threads with a short line before them.
///
/// One hash takes a tenth of a second and 32 MiB: without a bound a few hundred log-ons at once would take the memory and the
/// processors from those who sell. Beyond the line callers are told to come again; nothing was tried then.
public final class SlowWork: Sendable {
    /// Two at once: 64 MiB, and cores are left for the rest.
    public static let threadsStandard = 2
    /// Less than two seconds of waiting.
    public static let waitingStandard = 32

    private struct Line {
        var running = 0
        var waiting: [@Sendable () -> Void] = []
    }

    private let threads: Int
    private let waitingMax: Int
    private let line = NIOLockedValueBox(Line())
    private let queue = DispatchQueue(label: "urna.slow-work", attributes: .concurrent)

    public init(threads: Int = SlowWork.threadsStandard, waitingMax: Int = SlowWork.waitingStandard) {
        precondition(threads > 0 && waitingMax >= 0, "somebody has to do the work")
        self.threads = threads
        self.waitingMax = waitingMax
    }

    /// Runs the work when its turn comes.
    ///
    /// - Throws: `busy` at once when the line is full; what `work` throws.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws(OfficeFailure) -> Value
    ) async throws(OfficeFailure) -> Value {
        let result: Result<Value, OfficeFailure> = await withCheckedContinuation { continuation in
            let isTaken = enter {
                do throws(OfficeFailure) {
                    continuation.resume(returning: .success(try work()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            if !isTaken { continuation.resume(returning: .failure(.busy)) }
        }
        return try result.get()
    }

    private func enter(_ job: @escaping @Sendable () -> Void) -> Bool {
        let place: Bool? = line.withLockedValue { line in
            if line.running < threads {
                line.running += 1
                return true
            }
            guard line.waiting.count < waitingMax else { return nil }
            line.waiting.append(job)
            return false
        }
        if place == true { queue.async { self.work(from: job) } }
        return place != nil
    }

    /// One thread's time: its job, then whatever waits.
    private func work(from first: @escaping @Sendable () -> Void) {
        var next: (@Sendable () -> Void)? = first
        while let job = next {
            job()
            next = line.withLockedValue { line in
                if !line.waiting.isEmpty { return line.waiting.removeFirst() }
                line.running -= 1
                return nil
            }
        }
    }
}
