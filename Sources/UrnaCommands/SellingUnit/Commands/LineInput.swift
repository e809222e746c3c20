internal import Foundation

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Lines of a file or of standard input, with a pause in which other things can be done.
final class LineInput {
    enum Next: Equatable {
        case line(String)
        /// Nothing came within the time.
        case nothing
        case end
    }

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    /// - Parameter path: `-` for standard input.
    init(_ path: String) throws(CommandFailure) {
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .usage("\(path): no such file") }
    }

    func next(waitingMilliseconds: Int32) -> Next {
        while true {
            if let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return .line(String(decoding: buffer[start..<end], as: UTF8.self))
            }
            if isAtEnd {
                guard start < buffer.count else { return .end }
                defer { start = buffer.count }
                return .line(String(decoding: buffer[start...], as: UTF8.self))
            }
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = Foundation.poll(&poll, 1, waitingMilliseconds)
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { return .nothing }
            fill()
        }
    }

    private func fill() {
        buffer.removeFirst(start)
        start = 0
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        let count = piece.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
        if count > 0 { buffer += piece[..<count] }
        if count == 0 || (count < 0 && errno != EINTR) { isAtEnd = true }
    }
}
