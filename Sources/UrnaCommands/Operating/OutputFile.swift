internal import Foundation

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file that is written bit by bit and gets its name when it is complete; or standard output.
struct OutputFile {
    private let path: String?
    private let handle: FileHandle

    private var partial: String? { path.map { $0 + ".partial" } }

    /// - Parameter path: `-` for standard output.
    init(_ path: String) throws(CommandFailure) {
        guard path != "-" else {
            self.path = nil
            handle = .standardOutput
            return
        }
        self.path = path
        guard FileManager.default.createFile(atPath: path + ".partial", contents: nil),
            let handle = FileHandle(forWritingAtPath: path + ".partial")
        else { throw .failed("cannot write \(path).partial") }
        self.handle = handle
    }

    func write(_ bytes: [UInt8]) throws {
        do {
            try handle.write(contentsOf: Data(bytes))
        } catch {
            throw CommandFailure.failed("cannot write \(path ?? "standard output"): \(error.localizedDescription)")
        }
    }

    /// Gives the file its name, in place of one that had it.
    func finish() throws {
        guard let path, let partial else { return }
        try handle.close()
        guard rename(partial, path) == 0 else {
            throw CommandFailure.failed("cannot rename \(partial) to \(path): \(String(cString: strerror(errno)))")
        }
    }

    func discard() {
        guard let partial else { return }
        try? handle.close()
        try? FileManager.default.removeItem(atPath: partial)
    }
}
