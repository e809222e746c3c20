internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

/// A key set behind a URL.
///
/// Redirects are not followed: the operator named the place, and another one could be plain HTTP.
struct JWKSURL: JWKSSource {
    let url: String
    /// For the whole exchange, to the last byte: a login waits for it, and nobody waits longer than this.
    var timeout: Duration = .seconds(5)

    func mark() -> JWKSMark? { nil }

    func load() async throws(JWKSLoadError) -> [UInt8] {
        do {
            return try await withThrowingTaskGroup(of: [UInt8].self) { group in
                group.addTask { try await fetch() }
                group.addTask {
                    try await Task.sleep(for: timeout)
                    throw JWKSLoadError("no whole answer from \(url) within \(timeout)")
                }
                defer { group.cancelAll() }
                guard let bytes = try await group.next() else { throw JWKSLoadError("no answer from \(url)") }
                return bytes
            }
        } catch let error as JWKSLoadError {
            throw error
        } catch {
            throw JWKSLoadError("cannot get \(url): \(error)")
        }
    }

    /// A client for each load: there is one in ten minutes, and nothing to keep open or to shut down in between.
    private func fetch() async throws -> [UInt8] {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        // A provider that refuses connections is down: better to know at once and go on with the old keys.
        configuration.connectionPool.retryConnectionEstablishment = false
        return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            var request = HTTPClientRequest(url: url)
            request.headers.add(name: "accept", value: "application/jwk-set+json, application/json")
            request.headers.add(name: "user-agent", value: "urna")
            let response = try await client.execute(request, deadline: .distantFuture)
            guard response.status == .ok else { throw JWKSLoadError("\(url) answered \(response.status.code)") }
            let body = try await response.body.collect(upTo: JWKSKeySet.byteCountMax)
            return Array(body.readableBytesView)
        }
    }
}
