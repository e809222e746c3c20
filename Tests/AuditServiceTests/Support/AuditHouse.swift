import Auditing
import Foundation
import Identity
import Ledger
import LedgerService
import Logging
import NIOConcurrencyHelpers
import Ports
import StoreSQLite

@testable import AuditService

/// A real store in a folder of its own, with the system ledger and one raffle's.
final class AuditHouse {
    static let start = milliseconds("2026-01-15T17:59:00Z")
    static let raffleID = "winter-50-50"
    /// The store's name of the raffle's ledger.
    static let raffleLedger = LedgerID.raffle(raffleID)

    let folder: String
    let store: SQLiteStore
    let system: SystemLedger
    let raffle: ServedLedger
    let clock: NIOLockedValueBox<Int64>

    init(folder: String? = nil, clock: NIOLockedValueBox<Int64>? = nil) throws {
        self.folder = folder ?? FileManager.default.temporaryDirectory.path + "/urna-audit-" + UUID().uuidString
        self.clock = clock ?? NIOLockedValueBox(Self.start)
        try FileManager.default.createDirectory(atPath: self.folder + "/data", withIntermediateDirectories: true)
        store = try SQLiteStore(folder: self.folder + "/data")
        let now = Timestamp(seconds: self.clock.withLockedValue { $0 } / 1000)
        system = SystemLedger(store: store, origin: "vote.example/system", signer: try Self.signer("vote.example/system"))
        try system.open(now: now, version: "1.0.0")
        let origin = "vote.example/raffles/\(Self.raffleID)"
        raffle = ServedLedger(id: Self.raffleLedger, origin: origin, signer: try Self.signer(origin), store: store)
        if try store.ledgers().contains(Self.raffleLedger) {
            try raffle.finishRestoring(try store.replay(Self.raffleLedger) { runs in for run in runs { raffle.restore(run.leafHashes) } })
        } else {
            try store.createLedger(Self.raffleLedger)
        }
    }

    deinit {
        try? store.close()
    }

    /// Stops this house and opens another over the same folder, as a restart does.
    func restarted() throws -> AuditHouse {
        try store.close()
        return try AuditHouse(folder: folder, clock: clock)
    }

    func end() throws {
        try store.close()
        try FileManager.default.removeItem(atPath: folder)
    }

    func append(_ entries: [[UInt8]]) throws {
        raffle.adopt(try store.append(entries, to: Self.raffleLedger))
    }

    var ledgers: [AuditedLedger] { [.system(system), AuditedLedger(name: Self.raffleID, ledger: raffle)] }

    var reader: EventReader {
        let ledgers = ledgers
        return EventReader { ledgers }
    }

    /// The codes of the system ledger's events.
    func systemEvents() throws -> [String] {
        var codes: [String] = []
        try reader.forEach(EventQuery(ledger: "system")) { event in
            codes.append(event.event)
            return true
        }
        return codes
    }

    static func signer(_ name: String) throws -> NoteSigner { try NoteSigner(name: name, seed: [UInt8](repeating: 9, count: 32)) }

    static func milliseconds(_ text: String) -> Int64 {
        guard let time = EventTime(text) else { preconditionFailure("not a time: \(text)") }
        return time.milliseconds
    }
}

func quietLogger() -> Logger {
    var logger = Logger(label: "test")
    logger.handler = SwiftLogNoOpLogHandler()
    return logger
}
