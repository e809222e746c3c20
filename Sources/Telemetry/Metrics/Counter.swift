internal import Synchronization

/// A number that only grows, such as requests answered.
///
/// Safe to use from any thread; an increment is one atomic addition, 2–4 ns. Wraps around after 2⁶⁴, which scrapers
/// take for a restart.
public final class Counter: Sendable {
    private let total = Atomic<UInt64>(0)

    init() {}

    public func increment(by amount: UInt64 = 1) {
        total.wrappingAdd(amount, ordering: .relaxed)
    }

    public var value: UInt64 { total.load(ordering: .relaxed) }
}

/// A whole number that goes up and down, such as a queue's depth.
///
/// Safe to use from any thread. For a number that some other object already keeps, register a reading closure with
/// ``MetricsRegistry/gauge(_:help:reading:)`` instead of copying it.
public final class Gauge: Sendable {
    private let current = Atomic<Int>(0)

    init() {}

    public func set(_ value: Int) {
        current.store(value, ordering: .relaxed)
    }

    public func increment(by amount: Int = 1) {
        current.wrappingAdd(amount, ordering: .relaxed)
    }

    public func decrement(by amount: Int = 1) {
        current.wrappingSubtract(amount, ordering: .relaxed)
    }

    public var value: Int { current.load(ordering: .relaxed) }
}
