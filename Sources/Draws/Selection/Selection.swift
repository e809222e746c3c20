/// One number drawn, with everything that led to it.
public struct Selection: Hashable, Sendable {
    /// Every word used, in order: the last one is accepted, all before it are not.
    public let words: [DrawnWord]
    /// Numbers in the pool at that moment.
    public let poolSize: Int
    /// The accepted word modulo `poolSize`: how many numbers in the pool were below.
    public let index: Int
    /// The number drawn.
    public let number: UInt32

    /// Writes down a selection that was published.
    public init(words: [DrawnWord], poolSize: Int, index: Int, number: UInt32) {
        self.words = words
        self.poolSize = poolSize
        self.index = index
        self.number = number
    }
}

/// Whether a drawn number stays in the pool for the next prize.
public enum Replacement: String, Hashable, Sendable, CaseIterable {
    /// A number wins at most once.
    case without
    /// A number may win again.
    case with
}

/// The selections of a draw, in the order of its prizes.
public struct Transcript: Hashable, Sendable {
    /// One selection a prize.
    public var selections: [Selection]

    /// Starts with what has been drawn.
    public init(selections: [Selection] = []) {
        self.selections = selections
    }

    /// The numbers drawn, in the order of the prizes.
    public var numbers: [UInt32] { selections.map(\.number) }
}

extension NumberPool {
    /// Draws one number; without replacement it leaves the pool. A failure leaves the pool as it was.
    public mutating func draw(_ replacement: Replacement, from source: inout some WordSource) throws(SelectionError) -> Selection {
        let poolSize = count
        let (index, words) = try RejectionSampler(poolSize: UInt64(poolSize)).select(from: &source)
        let number =
            switch replacement {
            case .without: remove(at: Int(index))
            case .with: number(at: Int(index))
            }
        return Selection(words: words, poolSize: poolSize, index: Int(index), number: number)
    }

    /// Refuses a draw of more prizes than there are numbers for.
    func allow(prizes: Int, _ replacement: Replacement) throws(SelectionError) {
        precondition(prizes >= 0, "a count of prizes")
        guard count > 0 else { throw .emptyPool }
        guard replacement == .with || prizes <= count else { throw .tooFewNumbers(left: count, prizes: prizes) }
    }
}
