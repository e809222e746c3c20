internal import Ledger

extension StaffEntry {
    static func read(_ kind: SystemEntry.Kind, _ fields: SystemEntryFields) throws(SystemEntryError) -> StaffEntry {
        switch kind {
        case .userAdded: .userAdded(user: try fields.staff("user"), profile: try fields.profile("profile"))
        case .userChanged:
            .userChanged(
                user: try fields.staff("user"), before: try fields.profile("before"), after: try fields.profile("after"),
                renewed: try fields.list("renewed") { $0.stringValue.flatMap { StaffCredential(rawValue: $0) } })
        case .userLocked:
            .userLocked(user: try fields.staff("user"), until: try fields.time("until"), failures: try fields.small("failures"))
        case .logon:
            .logon(user: try fields.staff("user"), session: try fields.session(), isRemote: try fields.flag("remote"))
        case .logonFailed:
            .logonFailed(
                user: fields.isNull("user") ? nil : try fields.staff("user"), why: try fields.choice("why", of: LogonFailure.self),
                isRemote: try fields.flag("remote"), attempts: try fields.small("attempts"))
        case .logoff: .logoff(try fields.summary())
        case .sessionEnded: .sessionEnded(try fields.summary(), why: try fields.choice("why", of: SessionEnd.self))
        default: throw .unknownType(kind.rawValue)
        }
    }
}

extension DeviceEntry {
    static func read(_ kind: SystemEntry.Kind, _ fields: SystemEntryFields) throws(SystemEntryError) -> DeviceEntry {
        switch kind {
        case .deviceRegistered:
            .registered(
                device: try fields.device(), name: try fields.string("name"),
                key: try fields.read("key", DevicePublicKey(try fields.string("key"))))
        case .deviceEnrolled: .enrolled(device: try fields.device(), operator: try fields.staff("operator"))
        case .deviceUnenrolled: .unenrolled(device: try fields.device(), note: try fields.string("note"))
        case .deviceEnabled: .enabled(device: try fields.device())
        case .deviceDisabled:
            .disabled(
                device: try fields.device(), why: try fields.choice("why", of: DisableReason.self), note: try fields.string("note"))
        case .validationFailed:
            .validationFailed(
                device: try fields.device(), why: try fields.choice("why", of: ValidationFailure.self),
                failures: try fields.small("failures"), threshold: try fields.small("threshold"))
        default: throw .unknownType(kind.rawValue)
        }
    }
}

extension SystemEntryFields {
    fileprivate func session() throws(SystemEntryError) -> SessionID {
        try read("session", SessionID(try string("session")))
    }

    fileprivate func summary() throws(SystemEntryError) -> SessionSummary {
        SessionSummary(
            session: try session(), user: try staff("user"), startedAt: try time("startedAt"), seconds: Int64(try small("seconds")),
            isRemote: try flag("remote"), areas: try list("areas") { $0.stringValue }, changes: try small("changes"))
    }

    fileprivate func profile(_ name: String) throws(SystemEntryError) -> StaffProfile {
        let inner = SystemEntryFields(json: try read(name, json[name]))
        let roles = try inner.list("roles") { $0.stringValue.flatMap { StaffRole(rawValue: $0) } }
        return StaffProfile(
            name: try inner.string("name"), roles: Set(roles), status: try inner.choice("status", of: StaffProfile.Status.self),
            until: inner.isNull("until") ? nil : try inner.time("until"))
    }

    func verification() throws(SystemEntryError) -> SoftwareVerification {
        // `result` follows from the list, and is compared with it when the entry is written again.
        SoftwareVerification(
            program: try string("program"), version: try string("version"),
            trigger: try choice("trigger", of: SoftwareVerification.Trigger.self),
            aggregate: try read("aggregate", Hash(hex: try string("aggregate"))),
            changed: try list("changed") { change in
                guard let path = change["path"]?.stringValue, let expected = Self.digest(change["expected"]),
                    let actual = Self.digest(change["actual"])
                else { return nil }
                return SoftwareVerification.Change(path: path, expected: expected, actual: actual)
            })
    }

    /// A digest or null; nil for anything else.
    private static func digest(_ value: JSONValue?) -> Hash?? {
        switch value {
        case .some(.null): .some(.none)
        case .some(.string(let text)): Hash(hex: text).map { .some($0) }
        default: .none
        }
    }
}
