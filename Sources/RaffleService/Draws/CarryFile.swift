internal import Crypto
internal import Foundation
internal import Ports

/// What the generator hands from one run of the server to the next, so that its sequence goes on: sealed, read once, gone at once.
struct CarryFile: Sendable {
    let path: String
    let key: SymmetricKey

    private static let context = Array("urna-rng-carry-v1".utf8)

    /// Reads the file and deletes it, whatever it holds: the same carry is never used twice.
    ///
    /// - Returns: nil when there is none, or when it is not one that was sealed here.
    /// - Throws: when it cannot be deleted, in which case it may not be used.
    func take() throws(StoreError) -> [UInt8]? {
        guard let sealed = FileManager.default.contents(atPath: path) else { return nil }
        guard unlink(path) == 0 else {
            throw StoreError(.unavailable, "\(path) cannot be deleted", cause: String(cString: strerror(errno)))
        }
        guard let box = try? ChaChaPoly.SealedBox(combined: sealed),
            let carry = try? ChaChaPoly.open(box, using: key, authenticating: Self.context)
        else { return nil }
        return [UInt8](carry)
    }

    /// Writes the file for its owner alone, all of it or nothing.
    func put(_ carry: [UInt8]) throws(StoreError) {
        do {
            let sealed = try ChaChaPoly.seal(carry, using: key, authenticating: Self.context).combined
            let temporary = path + ".new"
            unlink(temporary)
            let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw StoreError(.unavailable, String(cString: strerror(errno))) }
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try handle.write(contentsOf: sealed)
            try handle.synchronize()
            guard rename(temporary, path) == 0 else { throw StoreError(.unavailable, String(cString: strerror(errno))) }
        } catch {
            throw StoreError(.unavailable, "cannot write \(path)", cause: "\(error)")
        }
    }
}
