internal import Foundation
internal import HTTPAPI
internal import Identity
internal import Ledger
internal import LedgerService
internal import Logging
internal import RaffleService
internal import Raffles

/// The file `backup.json`, which says that a folder is a copy: `urna backup` puts it beside the database, `urna restore` takes it along.
///
/// A server that finds it in its folder goes on from a backup. It puts that on record, holds back what the lost history may have given
/// out, and takes the file away. So a backup that somebody serves without `urna restore` is found out, too.
struct RestoreMark {
    static let name = "backup.json"

    /// When the backup was begun, RFC 3339; nil when nobody knows.
    var takenAt: String?
    /// When, and by whom of the machine's users, it was restored; nil when it was not by `urna restore`.
    var restoredAt: String?
    var restoredBy: String?

    func write(to folder: String) throws {
        try? FileManager.default.removeItem(atPath: "\(folder)/\(Self.name)")
        try SecretFile.write(JSONValue.object(members.map { ($0.0, $0.1) }).canonical(), to: "\(folder)/\(Self.name)")
    }

    private var members: [(String, JSONValue)] {
        [("restoredAt", restoredAt), ("restoredBy", restoredBy), ("takenAt", takenAt)].compactMap { name, text in
            text.map { (name, .string($0)) }
        }
    }

    /// - Returns: nil when the folder is no copy. A mark that cannot be read is a mark.
    static func read(_ folder: String) -> RestoreMark? {
        guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)") else { return nil }
        let json = try? JSONValue.parse([UInt8](bytes))
        return RestoreMark(
            takenAt: json?["takenAt"]?.stringValue, restoredAt: json?["restoredAt"]?.stringValue,
            restoredBy: json?["restoredBy"]?.stringValue)
    }

    static func now() -> String { Timestamp(seconds: Int64(Date().timeIntervalSince1970)).text }

    /// Puts the restore on record, in the ledger of every raffle that can still take sales and in the system ledger.
    ///
    /// Raffles come first: a stop in between repeats what is there, and leaves nothing out.
    func settle(in folder: String, _ system: SystemLedger, _ raffles: RaffleHouse, units: [Device], _ logger: Logger) async throws {
        logger.warning("the folder is a restored backup: leases are held back until units have said what they hold")
        let enabled = units.filter { $0.state == .active }.compactMap { RSUID($0.id.text) }
        try await raffles.office.holdLeases(awaiting: enabled)
        let act = SystemEntry.Act(at: Timestamp(seconds: raffles.now.milliseconds / 1_000), by: .system)
        try system.append(.event(SystemEvent(.restore, data: members), act: act))
        try FileManager.default.removeItem(atPath: "\(folder)/\(Self.name)")
    }
}
