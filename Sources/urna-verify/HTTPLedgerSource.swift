internal import Foundation
internal import Verification

/// A ledger on a server.
struct HTTPLedgerSource: LedgerSource {
    /// Tries of one request. Waits between them grow from `firstWait`, or are what the server asks for, up to `waitMax`.
    static let triesMax = 4
    static let firstWait: Duration = .milliseconds(200)
    static let waitMax: Duration = .seconds(10)

    let address: LedgerAddress
    let fetcher: HTTPFetcher

    func read(_ item: LedgerItem, limit: Int) async throws(LedgerSourceError) -> [UInt8]? {
        guard let url = address.url(of: item) else { return nil }
        do {
            return try await get(url, limit: limit)
        } catch {
            switch error {
            case .tooLong: throw .tooLong(item, limit: limit)
            case .unreachable(let reason): throw .unreachable(reason)
            }
        }
    }

    /// The list of elections or raffles that a server has at `url`.
    func list(_ url: String, limit: Int) async throws(LedgerSourceError) -> [UInt8]? {
        do {
            return try await get(url, limit: limit)
        } catch {
            switch error {
            case .tooLong: throw .unreachable("\(url) is longer than \(limit) bytes")
            case .unreachable(let reason): throw .unreachable(reason)
            }
        }
    }

    private enum GetError: Error {
        case tooLong
        case unreachable(String)
    }

    private func get(_ text: String, limit: Int) async throws(GetError) -> [UInt8]? {
        guard let url = URL(string: text) else { throw .unreachable("\(text) isn't a valid address") }
        var wait = Self.firstWait
        var reason = ""
        for attempt in 1...Self.triesMax {
            var asked: Duration?
            switch await fetcher.get(url, limit: limit) {
            case .success(let answer):
                switch answer.status {
                case 200: return answer.body
                case 404, 410: return nil
                case 429, 500, 502, 503, 504:
                    reason = "the server answered \(answer.status)"
                    asked = answer.retryAfter.map { .seconds(max(0, $0)) }
                default: throw .unreachable("\(text): the server answered \(answer.status)")
                }
            case .failure(.tooLong): throw .tooLong
            case .failure(.redirectRefused(let target)): throw .unreachable("\(text) sends us on to \(target), which we don't follow")
            case .failure(.tooSlow): throw .unreachable("\(text): no complete answer within \(HTTPFetcher.answerTimeMax)")
            case .failure(.transport(let message)): reason = message
            }
            guard attempt < Self.triesMax else { break }
            do {
                try await Task.sleep(for: min(asked ?? wait, Self.waitMax))
            } catch {
                throw .unreachable("stopped")
            }
            wait *= 3
        }
        throw .unreachable("\(text): \(reason) (\(Self.triesMax) tries)")
    }
}
