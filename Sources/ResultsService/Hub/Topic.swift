/// The watchers of one election or raffle on one event loop, and how far the newest snapshot has come among them.
///
/// A pass visits every slot once, a slice at a time. Removal leaves a hole, so that nobody changes place during a pass.
final class Topic {
    private(set) var broadcast: Broadcast?
    private(set) var streams: [ObjectIdentifier: StreamMailbox] = [:]
    private var slots: [WatcherHandler?] = []
    private var live = 0
    private var cursor = 0
    private var remaining = 0

    init(broadcast: Broadcast?) {
        self.broadcast = broadcast
    }

    var isEmpty: Bool { live == 0 && streams.isEmpty }
    var isPassInProgress: Bool { remaining > 0 }
    var watchers: [WatcherHandler] { slots.compactMap { $0 } }

    func insert(_ watcher: WatcherHandler) {
        watcher.slot = slots.count
        slots.append(watcher)
        live += 1
        if isPassInProgress { remaining += 1 }
    }

    func remove(_ watcher: WatcherHandler) {
        slots[watcher.slot] = nil
        live -= 1
        if !isPassInProgress { compactIfWorthwhile() }
    }

    func insert(_ stream: StreamMailbox) { streams[ObjectIdentifier(stream)] = stream }
    func remove(_ stream: StreamMailbox) { streams[ObjectIdentifier(stream)] = nil }

    /// Takes over a newer broadcast and begins a pass where the last one stands.
    ///
    /// Returns false when it is not newer.
    func begin(_ next: Broadcast) -> Bool {
        guard next.version > broadcast?.version ?? 0 else { return false }
        broadcast = next
        remaining = slots.count
        return true
    }

    /// The next watcher of the pass, if any is left.
    func next() -> WatcherHandler? {
        while remaining > 0 {
            if cursor >= slots.count { cursor = 0 }
            let watcher = slots[cursor]
            remaining -= 1
            cursor += 1
            if let watcher { return watcher }
        }
        compactIfWorthwhile()
        return nil
    }

    /// Closes the holes when they are most of the array.
    private func compactIfWorthwhile() {
        guard !isPassInProgress, slots.count > 64, live < slots.count / 2 else { return }
        slots = slots.filter { $0 != nil }
        for (index, watcher) in slots.enumerated() {
            watcher?.slot = index
        }
        cursor = 0
    }
}
