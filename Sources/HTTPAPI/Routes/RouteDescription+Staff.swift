internal import HTTPTypes

/// What can be wrong with a body of JSON.
private let bodyProblems: [ProblemKind] = [.badRequest, .bodyTooLarge, .unsupportedMediaType, .invalidValues]
private let user: [OpenAPIParameter] = [.path("user", .staffID, "The id of the person.")]
private let rsu: [OpenAPIParameter] = [.path("rsu", .deviceID, "The id of the selling unit.")]

// MARK: - People

extension RouteDescription {
    static let logOn = RouteDescription(
        method: .post, path: "/v1/sessions", tag: .people, summary: "Log on",
        details: """
            The token in the answer is shown this once and goes in the header `Authorization: Bearer`. A session ends after a while \
            without requests, after its longest time, when the person changes, and with the server. Unknown, wrong, locked and disabled \
            are all answered alike. Somebody who connects from outside the venue's networks is let in while remote access is enabled, \
            with a one-time code. An administrator's token may be exchanged for a session, which ends. A page of this server asks for a \
            cookie, which scripts can't read: calls with it that change something need the header `Urna-CSRF`, and an `Origin` of this \
            server.
            """,
        body: .json(.logon), answers: [.json(201, .sessionToken, "Logged on.")],
        problems: bodyProblems + [.logonRefused, .forbidden, .remoteAccessOff, .overloaded, .storeUnavailable])

    static let endSession = RouteDescription(
        method: .delete, path: "/v1/sessions/{session}", tag: .people, summary: "Log off, or end the session of somebody else",
        details: "`current` is the session of the token that is sent. Those who manage people may end any.",
        caller: .staff, parameters: [.path("session", .sessionID, "`current`, or the id of a session.")],
        answers: [.empty(204, "It has ended.")], problems: [.notFound])

    static let listSessions = RouteDescription(
        path: "/v1/sessions", tag: .people, summary: "Who is logged on", caller: .staff,
        answers: [.json(200, .sessionList, "The sessions, oldest first.")])

    static let addStaff = RouteDescription(
        method: .post, path: "/v1/staff", tag: .people, summary: "Add a person",
        details: "The secret for an authenticator app, which roles that need one are given, is shown this once.",
        caller: .staff, body: .json(.newStaff), answers: [.json(201, .staffMember, "Added.")],
        problems: bodyProblems + [.stateConflict, .overloaded])

    static let listStaff = RouteDescription(
        path: "/v1/staff", tag: .people, summary: "Who works here", caller: .staff,
        answers: [.json(200, .staffList, "The people, in the order they were added.")])

    static let changeStaff = RouteDescription(
        method: .patch, path: "/v1/staff/{user}", tag: .people, summary: "Change a person",
        details: """
            Members that are left out stay as they are; the person's sessions end. With `currentPassword` a person chooses another \
            `password` for themselves: that takes no role, and no other member.
            """,
        caller: .staff, body: .json(.staffChange), parameters: user, answers: [.json(200, .staffMember, "Changed.")],
        problems: bodyProblems + [.notFound, .stateConflict, .overloaded])

    static let setPIN = RouteDescription(
        method: .put, path: "/v1/staff/{user}/pin", tag: .people, summary: "Set the PIN of a person at all their selling units",
        details: "The first PIN is chosen at the unit, with the enrolment. Sessions of the units end.",
        caller: .staff, body: .json(.newPIN), parameters: user, answers: [.empty(204, "Set.")],
        problems: bodyProblems + [.notFound, .stateConflict, .overloaded])

    static let getRemoteAccess = RouteDescription(
        path: "/v1/remote-access", tag: .people, summary: "Whether people are let in from outside the venue's networks",
        caller: .staff, answers: [.json(200, .remoteAccess, "As it is now.")])

    static let setRemoteAccess = RouteDescription(
        method: .put, path: "/v1/remote-access", tag: .people, summary: "Enable or disable remote access",
        details: "Off unless somebody enabled it, for 24 hours at most. Disabling it ends the sessions of those who are here from outside.",
        caller: .staff, body: .json(.remoteAccessChange), answers: [.json(200, .remoteAccess, "As it is now.")],
        problems: bodyProblems)
}

// MARK: - The registry of selling units

extension RouteDescription {
    static let registerUnit = RouteDescription(
        method: .post, path: "/v1/rsus", tag: .devices, summary: "Register a selling unit",
        details: "By the key that the unit shows. It is neither enrolled nor enabled by this.",
        caller: .staff, body: .json(.newUnit), answers: [.json(201, .unit, "Registered.")], problems: bodyProblems + [.stateConflict])

    static let listUnits = RouteDescription(
        path: "/v1/rsus", tag: .devices, summary: "All selling units", caller: .staff,
        answers: [.json(200, .unitList, "The units, in the order they were registered.")])

    static let getUnit = RouteDescription(
        path: "/v1/rsus/{rsu}", tag: .devices, summary: "A selling unit", caller: .staff, parameters: rsu,
        answers: [.json(200, .unit, "The unit.")], problems: [.notFound])

    static let issueEnrolment = RouteDescription(
        method: .post, path: "/v1/rsus/{rsu}/enrolment", tag: .devices, summary: "Get a code that enrols a unit for an operator",
        details: "To be typed at the unit. Good once and for a short time; a code given before is void.",
        caller: .staff, body: .json(.enrolmentOrder), parameters: rsu, answers: [.json(201, .enrolmentCode, "Shown this once.")],
        problems: bodyProblems + [.notFound, .stateConflict])

    static let enableUnit = step("enable", "Let an enrolled unit in", .unitNote)
    static let disableUnit = step("disable", "Keep a unit out", .unitDisabling)
    static let unenrolUnit = step("unenrol", "Take a unit from its operator", .unitNote)

    private static func step(_ name: String, _ summary: String, _ body: SchemaName) -> RouteDescription {
        RouteDescription(
            method: .post, path: "/v1/rsus/{rsu}/\(name)", tag: .devices, summary: summary, caller: .staff,
            body: .json(body, isRequired: false), parameters: rsu, answers: [.json(200, .unit, "Done: the unit as it is now.")],
            problems: bodyProblems + [.notFound, .stateConflict])
    }
}

// MARK: - Selling units themselves

extension RouteDescription {
    static let enrolUnit = RouteDescription(
        method: .post, path: "/v1/rsu/enrolment", tag: .devices, summary: "Enrol with a code, at the unit",
        details: "The operator chooses a PIN. The unit is not enabled by this.",
        caller: .device, body: .json(.enrolment), answers: [.json(200, .unit, "Enrolled, not enabled.")],
        problems: bodyProblems + [.overloaded])

    static let getChallenge = RouteDescription(
        method: .post, path: "/v1/rsu/challenge", tag: .devices, summary: "Get a challenge, to show who operates the unit",
        caller: .device, answers: [.json(200, .challenge, "Good for a short time; the one before is void.")], problems: bodyProblems)

    static let authenticateUnit = RouteDescription(
        method: .post, path: "/v1/rsu/session", tag: .devices, summary: "Answer the challenge with the operator's PIN",
        details: """
            The session in the answer stands in the header of every request from now on. It ends by itself, after a silence, when the link \
            is lost, and with the server: then requests are refused with `REAUTHENTICATE`.
            """,
        caller: .device, body: .json(.unitLogon), answers: [.json(200, .unitSession, "The unit may work.")],
        problems: bodyProblems + [.overloaded])

    static let getUnitStatus = RouteDescription(
        path: "/v1/rsu/status", tag: .devices, summary: "Where the unit stands, and what it may sell",
        details: """
            Asked now and then, it also keeps the session alive. In the query, which is signed with the path, the unit may say which \
            program it runs and how full its buffer is, for people to look at; what cannot be read is passed over.
            """,
        caller: .device,
        parameters: [
            .query("raffle", .text, "The raffle that it sells."), .query("waiting", .text, "Sales that wait for the server."),
            .query("capacity", .text, "Sales at which it stops selling."), .query("version", .text, "Of its program."),
        ],
        answers: [.json(200, .unitStatus, "As it is now.")], problems: [.bodyTooLarge])
}
