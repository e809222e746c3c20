internal import Ledger

/// A tree head that the log has signed, seen elsewhere than in the pinned checkpoint.
struct KnownHead {
    /// Whose it is, in a report: a file's name.
    var name: String
    var head: TreeHead

    /// Why the audited tree can't be a later state of this one; nil when it is.
    ///
    /// - Parameters:
    ///   - pinned: the head under audit.
    ///   - roots: roots of the entries, by size.
    func contradiction(to pinned: TreeHead, roots: [UInt64: Hash]) -> String? {
        if head.size > pinned.size {
            return "\(name): the log has signed \(head.size) entries before, and shows \(pinned.size) now"
        }
        guard let root = roots[head.size] else {
            return "\(name): the entries up to its size \(head.size) can't be had"
        }
        guard root == head.root else {
            return "\(name): the log has signed another history of its first \(head.size) entries"
        }
        return nil
    }
}
