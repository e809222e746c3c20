internal import Ledger

extension SystemEntries {
    static func deviceDescription(of kind: SystemEntry.Kind) -> (summary: String, appendedBy: String, fields: [EntryField]) {
        switch kind {
        case .deviceRegistered:
            (
                "A selling unit is known, neither enrolled nor enabled.", "the server, for the person in `by`",
                [
                    unit, EntryField(name: "name", type: "string", meaning: "for people to read"),
                    EntryField(name: "key", type: "string", meaning: "the Ed25519 public key that it signs with, base64url"),
                ] + act
            )
        case .deviceEnrolled:
            (
                "A selling unit showed its enrolment code and belongs to an operator; it is not enabled yet.", "the server",
                [unit, EntryField(name: "operator", type: "string", meaning: "id of the person who sells with it")] + act
            )
        case .deviceUnenrolled:
            ("A selling unit belongs to nobody any more, and is disabled.", "the server, for the person in `by`", [unit, note] + act)
        case .deviceEnabled: ("A selling unit may connect and sell.", "the server, for the person in `by`", [unit] + act)
        case .deviceDisabled:
            (
                "A selling unit may not connect.", "the server, for the person in `by` or by its own rule",
                [unit, choice("why", DisableReason.self), note] + act
            )
        default:
            (
                "A selling unit failed to show who it is.", "the server",
                [
                    unit, choice("why", ValidationFailure.self),
                    EntryField(name: "failures", type: "integer", meaning: "failures in a row"),
                    EntryField(name: "threshold", type: "integer", meaning: "how many of them disable the unit"),
                ] + act
            )
        }
    }

    static func deviceExample(of kind: SystemEntry.Kind, at: Timestamp) -> SystemEntry {
        guard let ada = AdministratorID("ada"), let grace = StaffID("grace"), let device = DeviceID("RSU-A"),
            let key = DevicePublicKey("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
        else { preconditionFailure("the ids and the key are well formed") }
        let byAda = SystemEntry.Act(at: at, by: PrincipalID(ada))
        let byDevice = SystemEntry.Act(at: at, by: PrincipalID(device), component: ComponentID(device))
        return switch kind {
        case .deviceRegistered: .device(.registered(device: device, name: "North stand 1", key: key), act: byAda)
        case .deviceEnrolled: .device(.enrolled(device: device, operator: grace), act: byDevice)
        case .deviceUnenrolled: .device(.unenrolled(device: device, note: "back in store"), act: byAda)
        case .deviceEnabled: .device(.enabled(device: device), act: byAda)
        case .deviceDisabled: .device(.disabled(device: device, why: .lost, note: "left in the stand"), act: byAda)
        default:
            .device(.validationFailed(device: device, why: .pin, failures: 1, threshold: 3), act: byDevice)
        }
    }

    static var softwareDescription: (summary: String, appendedBy: String, fields: [EntryField]) {
        (
            "The program's critical files were compared with the signed manifest.",
            "the server: at start, by schedule, on demand, at draws",
            [
                EntryField(name: "result", type: "string", meaning: "`VALID` or `INVALID`"),
                EntryField(name: "program", type: "string", meaning: "the program's id"),
                EntryField(name: "version", type: "string", meaning: "the program's version"),
                choice("trigger", SoftwareVerification.Trigger.self),
                EntryField(name: "aggregate", type: "string", meaning: "SHA-256 of the manifest of what is there, hexadecimal"),
                EntryField(
                    name: "changed", type: "array of objects",
                    meaning:
                        "files that differ: `path`, `expected` (SHA-256, or null for a file too many), `actual` (or null for a missing one)"
                ),
            ] + act
        )
    }

    static func softwareExample(at: Timestamp) -> SystemEntry {
        let check = SoftwareVerification(
            program: "urna", version: "0.2.0", trigger: .schedule, aggregate: .sha256(Array("manifest".utf8)),
            changed: [.init(path: "core/rng.bin", expected: .sha256(Array("rng-v1\n".utf8)), actual: .sha256(Array("rng-v2\n".utf8)))])
        return .softwareVerified(check, act: .init(at: at, by: .schedule))
    }

    private static let unit = EntryField(name: "rsu", type: "string", meaning: "id of the selling unit")
    private static let note = EntryField(name: "note", type: "string", meaning: "what there is to say about it; may be empty")
}
