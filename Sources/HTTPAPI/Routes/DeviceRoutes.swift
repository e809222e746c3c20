internal import AuthService
internal import Hummingbird
internal import Identity
internal import Ledger
internal import Raffles

/// How selling units show who they are. Every request is signed.
struct DeviceRoutes: Sendable {
    let house: House

    /// A signed body is read whole before anybody knows who signed it.
    private static let bodyBytesMax = 4_096

    /// `{"code", "operator", "pin"}`: enrolled, not enabled.
    func enrol(_ request: Request) async throws -> Response {
        let (unit, body) = try await admit(request, .enrolUnit, .enrolment, known: ["code", "operator", "pin"])
        let device = try await house.devices.enrol(
            unit.id, code: body.string("code"), operator: body.parsed("operator", "the id of a person", { StaffID($0) }),
            pin: body.string("pin"))
        return .json(house.json(of: device))
    }

    func challenge(_ request: Request) async throws -> Response {
        let (unit, _) = try await admit(request, .getChallenge, .authentication, known: [])
        return .json(
            .object([("challenge", .string(house.devices.challenge(for: unit.id))), ("serverTime", .string(house.devices.time))]))
    }

    /// `{"challenge", "operator", "pin"}` → the session that stands in every header from now on.
    func authenticate(_ request: Request) async throws -> Response {
        let (unit, body) = try await admit(request, .authenticateUnit, .authentication, known: ["challenge", "operator", "pin"])
        let admission = try await house.devices.authenticate(
            unit.id, challenge: body.string("challenge"), operator: body.parsed("operator", "the id of a person", { StaffID($0) }),
            pin: body.string("pin"), keeping: house.unitPolicy(in: nil))
        return .json(
            .object([
                ("session", .string(admission.session.text)), ("expiresAt", .string(Instant.text(admission.endsAt))),
                ("serverTime", .string(house.devices.time)),
            ]))
    }

    func status(_ request: Request) async throws -> Response {
        let unit = try await house.unit(of: request, body: request.collectBody(upTo: Self.bodyBytesMax), for: .getUnitStatus)
        house.raffles.news.take(
            request.uri.queryParameters.map { (name: $0.key, value: $0.value) }, of: unit.id, at: house.raffles.now)
        return .json(
            .object([
                ("id", .string(unit.id.text)), ("state", .string(unit.state.rawValue)),
                ("operator", unit.operatorID.map { .string($0.text) } ?? .null), ("serverTime", .string(house.devices.time)),
                ("raffles", .array(house.unitRaffles(unit.id))),
            ]))
    }

    /// The unit is looked at before the body: strangers learn nothing of what is wrong with theirs.
    private func admit(
        _ request: Request, _ operation: Operation, _ purpose: DevicePurpose, known: [String]
    ) async throws -> (Device, RequestMembers) {
        let bytes = try await request.collectBody(upTo: Self.bodyBytesMax)
        let unit = try await house.unit(of: request, body: bytes, for: operation, purpose: purpose)
        guard !bytes.isEmpty else { return (unit, try RequestMembers(.object([JSONMember]()), known: known)) }
        try request.requireContentType("application/json")
        return (unit, try RequestMembers(request.json(of: bytes), known: known))
    }
}

extension Instant {
    /// Milliseconds since 1970 UTC as text.
    static func text(_ milliseconds: Int64) -> String { Instant(milliseconds: milliseconds).text }
}

extension DeviceOffice {
    /// The server's time, for a unit to set its clock by.
    fileprivate var time: String { Instant.text(nowMilliseconds) }
}
