/// Finds the position of an ASCII id among those of a definition, without making a `String`.
///
/// Open addressing over FNV-1a, at most half full. Ids come from the organiser, so nobody gains from making them collide.
struct IdentifierTable: Sendable {
    /// All ids in order, each between quotes: `"ada""ben"`.
    private let quoted: [UInt8]
    /// Where each id's opening quote is in `quoted`; one more at the end.
    private let starts: [Int32]
    /// Position, or `empty`.
    private let slots: [UInt16]
    private let mask: UInt32

    private static let empty: UInt16 = 0xFFFF
    static let hashSeed: UInt32 = 0x811C_9DC5

    init(_ ids: [String]) {
        var quoted: [UInt8] = []
        var starts: [Int32] = [0]
        var capacity = 4
        while capacity < ids.count * 2 { capacity *= 2 }
        var slots = [UInt16](repeating: Self.empty, count: capacity)
        let mask = UInt32(capacity - 1)
        for (position, id) in ids.enumerated() {
            quoted.append(UInt8(ascii: "\""))
            quoted.append(contentsOf: id.utf8)
            quoted.append(UInt8(ascii: "\""))
            starts.append(Int32(quoted.count))
            var slot = id.utf8.reduce(Self.hashSeed, Self.hash) & mask
            while slots[Int(slot)] != Self.empty { slot = (slot + 1) & mask }
            slots[Int(slot)] = UInt16(position)
        }
        self.quoted = quoted
        self.starts = starts
        self.slots = slots
        self.mask = mask
    }

    @inline(__always)
    static func hash(_ hash: UInt32, _ byte: UInt8) -> UInt32 {
        (hash ^ UInt32(byte)) &* 0x0100_0193
    }

    /// The position of the id with these bytes and this hash.
    @inline(__always)
    func position(of id: UnsafeRawBufferPointer, hash: UInt32) -> Int? {
        var slot = hash & mask
        while true {
            let position = slots[Int(slot)]
            guard position != Self.empty else { return nil }
            if matches(id, Int(position)) { return Int(position) }
            slot = (slot + 1) & mask
        }
    }

    func position(of id: String) -> Int? {
        var copy = id
        return copy.withUTF8 { utf8 in
            position(of: UnsafeRawBufferPointer(utf8), hash: utf8.reduce(Self.hashSeed, Self.hash))
        }
    }

    /// Appends an id between quotes.
    @inline(__always)
    func append(_ position: Int, to out: inout [UInt8]) {
        let (start, end) = (Int(starts[position]), Int(starts[position + 1]))
        quoted.withUnsafeBufferPointer { out.append(contentsOf: UnsafeBufferPointer(rebasing: $0[start..<end])) }
    }

    @inline(__always)
    private func matches(_ id: UnsafeRawBufferPointer, _ position: Int) -> Bool {
        let start = Int(starts[position]) + 1
        let count = Int(starts[position + 1]) - 1 - start
        guard id.count == count else { return false }
        return quoted.withUnsafeBufferPointer { bytes in
            for offset in 0..<count where bytes[start + offset] != id[offset] { return false }
            return true
        }
    }
}
