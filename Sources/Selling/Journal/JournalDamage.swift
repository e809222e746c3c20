public import Ledger
public import Raffles

/// The journal is damaged beyond what a crash can do: the unit does not sell any more. Says what could still be read.
public struct JournalDamage: Error, Hashable, Sendable, CustomStringConvertible {
    /// Safe to show.
    public let reason: String
    /// The first record that is wrong, from 0, and where it begins in the file.
    public let record: Int
    public let offset: Int
    /// Read from any record that is whole by its checksum, before or behind the damage; not proven.
    public let raffle: RaffleID?
    public let rsu: RSUID?
    /// Who sold or was logged on last.
    public let seller: UserID?
    /// The largest total that any record states, in minor units.
    public let collected: Int64
    /// The sales that could be read, in the order of sequences.
    public let sales: [SaleUpload]

    public var description: String { "the journal is corrupt at record \(record) (byte \(offset)): \(reason)" }

    /// What the unit reports, for the server's `rsu-corrupt` entry.
    public func json() -> JSONValue {
        .object([
            ("rsu", rsu.map { .string($0.text) } ?? .null), ("operator", seller.map { .string($0.text) } ?? .null),
            ("collected", .integer(collected)), ("reason", .string("record \(record): \(reason)")),
        ])
    }
}
