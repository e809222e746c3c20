internal import NIOConcurrencyHelpers

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// Where finished log lines go.
///
/// Lines never mix: each is written whole under a lock. Writing blocks the caller while the reader of a pipe is slow,
/// for at most ``stallMilliseconds`` a line; after that the rest of the line is dropped, because a stuck log collector
/// must not stop an election.
public final class LogOutput: Sendable {
    /// The process's standard error.
    public static let standardError = LogOutput(fileDescriptor: STDERR_FILENO)

    static let stallMilliseconds: Int32 = 200

    private let write: @Sendable ([UInt8]) -> Void
    private let lock = NIOLock()

    /// - Parameter fileDescriptor: open for writing as long as this object lives; not closed by it.
    public convenience init(fileDescriptor: Int32) {
        self.init { writeWhole($0, to: fileDescriptor) }
    }

    /// - Parameter write: takes one line with its final line feed; calls never overlap.
    public init(write: @escaping @Sendable ([UInt8]) -> Void) {
        self.write = write
    }

    func append(line: [UInt8]) {
        lock.withLock { write(line) }
    }
}

private func writeWhole(_ bytes: [UInt8], to descriptor: Int32) {
    bytes.withUnsafeBytes { buffer in
        var rest = buffer[...]
        while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
            let written = write(descriptor, start, rest.count)
            if written > 0 {
                rest = rest.dropFirst(written)
                continue
            }
            if written < 0, errno == EINTR { continue }
            guard written < 0, errno == EAGAIN else { return }
            var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&waiting, 1, LogOutput.stallMilliseconds) > 0 else { return }
        }
    }
}
