internal import Foundation

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file that only its owner may read, written whole or not at all.
///
/// Bytes go to `PATH.partial`; `finish` flushes them and gives the file its name. A file of that name is replaced.
/// The path `-` stands for standard output. Not thread-safe: one task writes.
final class SecretFile {
    private let path: String
    private let handle: FileHandle
    private var isFinished = false

    private var isStandardOutput: Bool { path == "-" }
    private var partialPath: String { path + ".partial" }

    init(_ path: String) throws(CommandFailure) {
        self.path = path
        guard path != "-" else {
            handle = .standardOutput
            return
        }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw .usage("\(path) is a folder; name a file")
        }
        let descriptor = open(path + ".partial", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        // A file that was there keeps its mode when it is opened, so the mode is set as well.
        guard descriptor >= 0, fchmod(descriptor, 0o600) == 0 else {
            throw .failed("cannot write \(path): \(String(cString: strerror(errno)))")
        }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    func write(_ bytes: some Sequence<UInt8>) throws {
        do {
            try handle.write(contentsOf: Data(bytes))
        } catch {
            throw CommandFailure.failed("cannot write \(path): is the disk full?")
        }
    }

    func write(_ text: String) throws {
        try write(text.utf8)
    }

    /// Flushes the file and gives it its name.
    func finish() throws {
        guard !isStandardOutput else { return }
        guard fsync(handle.fileDescriptor) == 0, rename(partialPath, path) == 0 else {
            throw CommandFailure.failed("cannot write \(path): \(String(cString: strerror(errno)))")
        }
        isFinished = true
        try handle.close()
    }

    deinit {
        if !isFinished, !isStandardOutput { unlink(partialPath) }
    }

    /// Writes a whole file.
    static func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
        let file = try SecretFile(path)
        try file.write(bytes)
        try file.finish()
    }
}

/// Files that are read whole.
enum InputFile {
    /// - Parameter path: `-` for standard input.
    /// - Throws: usage, when there is no such file or it is longer than `limit` bytes.
    static func read(_ path: String, limit: Int = 1 << 30) throws(CommandFailure) -> [UInt8] {
        let bytes: [UInt8]
        if path == "-" {
            bytes = Console.readAll()
        } else {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw .usage("\(path): no such file") }
            guard !isFolder.boolValue else { throw .usage("\(path) is a folder; name a file") }
            guard let data = FileManager.default.contents(atPath: path) else { throw .failed("\(path) cannot be read") }
            bytes = [UInt8](data)
        }
        guard bytes.count <= limit else { throw .usage("\(path) is longer than \(limit) bytes") }
        return bytes
    }

    /// The first line of a file that holds a secret, without white space around it.
    static func readLine(_ path: String) throws(CommandFailure) -> String {
        let text = String(decoding: try read(path, limit: 1 << 20), as: UTF8.self)
        let line = text.split(whereSeparator: \.isNewline).lazy.map { $0.trimmingCharacters(in: .whitespaces) }.first { !$0.isEmpty }
        guard let line else { throw .usage("\(path) is empty") }
        return line
    }
}
