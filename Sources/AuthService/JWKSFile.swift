#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A key set in a file, which may be replaced at any time. Links are followed, so that a mounted secret can be swapped.
struct JWKSFile: JWKSSource {
    let path: String

    func mark() -> JWKSMark? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        #if canImport(Glibc)
            let modified = status.st_mtim
        #else
            let modified = status.st_mtimespec
        #endif
        return JWKSMark(
            seconds: Int64(modified.tv_sec), nanoseconds: Int64(modified.tv_nsec), byteCount: Int64(status.st_size),
            fileNumber: UInt64(status.st_ino))
    }

    func load() async throws(JWKSLoadError) -> [UInt8] {
        // Without O_NONBLOCK a named pipe would wait for a writer before it can be refused.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw JWKSLoadError("cannot open \(path): \(Self.lastFailure)") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw JWKSLoadError("\(path) is no file") }
        return try Self.readAll(descriptor, path: path)
    }

    private static func readAll(_ descriptor: Int32, path: String) throws(JWKSLoadError) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16_384)
        while bytes.count <= JWKSKeySet.byteCountMax {
            let count = read(descriptor, &piece, piece.count)
            if count == 0 { return bytes }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw JWKSLoadError("cannot read \(path): \(lastFailure)") }
            bytes.append(contentsOf: piece[..<count])
        }
        throw JWKSLoadError("\(path) is longer than \(JWKSKeySet.byteCountMax) bytes")
    }

    private static var lastFailure: String { String(cString: strerror(errno)) }
}
