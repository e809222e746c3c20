internal import Ledger
internal import LedgerService
internal import Ports
internal import Verification

/// A ledger as one file: a tar of the folder that `urna export` makes, for one size, made while it is sent.
///
/// The same size of the same ledger always makes the same bytes.
struct LedgerArchive: Sendable {
    let ledger: ServedLedger
    /// The tree that everything is cut at.
    let head: TreeHead
    let subject: ExportReadme.Subject

    /// What everything lies in, and the file's name without `.tar`.
    var name: String {
        switch subject {
        case .election(let id), .raffle(let id): "\(id)-\(head.size)"
        }
    }

    /// Makes a file that the folder has beside the ledger, when its turn has come.
    typealias Part = @Sendable () -> RaffleExport.File?

    func write(_ emit: ([UInt8]) throws -> Void, besides parts: [Part]) throws {
        func put(_ path: String, _ bytes: [UInt8]) throws {
            try emit(TarHeader.file(path, in: name, size: UInt64(bytes.count)))
            try emit(bytes)
            try emit(TarHeader.padding(after: UInt64(bytes.count)))
        }
        try put(ExportLayout.readme, Array(ExportReadme.text(of: subject, key: ledger.verifierKey, head: head).utf8))
        try put(ExportLayout.checkpoint, Array(ledger.checkpoint(at: head).utf8))
        for part in parts {
            if let file = part() { try put(file.path, file.bytes) }
        }
        let width = UInt64(EntryBundle.fullWidth)
        for first in stride(from: 0, to: head.size, by: Int(width)) {
            let count = min(width, head.size - first)
            guard let path = EntryBundle.path(index: first / width, width: Int(count)) else {
                preconditionFailure("a bundle holds 1 to 256 entries")
            }
            try put(path, ledger.entries(in: first..<first + count).bytes)
        }
        for tile in Tile.all(size: head.size) {
            guard let bytes = try ledger.tile(tile) else { preconditionFailure("a tree holds the tiles of its size") }
            try put(tile.path, bytes)
        }
        try emit(TarHeader.end)
    }
}
