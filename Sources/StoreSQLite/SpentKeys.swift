internal import Ledger

/// Which ballot keys an election has seen, and at which index: an index over the ledger, rebuilt from it at start.
///
/// Open addressing with linear probing over `(fingerprint, index + 1)` pairs, 16 bytes a slot; 0 marks a free slot. The fingerprint
/// is the key's first eight bytes: keys are outputs of a keyed hash, so they are uniform and nobody outside can aim for collisions.
/// A hit is a candidate only; the caller compares the whole key with the stored entry. Split in 256 shards, so that growing
/// one stops a batch for milliseconds, not for the second that rehashing ten million keys takes.
struct SpentKeys {
    private struct Shard {
        var slots: [UInt64]
        var count = 0

        init(capacity: Int) {
            slots = Array(repeating: 0, count: capacity * 2)
        }

        func candidates(of fingerprint: UInt64, _ body: (UInt64) -> Bool) {
            let mask = slots.count / 2 - 1
            var slot = Int(truncatingIfNeeded: fingerprint) & mask
            while slots[slot * 2 + 1] != 0 {
                if slots[slot * 2] == fingerprint, body(slots[slot * 2 + 1] - 1) { return }
                slot = (slot + 1) & mask
            }
        }

        mutating func insert(_ fingerprint: UInt64, index: UInt64) {
            if (count + 1) * 4 > (slots.count / 2) * 3 { grow() }
            place(fingerprint, index + 1)
            count += 1
        }

        private mutating func place(_ fingerprint: UInt64, _ value: UInt64) {
            let mask = slots.count / 2 - 1
            var slot = Int(truncatingIfNeeded: fingerprint) & mask
            while slots[slot * 2 + 1] != 0 { slot = (slot + 1) & mask }
            slots[slot * 2] = fingerprint
            slots[slot * 2 + 1] = value
        }

        private mutating func grow() {
            let old = slots
            slots = Array(repeating: 0, count: old.count * 2)
            for slot in stride(from: 0, to: old.count, by: 2) where old[slot + 1] != 0 {
                place(old[slot], old[slot + 1])
            }
        }
    }

    private var shards = Array(repeating: Shard(capacity: 16), count: 256)

    /// Calls `body` with the index of each entry that may hold `key`, until it returns true.
    func candidates(for key: Hash, _ body: (UInt64) -> Bool) {
        let (shard, fingerprint) = Self.place(of: key)
        shards[shard].candidates(of: fingerprint, body)
    }

    mutating func insert(_ key: Hash, index: UInt64) {
        let (shard, fingerprint) = Self.place(of: key)
        shards[shard].insert(fingerprint, index: index)
    }

    var count: Int { shards.reduce(0) { $0 + $1.count } }

    private static func place(of key: Hash) -> (shard: Int, fingerprint: UInt64) {
        key.withUnsafeBytes { bytes in
            (Int(bytes[31]), bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        }
    }
}
