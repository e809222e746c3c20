internal import Foundation
internal import Verification

/// An exported ledger in a folder, laid out as `ExportLayout` says.
struct FolderLedgerSource: LedgerSource {
    let folder: String

    func read(_ item: LedgerItem, limit: Int) async throws(LedgerSourceError) -> [UInt8]? {
        do {
            return try BoundedFile.read("\(folder)/\(item.path)", limit: limit)
        } catch {
            switch error {
            case .tooLong: throw .tooLong(item, limit: limit)
            case .unreadable(let reason): throw .unreachable(reason)
            }
        }
    }

    /// The paths of the earlier checkpoints in the folder, sorted by name.
    func checkpointFiles() -> [String] {
        let inner = "\(folder)/\(ExportLayout.checkpointsFolder)"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: inner)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted().map { "\(inner)/\($0)" }
    }
}

/// A file read up to a limit, whatever it claims to be.
enum BoundedFile {
    enum ReadError: Error {
        case tooLong
        case unreadable(String)
    }

    private static let chunkBytes = 1_048_576

    /// The file's bytes, or nil when there is none at `path`. Anything but a regular file is refused: a pipe could block for ever.
    static func read(_ path: String, limit: Int) throws(ReadError) -> [UInt8]? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let type = (try? FileManager.default.attributesOfItem(atPath: resolved))?[.type] as? FileAttributeType
        guard !isFolder.boolValue, type == .typeRegular else { throw .unreadable("\(path) isn't a regular file") }
        guard let handle = FileHandle(forReadingAtPath: path) else { throw .unreadable("\(path) can't be opened: is it readable?") }
        defer { try? handle.close() }

        var bytes: [UInt8] = []
        while true {
            let chunk: Data?
            do {
                chunk = try handle.read(upToCount: min(chunkBytes, limit + 1 - bytes.count))
            } catch {
                throw .unreadable("\(path) can't be read: \(error.localizedDescription)")
            }
            guard let chunk, !chunk.isEmpty else { return bytes }
            bytes.append(contentsOf: chunk)
            if bytes.count > limit { throw .tooLong }
        }
    }
}
