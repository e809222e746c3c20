/// The numbers in play, ascending, and which of them are taken out.
///
/// The rule that makes a draw repeatable: an index counts the numbers *still in the pool* from 0, in ascending order. Without replacement
/// a drawn number leaves the pool and those above it move down by one, so the second draw of n numbers is among n - 1. The numbers
/// themselves stay where they are: a selection costs as many steps as there are numbers taken out, not as there are in the pool.
public struct NumberPool: Sendable {
    private let numbers: [UInt32]
    /// Positions in `numbers` that are taken out, ascending.
    private var taken: [Int] = []

    /// Takes numbers that ascend strictly.
    public init(_ numbers: [UInt32]) throws(SelectionError) {
        for position in numbers.indices.dropFirst() where numbers[position] <= numbers[position - 1] {
            throw .notAscending(position: position)
        }
        self.numbers = numbers
    }

    /// How many numbers are still in the pool.
    public var count: Int { numbers.count - taken.count }

    /// The number with `index` numbers still in the pool below it; `index` is less than `count`.
    public func number(at index: Int) -> UInt32 {
        numbers[position(of: index)]
    }

    /// Takes a number out: a winner of an earlier draw from the same pool, say.
    public mutating func remove(_ number: UInt32) throws(SelectionError) {
        var low = 0
        var high = numbers.count
        while low < high {
            let middle = low + (high - low) / 2
            if numbers[middle] < number { low = middle + 1 } else { high = middle }
        }
        guard low < numbers.count, numbers[low] == number, !taken.contains(low) else { throw .notInPool(number) }
        take(low)
    }

    /// Takes out and gives the number at an index.
    mutating func remove(at index: Int) -> UInt32 {
        let position = position(of: index)
        take(position)
        return numbers[position]
    }

    private func position(of index: Int) -> Int {
        precondition(index >= 0 && index < count, "an index counts numbers in the pool")
        var position = index
        for out in taken {
            guard out <= position else { break }
            position += 1
        }
        return position
    }

    private mutating func take(_ position: Int) {
        taken.insert(position, at: taken.firstIndex { $0 > position } ?? taken.endIndex)
    }
}
