public import Draws
internal import Ports

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The operating system's random source: `getrandom`, through the C library's `getentropy`. It never falls back to anything.
public struct OSEntropy: EntropySource {
    /// Most bytes that the system gives at a time.
    private static let requestBytesMax = 256

    public init() {}

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws {
        guard let start = buffer.baseAddress else { return }
        var done = 0
        while done < buffer.count {
            let count = min(Self.requestBytesMax, buffer.count - done)
            guard getentropy(start + done, count) == 0 else {
                throw StoreError(.unavailable, "the system gives no random bytes", cause: String(cString: strerror(errno)))
            }
            done += count
        }
    }
}
