public import Ledger

/// How long a chain was, and its last hash: signed and published, it shows when the end of an export is missing.
///
/// The signed text:
///
///     urna-events-v1<LF>
///     <name of the log><LF>
///     <count, decimal><LF>
///     <hash of the last record, hexadecimal><LF>
public struct ChainCheckpoint: Hashable, Sendable {
    static let header = "urna-events-v1"

    /// Names the log, so that a checkpoint of one can't stand for another.
    public let log: String
    public let count: UInt64
    public let hash: Hash

    /// - Returns: nil when the name is empty, longer than 256 bytes or has control characters.
    public init?(log: String, chain: EventChain) {
        self.init(log: log, count: chain.count, hash: chain.last)
    }

    /// Reads the one text that ``text`` gives, or nil.
    public init?(parsing text: String) {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { String(Substring($0)) }
        guard lines.count == 5, lines[0] == Self.header, lines[4].isEmpty, let count = UInt64(lines[2]), String(count) == lines[2],
            let hash = Hash(hex: lines[3])
        else { return nil }
        self.init(log: lines[1], count: count, hash: hash)
    }

    private init?(log: String, count: UInt64, hash: Hash) {
        guard !log.isEmpty, log.utf8.count <= 256, log.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        self.log = log
        self.count = count
        self.hash = hash
    }

    /// The text that is signed.
    public var text: String { "\(Self.header)\n\(log)\n\(count)\n\(hash.hex)\n" }
}
