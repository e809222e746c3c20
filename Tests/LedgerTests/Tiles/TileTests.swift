import Ledger
import Testing

@Suite("Tiles")
struct TileTests {
    @Test(
        "Paths are spelled as tlog-tiles says",
        arguments: [
            (0, 0, 256, "tile/0/000"), (0, 999, 256, "tile/0/999"), (0, 1000, 256, "tile/0/x001/000"),
            (0, 1_234_067, 256, "tile/0/x001/x234/067"), (1, 0, 17, "tile/1/000.p/17"), (63, 5, 1, "tile/63/005.p/1"),
            (2, .max, 255, "tile/2/x018/x446/x744/x073/x709/x551/615.p/255"),
        ] as [(Int, UInt64, Int, String)])
    func paths(level: Int, index: UInt64, width: Int, path: String) throws {
        let tile = try #require(Tile(level: level, index: index, width: width))
        #expect(tile.path == path)
        #expect(Tile(path: path) == tile)
        let bundle = path.replacing(/tile\/[0-9]+/, with: "tile/entries")
        #expect(EntryBundle.path(index: index, width: width) == bundle)
        let parsed = try #require(EntryBundle.parse(path: bundle))
        #expect(parsed.index == index)
        #expect(parsed.width == width)
    }

    @Test(
        "Any other spelling of a path is refused",
        arguments: [
            "", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/x000/001", "tile/0/x001",
            "tile/0/001/000",
            "tile/0/x001/x000", "tile/64/000", "tile/00/000", "tile/+1/000", "tile/-1/000", "tile/0/000.p/0", "tile/0/000.p/256",
            "tile/0/000.p/07",
            "tile/0/000.p/+7", "tile/0/000.p/a0", "tile/0/000.p/", "tile/0/000.p", "tile/0/000/", "/tile/0/000", "tile//000", "tile/0//000",
            "tile/8/0/000",
            "tile/0/x018/x446/x744/x073/x709/x551/616", "tile/0/x999/x446/x744/x073/x709/x551/615", "tile/0/x001.p/x000/001", "tile/0/٠٠٠",
            "tile/entries/000", "tile/0/.p/000.p/5", "tile/0/X001/000",
        ])
    func otherPaths(path: String) {
        #expect(Tile(path: path) == nil)
        #expect(EntryBundle.parse(path: path.replacing("tile/0", with: "tile/entries")) == nil || path == "tile/entries/000")
    }

    @Test("Coordinates have level 0 to 63 and width 1 to 256")
    func bounds() {
        #expect(Tile(level: -1, index: 0) == nil)
        #expect(Tile(level: 64, index: 0) == nil)
        #expect(Tile(level: 0, index: 0, width: 0) == nil)
        #expect(Tile(level: 0, index: 0, width: 257) == nil)
        #expect(EntryBundle.path(index: 0, width: 0) == nil)
        #expect(EntryBundle.path(index: 0, width: 257) == nil)
    }

    @Test("70,000 entries have the published tiles")
    func widthsOf70000() {
        let tiles = Array(Tile.all(size: 70_000))
        #expect(tiles.count { $0.level == 0 && $0.isFull } == 273)
        #expect(tiles.filter { $0.level == 0 && !$0.isFull }.map(\.path) == ["tile/0/273.p/112"])
        #expect(tiles.filter { $0.level == 1 }.map(\.path) == ["tile/1/000", "tile/1/001.p/17"])
        #expect(tiles.filter { $0.level == 2 }.map(\.path) == ["tile/2/000.p/1"])
        #expect(tiles.allSatisfy { $0.level <= 2 })
        #expect(Tile.all(size: 256).map(\.path) == ["tile/0/000", "tile/1/000.p/1"])
        #expect(Tile.all(size: 0).map(\.path) == [])
        #expect(Tile.width(level: 7, index: 0, size: .max) == 255)
        #expect(Tile.width(level: 8, index: 0, size: .max) == 0)
        #expect(Tile.width(level: 0, index: .max, size: .max) == 0)
    }

    @Test("A tree of 70,000 entries serves exactly its tiles, and each hash above is the root of a full tile below")
    func treeServesTiles() throws {
        let leaves = NaiveTree.leaves(70_000)
        var tree = MerkleTree(recentTiles: 3)
        for leaf in leaves { tree.append(leaf) }
        let source: MerkleTree.TileLeaves = { Array(leaves[Int($0) * 256..<Int($0) * 256 + 256]) }
        var level: [Hash] = leaves
        for number in 0...2 {
            for tile in Tile.all(size: 70_000) where tile.level == number {
                let start = Int(tile.index) * 256
                let expected = level[start..<start + tile.width].flatMap(\.bytes)
                #expect(try tree.tile(tile, leaves: source) == expected, "\(tile.path)")
            }
            level = stride(from: 0, through: level.count - 256, by: 256).map { MerkleTree.foldTile(level[$0..<$0 + 256]) }
        }
        #expect(try tree.tile(level: 0, index: 273, width: 112)?.count == 112 * 32)
        #expect(try tree.tile(level: 0, index: 273, width: 5)?.count == 5 * 32)
        #expect(try tree.tile(level: 0, index: 273, width: 113) == nil)
        #expect(try tree.tile(level: 0, index: 274, width: 1) == nil)
        #expect(try tree.tile(level: 1, index: 1, width: 18) == nil)
        #expect(try tree.tile(level: 2, index: 0, width: 2) == nil)
        #expect(try tree.tile(level: 3, index: 0, width: 1) == nil)
        #expect(try tree.tile(level: 9, index: .max, width: 1) == nil)
        #expect(try tree.tile(level: 0, index: 0, width: 0) == nil)
        #expect(throws: TreeError.leavesNeeded(tile: 0)) { try tree.tile(level: 0, index: 0) }
    }

    @Test("The root over the last tiles of each level is the root of the tree")
    func tilesGiveTheRoot() throws {
        let leaves = NaiveTree.leaves(256 * 3 + 77)
        var tree = MerkleTree()
        for leaf in leaves { tree.append(leaf) }
        var range = CompactRange()
        for index in 0..<4 as Range<UInt64> {
            let width = Tile.width(level: 0, index: index, size: tree.size)
            let bytes = try #require(try tree.tile(level: 0, index: index, width: width))
            for start in stride(from: 0, to: bytes.count, by: 32) {
                range.append(try #require(Hash(bytes: bytes[start..<start + 32])))
            }
        }
        #expect(range.head == tree.head)
    }
}
