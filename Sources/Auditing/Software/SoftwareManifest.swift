public import Ledger

/// The critical files of a program and their digests.
///
/// The text is what `sha256sum -c` reads: for each file, sorted by the bytes of the path,
///
///     <64 hexadecimal digits><2 spaces><path><LF>
///
/// Nothing else is in it, no comment and no header: program id and version stand beside it, in ``SoftwareIdentity``.
public struct SoftwareManifest: Hashable, Sendable {
    /// Longest manifest that is read: some ten thousand files.
    public static let bytesMax = 1 << 20

    /// Sorted by path; no path twice; at least one.
    public let files: [ManifestFile]

    /// - Throws: ``ManifestError`` for a path that breaks the rule, is there twice, or when there is no file.
    public init(_ files: some Sequence<ManifestFile>) throws(ManifestError) {
        let sorted = files.sorted()
        guard !sorted.isEmpty else { throw .empty }
        for file in sorted {
            guard ManifestFile.isValid(path: file.path) else { throw .invalidPath(file.path) }
        }
        for (file, next) in zip(sorted, sorted.dropFirst()) where file.hasPath(of: next) {
            throw .repeatedPath(file.path)
        }
        self.files = sorted
    }

    /// Reads the one text of a manifest; lines out of order are refused.
    public init(parsing text: [UInt8]) throws(ManifestError) {
        guard text.count <= Self.bytesMax else { throw .tooLong }
        guard !text.isEmpty else { throw .empty }
        guard text.last == UInt8(ascii: "\n") else { throw .malformedLine(text.split(separator: UInt8(ascii: "\n")).count) }
        var files: [ManifestFile] = []
        for (index, line) in text.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            guard line.count > 66, line.dropFirst(64).starts(with: "  ".utf8), let digits = Hex.decode(Array(line.prefix(64))),
                let hash = Hash(bytes: digits), let path = String(validating: line.dropFirst(66), as: UTF8.self)
            else { throw .malformedLine(index + 1) }
            let file = ManifestFile(path: path, hash: hash)
            if let last = files.last, !(last < file) {
                throw last.hasPath(of: file) ? .repeatedPath(path) : .unsorted(index + 1)
            }
            files.append(file)
        }
        try self.init(files)
    }

    /// The text.
    public var text: String { Self.text(files) }

    /// SHA-256 of the text.
    public var aggregate: Hash { Hash.sha256(Array(text.utf8)) }

    static func text(_ files: [ManifestFile]) -> String {
        files.map { "\($0.hash.hex)  \($0.path)\n" }.joined()
    }
}

/// A file by its path below the program's folder, and the SHA-256 of its bytes.
public struct ManifestFile: Sendable {
    public let path: String
    public let hash: Hash

    /// Takes any path, as a folder may hold any; a manifest only takes a valid one.
    public init(path: String, hash: Hash) {
        self.path = path
        self.hash = hash
    }

    /// The digest of a file that is in memory.
    public init(path: String, contents: [UInt8]) {
        self.init(path: path, hash: .sha256(contents))
    }

    /// Relative, of components that are neither empty nor `.` or `..`; no backslash, no control character, and not the `-` that means
    /// standard input to `sha256sum`.
    public static func isValid(path: String) -> Bool {
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count <= 4096, path != "-" else { return false }
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else { return false }
        return bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { component in
            !component.isEmpty && !component.elementsEqual(".".utf8) && !component.elementsEqual("..".utf8)
        }
    }

    /// Compares bytes: two spellings of an accent are two files.
    func hasPath(of other: ManifestFile) -> Bool { path.utf8.elementsEqual(other.path.utf8) }
}

extension ManifestFile: Hashable, Comparable {
    /// By the bytes of the path, as `LC_ALL=C sort` does.
    public static func < (left: ManifestFile, right: ManifestFile) -> Bool {
        left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
    }

    public static func == (left: ManifestFile, right: ManifestFile) -> Bool {
        left.hash == right.hash && left.hasPath(of: right)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(hash)
    }
}

/// Why something is no manifest, or no identity.
public enum ManifestError: Error, Hashable, Sendable, CustomStringConvertible {
    case empty
    case tooLong
    /// Lines count from 1.
    case malformedLine(Int)
    case unsorted(Int)
    case invalidPath(String)
    case repeatedPath(String)
    case invalidHeader

    public var description: String {
        switch self {
        case .empty: "the manifest names no file"
        case .tooLong: "the manifest is longer than \(SoftwareManifest.bytesMax) bytes"
        case .malformedLine(let line): "line \(line) is not a digest, two spaces and a path"
        case .unsorted(let line): "line \(line) is not sorted by its path"
        case .invalidPath(let path): "not a path below the program's folder: \(Printable.clean(path))"
        case .repeatedPath(let path): "named twice: \(Printable.clean(path))"
        case .invalidHeader: "program id and version are 1 to 64 printable characters without spaces"
        }
    }
}
