/// Maps uniform words to the indices 0 ..< n without bias: a word at or above the largest multiple of n is thrown away.
///
/// With words of 64 bits: limit = 2^64 - (2^64 mod n); a word x is accepted when x < limit; the index is x mod n. Every index then has
/// exactly limit / n words. The width is generic so that narrow models can be checked over all their words.
public struct RejectionSampler<Word: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
    /// How many indices there are: at least 1.
    public let poolSize: Word
    /// The largest word that is accepted: limit - 1, which always fits.
    public let largestAccepted: Word

    /// Prepares for a pool; one of size 0 is refused.
    public init(poolSize: Word) throws(SelectionError) {
        guard poolSize > 0 else { throw .emptyPool }
        self.poolSize = poolSize
        largestAccepted = Word.max - ((Word.max % poolSize) + 1) % poolSize
    }

    /// The index of a word, or nil when the word is rejected.
    public func index(of word: Word) -> Word? {
        word <= largestAccepted ? word % poolSize : nil
    }
}

/// Why nothing was selected.
public enum SelectionError: Error, Hashable, Sendable {
    /// There is no number to select.
    case emptyPool
    /// The numbers of a pool do not ascend; `position` is that of the first that does not.
    case notAscending(position: Int)
    /// A number that was to be taken out of the pool is not in it.
    case notInPool(UInt32)
    /// More prizes than numbers left.
    case tooFewNumbers(left: Int, prizes: Int)
    /// So many words were rejected in a row that the source cannot be uniform.
    case rejectedTooOften
    /// The source gave no word.
    case random(RandomFailure)
}

/// A word that a selection used, and whether it was accepted.
public struct DrawnWord: Hashable, Sendable {
    /// The word: 8 bytes of one request, most significant first.
    public let word: UInt64
    /// Whether it was below the limit.
    public let isAccepted: Bool

    /// Writes down a word.
    public init(word: UInt64, isAccepted: Bool) {
        self.word = word
        self.isAccepted = isAccepted
    }

    /// The word as 16 digits of lower-case hexadecimal.
    public var hex: String { Hex.encode(word.bigEndianBytes) }
}

extension RejectionSampler<UInt64> {
    /// Words that one selection may use: each is rejected with less than even odds, so the bound is met once in 2^256 selections at most.
    static var wordsMax: Int { 256 }

    /// Takes words until one is accepted.
    public func select(from source: inout some WordSource) throws(SelectionError) -> (index: UInt64, words: [DrawnWord]) {
        var words: [DrawnWord] = []
        while words.count < Self.wordsMax {
            let word: UInt64
            do throws(RandomFailure) {
                word = try source.word()
            } catch {
                throw .random(error)
            }
            let index = index(of: word)
            words.append(DrawnWord(word: word, isAccepted: index != nil))
            if let index { return (index, words) }
        }
        throw .rejectedTooOften
    }
}
