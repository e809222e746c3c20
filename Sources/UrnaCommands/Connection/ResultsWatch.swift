internal import AsyncHTTPClient
internal import Ledger
internal import NIOCore
internal import NIOHTTP1

/// Follows an election's results as the server publishes them, over lost connections.
struct ResultsWatch: Sendable {
    let client: ServerClient
    let election: String

    /// Lost connections in a row before the watch gives up.
    private static let failuresMax = 10
    /// Longest event taken, in bytes.
    private static let eventBytesMax = 64 << 20

    /// Hands each snapshot to `body` until it returns false, or the server says that nothing more will come.
    func follow(_ body: (JSONValue) async throws -> Bool) async throws {
        var lastID = ""
        var failures = 0
        while true {
            do {
                let headers = lastID.isEmpty ? [] : [("Last-Event-ID", lastID)]
                let response = try await client.send(
                    .GET, "/v1/elections/\(election)/results/stream", headers: headers + [("Accept", "text/event-stream")], isLong: true)
                if response.status.code == 204 { return }
                var events = ResultsEvents(bytesMax: Self.eventBytesMax)
                for try await chunk in response.body {
                    for event in try events.feed(chunk.readableBytesView) {
                        failures = 0
                        lastID = event.id
                        guard try await body(event.results) else { return }
                    }
                }
            } catch let problem as ServerProblem where problem.status != 503 {
                throw problem
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                failures += 1
                guard failures < Self.failuresMax else { throw error }
            }
            try await Task.sleep(for: .seconds(1))
        }
    }
}

/// Picks the results out of an event stream, as its bytes come in.
struct ResultsEvents {
    let bytesMax: Int
    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var id = ""

    init(bytesMax: Int) {
        self.bytesMax = bytesMax
    }

    /// The events that these bytes complete. Comments, and events that are not JSON, are passed over.
    mutating func feed(_ bytes: some Sequence<UInt8>) throws(CommandFailure) -> [(id: String, results: JSONValue)] {
        var events: [(id: String, results: JSONValue)] = []
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                guard line.count + data.count < bytesMax else { throw .failed("the server sent an event of more than \(bytesMax) bytes") }
                line.append(byte)
                continue
            }
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            if line.isEmpty, !data.isEmpty {
                if let results = try? JSONValue.parse(data, limits: JSONLimits(bytesMax: bytesMax)) { events.append((id, results)) }
                data = []
            } else if let value = value(after: "data:") {
                data += value
            } else if let value = value(after: "id:") {
                id = String(decoding: value, as: UTF8.self)
            }
            line.removeAll(keepingCapacity: true)
        }
        return events
    }

    private func value(after field: StaticString) -> ArraySlice<UInt8>? {
        let name = UnsafeBufferPointer(start: field.utf8Start, count: field.utf8CodeUnitCount)
        guard line.starts(with: name) else { return nil }
        let value = line.dropFirst(name.count)
        return value.first == UInt8(ascii: " ") ? value.dropFirst() : value
    }
}
