/// What is published of a frozen pool: the digest of its text, and three figures to see at a glance.
public struct PoolDigest: Hashable, Sendable {
    /// SHA-256 of the pool text.
    public let digest: Digest256
    /// Numbers in play.
    public let count: Int
    /// The smallest number in play, or nil in an empty pool.
    public let min: UInt32?
    /// The largest number in play, or nil in an empty pool.
    public let max: UInt32?

    /// Writes down what was published.
    public init(digest: Digest256, count: Int, min: UInt32?, max: UInt32?) {
        self.digest = digest
        self.count = count
        self.min = min
        self.max = max
    }
}

/// Why a pool text cannot be made.
public enum PoolError: Error, Hashable, Sendable {
    /// The number does not exceed the one before it.
    case notAscending(number: UInt32, previous: UInt32)
    /// A text holds a line feed: it would read as another line. `number` is nil for the event or the draw.
    case lineFeed(number: UInt32?)
}

/// Makes the pool text of a draw and hashes it as it goes; memory does not grow with the pool.
///
/// Bytes: `raffle-pool-v1\n` ‖ event ‖ `\n` ‖ draw ‖ `\n`, then for each number in play, ascending, the number in decimal ‖ `,` ‖ its
/// text ‖ `\n`. The text is the ticket's commitment: never a plain validation number while claims are open.
public struct PoolDigestBuilder: Sendable {
    /// Bytes gathered before they are hashed.
    private static let gatheredBytes = 32 * 1024

    private var hash = SHA256()
    private var gathered: [UInt8] = []
    private var count = 0
    private var min: UInt32?
    private var max: UInt32?

    /// Starts the text of a draw.
    public init(event: String, draw: String) throws(PoolError) {
        guard !event.utf8.contains(lineFeed), !draw.utf8.contains(lineFeed) else { throw .lineFeed(number: nil) }
        gathered.reserveCapacity(Self.gatheredBytes + 1024)
        gathered += "raffle-pool-v1\n\(event)\n\(draw)\n".utf8
    }

    /// Adds the line of a number in play.
    public mutating func append(_ number: UInt32, _ text: String) throws(PoolError) {
        var text = text
        let isWhole = text.withUTF8 { line(number, UnsafeRawBufferPointer($0)) }
        guard isWhole else { throw refusal(number) }
    }

    /// Adds the line of a number in play.
    public mutating func append(_ number: UInt32, _ text: [UInt8]) throws(PoolError) {
        let isWhole = text.withUnsafeBytes { line(number, $0) }
        guard isWhole else { throw refusal(number) }
    }

    /// The digest and the figures of what has been added so far.
    public func finalize() -> PoolDigest {
        var last = hash
        last.update(gathered)
        return PoolDigest(digest: last.finalize(), count: count, min: min, max: max)
    }

    /// False, with nothing added, when the line may not stand here.
    private mutating func line(_ number: UInt32, _ text: UnsafeRawBufferPointer) -> Bool {
        if let max, number <= max { return false }
        var hasLineFeed = false
        for byte in text { hasLineFeed = hasLineFeed || byte == lineFeed }
        guard !hasLineFeed else { return false }
        appendDecimal(number)
        gathered.append(UInt8(ascii: ","))
        gathered.append(contentsOf: text)
        gathered.append(lineFeed)
        if gathered.count >= Self.gatheredBytes {
            hash.update(gathered)
            gathered.removeAll(keepingCapacity: true)
        }
        count += 1
        if min == nil { min = number }
        max = number
        return true
    }

    private func refusal(_ number: UInt32) -> PoolError {
        guard let max, number <= max else { return .lineFeed(number: number) }
        return .notAscending(number: number, previous: max)
    }

    private mutating func appendDecimal(_ number: UInt32) {
        var scale: UInt32 = 1
        while number / scale >= 10 { scale *= 10 }
        var rest = number
        while scale > 0 {
            gathered.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / scale))
            rest %= scale
            scale /= 10
        }
    }
}

private let lineFeed = UInt8(ascii: "\n")
