import Ledger
import TestSupport

/// Dice changes of good input, as a careless or hostile peer might send it.
struct Mutations {
    private var random: Dice
    private let tokens: [[UInt8]]

    /// - Parameter tokens: pieces with a meaning in the format, to be spliced in besides random bytes.
    init(seed: UInt64, tokens: [String]) {
        random = Dice(seed: seed)
        self.tokens = tokens.map { Array($0.utf8) }
    }

    mutating func mutate(_ input: [UInt8]) -> [UInt8] {
        var bytes = input
        for _ in 0...Int.random(in: 0...2, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            let end = Int.random(in: place...min(bytes.count, place + 8), using: &random)
            switch Int.random(in: 0...5, using: &random) {
            case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: place)
            case 2: bytes.removeSubrange(place..<end)
            case 3: bytes.insert(contentsOf: tokens.randomElement(using: &random) ?? [], at: place)
            case 4: bytes.insert(contentsOf: bytes[place..<end], at: place)
            default: bytes = Array(bytes.prefix(place))
            }
        }
        return bytes
    }
}
