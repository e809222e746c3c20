internal import Foundation
internal import Selling

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A journal's file on a disk.
///
/// `append` returns after `fdatasync`; `replace` writes a file beside it, flushes it, renames it and flushes the folder.
/// Not thread-safe: a unit's folder is locked by the one process that uses it.
final class DurableFile: JournalFile {
    let path: String
    private var descriptor: Int32 = -1

    init(_ path: String) { self.path = path }

    deinit { closeFile() }

    func read() throws -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        if file < 0, errno == ENOENT { return [] }
        guard file >= 0 else { throw failure() }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = systemRead(file, &piece)
            guard count >= 0 else { throw failure() }
            guard count > 0 else { return bytes }
            bytes += piece[..<count]
        }
    }

    func append(_ bytes: [UInt8]) throws {
        if descriptor < 0 {
            descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
            guard descriptor >= 0 else { throw failure() }
        }
        try Self.write(bytes, to: descriptor, path)
        guard fdatasync(descriptor) == 0 else { throw failure() }
    }

    func truncate(to byteCount: Int) throws {
        let file = open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure() }
        defer { close(file) }
        guard ftruncate(file, off_t(byteCount)) == 0, fsync(file) == 0 else { throw failure() }
    }

    func replace(with bytes: [UInt8]) throws {
        closeFile()
        let partial = path + ".partial"
        let file = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure() }
        do {
            defer { close(file) }
            try Self.write(bytes, to: file, path)
            guard fsync(file) == 0 else { throw failure() }
        }
        guard rename(partial, path) == 0 else { throw failure() }
        let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure() }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw failure() }
    }

    private func closeFile() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    private func systemRead(_ file: Int32, _ piece: inout [UInt8]) -> Int {
        while true {
            let count = piece.withUnsafeMutableBytes { Foundation.read(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            return count
        }
    }

    /// Writes all of it, however often the system takes less.
    static func write(_ bytes: [UInt8], to file: Int32, _ path: String) throws {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Foundation.write(file, $0.baseAddress.map { $0 + done }, bytes.count - done) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileFailure(path: path, number: count < 0 ? errno : EIO) }
            done += count
        }
    }

    private func failure() -> FileFailure { FileFailure(path: path, number: errno) }
}

/// What the system said about a file.
struct FileFailure: Error, CustomStringConvertible {
    let path: String
    let number: Int32

    var description: String { "\(path): \(String(cString: strerror(number)))" }
}
