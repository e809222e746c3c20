internal import Foundation
internal import Ledger
internal import Verification

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// An exported ledger in a tar archive, read in place: nothing is unpacked.
final class ArchiveLedgerSource: LedgerSource {
    private let descriptor: Int32
    private let index: TarIndex

    /// - Throws: `TarError`, when the file is no archive of a ledger that can be read safely.
    init(path: String) throws(TarError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable("it can't be opened: \(String(cString: strerror(errno)))") }
        do throws(TarError) {
            var status = stat()
            guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .unreadable("it isn't a regular file") }
            index = try TarIndex(length: UInt64(status.st_size)) { offset throws(TarError) in
                try Self.read(descriptor, at: offset, count: TarHeader.blockBytes)
            }
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    func read(_ item: LedgerItem, limit: Int) async throws(LedgerSourceError) -> [UInt8]? {
        guard let place = index.files[item.path] else { return nil }
        guard place.size <= UInt64(limit) else { throw .tooLong(item, limit: limit) }
        do {
            return try Self.read(descriptor, at: place.offset, count: Int(place.size))
        } catch {
            throw .unreachable("\(item): \(error)")
        }
    }

    /// The earlier checkpoints in it, sorted by name.
    func checkpoints(limit: Int) throws(TarError) -> [(name: String, bytes: [UInt8])] {
        var found: [(name: String, bytes: [UInt8])] = []
        let names = index.files.keys.filter { $0.hasPrefix("\(ExportLayout.checkpointsFolder)/") }.sorted()
        for name in names {
            guard let place = index.files[name], place.size <= UInt64(limit) else { throw .badSize(path: name) }
            found.append((name, try Self.read(descriptor, at: place.offset, count: Int(place.size))))
        }
        return found
    }

    private static func read(_ descriptor: Int32, at offset: UInt64, count: Int) throws(TarError) -> [UInt8] {
        var failure: TarError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let read = pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset) + off_t(filled))
                if read < 0, errno == EINTR { continue }
                guard read > 0 else {
                    failure = read == 0 ? .cutOff : .unreadable("it can't be read: \(String(cString: strerror(errno)))")
                    return
                }
                filled += read
            }
        }
        if let failure { throw failure }
        return bytes
    }
}
