public import Ledger

/// Where the files of an exported ledger are within a tar archive, which may be anybody's.
///
/// Nothing is unpacked. An archive is refused when it holds anything but plain files and folders, a path that leads elsewhere, a path
/// twice, or files beside the ledger's own folder, and when it is cut off.
public struct TarIndex: Sendable {
    /// A file's content, in bytes from the archive's start.
    public struct Place: Hashable, Sendable {
        public var offset: UInt64
        public var size: UInt64
    }

    /// Files of a ledger with a thousand million entries.
    public static let filesMax = 10_000_000

    /// By their paths within the ledger's folder.
    public private(set) var files: [String: Place] = [:]

    /// - Parameters:
    ///   - length: of the archive, in bytes.
    ///   - block: gives the 512 bytes at an offset that is within the archive.
    public init(length: UInt64, block: (UInt64) throws(TarError) -> [UInt8]) throws(TarError) {
        let blockBytes = UInt64(TarHeader.blockBytes)
        var offset: UInt64 = 0
        var folders: Set<String> = []
        while true {
            guard length >= blockBytes, offset <= length - blockBytes else { throw .cutOff }
            let bytes = try block(offset)
            offset += blockBytes
            if bytes.allSatisfy({ $0 == 0 }) {
                // What follows the end is not looked at, as other readers don't.
                guard offset <= length - blockBytes, try block(offset).allSatisfy({ $0 == 0 }) else { throw .cutOff }
                break
            }
            let header = try TarHeader(parsing: bytes)
            if header.isFolder {
                folders.insert(header.path)
                continue
            }
            guard header.size <= length - offset else { throw .cutOff }
            guard files.updateValue(Place(offset: offset, size: header.size), forKey: header.path) == nil else {
                throw .repeated(path: header.path)
            }
            guard files.count <= Self.filesMax else { throw .tooManyFiles(Self.filesMax) }
            offset += header.size + UInt64(TarHeader.padding(after: header.size).count)
        }
        if let both = folders.first(where: { files[$0] != nil }) { throw .repeated(path: both) }
        try stripFolder()
    }

    /// Takes away the one folder that everything lies in, if it does.
    private mutating func stripFolder() throws(TarError) {
        if files[ExportLayout.checkpoint] != nil { return }
        let roots = files.keys.filter { $0.hasSuffix("/\(ExportLayout.checkpoint)") && $0.split(separator: "/").count == 2 }.sorted()
        guard let root = roots.first.map({ $0.dropLast(ExportLayout.checkpoint.count) }) else { throw .noLedger }
        if let other = files.keys.filter({ !$0.hasPrefix(root) }).min() { throw .outside(path: other) }
        files = Dictionary(uniqueKeysWithValues: files.map { (String($0.key.dropFirst(root.count)), $0.value) })
    }
}
