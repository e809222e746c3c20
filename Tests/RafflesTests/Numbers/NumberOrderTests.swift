import Crypto
import Testing

@testable import Raffles

@Suite("Number orders")
struct NumberOrderTests {
    private static let key = SymmetricKey(data: Array(UInt8(0)..<32))

    private static func order(_ count: UInt32, first: UInt32 = 1, key: SymmetricKey = key) throws -> NumberOrder {
        let range = try #require(NumberRange(first: first, last: first + count - 1))
        return NumberOrder(range: range, allocation: .shuffled, key: key)
    }

    @Test("A sequential order counts up from the first number")
    func sequential() throws {
        let range = try #require(NumberRange(first: 501, last: 600))
        let order = NumberOrder(range: range, allocation: .sequential, key: Self.key)
        #expect(order.numbers(at: 0..<3) == [501, 502, 503])
        #expect(order.numbers(at: 99..<100) == [600])
        #expect(order.numbers(at: 5..<5) == [])
        #expect(order.position(of: 501) == 0 && order.position(of: 600) == 99)
        #expect(order.position(of: 500) == nil && order.position(of: 601) == nil)
        #expect(order.count == 100)
    }

    // Computed by a program in another language from the description in `KeyedPermutation`.
    @Test("The shuffled order is this one, for ever")
    func knownAnswers() throws {
        #expect(try Self.order(1, first: 7).numbers(at: 0..<1) == [7])
        #expect(try Self.order(2, first: 0 + 1).numbers(at: 0..<2) == [1, 2])
        #expect(try Self.order(10, first: 1).numbers(at: 0..<10) == [5, 8, 6, 3, 4, 0, 1, 7, 9, 2].map { $0 + 1 })
        let thousand = try Self.order(1000)
        #expect(thousand.numbers(at: 0..<10) == [852, 44, 78, 798, 673, 943, 290, 540, 473, 310].map { $0 + 1 })
        #expect(thousand.number(at: 999) == 804)
        let most = try Self.order(20_000_000)
        #expect(most.numbers(at: 0..<5) == [5_942_931, 19_869_948, 2_404_798, 6_261_071, 1_426_540].map { $0 + 1 })
        #expect(most.number(at: 19_999_999) == 2_210_718)
    }

    @Test("Every number has one position, at every width up to 300 and some beyond")
    func bijection() throws {
        for count in Array(1...300) + [1000, 1023, 1024, 1025, 4096, 9999, 10_000, 10_001, 65_537] {
            let order = try Self.order(UInt32(count), first: 100)
            var seen = [Bool](repeating: false, count: count)
            for position in 0..<count {
                let number = order.number(at: position)
                #expect(order.position(of: number) == position, "count \(count) position \(position)")
                seen[Int(number) - 100] = true
            }
            #expect(!seen.contains(false), "count \(count)")
        }
    }

    @Test("Back and forth in the widest range there is, at its highest place")
    func widest() throws {
        let order = try Self.order(20_000_000, first: 3_980_000_001)
        for position in stride(from: 0, to: 20_000_000, by: 99_991) {
            let number = order.number(at: position)
            #expect(order.range.contains(number))
            #expect(order.position(of: number) == position)
        }
    }

    @Test("Another key or another width is another order")
    func independence() throws {
        let other = SymmetricKey(data: [UInt8](repeating: 1, count: 32))
        let orders = [try Self.order(1000), try Self.order(1000, key: other), try Self.order(1001)].map { $0.numbers(at: 0..<1000) }
        for (left, right) in [(0, 1), (0, 2), (1, 2)] {
            // Two random permutations agree in one place on average.
            #expect(zip(orders[left], orders[right]).count { $0 == $1 } < 12)
        }
    }

    @Test("A number tells nothing of its position: over 4,000 keys each of ten comes first equally often, and next to any other")
    func uniformity() throws {
        var first = [Int](repeating: 0, count: 10)
        var pairs = [Int](repeating: 0, count: 100)
        for seed in UInt32(0)..<4000 {
            let key = SymmetricKey(data: withUnsafeBytes(of: seed.bigEndian) { Array($0) } + [UInt8](repeating: 9, count: 28))
            let numbers = try Self.order(10, key: key).numbers(at: 0..<2).map { Int($0) - 1 }
            first[numbers[0]] += 1
            pairs[numbers[0] * 10 + numbers[1]] += 1
        }
        let chi = first.reduce(0.0) { $0 + (Double($1) - 400) * (Double($1) - 400) / 400 }
        // 9 degrees of freedom: one in a million lies above. The keys are fixed, so this can't fail by chance.
        #expect(chi < 45.1, "\(first)")
        let expected = 4000.0 / 90
        let neighbours = pairs.enumerated().filter { $0.offset / 10 != $0.offset % 10 }.map { Double($0.element) }
        #expect(neighbours.reduce(0.0) { $0 + ($1 - expected) * ($1 - expected) / expected } < 161, "89 degrees of freedom")
    }

    @Test("The numbers of consecutive positions don't rise or fall together")
    func correlation() throws {
        let numbers = try Self.order(10_000).numbers(at: 0..<10_000).map { Double($0) }
        let mean = numbers.reduce(0, +) / 10_000
        let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let byPosition = numbers.enumerated().reduce(0.0) { $0 + (Double($1.offset) + 1 - mean) * ($1.element - mean) } / variance
        let byNeighbour = zip(numbers, numbers.dropFirst()).reduce(0.0) { $0 + ($1.0 - mean) * ($1.1 - mean) } / variance
        // A hundredth is one standard deviation.
        #expect(abs(byPosition) < 0.04 && abs(byNeighbour) < 0.04, "\(byPosition) \(byNeighbour)")
    }
}
