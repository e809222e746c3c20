internal import Draws

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Fresh bytes of the operating system: `getrandom(2)`, which waits after a boot until the kernel has gathered enough.
struct OSEntropy: EntropySource {
    /// What the system did not give.
    struct Failure: Error, CustomStringConvertible {
        var code: Int32
        var description: String { "the operating system gives no random bytes: \(String(cString: strerror(code)))" }
    }

    /// Bytes that one call may ask for, and then always gets.
    private static let callBytesMax = 256

    func read(into buffer: UnsafeMutableRawBufferPointer) throws {
        var rest = buffer[...]
        while !rest.isEmpty {
            let piece = UnsafeMutableRawBufferPointer(rebasing: rest.prefix(Self.callBytesMax))
            // The C library's name for getrandom with neither flag nor short read.
            guard getentropy(piece.baseAddress, piece.count) == 0 else { throw Failure(code: errno) }
            rest = rest.dropFirst(piece.count)
        }
    }
}
