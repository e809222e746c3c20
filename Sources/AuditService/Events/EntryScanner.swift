internal import Auditing
internal import Ledger

/// Tells ordinary entries from events by their last bytes, without reading them: of a million entries nearly all are sales.
///
/// Entries are canonical JSON, so `type` is the last member of a sale and of a checkpoint. A quote within a text is escaped, so neither
/// pattern can be part of one.
enum EntryScanner {
    private static let saleEnd = Array(#","type":"sale"}"#.utf8)
    private static let checkpointEnd = Array(#","type":"checkpoint"}"#.utf8)
    private static let late = Array(#","late":true,"#.utf8)

    static func isSale(_ entry: UnsafeRawBufferPointer) -> Bool { ends(entry, with: saleEnd) }

    /// A checkpoint of another ledger, or a sale that came in time.
    static func isOrdinary(_ entry: UnsafeRawBufferPointer) -> Bool {
        if ends(entry, with: checkpointEnd) { return true }
        return isSale(entry) && !contains(entry, late)
    }

    /// The event that an entry is; nil for an ordinary one. An entry that can't be read is an event, not left out.
    static func event(_ entry: UnsafeRawBufferPointer, ledger: String, index: UInt64) -> Auditing.SignificantEvent? {
        guard !isOrdinary(entry) else { return nil }
        guard let json = try? JSONValue.parse(entry) else {
            return Auditing.SignificantEvent(
                ledger: ledger, index: index, time: "", component: Auditing.SignificantEvent.server, event: unreadable, actor: "system")
        }
        return Auditing.SignificantEvent(entry: json, ledger: ledger, index: index)
    }

    static let unreadable = "UNREADABLE_ENTRY"

    private static func ends(_ entry: UnsafeRawBufferPointer, with end: [UInt8]) -> Bool {
        entry.count >= end.count && entry.suffix(end.count).elementsEqual(end)
    }

    private static func contains(_ entry: UnsafeRawBufferPointer, _ pattern: [UInt8]) -> Bool {
        guard entry.count >= pattern.count else { return false }
        let first = pattern[0]
        for start in 0...(entry.count - pattern.count) where entry[start] == first && entry[start + 2] == pattern[2] {
            if entry[start..<start + pattern.count].elementsEqual(pattern) { return true }
        }
        return false
    }
}
