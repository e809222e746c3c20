internal import Draws
internal import Foundation
internal import RaffleService

/// The words of a generator that is the product's in every step: its entropy source, its start-up tests and its continuous test.
struct GeneratorWords: Draws.WordSource {
    /// How words are fetched from the generator.
    enum Fetching {
        /// One request a word, as a draw does it.
        case oneByOne
        /// Many words a request: ten times as fast, and other output than draws would see from the same state.
        case inBulk
    }

    private static let bulkBytes = HMACDRBG.requestBytesMax

    private(set) var generator: RandomGenerator
    private let fetching: Fetching
    private var stock: [UInt8] = []
    private var position = 0

    /// Starts a generator.
    ///
    /// - Parameter use: what it is for; sets it apart from those of a server.
    init(use: String, fetching: Fetching, source: some EntropySource = OSEntropy()) throws(CommandFailure) {
        var generator = RandomGenerator()
        let moment = "\(ProcessInfo.processInfo.processIdentifier)/\(Date().timeIntervalSince1970)"
        do {
            try generator.start(source: source, nonce: Array(moment.utf8), personalization: Array("urna \(use)".utf8))
        } catch {
            throw Self.failure(error)
        }
        self.generator = generator
        self.fetching = fetching
    }

    mutating func word() throws(RandomFailure) -> UInt64 {
        guard fetching == .inBulk else { return try generator.word() }
        if position == stock.count {
            stock = try generator.bytes(Self.bulkBytes)
            position = 0
        }
        let word = stock.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: UInt64.self).bigEndian }
        position += 8
        return word
    }

    /// A whole certified draw: the generator is changed after it, as after every draw of a raffle.
    mutating func certifiedDraw(from pool: NumberPool, count: Int) throws(CommandFailure) -> [UInt32] {
        var pool = pool
        let draw: CertifiedDraw
        do {
            draw = try CertifiedDraw.run(&generator, pool: &pool, prizes: count, .without)
        } catch {
            throw .failed("the draw broke off: \(error.cause)")
        }
        if let failure = draw.changeFailure { throw Self.failure(failure) }
        return draw.transcript.numbers
    }

    static func failure(_ cause: RandomFailure) -> CommandFailure {
        .failed("there are no random numbers: \(cause.code). Nothing falls back to another generator.")
    }
}
