internal import Crypto

/// A secret permutation of 0..<count: a Feistel network over Z_side × Z_side with cycle walking (Black and Rogaway, "Ciphers with
/// arbitrary finite domains", 2002).
///
/// A value is a pair (left, right) of two digits in base `side`, the smallest with side² ≥ count; one round makes it
/// (right, left + F(right) mod side); values at or beyond `count` go through the network again until one is below.
///
/// Each F is a table of `side` values, filled once from HMAC-SHA-256 under the key. Both halves are so small (4,473 for 20 million
/// numbers) that the tables cost less than the permutation of two hundred numbers would with an HMAC in every round, and after that a
/// round is one look-up. Why it hides the order well enough: without the key the tables are as good as random, and with random round
/// functions a Feistel network of few rounds already can't be told from a random permutation by someone who knows fewer pairs than the
/// square root of the domain (Luby and Rackoff, 1988); each round beyond raises that number (Patarin), and the ten here are those of
/// NIST SP 800-38G. The stake is small: someone who broke it would learn when a number was sold, not who wins.
struct KeyedPermutation: Sendable {
    static let rounds = 10

    private let count: UInt32
    private let side: UInt32
    /// One table after the other.
    private let tables: [UInt32]

    /// - Parameter count: 1…``NumberRange/countMax``.
    init(count: Int, key: SymmetricKey) {
        precondition((1...NumberRange.countMax).contains(count), "a range has 1 to \(NumberRange.countMax) numbers")
        self.count = UInt32(count)
        side = Self.side(for: count)
        tables = (0..<Self.rounds).flatMap { [side, count = self.count] in Self.table(round: $0, side: side, count: count, key: key) }
    }

    func image(of value: Int) -> Int {
        var place = UInt32(value)
        repeat { place = forward(place) } while place >= count
        return Int(place)
    }

    func origin(of image: Int) -> Int {
        var place = UInt32(image)
        repeat { place = backward(place) } while place >= count
        return Int(place)
    }

    private func forward(_ value: UInt32) -> UInt32 {
        var (left, right) = value.quotientAndRemainder(dividingBy: side)
        for round in 0..<Self.rounds {
            let sum = left + tables[round * Int(side) + Int(right)]
            (left, right) = (right, sum >= side ? sum - side : sum)
        }
        return left * side + right
    }

    private func backward(_ value: UInt32) -> UInt32 {
        var (left, right) = value.quotientAndRemainder(dividingBy: side)
        for round in (0..<Self.rounds).reversed() {
            let sum = right + side - tables[round * Int(side) + Int(left)]
            (left, right) = (sum >= side ? sum - side : sum, left)
        }
        return left * side + right
    }

    /// The smallest number whose square is `count` or more.
    private static func side(for count: Int) -> UInt32 {
        var side = max(1, Int(Double(count).squareRoot()))
        while side * side < count { side += 1 }
        while side > 1, (side - 1) * (side - 1) >= count { side -= 1 }
        return UInt32(side)
    }

    /// Four values from each HMAC of `urna-number-order-v1\n<count>\n<round>\n<block>`: its big-endian 64-bit words, each modulo `side`.
    ///
    /// The modulus favours some values by less than one part in 2^51.
    private static func table(round: Int, side: UInt32, count: UInt32, key: SymmetricKey) -> [UInt32] {
        var table: [UInt32] = []
        table.reserveCapacity(Int(side) + 3)
        var block = 0
        while table.count < side {
            let message = Array("urna-number-order-v1\n\(count)\n\(round)\n\(block)".utf8)
            let code = HMAC<SHA256>.authenticationCode(for: message, using: key)
            code.withUnsafeBytes { bytes in
                for word in 0..<4 {
                    let value = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * word, as: UInt64.self))
                    table.append(UInt32(value % UInt64(side)))
                }
            }
            block += 1
        }
        return Array(table.prefix(Int(side)))
    }
}
