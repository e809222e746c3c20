internal import Foundation

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A folder that is filled file by file, and gets its name when it is complete.
struct ExportFolder {
    let path: String

    /// - Throws: usage, unless there is nothing, or an empty folder, at `path`.
    static func requireFree(_ path: String) throws(CommandFailure) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
        guard isFolder.boolValue else { throw .usage("\(path) is a file; name a folder that does not exist yet") }
        let content = try? FileManager.default.contentsOfDirectory(atPath: path)
        guard let content, content.isEmpty else {
            throw .usage("the folder \(path) is not empty; name one that is, or that does not exist yet")
        }
    }

    /// The file's bytes; nil when there is none.
    func read(_ file: String) -> [UInt8]? {
        FileManager.default.contents(atPath: "\(path)/\(file)").map { [UInt8]($0) }
    }

    /// Writes a file whole or not at all, and the folders above it.
    func write(_ bytes: [UInt8], to file: String) throws {
        let target = "\(path)/\(file)"
        do {
            try FileManager.default.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(fileURLWithPath: target), options: .atomic)
        } catch {
            throw CommandFailure.failed("cannot write \(target): \(error.localizedDescription)")
        }
    }

    func removeAll() throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw CommandFailure.failed("cannot clear \(path): \(error.localizedDescription)")
        }
    }

    /// Takes the place of an empty folder, or of none.
    func move(to target: String) throws {
        guard rename(path, target) == 0 else {
            throw CommandFailure.failed("cannot rename \(path) to \(target): \(String(cString: strerror(errno)))")
        }
    }
}
