internal import AuthService
internal import Hummingbird
internal import Identity
internal import Ledger
internal import RaffleService
internal import Telemetry

/// What operators, probes and curious developers ask for.
struct OperatorRoutes: Sendable {
    let house: House

    func health() -> Response {
        .json(.object([("status", .string("ok"))]))
    }

    /// Not ready when the store takes nothing. What else is amiss is said, and stops neither ballots nor sales that were made.
    func readiness() -> Response {
        guard house.isReady() else {
            let detail = "The store refused the last \(house.raffles.office.desk.isHealthy ? "ballots" : "sales"); it is tried again."
            return .problem(Problem(.storeUnavailable, detail: detail))
        }
        let complaints = house.raffles.complaints
        var members: [(String, JSONValue)] = [("status", .string("ready"))]
        if !complaints.isEmpty { members.append(("degraded", .array(complaints.map { .string($0) }))) }
        return .json(.object(members))
    }

    func metrics() -> Response {
        .text(house.metrics.prometheusText(), type: MetricsRegistry.contentType)
    }

    func openAPI() -> Response {
        .bytes(OpenAPIDocument.json.canonical(), type: "application/json", cacheControl: "public, max-age=3600")
    }

    func problem(_ name: String) throws -> Response {
        guard let kind = ProblemKind(rawValue: name) else { throw Problem(.notFound, detail: "There is no problem type of this name.") }
        return .json(
            .object([
                ("type", .string(kind.type)), ("title", .string(kind.title)), ("status", .whole(kind.status)),
                ("remedy", .string(kind.remedy)),
            ]), cacheControl: "public, max-age=3600")
    }

    func administrators(_ request: Request) throws -> Response {
        guard house.administrators.administrator(bearing: request.bearer) != nil else {
            throw Problem(.administratorRequired, detail: "Send the header Authorization: Bearer <administrator's token>.")
        }
        let list = house.administrators.all.map { administrator in
            JSONValue.object([
                ("id", .string(administrator.id.text)), ("name", .string(administrator.name)),
                ("role", .string(administrator.role.rawValue)), ("createdAt", .string(administrator.createdAt.description)),
            ])
        }
        return .json(.object([("administrators", .array(list))]))
    }

    /// `{"id", "name", "role"}` → 201 with the token, shown this once.
    func addAdministrator(_ request: Request) async throws -> Response {
        guard let actor = house.administrators.administrator(bearing: request.bearer), actor.role == .owner else {
            throw Problem(.administratorRequired, detail: "Only an owner's token may add administrators.")
        }
        let json = try await request.json(upTo: 4_096)
        if let other = json.objectValue?.first(where: { !["id", "name", "role"].contains($0.name) }) {
            throw Problem(.badRequest, detail: "An administrator has the members id, name and role, and no others.", field: other.name)
        }
        guard let text = json["id"]?.stringValue, let id = AdministratorID(text) else {
            throw Problem(.badRequest, detail: "An administrator's id is 1 to 64 of a-z, 0-9 and -.", field: "id")
        }
        guard let name = json["name"]?.stringValue, Administrator.isValid(name: name) else {
            let detail = "A name of 1 to \(Administrator.nameByteCountMax) bytes without control characters is required."
            throw Problem(.badRequest, detail: detail, field: "name")
        }
        guard let role = json["role"]?.stringValue.flatMap({ AdminRole(rawValue: $0) }) else {
            let roles = AdminRole.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.badRequest, detail: "The role is one of \(roles).", field: "role")
        }
        let token = try await house.people.addAdministrator(id, name: name, role: role, by: actor.id)
        return .json(
            .object([("id", .string(id.text)), ("role", .string(role.rawValue)), ("token", .string(token.text))]), status: .created)
    }
}
