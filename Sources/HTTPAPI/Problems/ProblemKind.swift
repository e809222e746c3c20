/// Every kind of error that the HTTP surface answers with: the catalogue behind `docs/problems.md` and the OpenAPI document.
///
/// `name` ends the `type` URI and is stable: clients may switch over it.
public enum ProblemKind: String, Sendable, CaseIterable {
    // Requests
    case badRequest = "bad-request"
    case invalidBallot = "invalid-ballot"
    case invalidDefinition = "invalid-definition"
    case invalidRoll = "invalid-roll"
    case bodyTooLarge = "body-too-large"
    case unsupportedMediaType = "unsupported-media-type"
    case requestTimeout = "request-timeout"
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    // Who asks
    case tokenMissing = "token-missing"
    case tokenMalformed = "token-malformed"
    case tokenForged = "token-forged"
    case tokenExpired = "token-expired"
    case codeInvalid = "code-invalid"
    case notOnRoll = "not-on-roll"
    case loginInvalid = "login-invalid"
    case administratorRequired = "administrator-required"
    // People and selling units
    case sessionRequired = "session-required"
    case logonRefused = "logon-refused"
    case forbidden
    case remoteAccessOff = "remote-access-off"
    case deviceUnauthenticated = "device-unauthenticated"
    case deviceForbidden = "device-forbidden"
    case stateConflict = "state-conflict"
    case invalidValues = "invalid-values"
    // Raffles
    case invalidRaffle = "invalid-raffle"
    case tooManyRequests = "too-many-requests"
    case lockedOut = "locked-out"
    // State
    case electionNotOpen = "election-not-open"
    case alreadyVoted = "already-voted"
    case wrongState = "wrong-state"
    case conflict
    // Load and faults
    case overloaded
    case storeUnavailable = "store-unavailable"
    case tooManyWatchers = "too-many-watchers"
    case tooManyDownloads = "too-many-downloads"
    case internalError = "internal-error"

    public var name: String { rawValue }
    public var type: String { "/problems/\(rawValue)" }

    public var status: Int {
        switch self {
        case .badRequest: 400
        case .tokenMissing, .tokenMalformed, .tokenForged, .tokenExpired, .codeInvalid, .loginInvalid, .administratorRequired,
            .sessionRequired, .logonRefused, .deviceUnauthenticated:
            401
        case .notOnRoll, .forbidden, .remoteAccessOff, .deviceForbidden: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .requestTimeout: 408
        case .electionNotOpen, .alreadyVoted, .wrongState, .conflict, .stateConflict: 409
        case .bodyTooLarge: 413
        case .unsupportedMediaType: 415
        case .invalidBallot, .invalidDefinition, .invalidRoll, .invalidValues, .invalidRaffle: 422
        case .tooManyRequests: 429
        case .internalError: 500
        case .overloaded, .storeUnavailable, .tooManyWatchers, .tooManyDownloads, .lockedOut: 503
        }
    }

    public var title: String {
        switch self {
        case .badRequest: "The request is not well formed"
        case .invalidBallot: "The ballot is not valid in this election"
        case .invalidDefinition: "The election definition is not valid"
        case .invalidRoll: "The roll has errors and was not imported"
        case .bodyTooLarge: "The body is too large"
        case .unsupportedMediaType: "The content type is not supported here"
        case .requestTimeout: "The request took too long to arrive"
        case .notFound: "There is nothing here"
        case .methodNotAllowed: "The method is not allowed here"
        case .tokenMissing: "A ballot token is required"
        case .tokenMalformed: "The ballot token is not well formed"
        case .tokenForged: "The ballot token is not valid for this election"
        case .tokenExpired: "The ballot token has expired"
        case .codeInvalid: "The voting code is not valid"
        case .notOnRoll: "You are not on the roll of this election"
        case .loginInvalid: "The login is not valid"
        case .administratorRequired: "An administrator's token is required"
        case .sessionRequired: "A session is required"
        case .logonRefused: "The log-on was refused"
        case .forbidden: "You may not do this"
        case .remoteAccessOff: "Remote access is off"
        case .deviceUnauthenticated: "The selling unit has to show who it is"
        case .deviceForbidden: "The selling unit may not do this"
        case .stateConflict: "A rule does not allow this now"
        case .invalidValues: "The request's members are not valid"
        case .invalidRaffle: "The raffle definition is not valid"
        case .tooManyRequests: "This was asked too often"
        case .lockedOut: "The software does not verify"
        case .electionNotOpen: "The election is not open"
        case .alreadyVoted: "A different ballot was cast with this token"
        case .wrongState: "The election is not in a state that allows this"
        case .conflict: "It exists already"
        case .overloaded: "The server is busy"
        case .storeUnavailable: "The server cannot store anything now"
        case .tooManyWatchers: "Too many people are watching"
        case .tooManyDownloads: "Too many large downloads are under way"
        case .internalError: "Something went wrong here"
        }
    }

    /// What to do about it, for `docs/problems.md`.
    public var remedy: String {
        switch self {
        case .badRequest: "Correct the request as `detail` says."
        case .invalidBallot: "Correct the member named in `field`. Nothing was recorded; the token is unspent."
        case .invalidDefinition: "Correct the members listed in `errors`."
        case .invalidRoll: "Correct the lines listed in `errors`; nothing was imported."
        case .bodyTooLarge: "Send less."
        case .unsupportedMediaType: "Send the content type named in `detail`."
        case .requestTimeout: "Send the request again, without pauses."
        case .notFound: "Check the address and the id."
        case .methodNotAllowed: "Use a method from the `Allow` header."
        case .tokenMissing: "Send `Authorization: Bearer` with the ballot token."
        case .tokenMalformed, .tokenForged: "Ask for a ballot token of this election, and send it unchanged."
        case .tokenExpired: "Ask for the ballot token again."
        case .codeInvalid: "Check the code for typing errors."
        case .notOnRoll: "Ask the organiser."
        case .loginInvalid: "Log in again."
        case .administratorRequired: "Send `Authorization: Bearer` with an administrator's token."
        case .sessionRequired: "Log on, and send `Authorization: Bearer` with the session's token."
        case .logonRefused: "Check name, password and one-time code; wait when there were many attempts."
        case .forbidden: "Ask somebody whose role allows it. The attempt is on record."
        case .remoteAccessOff: "Work from the venue's network, or have an administrator open remote access for a time."
        case .deviceUnauthenticated: "Decide by `code`; after REAUTHENTICATE, answer a challenge with the operator's PIN."
        case .deviceForbidden: "Decide by `code`; somebody has to enrol or enable the unit."
        case .stateConflict: "Decide by `code`, which says which rule. Nothing changed; the attempt is on record."
        case .invalidValues: "Correct the member named in `field`."
        case .invalidRaffle: "Correct the members listed in `errors`."
        case .tooManyRequests: "Send it again after `Retry-After` seconds."
        case .lockedOut: "Restore the approved files and verify again. Closing, uploads and reports go on meanwhile."
        case .electionNotOpen: "Wait until it opens; a closed election stays closed."
        case .alreadyVoted: "Nothing was changed: the first ballot stands."
        case .wrongState: "See `state` of the election."
        case .conflict: "Choose another id."
        case .overloaded, .storeUnavailable, .tooManyWatchers:
            "Send the same request again after `Retry-After` seconds. It is safe: a ballot counts once."
        case .tooManyDownloads: "Send it again after `Retry-After` seconds, or fetch the tiles, which have no such limit."
        case .internalError: "Report it with the time; sending the same request again is safe."
        }
    }

    /// Seconds for `Retry-After`, where trying again helps.
    public var retryAfter: Int? {
        switch self {
        case .overloaded: 1
        case .storeUnavailable: 5
        case .tooManyWatchers, .tooManyDownloads: 10
        case .tooManyRequests: 10
        case .lockedOut: 60
        default: nil
        }
    }
}
