import Ledger
import Testing

@Suite("Proofs")
struct ProofTests {
    private let size = 70
    private let leaves = NaiveTree.leaves(70)

    @Test("An inclusion proof holds for its leaf, index, size and root only")
    func inclusionIsTight() throws {
        var naive = NaiveTree(leaves)
        let root = naive.root(0..<size)
        for index in 0..<size {
            let proof = InclusionProof(index: UInt64(index), size: UInt64(size), path: naive.path(index, 0..<size))
            try proof.verify(leaf: leaves[index], root: root)
            #expect(throws: ProofError.rootMismatch) { try proof.verify(leaf: leaves[(index + 1) % size], root: root) }
            #expect(throws: ProofError.rootMismatch) { try proof.verify(leaf: leaves[index], root: .emptyTree) }

            var longer = proof
            longer.path.append(root)
            #expect(throws: ProofError.wrongLength) { try longer.verify(leaf: leaves[index], root: root) }
            var shorter = proof
            shorter.path.removeLast()
            #expect(throws: ProofError.wrongLength) { try shorter.verify(leaf: leaves[index], root: root) }
            for place in proof.path.indices {
                var changed = proof
                changed.path[place] = .leaf([UInt8(place)])
                #expect(throws: ProofError.rootMismatch) { try changed.verify(leaf: leaves[index], root: root) }
            }
            for other in 0..<size where other != index {
                var moved = proof
                moved.index = UInt64(other)
                #expect(throws: ProofError.self) { try moved.verify(leaf: leaves[index], root: root) }
            }
        }
    }

    @Test("An index that is not in the tree is refused, up to the largest", arguments: [(0, 0), (5, 5), (.max, 5), (.max, .max)])
    func indexBeyondTree(index: UInt64, size: UInt64) {
        #expect(throws: ProofError.indexBeyondTree(index: index, size: size)) {
            try InclusionProof(index: index, size: size, path: []).verify(leaf: .emptyTree, root: .emptyTree)
        }
    }

    @Test("The largest tree needs 64 hashes and no arithmetic overflows")
    func largestTree() throws {
        let path = NaiveTree.leaves(64)
        var root = Hash.leaf([])
        for hash in path { root = .node(root, hash) }
        try InclusionProof(index: 0, size: .max, path: path).verify(leaf: .leaf([]), root: root)
        #expect(throws: ProofError.wrongLength) {
            try InclusionProof(index: 0, size: .max, path: Array(path.dropLast())).verify(leaf: .leaf([]), root: root)
        }
        #expect(throws: ProofError.wrongLength) {
            try ConsistencyProof(oldSize: 1, newSize: .max, path: []).verify(oldRoot: root, newRoot: root)
        }
    }

    @Test("A consistency proof holds for its sizes and roots only")
    func consistencyIsTight() throws {
        var naive = NaiveTree(leaves)
        let newRoot = naive.root(0..<size)
        for old in 1..<size {
            let oldRoot = naive.root(0..<old)
            let proof = ConsistencyProof(oldSize: UInt64(old), newSize: UInt64(size), path: naive.proof(old, size))
            try proof.verify(oldRoot: oldRoot, newRoot: newRoot)
            #expect(throws: ProofError.self) { try proof.verify(oldRoot: .leaf([9]), newRoot: newRoot) }
            #expect(throws: ProofError.rootMismatch) { try proof.verify(oldRoot: oldRoot, newRoot: .leaf([9])) }
            #expect(throws: ProofError.self) { try proof.verify(oldRoot: newRoot, newRoot: oldRoot) }
            var longer = proof
            longer.path.append(newRoot)
            #expect(throws: ProofError.wrongLength) { try longer.verify(oldRoot: oldRoot, newRoot: newRoot) }
            var shorter = proof
            shorter.path.removeLast()
            #expect(throws: ProofError.wrongLength) { try shorter.verify(oldRoot: oldRoot, newRoot: newRoot) }
            for place in proof.path.indices {
                var changed = proof
                changed.path[place] = .leaf([UInt8(place)])
                #expect(throws: ProofError.self) { try changed.verify(oldRoot: oldRoot, newRoot: newRoot) }
            }
        }
    }

    @Test("A log that rewrote an entry can't prove that it grew")
    func rewrittenHistory() throws {
        var forked = leaves
        forked[3] = .leaf([0])
        var honest = NaiveTree(leaves)
        var fork = NaiveTree(forked)
        let proof = ConsistencyProof(oldSize: 40, newSize: 70, path: fork.proof(40, 70))
        #expect(throws: ProofError.oldRootMismatch) {
            try proof.verify(oldRoot: honest.root(0..<40), newRoot: fork.root(0..<70))
        }
    }

    @Test("Equal sizes need equal roots and an empty path; a smaller newer tree is refused")
    func edges() throws {
        let root = Hash.leaf([1])
        let other = Hash.leaf([2])
        try ConsistencyProof(oldSize: 5, newSize: 5, path: []).verify(oldRoot: root, newRoot: root)
        #expect(throws: ProofError.rootMismatch) {
            try ConsistencyProof(oldSize: 5, newSize: 5, path: []).verify(oldRoot: root, newRoot: other)
        }
        #expect(throws: ProofError.wrongLength) {
            try ConsistencyProof(oldSize: 5, newSize: 5, path: [root]).verify(oldRoot: root, newRoot: root)
        }
        #expect(throws: ProofError.shrunk(from: 6, to: 5)) {
            try ConsistencyProof(oldSize: 6, newSize: 5, path: []).verify(oldRoot: root, newRoot: root)
        }
    }

    @Test("Every tree extends the empty one, whose root is known; a path proves nothing there")
    func oldSizeZero() throws {
        let root = Hash.leaf([1])
        try ConsistencyProof(oldSize: 0, newSize: 7, path: []).verify(oldRoot: .emptyTree, newRoot: root)
        try ConsistencyProof(oldSize: 0, newSize: 0, path: []).verify(oldRoot: .emptyTree, newRoot: .emptyTree)
        #expect(throws: ProofError.oldRootMismatch) {
            try ConsistencyProof(oldSize: 0, newSize: 7, path: []).verify(oldRoot: root, newRoot: root)
        }
        #expect(throws: ProofError.wrongLength) {
            try ConsistencyProof(oldSize: 0, newSize: 7, path: [root]).verify(oldRoot: .emptyTree, newRoot: root)
        }
        #expect(throws: ProofError.rootMismatch) {
            try ConsistencyProof(oldSize: 0, newSize: 0, path: []).verify(oldRoot: .emptyTree, newRoot: root)
        }
    }

    @Test("Equal entries are legal: each index has its own proof")
    func duplicateEntries() throws {
        var tree = MerkleTree()
        for _ in 0..<5 { tree.append(.leaf([1])) }
        for index in 0..<5 as Range<UInt64> {
            try tree.inclusionProof(index: index, size: 5).verify(leaf: .leaf([1]), root: tree.head.root)
        }
    }

    @Test("A compact range takes up where it was left, and refuses hashes that do not fit its size")
    func compactRange() throws {
        var range = CompactRange()
        for leaf in leaves.prefix(37) { range.append(leaf) }
        var resumed = try #require(CompactRange(size: 37, hashes: range.hashes))
        for leaf in leaves.dropFirst(37) {
            range.append(leaf)
            resumed.append(leaf)
        }
        #expect(resumed.head == range.head)
        #expect(CompactRange(size: 36, hashes: Array(leaves.prefix(3))) == nil)
    }
}
