// Layout of a header (POSIX.1-1988 ustar), one block of 512 bytes; numbers are octal digits, ended by a space or NUL:
//
//      0  name      100    the last part of the path; the whole one is prefix "/" name, or name where prefix is empty
//    100  mode        8
//    108  uid         8
//    116  gid         8
//    124  size       12    bytes of the file, which follow in blocks of 512, the last filled up with NUL
//    136  mtime      12
//    148  checksum    8    the sum of the block's bytes, these eight counted as spaces
//    156  typeflag    1    "0" a file, "5" a folder
//    257  magic       8    "ustar" NUL "00"
//    345  prefix    155
//
// An archive ends with two blocks of NUL.

/// The header of a file in a tar archive.
///
/// Of what tar can say, only what an exported ledger needs is written and read: plain files, and folders when somebody packed one. Links,
/// devices and the headers of longer names are refused.
public struct TarHeader: Hashable, Sendable {
    public static let blockBytes = 512
    /// The end of an archive.
    public static let end = [UInt8](repeating: 0, count: 2 * blockBytes)
    /// Of every file that is written, in seconds since 1970: the same ledger makes the same archive whenever it is made. 2000-01-01.
    static let modifiedAt: UInt64 = 946_684_800
    /// What twelve bytes of octal digits and an end can say.
    public static let sizeMax: UInt64 = 0o77_777_777_777

    private static let nameBytesMax = 100
    private static let prefixBytesMax = 155

    /// With `/` between its parts; of a folder without one at its end.
    public let path: String
    /// Bytes of content; 0 for a folder.
    public let size: UInt64
    public let isFolder: Bool

    /// The header of a file.
    ///
    /// - Parameters:
    ///   - folder: what everything in the archive lies in.
    ///   - path: within it.
    /// - Precondition: `folder` has 1 to 155 bytes, `path` 1 to 100, and the size is at most `sizeMax`: every path of an export does.
    public static func file(_ path: String, in folder: String, size: UInt64) -> [UInt8] {
        precondition((1...nameBytesMax).contains(path.utf8.count), "a path fits a header")
        precondition((1...prefixBytesMax).contains(folder.utf8.count), "a folder's name fits a header")
        precondition(size <= sizeMax, "a file fits an archive")
        var block = [UInt8](repeating: 0, count: blockBytes)
        func put(_ text: some Sequence<UInt8>, at offset: Int) {
            for (index, byte) in text.enumerated() { block[offset + index] = byte }
        }
        put(path.utf8, at: 0)
        put("0000644".utf8, at: 100)
        put("0000000".utf8, at: 108)
        put("0000000".utf8, at: 116)
        put(octal(size, digits: 11), at: 124)
        put(octal(modifiedAt, digits: 11), at: 136)
        put("        0".utf8, at: 148)
        put("ustar\u{0}00".utf8, at: 257)
        put(folder.utf8, at: 345)
        put(octal(UInt64(sum(of: block)), digits: 6) + [0], at: 148)
        return block
    }

    /// NULs to fill the last block of a file of this size.
    public static func padding(after size: UInt64) -> [UInt8] {
        [UInt8](repeating: 0, count: Int((UInt64(blockBytes) - size % UInt64(blockBytes)) % UInt64(blockBytes)))
    }

    /// Reads a block that is not the archive's end.
    ///
    /// - Throws: ``TarError``, for whatever is not the header of a plain file or a folder under a plain relative path.
    public init(parsing block: [UInt8]) throws(TarError) {
        guard block.count == Self.blockBytes, block[257..<262].elementsEqual("ustar".utf8) else { throw .noHeader }
        guard Self.number(block[148..<156]) == UInt64(Self.sum(of: block)) else { throw .wrongChecksum }
        let name = Self.text(block[0..<100])
        // GNU's tar keeps times where the standard has the prefix.
        let prefix = block[262] == 0 ? Self.text(block[345..<500]) : []
        guard let path = Self.path(prefix.isEmpty ? name : prefix + [UInt8(ascii: "/")] + name) else { throw .badPath }
        self.path = path
        switch block[156] {
        case 0, UInt8(ascii: "0"): isFolder = false
        case UInt8(ascii: "5"): isFolder = true
        default: throw .badType(path: path)
        }
        guard let size = Self.number(block[124..<136]), !isFolder || size == 0 else { throw .badSize(path: path) }
        self.size = size
    }

    private static func octal(_ value: UInt64, digits: Int) -> [UInt8] {
        (0..<digits).map { UInt8(ascii: "0") + UInt8(value >> (3 * (digits - 1 - $0)) & 7) }
    }

    private static func sum(of block: [UInt8]) -> Int {
        block.enumerated().reduce(0) { $0 + Int((148..<156).contains($1.offset) ? UInt8(ascii: " ") : $1.element) }
    }

    private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] { Array(field.prefix { $0 != 0 }) }

    /// Octal digits, perhaps after spaces, up to a space, a NUL or the end; nil for anything else, GNU's binary numbers too.
    private static func number(_ field: ArraySlice<UInt8>) -> UInt64? {
        let digits = field.drop { $0 == UInt8(ascii: " ") }.prefix { $0 != 0 && $0 != UInt8(ascii: " ") }
        guard !digits.isEmpty, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 << 3 | UInt64($1 - UInt8(ascii: "0")) }
    }

    /// A relative path without `.` and `..`, in printable ASCII; `./` before it and `/` behind it are left out.
    private static func path(_ bytes: [UInt8]) -> String? {
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else { return nil }
        var parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        if parts.count > 1, parts.last?.isEmpty == true { parts.removeLast() }
        if parts.count > 1, parts.first?.elementsEqual(".".utf8) == true { parts.removeFirst() }
        if parts.count == 1, parts[0].elementsEqual(".".utf8) { return "." }
        // A path from the root has an empty part ahead.
        guard parts.allSatisfy({ !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) }) else { return nil }
        return String(decoding: Array(parts.joined(separator: [UInt8(ascii: "/")])), as: UTF8.self)
    }
}

/// Why an archive is not read.
public enum TarError: Error, Hashable, Sendable, CustomStringConvertible {
    case noHeader
    case wrongChecksum
    case badPath
    case badType(path: String)
    case badSize(path: String)
    case repeated(path: String)
    case cutOff
    case tooManyFiles(Int)
    case noLedger
    case outside(path: String)
    case unreadable(String)

    public var description: String {
        switch self {
        case .noHeader: "it is no tar archive, or is damaged"
        case .wrongChecksum: "a header in it is damaged"
        case .badPath: "it holds a path that leads elsewhere, or that no exported ledger has"
        case .badType(let path): "\(path) in it is a link, or something else that no exported ledger holds"
        case .badSize(let path): "\(path) in it says no size"
        case .repeated(let path): "it holds \(path) twice"
        case .cutOff: "it is cut off: a download that broke off, perhaps"
        case .tooManyFiles(let most): "it holds more than \(most) files"
        case .noLedger: "it holds no file “checkpoint”: it is no exported ledger"
        case .outside(let path): "\(path) in it lies outside of the ledger's folder"
        case .unreadable(let reason): reason
        }
    }
}
