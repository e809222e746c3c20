internal import Auditing
public import Ledger

/// The runs of self-verification as the system ledger has them, newest first.
///
/// Each is an entry of a signed ledger, which proves it: signed statements of earlier runs are not kept.
public struct VerificationHistory: Sendable {
    private let reader: EventReader
    private let manifestOf: @Sendable (_ aggregate: String) -> Bool

    /// - Parameter check: knows of which manifests there is a text.
    public init(_ reader: EventReader, check: SoftwareCheck) {
        self.reader = reader
        manifestOf = { check.hasManifest($0) }
    }

    private static let codes: Set<String> = [EventCode.verificationPassed.rawValue, EventCode.verificationFailed.rawValue]

    /// A page of the runs. Reads entries: not for an event loop.
    ///
    /// - Parameter limit: 1…``EventReader/limitMax``.
    public func page(after: EventCursor?, limit: Int) throws -> JSONValue {
        let query = EventQuery(events: Self.codes, ledger: AuditedLedger.systemName)
        let page = try reader.page(query, after: after, limit: limit, order: .newestFirst)
        return .object([
            ("runs", .array(page.events.map { json($0) })), ("next", page.next.map { .string($0.text) } ?? .null),
        ])
    }

    private func json(_ event: Auditing.SignificantEvent) -> JSONValue {
        func told(_ name: String) -> JSONValue { event.data[name] ?? .null }
        let aggregate = event.data["aggregate"]?.stringValue ?? ""
        // What was there is what the manifest lists only where nothing was changed.
        let isKnown = event.code == .verificationPassed && manifestOf(aggregate)
        return .object([
            ("time", .string(event.time)), ("result", told("result")), ("trigger", told("trigger")), ("by", .string(event.actor)),
            ("program", told("program")), ("version", told("version")), ("aggregate", .string(aggregate)), ("changed", told("changed")),
            ("entry", .whole(event.index)), ("manifest", isKnown ? .string(SoftwareManifest.address(of: aggregate)) : .null),
        ])
    }
}

extension SoftwareManifest {
    /// Where a manifest's text is fetched.
    static func address(of aggregate: String) -> String { "/v1/audit/software/manifests/\(aggregate)" }
}

extension Auditing.SignificantEvent {
    /// The event as it is listed: the text of a manifest, which is long, is named in its place.
    func listed() -> JSONValue {
        guard code == .configChanged, data["element"]?.stringValue == SoftwareHistory.manifestElement,
            let text = data["manifest"]?.stringValue, let aggregate = data["after"]?.stringValue, let members = data.objectValue
        else { return json() }
        let named = JSONValue.object([
            ("aggregate", .string(aggregate)), ("bytes", .whole(text.utf8.count)),
            ("href", .string(SoftwareManifest.address(of: aggregate))),
        ])
        return Self(
            ledger: ledger, index: index, time: time, component: component, event: event, actor: actor,
            data: .object(members.map { $0.name == "manifest" ? JSONMember("manifest", named) : $0 })
        ).json()
    }
}
