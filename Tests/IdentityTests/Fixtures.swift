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

func hex(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = text[...]
    while let byte = UInt8(rest.prefix(2), radix: 16) {
        bytes.append(byte)
        rest = rest.dropFirst(2)
    }
    return bytes
}
