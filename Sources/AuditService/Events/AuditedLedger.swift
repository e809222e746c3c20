internal import Ledger
public import LedgerService
public import Ports

/// A ledger whose events auditors search: the system's, or a raffle's.
public struct AuditedLedger: Sendable {
    /// The system ledger's name.
    public static let systemName = "system"

    /// As events name it: `system`, or the raffle's id.
    public let name: String
    /// Entries that are published.
    let size: @Sendable () -> UInt64
    let read: @Sendable (Range<UInt64>) throws -> EntryRun

    public init(name: String, ledger: ServedLedger) {
        self.init(name: name, size: { ledger.published.head.size }, read: { try ledger.entries(in: $0) })
    }

    /// A ledger that is not served, such as one in memory.
    ///
    /// - Parameters:
    ///   - size: how many entries there are.
    ///   - read: entries of one block of 1,024 at most, from the block's first on.
    public init(name: String, size: @escaping @Sendable () -> UInt64, read: @escaping @Sendable (Range<UInt64>) throws -> EntryRun) {
        self.name = name
        self.size = size
        self.read = read
    }

    public static func system(_ ledger: SystemLedger) -> AuditedLedger {
        AuditedLedger(name: systemName, ledger: ledger.served)
    }
}

extension AuditedLedger {
    /// Entries that are read at a time: some hundred kilobytes.
    static let blockEntries: UInt64 = 1024

    /// Visits entries in order, a block at a time.
    ///
    /// - Parameter visit: takes an entry's bytes, valid during the call, and its index; false ends the reading.
    func forEachEntry(in range: Range<UInt64>, _ visit: (UnsafeRawBufferPointer, UInt64) throws -> Bool) throws {
        var first = range.lowerBound
        while first < range.upperBound {
            let end = min(range.upperBound, (first / Self.blockEntries + 1) * Self.blockEntries)
            let run = try read(first..<end)
            let goesOn = try run.bytes.withUnsafeBytes { bytes in
                for offset in 0..<run.count {
                    let entry = UnsafeRawBufferPointer(rebasing: bytes[run.range(at: offset)])
                    guard try visit(entry, first + UInt64(offset)) else { return false }
                }
                return true
            }
            guard goesOn else { return }
            first = end
        }
    }
}

/// What an auditor asked for and is not there.
public enum AuditError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknownLedger(String)
    /// A ledger in which no raffle begins.
    case unknownRaffle

    public var description: String {
        switch self {
        case .unknownLedger(let name): "there is no ledger \(name)"
        case .unknownRaffle: "the ledger holds no raffle"
        }
    }
}
