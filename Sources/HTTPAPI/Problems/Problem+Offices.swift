internal import AuthService
internal import Identity

extension Problem {
    init(_ failure: OfficeFailure) {
        switch failure {
        case .sessionRequired:
            self.init(.sessionRequired, detail: "Log on, and send the header Authorization: Bearer <token>.", code: "SESSION_REQUIRED")
        case .logon(let refusal):
            self.init(refusal == .busy ? .overloaded : .logonRefused, detail: sentence(refusal.message), code: refusal.code)
        case .forbidden(let refusal): self.init(.forbidden, detail: sentence(refusal.message), code: PermissionRefusal.code)
        case .passwordChangeRequired:
            self.init(.forbidden, detail: "Choose another password before anything else.", code: "PASSWORD_CHANGE_REQUIRED")
        case .passwordWrong:
            self.init(.forbidden, detail: "The present password is another. The session has ended.", code: "PASSWORD_WRONG")
        case .remoteAccessOff:
            let detail = "Remote access is disabled; an administrator's token is never taken from outside."
            self.init(.remoteAccessOff, detail: detail, code: "REMOTE_ACCESS_OFF")
        case .remoteAccessBarred(let why): self.init(.remoteAccessOff, detail: sentence(why), code: "REMOTE_ACCESS_BARRED")
        case .staff(let error): self.init(error)
        case .password(let problem):
            self.init(.invalidValues, detail: sentence(problem.message), field: "password", code: "PASSWORD_REFUSED")
        case .pin(let message): self.init(.invalidValues, detail: sentence(message), field: "pin", code: "PIN_REFUSED")
        case .noUnit:
            let detail = "No selling unit is enrolled for this person: the first PIN is chosen at the unit, with the enrolment."
            self.init(.stateConflict, detail: detail, code: "NO_UNIT")
        case .window(let error): self.init(.invalidValues, detail: sentence(error.message), field: "until", code: error.code)
        case .administrator(let error): self.init(.conflict, detail: error.message)
        case .device(let error): self.init(error)
        case .unit(let refusal): self.init(refusal)
        case .operatorNotAllowed:
            self.init(.invalidValues, detail: "Nobody of this id may sell now.", field: "operator", code: "OPERATOR_NOT_ALLOWED")
        case .busy: self.init(.overloaded, detail: "Too many passwords wait to be compared. Nothing was tried; ask again.", code: "BUSY")
        case .store(let error): self.init(error)
        }
    }

    private init(_ error: StaffError) {
        let (kind, field): (ProblemKind, String?) =
            switch error {
            case .unknown: (.notFound, nil)
            case .full, .nothingChanges: (.stateConflict, nil)
            case .idTaken: (.stateConflict, "id")
            case .nameInvalid: (.invalidValues, "name")
            case .rolesExclude: (.invalidValues, "roles")
            case .endMissing: (.invalidValues, "validUntil")
            }
        self.init(kind, detail: sentence(error.message), field: field, code: error.code)
    }

    private init(_ error: DeviceError) {
        let (kind, field): (ProblemKind, String?) =
            switch error {
            case .unknown: (.notFound, nil)
            case .full, .wrongState: (.stateConflict, nil)
            case .idTaken: (.stateConflict, "id")
            case .keyTaken: (.stateConflict, "publicKey")
            case .nameInvalid: (.invalidValues, "name")
            }
        self.init(kind, detail: sentence(error.message), field: field, code: error.code)
    }

    init(_ refusal: DeviceRefusal) {
        let kind: ProblemKind =
            switch refusal {
            case .unknown, .signatureInvalid, .replayed, .clockSkew, .reauthenticate, .challengeInvalid, .pinInvalid: .deviceUnauthenticated
            case .notEnrolled, .alreadyEnrolled, .disabled, .operatorNotAllowed, .enrolmentCodeInvalid: .deviceForbidden
            }
        self.init(kind, detail: sentence(refusal.message), code: refusal.code)
    }
}

private func sentence(_ text: String) -> String {
    guard let first = text.first else { return text }
    return first.uppercased() + text.dropFirst() + "."
}
