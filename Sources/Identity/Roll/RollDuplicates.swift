internal import Ledger

/// Finds voters that a roll names twice, by their hashes.
///
/// Memory: at most 52 bytes a voter beyond the first few thousand. The hashes lie in pages that never move, and an index
/// of 4-byte slots, at most three quarters full, points at them. Keyed hashes are evenly spread whatever the ids, so no
/// file can make the look-ups slow.
public struct RollDuplicates: Sendable {
    /// Most voters: what a 4-byte slot can point at, with zero for an empty one.
    public static let voterCountMax = Int(UInt32.max) - 1

    public private(set) var count = 0

    private struct Entry {
        let hash: VoterHash
        let line: UInt32
    }

    private static let pageCount = 4096

    private var pages: [[Entry]] = []
    private var slots = [UInt32](repeating: 0, count: 8192)

    public init() {}

    /// Remembers a voter.
    ///
    /// - Parameter line: the row's line.
    /// - Returns: the line that named the same voter first, or nil when this one is the first.
    public mutating func insert(_ hash: VoterHash, line: Int) -> Int? {
        var slot = home(of: hash)
        while slots[slot] != 0 {
            let entry = entry(at: Int(slots[slot]) - 1)
            if entry.hash == hash { return Int(entry.line) }
            slot = (slot + 1) & (slots.count - 1)
        }
        precondition(count < Self.voterCountMax, "a roll holds at most \(Self.voterCountMax) voters")
        append(Entry(hash: hash, line: UInt32(clamping: line)))
        slots[slot] = UInt32(count)
        if count * 4 > slots.count * 3 { grow() }
        return nil
    }

    private func entry(at index: Int) -> Entry {
        pages[index / Self.pageCount][index % Self.pageCount]
    }

    private mutating func append(_ entry: Entry) {
        if count % Self.pageCount == 0 {
            var page: [Entry] = []
            page.reserveCapacity(Self.pageCount)
            pages.append(page)
        }
        pages[pages.count - 1].append(entry)
        count += 1
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for index in 0..<count {
            var slot = home(of: entry(at: index).hash)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(index + 1)
        }
    }

    private func home(of hash: VoterHash) -> Int {
        let word = hash.value.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
        return Int(truncatingIfNeeded: word) & (slots.count - 1)
    }
}
