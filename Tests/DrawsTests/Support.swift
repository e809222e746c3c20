import Draws
import Synchronization

/// A seeded generator for tests alone (SplitMix64).
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}

/// Words written down beforehand; asking for one more fails.
struct ScriptedWords: WordSource {
    var words: [UInt64]

    mutating func word() throws(RandomFailure) -> UInt64 {
        guard !words.isEmpty else { throw .source("no word left") }
        return words.removeFirst()
    }
}

/// The bytes of a text of hexadecimal digits that the test wrote itself.
func hex(_ text: String) -> [UInt8] {
    guard let bytes = Hex.decode(text) else { preconditionFailure("not hexadecimal: \(text)") }
    return bytes
}

/// The value of a text of 64 hexadecimal digits that the test wrote itself.
func digest(_ text: String) -> Digest256 {
    guard let digest = Digest256(hex: text) else { preconditionFailure("not a digest: \(text)") }
    return digest
}

/// Entropy for tests: pseudo-random until `goodBytes` have been read, then what `afterwards` says.
final class TestEntropy: EntropySource {
    enum Afterwards {
        case constant(UInt8)
        /// Three in four bytes are zero: no long repetition, but a favoured value.
        case favouring
        case failure
    }

    struct Unreadable: Error {}

    private let state: Mutex<(generator: SplitMix, left: Int)>
    private let afterwards: Afterwards

    init(seed: UInt64, goodBytes: Int = .max, afterwards: Afterwards = .failure) {
        state = Mutex((SplitMix(seed: seed), goodBytes))
        self.afterwards = afterwards
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws {
        try state.withLock { state in
            for position in buffer.indices {
                let word = state.generator.next()
                guard state.left <= 0 else {
                    state.left -= 1
                    buffer[position] = UInt8(truncatingIfNeeded: word)
                    continue
                }
                switch afterwards {
                case .constant(let byte): buffer[position] = byte
                case .favouring: buffer[position] = position % 4 == 3 ? UInt8(truncatingIfNeeded: word) | 1 : 0
                case .failure: throw Unreadable()
                }
            }
        }
    }
}

/// A generator started on test entropy.
func startedGenerator(seed: UInt64, nonce: [UInt8] = [], goodBytes: Int = .max, afterwards: TestEntropy.Afterwards = .failure) throws
    -> RandomGenerator
{
    var generator = RandomGenerator()
    try generator.start(
        source: TestEntropy(seed: seed, goodBytes: goodBytes, afterwards: afterwards), nonce: nonce, personalization: Array("tests".utf8))
    return generator
}
