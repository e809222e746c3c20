internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOConcurrencyHelpers
internal import NIOCore

/// Carries what a blocking writer makes to a client, some chunks ahead at most: memory is bounded however long it gets.
final class ChunkPipe: Sendable {
    /// The reader is gone.
    struct Abandoned: Error {}

    private let chunks: AsyncThrowingStream<[UInt8], any Error>
    private let feed: AsyncThrowingStream<[UInt8], any Error>.Continuation
    /// Ends with the first chunk, or with what went wrong before it.
    private let started: AsyncThrowingStream<Void, any Error>
    private let start: AsyncThrowingStream<Void, any Error>.Continuation
    private let room: DispatchSemaphore
    private let isAbandoned = NIOLockedValueBox(false)

    private static let ahead = 8
    private static let chunkBytes = 64 * 1024
    /// The longest that a reader may leave a chunk lying, in seconds: a telephone in a tunnel comes back sooner, and whoever reads nothing on
    /// purpose gives the thread, and the place that a download holds, back.
    private static let stallSecondsMax = 30

    init() {
        (chunks, feed) = AsyncThrowingStream.makeStream()
        (started, start) = AsyncThrowingStream.makeStream()
        room = DispatchSemaphore(value: Self.ahead)
    }

    /// Starts the writer on a thread of its own.
    func begin(_ write: @escaping @Sendable (_ emit: ([UInt8]) throws -> Void) throws -> Void) {
        Thread.detachNewThread { [self] in
            var gathered: [UInt8] = []
            do {
                try write { chunk in
                    gathered += chunk
                    if gathered.count >= Self.chunkBytes {
                        try send(gathered)
                        gathered = []
                    }
                }
                if !gathered.isEmpty { try send(gathered) }
                start.finish()
                feed.finish()
            } catch {
                start.finish(throwing: error)
                feed.finish(throwing: error)
            }
        }
    }

    private func send(_ chunk: [UInt8]) throws {
        guard room.wait(timeout: .now() + .seconds(Self.stallSecondsMax)) == .success, !isAbandoned.withLockedValue({ $0 }) else {
            throw Abandoned()
        }
        start.finish()
        feed.yield(chunk)
    }

    private func abandon() {
        isAbandoned.withLockedValue { $0 = true }
        for _ in 0..<Self.ahead { room.signal() }
    }

    /// The whole as a response. What goes wrong before the first chunk is thrown here, and can still be a problem document.
    ///
    /// - Parameter file: the name that a browser saves it by; nil for what it may show. Of letters, digits, `-` and `.`.
    func response(type: String, file: String? = nil) async throws -> Response {
        for try await _ in started {}
        var headers: HTTPFields = [.contentType: type, .cacheControl: "no-store"]
        if let file { headers[.contentDisposition] = "attachment; filename=\"\(file)\"" }
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { [self] writer in
                do {
                    for try await chunk in chunks {
                        room.signal()
                        try await writer.write(ByteBuffer(bytes: chunk))
                    }
                    try await writer.finish(nil)
                } catch {
                    abandon()
                    throw error
                }
            })
    }
}
