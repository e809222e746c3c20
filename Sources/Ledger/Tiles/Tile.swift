/// The coordinates of a tile of hashes in a log (c2sp.org/tlog-tiles).
///
///     tile/<level>/<index>[.p/<width>]      e.g. tile/0/x001/x234/067 or tile/1/000.p/17
///
/// A full tile is 256 hashes, 8,192 bytes. Level 0 holds leaf hashes; above, each hash is the root of one full tile below, so a
/// partial tile never shows in a higher level.
public struct Tile: Hashable, Sendable {
    /// Hashes in a full tile.
    public static let fullWidth = 256
    /// The highest level that has a path.
    public static let levelMax = 63

    public let level: Int
    public let index: UInt64
    /// 1…256; less than 256 is a partial tile.
    public let width: Int

    /// Makes coordinates, or nil when the level is not 0…63 or the width not 1…256.
    public init?(level: Int, index: UInt64, width: Int = fullWidth) {
        guard (0...Self.levelMax).contains(level), (1...Self.fullWidth).contains(width) else { return nil }
        self.level = level
        self.index = index
        self.width = width
    }

    /// Reads ``path``, or nil for any other spelling.
    public init?(path: String) {
        let prefix = "tile/"
        guard path.utf8.starts(with: prefix.utf8) else { return nil }
        let rest = path.utf8.dropFirst(prefix.utf8.count)
        guard let slash = rest.firstIndex(of: UInt8(ascii: "/")), let level = Decimal.parse(rest[..<slash]), level <= Self.levelMax,
            let (index, width) = TilePath.parse(rest[rest.index(after: slash)...])
        else { return nil }
        self.init(level: Int(level), index: index, width: width)
    }

    /// The path below a log's prefix.
    public var path: String { "tile/\(level)/" + TilePath.text(index: index, width: width) }

    public var isFull: Bool { width == Self.fullWidth }

    /// How many hashes the tile at an index of a level has in a log of `size` entries: 0…256.
    public static func width(level: Int, index: UInt64, size: UInt64) -> Int {
        let hashes = count(level: level, size: size)
        let (start, overflow) = index.multipliedReportingOverflow(by: UInt64(fullWidth))
        guard !overflow, start < hashes else { return 0 }
        return Int(min(hashes - start, UInt64(fullWidth)))
    }

    /// Every tile of a log of `size` entries, with the partial one of a level last; what a mirror has to fetch.
    public static func all(size: UInt64) -> some Sequence<Tile> {
        (0...7).lazy.flatMap { level in
            let hashes = count(level: level, size: size)
            let tiles = hashes / UInt64(fullWidth) + (hashes % UInt64(fullWidth) == 0 ? 0 : 1)
            return (0..<tiles).lazy.compactMap { index in
                Tile(level: level, index: index, width: width(level: level, index: index, size: size))
            }
        }
    }

    /// Hashes at a level: complete subtrees of 256^level leaves.
    private static func count(level: Int, size: UInt64) -> UInt64 {
        level < 8 ? size >> (8 * level) : 0
    }
}
