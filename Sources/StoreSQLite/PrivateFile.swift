internal import Ports

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Files that only their owner may read, from the moment they exist: SQLite gives its log the permissions of the database.
enum PrivateFile {
    /// Makes an empty file unless there is one.
    ///
    /// - Parameter isNew: Refuse a file that is there.
    /// - Throws: `conflict` when it must not be there and is, `unavailable` when it cannot be made.
    static func make(at path: String, isNew: Bool = false) throws(StoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | (isNew ? O_EXCL : 0), 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { throw StoreError(.conflict, "\(path) exists: choose a new file") }
            throw StoreError(.unavailable, "cannot open \(path): \(String(cString: strerror(errno)))")
        }
        fchmod(descriptor, 0o600)
        close(descriptor)
    }
}
