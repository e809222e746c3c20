internal import AuthService
internal import Hummingbird
internal import Identity
internal import Ledger
internal import Logging

/// People: log-ons, sessions, and who governs them.
struct StaffRoutes: Sendable {
    let house: House

    private var people: StaffOffice { house.people }

    // MARK: Sessions

    /// `{"user", "password", "totp"?}` or an administrator's `{"token"}` → 201 with the token, shown this once; with `"cookie": true` it
    /// goes into a cookie instead, and the answer has the word that the browser's changes need.
    func logOn(_ request: Request, _ context: HouseContext) async throws -> Response {
        let body = try await RequestMembers(of: request, known: ["user", "password", "totp", "token", "cookie"])
        let wantsCookie = try body.flag("cookie") ?? false
        // No other site may log a browser on as somebody else.
        if wantsCookie { try house.browsers.requireOwnOrigin(request) }
        if body.isPresent("token") {
            if let other = ["user", "password", "totp"].first(where: body.isPresent) {
                throw body.problem(other, "does not go with token")
            }
            return try exchange(body.string("token"), request, wantsCookie: wantsCookie)
        }
        let code = try body.optional("totp", body.string)
        let admission = try await people.logOn(
            name: body.string("user"), password: body.string("password"), code: code, from: context.peer)
        let session = admission.session
        let members: [(String, JSONValue)] = [
            ("id", .string(session.id.text)), ("user", .string(session.user.text)),
            ("roles", session.roles.json), ("expiresAt", .string(session.endsAt.text)), ("remote", .bool(session.isRemote)),
            ("mustChangePassword", .bool(session.mustChangePassword)),
        ]
        return begun(members, admission.token, request, wantsCookie: wantsCookie)
    }

    /// A browser shall not keep a token that is good for ever.
    private func exchange(_ token: String, _ request: Request, wantsCookie: Bool) throws -> Response {
        guard let admission = house.administrators.admit(bearing: token) else {
            throw Problem(.logonRefused, detail: "No administrator has this token.", code: "LOGON_REFUSED")
        }
        house.logger.info("an administrator's token was exchanged for a session", metadata: ["by": "\(admission.administrator.id)"])
        let members: [(String, JSONValue)] = [
            ("id", .string(admission.id)),
            ("user", .string(admission.administrator.id.text)), ("roles", .array([.string(admission.administrator.role.rawValue)])),
            ("expiresAt", .string(admission.endsAt.text)), ("remote", false), ("mustChangePassword", false),
        ]
        return begun(members, admission.token, request, wantsCookie: wantsCookie)
    }

    private func begun(_ members: [(String, JSONValue)], _ token: SessionToken, _ request: Request, wantsCookie: Bool) -> Response {
        let secret: (String, JSONValue) =
            wantsCookie ? ("csrf", .string(BrowserSessions.csrf(of: token.text))) : ("token", .string(token.text))
        var response = Response.json(.object(members + [secret]), status: .created)
        if wantsCookie { response.headers[.setCookie] = house.browsers.cookie(holding: token.text, for: request) }
        return response
    }

    /// `current`, or the session of somebody else.
    func endSession(_ request: Request, _ context: HouseContext) async throws -> Response {
        let authority = try await house.authority(of: request, context, for: .endSession)
        let text = context.parameters.get("session") ?? ""
        let isEnded: Bool
        if text == "current" {
            let token = request.bearer ?? ""
            if house.administrators.logOff(bearing: token) {
                isEnded = true
            } else {
                isEnded = await people.logOff(bearing: token)
            }
        } else {
            try await people.require([.manageUsers], of: authority, action: Operation.endSession.rawValue)
            guard let id = SessionID(text) else { throw Problem(.notFound, detail: "There is no session of this id.") }
            isEnded = await people.revoke(id, by: authority)
        }
        guard isEnded else { throw Problem(.notFound, detail: "There is no session of this id.") }
        var response = Response(status: .noContent)
        if text == "current", house.browsers.token(of: request) != nil {
            response.headers[.setCookie] = house.browsers.clearing(for: request)
        }
        return response
    }

    func listSessions(_ request: Request, _ context: HouseContext) async throws -> Response {
        _ = try await house.authority(of: request, context, for: .listSessions, needs: .manageUsers, .readEvents)
        let list = people.sessions.map { session -> JSONValue in
            let summary = people.summary(of: session)
            return .object([
                ("id", .string(session.id.text)), ("user", .string(session.user.text)), ("roles", session.roles.json),
                ("remote", .bool(session.isRemote)), ("startedAt", .string(session.startedAt.text)),
                ("lastUsedAt", .string(session.lastUsedAt.text)), ("expiresAt", .string(session.endsAt.text)),
                ("seconds", .whole(summary.seconds)), ("areas", .array(summary.areas.map { .string($0) })),
                ("changes", .whole(summary.changes)),
            ])
        }
        return .json(.object([("sessions", .array(list))]))
    }

    // MARK: People

    func list(_ request: Request, _ context: HouseContext) async throws -> Response {
        _ = try await house.authority(of: request, context, for: .listStaff, needs: .manageUsers, .readEvents)
        return .json(.object([("staff", .array(people.staff.map { json(of: $0) }))]))
    }

    func add(_ request: Request, _ context: HouseContext) async throws -> Response {
        let authority = try await house.authority(of: request, context, for: .addStaff, needs: .manageUsers)
        let body = try await RequestMembers(
            of: request, known: ["id", "name", "roles", "password", "validUntil", "totp", "temporary"])
        let id = try body.parsed("id", "an id: 1 to 64 of A-Z, a-z, 0-9, -, _ and .", { StaffID($0) })
        guard let roles = try body.roles() else { throw body.problem("roles", "has to be a list of roles") }
        let until = try body.optional("validUntil", body.time)
        var person = NewStaff(
            id: id, profile: StaffProfile(name: try body.string("name"), roles: roles, until: until),
            password: try body.string("password"))
        person.wantsTOTP = try body.flag("totp") ?? false
        person.isTemporary = try body.flag("temporary") ?? false
        let totp = try await people.add(person, by: authority)
        return try answer(id, totp, status: .created)
    }

    func change(_ request: Request, _ context: HouseContext) async throws -> Response {
        let authority = try await house.authority(of: request, context, for: .changeStaff)
        let id = try user(context)
        let json = try await request.json(upTo: 16_384)
        let body = try RequestMembers(
            json,
            known: [
                "name", "roles", "active", "validUntil", "password", "currentPassword", "temporary", "totp", "unlock",
            ])
        if body.isPresent("currentPassword"), authority.principal == PrincipalID(id) {
            // Whoever works here may choose another password for themselves, and nothing else.
            let own = try RequestMembers(json, known: ["password", "currentPassword"])
            try await people.choosePassword(
                own.string("password"), present: own.string("currentPassword"), of: id, bearing: request.bearer ?? "")
            return try answer(id, nil)
        }
        try await people.require([.manageUsers], of: authority, action: Operation.changeStaff.rawValue)
        if body.isPresent("currentPassword") { throw body.problem("currentPassword", "is for one's own password") }
        var change = StaffChange()
        change.name = try body.optional("name", body.string)
        change.roles = try body.roles()
        change.isActive = try body.flag("active")
        change.until = json["validUntil"]?.isNull == true ? .some(nil) : try body.optional("validUntil", body.time).map { .some($0) }
        change.password = try body.optional("password", body.string)
        change.isTemporary = try body.flag("temporary") ?? false
        change.renewsTOTP = try body.flag("totp") ?? false
        change.unlocks = try body.flag("unlock") ?? false
        return try answer(id, try await people.change(id, change, by: authority))
    }

    func setPIN(_ request: Request, _ context: HouseContext) async throws -> Response {
        let authority = try await house.authority(of: request, context, for: .setPIN, needs: .manageUsers)
        let id = try user(context)
        let body = try await RequestMembers(of: request, known: ["pin"])
        try await people.setPIN(body.string("pin"), of: id, by: authority)
        return Response(status: .noContent)
    }

    private func user(_ context: HouseContext) throws -> StaffID {
        guard let id = context.parameters.get("user").flatMap({ StaffID($0) }), people[id] != nil else {
            throw Problem(.notFound, detail: "There is no person of this id.", code: StaffError.unknown.code)
        }
        return id
    }

    private func answer(_ id: StaffID, _ totp: TOTP?, status: HTTPResponse.Status = .ok) throws -> Response {
        guard let member = people[id] else { throw Problem(.notFound, detail: "There is no person of this id.") }
        let secret = totp.map { totp -> [(String, JSONValue)] in
            [("totp", .object([("secret", .string(totp.base32)), ("uri", .string(people.uri(of: totp, for: id)))]))]
        }
        return .json(json(of: member, more: secret ?? []), status: status)
    }

    private func json(of member: StaffMember, more: [(String, JSONValue)] = []) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("id", .string(member.id.text)), ("name", .string(member.profile.name)), ("roles", member.profile.roles.json),
            ("active", .bool(member.profile.status == .active)), ("addedAt", .string(member.addedAt.text)),
        ]
        if let until = member.profile.until { members.append(("validUntil", .string(until.text))) }
        if let until = member.lockedUntil, member.isLocked(at: Timestamp(seconds: house.clock())) {
            members.append(("lockedUntil", .string(until.text)))
        }
        if let last = member.lastLogonAt { members.append(("lastLogonAt", .string(last.text))) }
        return .object(members + more)
    }

    // MARK: Remote access

    func remoteAccess(_ request: Request, _ context: HouseContext) async throws -> Response {
        _ = try await house.authority(of: request, context, for: .getRemoteAccess, needs: .manageRemoteAccess, .readEvents)
        return remoteAccess()
    }

    /// `{"enabled", "until"?}`
    func setRemoteAccess(_ request: Request, _ context: HouseContext) async throws -> Response {
        let authority = try await house.authority(of: request, context, for: .setRemoteAccess, needs: .manageRemoteAccess)
        let body = try await RequestMembers(of: request, known: ["enabled", "until"])
        guard let isEnabled = try body.flag("enabled") else { throw body.problem("enabled", "has to be true or false") }
        let until = try body.optional("until", body.time)
        if isEnabled {
            try await people.enableRemoteAccess(until: until, by: authority)
        } else {
            try await people.disableRemoteAccess(by: authority)
        }
        return remoteAccess()
    }

    private func remoteAccess() -> Response {
        var members: [(String, JSONValue)] = [("enabled", .bool(people.isRemoteAccessEnabled))]
        let state = people.remoteAccess
        if people.isRemoteAccessEnabled, let until = state.until, let actor = state.enabledBy {
            members += [("until", .string(until.text)), ("enabledBy", .string(actor.text))]
        }
        return .json(.object(members))
    }
}

extension Set<StaffRole> {
    fileprivate var json: JSONValue { .array(names.map { .string($0) }) }
}

extension RequestMembers {
    /// True or false; nil when it is left out.
    func flag(_ name: String) throws -> Bool? {
        guard let value = value(name) else { return nil }
        guard let flag = value.boolValue else { throw problem(name, "has to be true or false") }
        return flag
    }

    func time(_ name: String) throws -> Timestamp {
        try parsed(name, "a time in UTC such as 2026-01-15T18:00:00Z", { Timestamp($0) })
    }

    fileprivate func roles() throws -> Set<StaffRole>? {
        guard let value = value("roles") else { return nil }
        let known = StaffRole.allCases.map(\.rawValue).joined(separator: ", ")
        guard let list = value.arrayValue, list.count <= StaffRole.allCases.count else {
            throw problem("roles", "has to be a list of roles: \(known)")
        }
        return try list.reduce(into: []) { roles, element in
            guard let role = element.stringValue.flatMap({ StaffRole(rawValue: $0) }) else {
                throw problem("roles", "has to be a list of roles: \(known)")
            }
            roles.insert(role)
        }
    }
}
