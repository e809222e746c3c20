internal import Auditing
internal import Crypto
internal import Ledger

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Reads the digests of files as they are on disk now.
enum CriticalFiles {
    /// Bytes that are read at a time.
    private static let bufferBytes = 1 << 20
    /// Files that are looked at: a folder with more is no program's.
    static let filesMax = 100_000

    /// SHA-256 of a file's bytes, or nil when it can't be read.
    static func hash(_ path: String) -> Hash? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var digest = SHA256()
        var buffer = [UInt8](repeating: 0, count: bufferBytes)
        while true {
            let count = buffer.withUnsafeMutableBytes { bytes in read(descriptor, bytes.baseAddress, bytes.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            guard count > 0 else { return Hash(bytes: Array(digest.finalize())) }
            buffer.withUnsafeBytes { digest.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
        }
    }

    /// The bytes of a small file, or nil when it can't be read or has more than `bytesMax`.
    static func contents(_ path: String, bytesMax: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = buffer.withUnsafeMutableBytes { bytes in read(descriptor, bytes.baseAddress, bytes.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0, bytes.count + count <= bytesMax else { return nil }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer.prefix(count))
        }
    }

    /// Every file below a folder with its digest; `left` are paths that don't count.
    ///
    /// A link to a file counts as the file that it leads to, as for `sha256sum`; links to folders are not followed, and count like
    /// everything else that is no file. A file that can't be read is left out: it is missing then.
    static func all(below root: String, leaving left: Set<String>) -> [ManifestFile] {
        var files: [ManifestFile] = []
        var folders = [""]
        while let folder = folders.popLast() {
            guard let names = names(in: folder.isEmpty ? root : "\(root)/\(folder)") else { continue }
            for name in names {
                let path = folder.isEmpty ? name : "\(folder)/\(name)"
                guard !left.contains(path) else { continue }
                guard files.count < filesMax else { return files }
                switch kind(of: "\(root)/\(path)") {
                case .folder: folders.append(path)
                case .file: if let hash = hash("\(root)/\(path)") { files.append(ManifestFile(path: path, hash: hash)) }
                case .other: files.append(ManifestFile(path: path, contents: Array("not a file\n".utf8)))
                }
            }
        }
        return files
    }

    private enum Kind { case file, folder, other }

    private static func kind(of path: String) -> Kind {
        var status = stat()
        guard lstat(path, &status) == 0 else { return .other }
        if status.st_mode & S_IFMT == S_IFDIR { return .folder }
        // Through a link: only to a file.
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return .other }
        return .file
    }

    private static func names(in folder: String) -> [String]? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// The path without links, or nil when there is nothing.
    static func resolved(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}
