internal import Auditing
internal import Identity
internal import Ledger

/// What the system ledger says of verifications: whether a lock-out stands, and which manifest was in force last.
struct SoftwareHistory {
    /// The element that an entry about a new manifest names.
    static let manifestElement = "software-manifest"

    private(set) var lock = IntegrityLock()
    /// The manifest that was recorded last.
    private(set) var manifest: Recorded?

    /// Where the ledger has the text of each self-made manifest, by its aggregate: one for each version that ran here.
    private(set) var manifests: [String: UInt64] = [:]

    struct Recorded: Hashable {
        /// Hexadecimal.
        var aggregate: String
        var version: String
        /// The text of a self-made manifest; nil for one that was given.
        var ownText: String?
    }

    /// Reads the whole ledger; every event that is not about software is passed over.
    init(_ ledger: AuditedLedger) throws {
        try ledger.forEachEntry(in: 0..<ledger.size()) { entry, index in
            if let event = EntryScanner.event(entry, ledger: ledger.name, index: index) { take(event) }
            return true
        }
    }

    private mutating func take(_ event: Auditing.SignificantEvent) {
        switch event.code {
        case .verificationFailed:
            // Also without the lock-out's own entry behind it: the server may have stopped between the two.
            _ = lock.verified(problems: [Self.problem(event.data)], at: event.moment ?? EventTime(milliseconds: 0), by: .system)
        case .lockedOut:
            let problem = event.data["problem"]?.stringValue ?? "unknown"
            _ = lock.verified(problems: [problem], at: event.moment ?? EventTime(milliseconds: 0), by: .system)
        case .lockOutCleared:
            lock = IntegrityLock()
        case .configChanged where event.data["element"]?.stringValue == Self.manifestElement:
            manifest = Recorded(
                aggregate: event.data["after"]?.stringValue ?? "", version: event.data["version"]?.stringValue ?? "",
                ownText: event.data["manifest"]?.stringValue)
            if let manifest, manifest.ownText != nil { manifests[manifest.aggregate] = event.index }
        default: break
        }
    }

    private static func problem(_ data: JSONValue) -> String {
        let paths = (data["changed"]?.arrayValue ?? []).compactMap { $0["path"]?.stringValue }
        return "changed: \(paths.joined(separator: ", "))"
    }
}

extension SystemEvent {
    /// Another manifest than before is in force.
    static func manifestRecorded(_ software: CriticalSoftware, before: SoftwareHistory.Recorded?) -> SystemEvent? {
        guard let code = Code(EventCode.configChanged.rawValue) else { return nil }
        var data: [(String, JSONValue)] = [
            ("after", .string(software.identity.aggregate.hex)), ("before", .string(before?.aggregate ?? "")),
            ("element", .string(SoftwareHistory.manifestElement)), ("program", .string(software.identity.programID)),
            ("version", .string(software.identity.version)),
        ]
        if software.isSelfMade {
            data.append(("manifest", .string(software.manifest.text)))
            data.append(("note", "self-made: the digest of the running program at the first start of this version"))
        }
        return SystemEvent(code, data: data)
    }
}
