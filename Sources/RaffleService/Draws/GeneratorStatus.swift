public import Draws
public import Raffles

/// How the generator of draws is: what people may know, and nothing of its state.
public struct GeneratorStatus: Sendable {
    public enum State: String, Sendable {
        case uninitialised
        case ready
        case error
    }

    public var state = State.uninitialised
    /// Why there are no draws; nil unless `error`.
    public var failure: RandomFailure?
    public var startedAt: Instant?
    /// Whether the start went on from where the last run of the server had stopped.
    public var hasUsedCarry = false
    /// Turns of the background cycling.
    public var cycles: UInt64 = 0
    /// Blocks of 32 bytes thrown away between draws.
    public var blocksDiscarded: UInt64 = 0
    public var isCycling = false
    /// Numbers drawn by certified draws since the start.
    public var draws: UInt64 = 0
    /// When fresh entropy was last mixed in: at the start and after each draw.
    public var changedAt: Instant?
}
