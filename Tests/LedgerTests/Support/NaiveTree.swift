import Ledger

/// The definitions of RFC 6962 section 2.1 as they stand there, recursive and slow: the yardstick for the fast tree.
struct NaiveTree {
    let leaves: [Hash]
    private var roots: [Range<Int>: Hash] = [:]

    init(_ leaves: [Hash]) {
        self.leaves = leaves
    }

    /// MTH(D[range]).
    mutating func root(_ range: Range<Int>) -> Hash {
        if range.isEmpty { return .emptyTree }
        if range.count == 1 { return leaves[range.lowerBound] }
        if let known = roots[range] { return known }
        let middle = range.lowerBound + split(range.count)
        let root = Hash.node(root(range.lowerBound..<middle), root(middle..<range.upperBound))
        roots[range] = root
        return root
    }

    /// PATH(m, D[range]), with m counted from the start of the range.
    mutating func path(_ index: Int, _ range: Range<Int>) -> [Hash] {
        guard range.count > 1 else { return [] }
        let k = split(range.count)
        let middle = range.lowerBound + k
        return index < k
            ? path(index, range.lowerBound..<middle) + [root(middle..<range.upperBound)]
            : path(index - k, middle..<range.upperBound) + [root(range.lowerBound..<middle)]
    }

    /// PROOF(m, D[n]).
    mutating func proof(_ old: Int, _ new: Int) -> [Hash] {
        old == 0 ? [] : subproof(old, 0..<new, isWhole: true)
    }

    private mutating func subproof(_ old: Int, _ range: Range<Int>, isWhole: Bool) -> [Hash] {
        if old == range.count { return isWhole ? [] : [root(range)] }
        let k = split(range.count)
        let middle = range.lowerBound + k
        return old <= k
            ? subproof(old, range.lowerBound..<middle, isWhole: isWhole) + [root(middle..<range.upperBound)]
            : subproof(old - k, middle..<range.upperBound, isWhole: false) + [root(range.lowerBound..<middle)]
    }

    /// The largest power of two below a count of at least 2.
    private func split(_ count: Int) -> Int {
        var k = 1
        while k * 2 < count { k *= 2 }
        return k
    }

    /// Distinct leaves, made from their index.
    static func leaves(_ count: Int) -> [Hash] {
        (0..<count).map { index in Hash.leaf(Array("entry \(index)".utf8)) }
    }
}
