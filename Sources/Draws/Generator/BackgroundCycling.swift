/// When the resident generator throws output away between draws, and how much: both at random, from the generator itself.
///
/// The owner waits for the delay, then calls `RandomGenerator.cycle`. Nobody can time a draw to a known output.
public struct BackgroundCycling: Hashable, Sendable {
    /// One turn: wait, then discard.
    public struct Turn: Hashable, Sendable {
        /// How long to wait, in milliseconds.
        public let delayMilliseconds: UInt64
        /// Blocks of 32 bytes to throw away after the wait.
        public let blocks: Int
    }

    /// Bounds of the delay, in milliseconds, both included.
    public let delayMilliseconds: ClosedRange<UInt64>
    /// Bounds of the blocks, both included.
    public let blocks: ClosedRange<Int>

    /// Sets the bounds; blocks are at least 1. The defaults discard every half second on average, some kilobytes each.
    public init(delayMilliseconds: ClosedRange<UInt64> = 50...950, blocks: ClosedRange<Int> = 1...256) {
        precondition(blocks.lowerBound >= 1, "a turn discards something")
        precondition(delayMilliseconds != 0...UInt64.max, "bounds that bound nothing")
        self.delayMilliseconds = delayMilliseconds
        self.blocks = blocks
    }

    /// The next turn; takes two or more words from the generator.
    public func next(from generator: inout some WordSource) throws(SelectionError) -> Turn {
        let delay = try Self.offset(delayMilliseconds.upperBound - delayMilliseconds.lowerBound, from: &generator)
        let more = try Self.offset(UInt64(blocks.upperBound - blocks.lowerBound), from: &generator)
        return Turn(delayMilliseconds: delayMilliseconds.lowerBound + delay, blocks: blocks.lowerBound + Int(more))
    }

    private static func offset(_ most: UInt64, from generator: inout some WordSource) throws(SelectionError) -> UInt64 {
        try RejectionSampler(poolSize: most + 1).select(from: &generator).index
    }
}
