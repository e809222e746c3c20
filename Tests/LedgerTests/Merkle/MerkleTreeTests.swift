import Ledger
import TestSupport
import Testing

@Suite("The Merkle tree")
struct MerkleTreeTests {
    @Test("The eight well-known leaves have the published roots")
    func publishedRoots() {
        let entries: [[UInt8]] = [
            [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
            Array(0x50...0x57), Array(0x60...0x6F),
        ]
        let roots = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ]
        var tree = MerkleTree()
        var range = CompactRange()
        #expect(tree.head == .empty)
        #expect(range.root.hex == roots[0])
        for (index, entry) in entries.enumerated() {
            tree.append(.leaf(entry))
            range.append(.leaf(entry))
            #expect(tree.head == TreeHead(size: UInt64(index + 1), root: range.root))
            #expect(range.root.hex == roots[index + 1])
        }
    }

    @Test("The worked example has its root and its proof")
    func workedExample() throws {
        var tree = MerkleTree()
        for leaf in Worked.leaves { tree.append(leaf) }
        #expect(tree.head.root.hex == Worked.rootHex)
        let proof = try tree.inclusionProof(index: 1, size: 3)
        #expect(proof.path == [Worked.leaves[0], Worked.leaves[2]])
        try proof.verify(leaf: Worked.leaves[1], root: tree.head.root)
    }

    @Test("Every root, path and consistency proof up to 257 leaves equals the RFC's recursive definition")
    func allSmallSizes() throws {
        var naive = NaiveTree(NaiveTree.leaves(257))
        var tree = MerkleTree(recentTiles: 0)
        var range = CompactRange()
        let source = naive.leaves
        let leaves: MerkleTree.TileLeaves = { tile in Array(source[Int(tile) * 256..<Int(tile) * 256 + 256]) }
        for size in 0...257 {
            if size > 0 {
                tree.append(source[size - 1])
                range.append(source[size - 1])
            }
            let root = naive.root(0..<size)
            #expect(tree.head.root == root)
            #expect(range.root == root)
            #expect(CompactRange(size: range.size, hashes: range.hashes) == range)
            let prover = tree.prover
            var differences: [Int] = []
            for index in 0..<size {
                var path: [Hash] = []
                try tree.appendPath(for: UInt64(index), prover: prover, leaves: leaves, into: &path)
                if path != naive.path(index, 0..<size) { differences.append(index) }
            }
            #expect(differences == [], "inclusion paths at size \(size)")
            differences = []
            for old in 0...size {
                let proof = try tree.consistencyProof(from: UInt64(old), to: UInt64(size), leaves: leaves)
                if proof.path != naive.proof(old, size) { differences.append(old) }
                try proof.verify(oldRoot: naive.root(0..<old), newRoot: root)
            }
            #expect(differences == [], "consistency proofs at size \(size)")
        }
    }

    @Test("A grown tree answers for every older size as it would have then")
    func olderSizes() throws {
        var naive = NaiveTree(NaiveTree.leaves(1000))
        let source = naive.leaves
        var tree = MerkleTree(recentTiles: 1)
        for leaf in source { tree.append(leaf) }
        let leaves: MerkleTree.TileLeaves = { tile in Array(source[Int(tile) * 256..<Int(tile) * 256 + 256]) }
        for size in stride(from: 0, through: 1000, by: 37) {
            #expect(try tree.root(at: UInt64(size), leaves: leaves) == naive.root(0..<size))
            for index in stride(from: 0, to: size, by: 13) {
                let proof = try tree.inclusionProof(index: UInt64(index), size: UInt64(size), leaves: leaves)
                #expect(proof.path == naive.path(index, 0..<size), "index \(index) of \(size)")
            }
        }
    }

    @Test("Random sizes to 5,000 with evicted and spliced tiles agree with the definition", arguments: [1, 2, 3] as [UInt64])
    func randomSizes(seed: UInt64) throws {
        var random = Dice(seed: seed)
        let count = Int.random(in: 2500...5000, using: &random)
        var naive = NaiveTree(NaiveTree.leaves(count))
        let source = naive.leaves
        var tree = MerkleTree(recentTiles: Int.random(in: 0...4, using: &random))
        // As after a restart: some whole tiles by their root, the rest leaf by leaf.
        let spliced = Int.random(in: 0...count / 256, using: &random)
        for tile in 0..<spliced {
            if Bool.random(using: &random) {
                tree.append(tileRoot: MerkleTree.foldTile(source[tile * 256..<tile * 256 + 256]))
            } else {
                for leaf in source[tile * 256..<tile * 256 + 256] { tree.append(leaf) }
            }
        }
        for leaf in source[(spliced * 256)...] { tree.append(leaf) }
        #expect(tree.head == TreeHead(size: UInt64(count), root: naive.root(0..<count)))

        var reads = 0
        let leaves: MerkleTree.TileLeaves = { tile in
            reads += 1
            return Array(source[Int(tile) * 256..<Int(tile) * 256 + 256])
        }
        for _ in 0..<150 {
            let size = Int.random(in: 1...count, using: &random)
            let index = Int.random(in: 0..<size, using: &random)
            let old = Int.random(in: 0...size, using: &random)
            let inclusion = try tree.inclusionProof(index: UInt64(index), size: UInt64(size), leaves: leaves)
            #expect(inclusion.path == naive.path(index, 0..<size), "seed \(seed): index \(index) of \(size)")
            let consistency = try tree.consistencyProof(from: UInt64(old), to: UInt64(size), leaves: leaves)
            #expect(consistency.path == naive.proof(old, size), "seed \(seed): \(old) to \(size)")
            try inclusion.verify(leaf: source[index], root: naive.root(0..<size))
            try consistency.verify(oldRoot: naive.root(0..<old), newRoot: naive.root(0..<size))
        }
        #expect(reads > 0, "seed \(seed): no tile had left memory")
    }

    @Test("Paths of recent entries read no leaves back")
    func recentTilesStay() throws {
        let source = NaiveTree.leaves(256 * 6 + 10)
        var tree = MerkleTree(recentTiles: 2)
        for leaf in source { tree.append(leaf) }
        var path: [Hash] = []
        for index in 256 * 4..<source.count {
            try tree.appendPath(for: UInt64(index), prover: tree.prover, into: &path)
        }
        #expect(throws: TreeError.leavesNeeded(tile: 3)) {
            try tree.appendPath(for: 256 * 4 - 1, prover: tree.prover, into: &path)
        }
        #expect(tree.prover.size == UInt64(source.count))
    }

    @Test("Leaves that do not hash to their tile are reported with the tile's number")
    func corruptedTile() throws {
        let source = NaiveTree.leaves(256 * 3)
        var tree = MerkleTree(recentTiles: 0)
        for leaf in source { tree.append(leaf) }
        var damaged = Array(source[256..<512])
        damaged[77] = .leaf([1])
        for wrong in [damaged, Array(damaged.dropLast()), []] {
            #expect(throws: TreeError.corruptedTile(1)) {
                try tree.inclusionProof(index: 300, size: 768) { _ in wrong }
            }
            #expect(throws: TreeError.corruptedTile(1)) {
                try tree.tile(level: 0, index: 1) { _ in wrong }
            }
        }
    }

    @Test("Sizes and indices beyond the tree are refused")
    func outOfRange() throws {
        var tree = MerkleTree()
        for leaf in NaiveTree.leaves(10) { tree.append(leaf) }
        #expect(throws: TreeError.sizeBeyondTree(asked: 11, size: 10)) { try tree.root(at: 11) }
        #expect(throws: TreeError.sizeBeyondTree(asked: .max, size: 10)) { try tree.inclusionProof(index: 0, size: .max) }
        #expect(throws: TreeError.indexBeyondSize(index: 5, size: 5)) { try tree.inclusionProof(index: 5, size: 5) }
        #expect(throws: TreeError.indexBeyondSize(index: 0, size: 0)) { try tree.inclusionProof(index: 0, size: 0) }
        #expect(throws: TreeError.sizeBeyondTree(asked: 11, size: 10)) { try tree.consistencyProof(from: 1, to: 11) }
        #expect(throws: TreeError.sizesReversed(old: 6, new: 5)) { try tree.consistencyProof(from: 6, to: 5) }
    }

    @Test("Copies grow independently")
    func valueSemantics() {
        var tree = MerkleTree()
        for leaf in NaiveTree.leaves(300) { tree.append(leaf) }
        let before = tree
        let head = before.head
        tree.append(.leaf([]))
        #expect(before.head == head)
        #expect(tree.head != head)
    }
}
