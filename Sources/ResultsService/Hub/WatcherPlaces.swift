internal import Synchronization

/// The places for watchers in this process, which its limit on open files bounds.
final class WatcherPlaces: Sendable {
    private let taken = Atomic(0)
    private let max: Int

    init(_ max: Int) {
        self.max = max
    }

    var areTaken: Bool { taken.load(ordering: .relaxed) >= max }

    /// Takes a place; false when there is none.
    func reserve() -> Bool {
        guard taken.add(1, ordering: .relaxed).newValue <= max else {
            release()
            return false
        }
        return true
    }

    func release() {
        taken.subtract(1, ordering: .relaxed)
    }
}
