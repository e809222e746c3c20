internal import Dispatch
internal import Foundation
internal import Synchronization

#if canImport(FoundationNetworking)
    internal import FoundationNetworking
#endif

/// GET requests over kept-alive connections, each bounded in bytes, time and redirects.
///
/// One instance serves one source. It follows redirects on the same scheme, host and port only: another host would be another source.
final class HTTPFetcher: NSObject, URLSessionDataDelegate, Sendable {
    /// What came back: a status and a body that is at most as long as was allowed.
    struct Answer: Sendable {
        var status: Int
        var retryAfter: Int?
        var body: [UInt8]
    }

    enum Failure: Error, Equatable {
        case tooLong
        case tooSlow
        case redirectRefused(to: String)
        case transport(String)
    }

    /// Connections to the host: enough to keep the pipe full, few enough to be polite.
    static let connectionsMax = 6
    static let redirectsMax = 5
    /// Longest silence within an answer.
    static let silenceMax: TimeInterval = 20
    /// Longest time for a whole answer, so that a server that drips bytes is given up.
    static let answerTimeMax: Duration = .seconds(120)

    private struct Flight {
        var limit: Int
        var deadline: ContinuousClock.Instant
        var task: URLSessionTask
        var body: [UInt8] = []
        var redirects = 0
        var failure: Failure?
        var continuation: CheckedContinuation<Result<Answer, Failure>, Never>
    }

    private struct State {
        var session: URLSession?
        var flights: [Int: Flight] = [:]
        var watchdog: Task<Void, Never>?
    }

    private let state = Mutex(State())

    override init() {
        super.init()
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = Self.connectionsMax
        configuration.timeoutIntervalForRequest = Self.silenceMax
        configuration.httpShouldSetCookies = false
        configuration.httpCookieAcceptPolicy = .never
        configuration.urlCache = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = 1
        let session = URLSession(configuration: configuration, delegate: self, delegateQueue: queue)
        let watchdog = Task { [weak self] in
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(1))
                self?.cancelOverdue()
            }
        }
        state.withLock {
            $0.session = session
            $0.watchdog = watchdog
        }
    }

    /// Ends every request and lets go of the connections. The instance can't be used after it.
    func shutDown() {
        let (session, watchdog) = state.withLock { ($0.session, $0.watchdog) }
        watchdog?.cancel()
        session?.invalidateAndCancel()
    }

    /// One request, without retries.
    func get(_ url: URL, limit: Int) async -> Result<Answer, Failure> {
        var request = URLRequest(url: url)
        request.setValue("urna-verify", forHTTPHeaderField: "User-Agent")
        return await withCheckedContinuation { continuation in
            let task = state.withLock { state -> URLSessionTask? in
                guard let task = state.session?.dataTask(with: request) else { return nil }
                state.flights[task.taskIdentifier] = Flight(
                    limit: limit, deadline: .now + Self.answerTimeMax, task: task, continuation: continuation)
                return task
            }
            task?.resume()
        }
    }

    private func cancelOverdue() {
        let now = ContinuousClock.now
        let overdue = state.withLock { state in
            let ids = state.flights.filter { $0.value.deadline < now }.map(\.key)
            return ids.compactMap { id -> URLSessionTask? in
                state.flights[id]?.failure = .tooSlow
                return state.flights[id]?.task
            }
        }
        for task in overdue { task.cancel() }
    }
}

// MARK: - URLSessionDataDelegate

extension HTTPFetcher {
    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let isTooLong = state.withLock { state -> Bool in
            guard var flight = state.flights.removeValue(forKey: dataTask.taskIdentifier) else { return false }
            if flight.body.count + data.count > flight.limit {
                flight.failure = flight.failure ?? .tooLong
            } else {
                flight.body.append(contentsOf: data)
            }
            state.flights[dataTask.taskIdentifier] = flight
            return flight.failure == .tooLong
        }
        if isTooLong { dataTask.cancel() }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        let isAllowed = state.withLock { state -> Bool in
            guard var flight = state.flights[task.taskIdentifier] else { return false }
            flight.redirects += 1
            let isSameSite = Site(request.url) == Site(task.originalRequest?.url)
            if !isSameSite || flight.redirects > Self.redirectsMax {
                flight.failure = .redirectRefused(to: request.url?.absoluteString ?? "nowhere")
            }
            state.flights[task.taskIdentifier] = flight
            return flight.failure == nil
        }
        completionHandler(isAllowed ? request : nil)
        if !isAllowed { task.cancel() }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        guard let flight = state.withLock({ $0.flights.removeValue(forKey: task.taskIdentifier) }) else { return }
        if let failure = flight.failure {
            flight.continuation.resume(returning: .failure(failure))
        } else if let response = task.response as? HTTPURLResponse, error == nil {
            let retryAfter = response.value(forHTTPHeaderField: "Retry-After").flatMap { Int($0) }
            flight.continuation.resume(returning: .success(Answer(status: response.statusCode, retryAfter: retryAfter, body: flight.body)))
        } else {
            flight.continuation.resume(returning: .failure(.transport(error?.localizedDescription ?? "no answer")))
        }
    }

    /// What has to stay the same over a redirect.
    private struct Site: Equatable {
        var scheme, host: String?
        var port: Int?

        init(_ url: URL?) {
            scheme = url?.scheme?.lowercased()
            host = url?.host?.lowercased()
            port = url?.port
        }
    }
}
