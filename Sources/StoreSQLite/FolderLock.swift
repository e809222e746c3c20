internal import NIOConcurrencyHelpers
internal import Ports

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Keeps a second process out of a data folder until it is released; the system lets go of it when the process dies.
final class FolderLock: Sendable {
    private let descriptor: NIOLockedValueBox<Int32?>

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
        descriptor = NIOLockedValueBox(opened)
    }

    /// Lets others in. Harmless when repeated.
    func release() {
        descriptor.withLockedValue { descriptor in
            if let open = descriptor { close(open) }
            descriptor = nil
        }
    }

    deinit {
        release()
    }
}
