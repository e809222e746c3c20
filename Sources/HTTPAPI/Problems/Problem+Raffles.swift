internal import Auditing
internal import Ledger
internal import Ports
internal import RaffleService
internal import Raffles

extension Problem {
    init(_ failure: DeskFailure) {
        switch failure {
        case .refused(let refusal): self.init(refusal)
        case .definition(let error): self.init(error)
        case .unavailable(let error): self.init(error)
        }
    }

    /// A rule of the raffle, under its stable code.
    init(_ refusal: Refusal) {
        let detail = refusal.detail.isEmpty ? refusal.message : "\(refusal.message) (\(refusal.detail))"
        let kind: ProblemKind =
            switch refusal.code {
            case .forbidden: .forbidden
            case .unknownTicket, .unknownPrize, .unknownDraw: .notFound
            case .invalid: .invalidValues
            default: .stateConflict
            }
        self.init(kind, detail: Self.sentence(detail), code: refusal.code.surfaceText)
    }

    init(_ error: RaffleDefinitionError) {
        let problems = error.problems.map { (place: $0.field, message: $0.message) }
        self.init(
            .invalidRaffle, detail: problems.first.map { "\($0.place): \($0.message)" } ?? "The definition is not valid.",
            field: problems.first?.place, errors: problems)
    }

    init(_ refusal: IntegrityLock.Refusal) {
        self.init(.lockedOut, detail: Self.sentence(refusal.description), code: "INTEGRITY_FAIL")
    }

    private static func sentence(_ text: String) -> String {
        guard let first = text.first else { return text }
        return first.uppercased() + text.dropFirst() + (text.last == "." ? "" : ".")
    }
}

extension Refusal.Code {
    /// As clients know it.
    var surfaceText: String {
        switch self {
        case .locked: "CONFIG_LOCKED"
        case .alreadyDrawn: "PRIZE_DRAWN"
        default: rawValue
        }
    }
}
