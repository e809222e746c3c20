@testable import Identity

/// Keys that tests share: a master key of bytes 0 to 31, and the ring of the election `mayor-2026`.
enum Fixtures {
    static let master: MasterKey = {
        guard let key = MasterKey(bytes: Array(0..<32)) else { preconditionFailure("32 bytes are a master key") }
        return key
    }()

    static let ring = master.ring(forElection: "mayor-2026")
    static let otherRing = master.ring(forElection: "mayor-2027")

    static func voterHash(_ text: String) throws -> VoterHash {
        ring.hash(of: try VoterID(text))
    }
}

/// A small generator with a seed (SplitMix64), so that a failing case can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

func hex(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = text[...]
    while let byte = UInt8(rest.prefix(2), radix: 16) {
        bytes.append(byte)
        rest = rest.dropFirst(2)
    }
    return bytes
}
