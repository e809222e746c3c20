internal import Foundation
internal import Hummingbird
internal import NIOConcurrencyHelpers
internal import NIOCore

/// Runs work that blocks, or takes long, on a thread of its own pool, so that no other request waits for it.
func offLoop<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Result(catching: body)) }
    }
}

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
        room.wait()
        guard !isAbandoned.withLockedValue({ $0 }) else { throw Abandoned() }
        start.finish()
        feed.yield(chunk)
    }

    private func abandon() {
        isAbandoned.withLockedValue { $0 = true }
        for _ in 0..<Self.ahead { room.signal() }
    }

    /// The whole as a response. What goes wrong before the first chunk is thrown here, and can still be a problem document.
    func response(type: String) async throws -> Response {
        for try await _ in started {}
        return Response(
            status: .ok, headers: [.contentType: type, .cacheControl: "no-store"],
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
