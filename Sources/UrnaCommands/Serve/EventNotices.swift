internal import Foundation
internal import Identity
internal import Ledger
internal import LedgerService
internal import Logging
internal import Raffles
internal import ServiceLifecycle

/// What commands did to a data folder beside its server: files in `DIR/notices` that the server puts into the system ledger.
///
/// A command cannot append to the ledger of a running server, and there may be none running: the file is taken in at once, or at the next
/// start. Whoever can write one can write the database as well.
struct EventNotices {
    let folder: String

    init(data: String) { folder = data + "/notices" }

    /// Leaves a notice, whole or not at all.
    func leave(_ event: SystemEvent) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let json = JSONValue.object([("code", .string(event.code.text)), ("data", event.data)])
        // SecretFile renames the file into its place.
        let time = String(Int64(Date().timeIntervalSince1970 * 1_000_000))
        try SecretFile.write(json.canonical(), to: "\(folder)/\(time)-\(UUID().uuidString).json")
    }

    /// Puts every notice into the ledger, oldest first. One is taken away after it is durable.
    func take(into system: SystemLedger, at now: Timestamp) throws {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder))?.filter { $0.hasSuffix(".json") } ?? []
        for name in names.sorted() {
            let path = "\(folder)/\(name)"
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw CommandFailure.failed("\(path) cannot be read")
            }
            let json = try? JSONValue.parse([UInt8](bytes))
            guard let code = json?["code"]?.stringValue.flatMap({ SystemEvent.Code($0) }) else {
                throw CommandFailure.failed("\(path) is no notice of an event")
            }
            let data = (json?["data"]?.objectValue ?? []).map { ($0.name, $0.value) }
            try system.append(.event(SystemEvent(code, data: data), act: .init(at: now, by: .system)))
            try FileManager.default.removeItem(atPath: path)
        }
    }
}

/// Looks for notices each second.
struct EventNoticeService: Service {
    let notices: EventNotices
    let system: SystemLedger
    let logger: Logger
    let clock: @Sendable () -> Int64

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var problem: String?
            while !Task.isCancelled {
                do {
                    try notices.take(into: system, at: Timestamp(seconds: clock()))
                    problem = nil
                } catch {
                    // Tried again each second; said once.
                    if problem != "\(error)" { logger.error("a notice is not on record", metadata: ["error": "\(error)"]) }
                    problem = "\(error)"
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }
}
