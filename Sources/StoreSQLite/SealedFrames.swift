internal import Ledger
internal import Ports

/// What is kept beside a run of sealed ballots: `u16 length ‖ ciphertext` an entry, then the SHA-256 of these frames, so that a
/// replay at start finds damage to ballots that nothing else reads before the close.
struct SealedFrames {
    private(set) var bytes: [UInt8] = []

    /// - Precondition: `box` has at most `EntryRun.entryBytesMax` bytes.
    mutating func append(_ box: [UInt8]) {
        precondition(box.count <= EntryRun.entryBytesMax, "a sealed ballot is longer than its frame can tell")
        bytes.append(UInt8(truncatingIfNeeded: box.count >> 8))
        bytes.append(UInt8(truncatingIfNeeded: box.count))
        bytes.append(contentsOf: box)
    }

    /// The stored form; nil when there are none.
    var stored: [UInt8]? { bytes.isEmpty ? nil : bytes + Hash.sha256(bytes).bytes }

    /// The frames of a stored block; nil when it is damaged.
    static func frames(_ stored: [UInt8]) -> [UInt8]? {
        guard stored.count >= Hash.byteCount else { return nil }
        let frames = Array(stored.dropLast(Hash.byteCount))
        return Hash(bytes: stored.suffix(Hash.byteCount)) == Hash.sha256(frames) ? frames : nil
    }
}
