internal import AuthService
internal import Hummingbird
internal import Identity
internal import Ledger

/// Who looks at a page.
struct Viewer: Sendable {
    /// For the page's scripts and its header.
    let user: JSONValue
    let csrf: String
    let permissions: Set<Permission>
}

extension House {
    /// Who looks, by their cookie; nil for whoever is not logged on, or may not be from where they are.
    func viewer(of request: Request, _ context: HouseContext) async -> Viewer? {
        guard let token = browsers.token(of: request) else { return nil }
        let csrf = BrowserSessions.csrf(of: token)
        if let administrator = administrators.administrator(bearing: token) {
            let permissions = Authority(administrator).permissions
            let user = Self.user(
                kind: "administrator", id: administrator.id.text, name: administrator.name, roles: [administrator.role.rawValue],
                permissions)
            return Viewer(user: user, csrf: csrf, permissions: permissions)
        }
        do throws(OfficeFailure) {
            let authority = try await people.authority(bearing: token, from: context.peer, area: "pages", isChange: false)
            let member = StaffID(authority.principal.text).flatMap { people[$0] }
            let user = Self.user(
                kind: "staff", id: authority.principal.text, name: member?.profile.name ?? authority.principal.text,
                roles: member?.profile.roles.map(\.rawValue) ?? [], authority.permissions)
            return Viewer(user: user, csrf: csrf, permissions: authority.permissions)
        } catch {
            return nil
        }
    }

    private static func user(kind: String, id: String, name: String, roles: [String], _ permissions: Set<Permission>) -> JSONValue {
        .object([
            ("kind", .string(kind)), ("id", .string(id)), ("name", .string(name)),
            ("roles", .array(roles.sorted().map { .string($0) })),
            ("permissions", .array(permissions.map(\.rawValue).sorted().map { .string($0) })),
            // Every role allows something: who may do nothing has a password to change first.
            ("mustChangePassword", .bool(permissions.isEmpty)),
        ])
    }
}
