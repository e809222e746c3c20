internal import Dispatch
internal import NIOConcurrencyHelpers

/// A bounded queue from many producers to one consumer thread, emptied whole at each take.
///
/// While the consumer commits one batch the next one gathers here: group commit without a timer under load.
public final class WorkQueue<Item: Sendable>: Sendable {
    private struct State {
        var items: [Item] = []
        var bytes = 0
        var isConsumerAsleep = false
        var isClosed = false
    }

    private let state = NIOLockedValueBox(State())
    private let wake = DispatchSemaphore(value: 0)
    private let itemsMax: Int
    private let bytesMax: Int

    public init(itemsMax: Int, bytesMax: Int) {
        self.itemsMax = itemsMax
        self.bytesMax = bytesMax
    }

    /// Adds an item; false when the queue is full or closed, in which case nothing is kept.
    public func push(_ item: Item, bytes: Int) -> Bool {
        let (accepted, mustWake) = state.withLockedValue { state in
            guard !state.isClosed, state.items.count < itemsMax, state.bytes + bytes <= bytesMax else { return (false, false) }
            state.items.append(item)
            state.bytes += bytes
            let mustWake = state.isConsumerAsleep
            state.isConsumerAsleep = false
            return (true, mustWake)
        }
        if mustWake { wake.signal() }
        return accepted
    }

    /// Adds an item whatever the bounds (for the few commands of administrators); false when closed.
    public func pushControl(_ item: Item) -> Bool {
        let (accepted, mustWake) = state.withLockedValue { state in
            guard !state.isClosed else { return (false, false) }
            state.items.append(item)
            let mustWake = state.isConsumerAsleep
            state.isConsumerAsleep = false
            return (true, mustWake)
        }
        if mustWake { wake.signal() }
        return accepted
    }

    /// Waits for items and takes them all; nil once the queue is closed and empty.
    ///
    /// - Parameter linger: called when the consumer was woken from sleep, to let a batch gather.
    public func takeAll(linger: () -> Void) -> [Item]? {
        while true {
            let (items, isClosed, slept) = state.withLockedValue { state in
                if state.items.isEmpty {
                    state.isConsumerAsleep = !state.isClosed
                    return ([Item](), state.isClosed, !state.isClosed)
                }
                return (take(&state), false, false)
            }
            if !items.isEmpty { return items }
            if isClosed { return nil }
            if slept {
                wake.wait()
                linger()
            }
        }
    }

    private func take(_ state: inout State) -> [Item] {
        let items = state.items
        state.items = []
        state.items.reserveCapacity(min(items.count, 4_096))
        state.bytes = 0
        return items
    }

    /// Refuses further items; what was accepted is still taken.
    public func close() {
        let mustWake = state.withLockedValue { state in
            state.isClosed = true
            let mustWake = state.isConsumerAsleep
            state.isConsumerAsleep = false
            return mustWake
        }
        if mustWake { wake.signal() }
    }

    public var depth: Int { state.withLockedValue { $0.items.count } }
}
