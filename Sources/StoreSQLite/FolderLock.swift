internal import Ports

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Keeps a second process out of a data folder for as long as it lives; the system lets go of it when the process dies.
final class FolderLock: Sendable {
    private let descriptor: Int32

    /// - Throws: `inUse` when another process holds the folder, `unavailable` when the lock file cannot be made.
    init(folder: String) throws(StoreError) {
        let path = folder + "/urna.lock"
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            throw StoreError(.unavailable, "cannot open \(path): \(String(cString: strerror(errno)))")
        }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            close(opened)
            throw StoreError(.inUse, "another process is using the data folder \(folder): stop it, or choose another folder with --data")
        }
        descriptor = opened
    }

    deinit {
        close(descriptor)
    }
}
