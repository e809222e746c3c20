internal import Ledger

/// Every entry of a log in order, a bundle at a time, with a few bundles fetched and hashed ahead.
///
/// Memory is `window` bundles, whatever size the checkpoint claims: nothing is reserved by a claimed number.
struct BundleWalk {
    /// One bundle, hashed.
    struct Piece: Sendable {
        var index: UInt64
        var bundle: Bundle
        /// The leaf hashes of its entries.
        var leaves: [Hash]
        /// The level 0 tile that the source serves for it; nil when tiles aren't checked.
        var served: Result<[Hash], TreeReadError>?

        /// The index of the first entry.
        var first: UInt64 { index * UInt64(EntryBundle.fullWidth) }
    }

    /// Bundles under way at once. At 256 entries of 65,535 bytes this bounds memory at 130 MiB, at usual entries at 1 MiB.
    static let window: UInt64 = 8

    let reader: TreeReader
    let size: UInt64
    let readsTiles: Bool

    /// Gives each piece to `body`, in order, until the end or until a bundle can't be had.
    ///
    /// - Throws: the reading error of the first bundle that can't be had; the pieces before it have been given.
    func run(_ body: (Piece) async throws(TreeReadError) -> Void) async throws(TreeReadError) {
        let bundles = size / UInt64(EntryBundle.fullWidth) + (size.isMultiple(of: UInt64(EntryBundle.fullWidth)) ? 0 : 1)
        let outcome: Result<Void, TreeReadError> = await withTaskGroup(of: (UInt64, Result<Piece, TreeReadError>).self) { group in
            defer { group.cancelAll() }
            var ready: [UInt64: Result<Piece, TreeReadError>] = [:]
            var asked: UInt64 = 0
            var index: UInt64 = 0
            while index < bundles {
                while asked < bundles, asked - index < Self.window {
                    let next = asked
                    group.addTask { (next, await piece(next)) }
                    asked += 1
                }
                while ready[index] == nil, let (done, piece) = await group.next() { ready[done] = piece }
                guard let arrived = ready.removeValue(forKey: index) else { preconditionFailure("every bundle that was asked for arrives") }
                do {
                    try await body(arrived.get())
                } catch let error as TreeReadError {
                    return .failure(error)
                } catch {
                    preconditionFailure("nothing else is thrown")
                }
                index += 1
            }
            return .success(())
        }
        try outcome.get()
    }

    private func piece(_ index: UInt64) async -> Result<Piece, TreeReadError> {
        let width = Int(min(UInt64(EntryBundle.fullWidth), size - index * UInt64(EntryBundle.fullWidth)))
        do {
            let bundle = try await reader.bundle(index, width: width)
            var leaves: [Hash] = []
            leaves.reserveCapacity(width)
            bundle.withEntries { _, entry in leaves.append(.leaf(entry)) }
            let served = readsTiles ? await tile(index, width: width) : nil
            return .success(Piece(index: index, bundle: bundle, leaves: leaves, served: served))
        } catch {
            return .failure(error)
        }
    }

    private func tile(_ index: UInt64, width: Int) async -> Result<[Hash], TreeReadError> {
        guard let tile = Tile(level: 0, index: index, width: width) else { preconditionFailure("a bundle has 1 to 256 entries") }
        do {
            return .success(try await reader.hashes(tile))
        } catch {
            return .failure(error)
        }
    }
}
