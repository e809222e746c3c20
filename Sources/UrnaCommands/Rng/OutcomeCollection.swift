internal import Draws

/// Writes raw words or final draws of the product's generator, for a laboratory's own tests.
struct OutcomeCollection {
    /// What is collected.
    enum Kind: Hashable {
        /// The words before any scaling, most significant byte first.
        case raw(bytes: Int)
        /// Lines of different numbers 1…pool in the order drawn, with spaces between.
        case draws(Int, pool: Int, pick: Int, isEachCertified: Bool)
    }

    /// Most numbers in a pool: the tickets of a large raffle. The pool is held in memory.
    static let poolMax = 100_000_000
    /// Bytes gathered before they are written.
    private static let bufferBytes = 1 << 20

    let kind: Kind
    var words: GeneratorWords

    /// How much there is to do, in bytes or in draws.
    var total: Int {
        switch kind {
        case .raw(let bytes): bytes
        case .draws(let count, _, _, _): count
        }
    }

    /// Hands everything to `write`, in pieces of about a megabyte.
    ///
    /// - Parameter progress: how much is done, out of `total`.
    mutating func run(write: ([UInt8]) throws -> Void, progress: (Int) -> Void) throws {
        switch kind {
        case .raw(let bytes): try raw(bytes, write, progress)
        case .draws(let count, let pool, let pick, let isEachCertified):
            try draws(count, pool: pool, pick: pick, isEachCertified: isEachCertified, write, progress)
        }
    }

    private mutating func raw(_ count: Int, _ write: ([UInt8]) throws -> Void, _ progress: (Int) -> Void) throws {
        var buffer: [UInt8] = []
        buffer.reserveCapacity(Self.bufferBytes + 8)
        var done = 0
        while done < count {
            let word = try Self.named { () throws(RandomFailure) in try words.word() }.bigEndian
            withUnsafeBytes(of: word) { buffer.append(contentsOf: $0.prefix(count - done)) }
            done += min(8, count - done)
            guard buffer.count >= Self.bufferBytes || done == count else { continue }
            try write(buffer)
            buffer.removeAll(keepingCapacity: true)
            progress(done)
        }
    }

    private mutating func draws(
        _ count: Int, pool size: Int, pick: Int, isEachCertified: Bool, _ write: ([UInt8]) throws -> Void, _ progress: (Int) -> Void
    ) throws {
        let whole = try NumberPool(Array(1...UInt32(size)))
        var buffer: [UInt8] = []
        buffer.reserveCapacity(Self.bufferBytes + 1024)
        for done in 1...count {
            if isEachCertified {
                for number in try words.certifiedDraw(from: whole, count: pick) { Self.append(number, to: &buffer) }
            } else {
                // A copy shares the numbers; only what is taken out is its own.
                var pool = whole
                for _ in 0..<pick { Self.append(try draw(from: &pool), to: &buffer) }
            }
            // The space after the last number ends the line instead.
            buffer[buffer.count - 1] = UInt8(ascii: "\n")
            guard buffer.count >= Self.bufferBytes || done == count else { continue }
            try write(buffer)
            buffer.removeAll(keepingCapacity: true)
            progress(done)
        }
    }

    private mutating func draw(from pool: inout NumberPool) throws(CommandFailure) -> UInt32 {
        do {
            return try pool.draw(.without, from: &words).number
        } catch .random(let failure) {
            throw GeneratorWords.failure(failure)
        } catch {
            throw .failed("nothing could be drawn: \(error)")
        }
    }

    private static func named<Output>(_ body: () throws(RandomFailure) -> Output) throws(CommandFailure) -> Output {
        do throws(RandomFailure) {
            return try body()
        } catch {
            throw GeneratorWords.failure(error)
        }
    }

    /// The decimal digits and a space.
    static func append(_ number: UInt32, to buffer: inout [UInt8]) {
        var divisor: UInt32 = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            buffer.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
        buffer.append(UInt8(ascii: " "))
    }
}
