public import Ports
public import Raffles

/// Why a command on a raffle was not carried out.
public enum DeskFailure: Error, Sendable {
    /// A rule of the raffle, or the permissions of who asked. It is on record in the raffle's ledger.
    case refused(Refusal)
    /// The definition of a new raffle is wrong; nothing was made.
    case definition(RaffleDefinitionError)
    /// Nothing was changed, and it may be tried again after some seconds; or the id of a new raffle is taken (`conflict`).
    case unavailable(StoreError)

    init(_ error: any Error) {
        switch error {
        case let failure as DeskFailure: self = failure
        case let refusal as Refusal: self = .refused(refusal)
        case let error as StoreError: self = .unavailable(error)
        case let error as RaffleDefinitionError: self = .definition(error)
        default: self = .unavailable(StoreError(.unavailable, "the raffle cannot be worked on now", cause: "\(error)"))
        }
    }

    /// The refusal, if it is one.
    public var refusal: Refusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }
}

/// Runs work whose errors are all failures of a desk.
func asDesk<Value: Sendable>(_ body: () async throws -> Value) async throws(DeskFailure) -> Value {
    do {
        return try await body()
    } catch {
        throw DeskFailure(error)
    }
}
