internal import AuthService
internal import Hummingbird
internal import Identity
internal import Ledger
internal import Raffles

/// The registry of selling units: what people decide.
struct DeviceRegistryRoutes: Sendable {
    let house: House

    func list(_ request: Request, _ context: HouseContext) async throws -> Response {
        _ = try await house.authority(of: request, context, for: .listUnits, needs: .manageDevices, .readEvents)
        return .json(.object([("rsus", .array(house.devices.all.map { house.json(of: $0) }))]))
    }

    func get(_ request: Request, _ context: HouseContext) async throws -> Response {
        _ = try await house.authority(of: request, context, for: .getUnit, needs: .manageDevices, .readEvents)
        return .json(house.json(of: try device(context)))
    }

    /// `{"id", "name", "publicKey"}` → 201: neither enrolled nor enabled.
    func register(_ request: Request, _ context: HouseContext) async throws -> Response {
        let authority = try await house.authority(of: request, context, for: .registerUnit, needs: .manageDevices)
        let body = try await RequestMembers(of: request, known: ["id", "name", "publicKey"])
        let id = try body.parsed("id", "an id: 1 to 64 of A-Z, a-z, 0-9, -, _ and .", { DeviceID($0) })
        let key = try body.parsed("publicKey", "an Ed25519 key: 32 bytes in base64url", { DevicePublicKey($0) })
        let device = try await house.devices.register(id, name: body.string("name"), key: key, by: authority)
        return .json(house.json(of: device), status: .created)
    }

    /// `{"operator"}` → 201 with a code that is shown this once.
    func issueEnrolment(_ request: Request, _ context: HouseContext) async throws -> Response {
        let authority = try await house.authority(of: request, context, for: .issueEnrolment, needs: .manageDevices)
        let device = try device(context)
        let body = try await RequestMembers(of: request, known: ["operator"])
        let person = try body.parsed("operator", "the id of a person", { StaffID($0) })
        let (code, endsAt) = try await house.devices.issueEnrolment(of: device.id, to: person, by: authority)
        return .json(
            .object([
                ("rsu", .string(device.id.text)), ("operator", .string(person.text)), ("code", .string(code.text)),
                ("expiresAt", .string(Instant.text(endsAt))),
            ]), status: .created)
    }

    func enable(_ request: Request, _ context: HouseContext) async throws -> Response {
        let authority = try await house.authority(of: request, context, for: .enableUnit, needs: .manageDevices)
        let device = try device(context)
        // A note is taken, as for the other changes; letting a unit in needs no reason on record.
        _ = try await note(RequestMembers(of: request, known: ["note"]))
        return .json(house.json(of: try await house.devices.enable(device.id, by: authority)))
    }

    func disable(_ request: Request, _ context: HouseContext) async throws -> Response {
        let authority = try await house.authority(of: request, context, for: .disableUnit, needs: .manageDevices)
        let device = try device(context)
        let body = try await RequestMembers(of: request, known: ["note", "why"])
        let why = try body.optional("why") { name -> DisableReason in
            try body.parsed(name, "decision, lost or corruption") {
                DisableReason(rawValue: $0).flatMap { $0 == .failedValidations ? nil : $0 }
            }
        }
        let changed = try await house.devices.disable(device.id, why: why ?? .decision, note: note(body), by: authority)
        return .json(house.json(of: changed))
    }

    func unenrol(_ request: Request, _ context: HouseContext) async throws -> Response {
        let authority = try await house.authority(of: request, context, for: .unenrolUnit, needs: .manageDevices)
        let device = try device(context)
        let body = try await RequestMembers(of: request, known: ["note"])
        return .json(house.json(of: try await house.devices.unenrol(device.id, note: note(body), by: authority)))
    }

    private func device(_ context: HouseContext) throws -> Device {
        guard let device = context.parameters.get("rsu").flatMap({ DeviceID($0) }).flatMap({ house.devices[$0] }) else {
            throw Problem(.notFound, detail: "There is no selling unit of this id.", code: DeviceError.unknown.code)
        }
        return device
    }

    /// Empty when it is left out.
    private func note(_ body: RequestMembers) throws -> String { try body.optional("note", body.text) ?? "" }
}

extension House {
    /// A selling unit as people see it.
    func json(of device: Device) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("id", .string(device.id.text)), ("name", .string(device.name)), ("state", .string(device.state.rawValue)),
            ("enrolled", .bool(device.state != .registered)), ("enabled", .bool(device.state == .active)),
            ("publicKey", .string(device.key.text)), ("registeredAt", .string(device.registeredAt.text)),
            ("failures", .whole(device.failures)),
        ]
        if let person = device.operatorID { members.append(("operator", .string(person.text))) }
        if device.state != .active, let why = device.disabledWhy { members.append(("disabledWhy", .string(why.rawValue))) }
        if let seen = devices.lastSeen(device.id) { members.append(("lastSeenAt", .string(Instant.text(seen)))) }
        return .object(members)
    }
}
