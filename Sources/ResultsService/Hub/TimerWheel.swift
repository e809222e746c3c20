/// Timers of many things with one clock: a ring of slots, one of which falls due per tick.
///
/// Scheduling is an append and nothing is ever cancelled: whoever is no longer interested ignores its turn.
struct TimerWheel<Element> {
    private var slots: [[Element]]
    private var position = 0

    /// - Parameter ticksMax: the longest delay that can be scheduled.
    init(ticksMax: Int) {
        slots = Array(repeating: [], count: max(ticksMax, 1) + 1)
    }

    /// Schedules `element` after `ticks` ticks, which are taken to lie in 1…`ticksMax`.
    mutating func schedule(_ element: Element, after ticks: Int) {
        let delay = min(max(ticks, 1), slots.count - 1)
        slots[(position + delay) % slots.count].append(element)
    }

    /// Moves on by one tick and returns what is due.
    mutating func advance() -> [Element] {
        position = (position + 1) % slots.count
        defer { slots[position] = [] }
        return slots[position]
    }

    mutating func removeAll() {
        for index in slots.indices {
            slots[index] = []
        }
    }
}
