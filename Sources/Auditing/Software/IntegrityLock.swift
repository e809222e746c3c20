/// Decides what a component may still do when its programs do not verify.
///
/// One for the server, and one in each selling unit. It begins open, closes with a failed verification, and opens again only with a passing
/// verification that an authorised person asked for: a passing one by schedule is noted, and changes nothing.
public struct IntegrityLock: Hashable, Sendable {
    public enum State: Hashable, Sendable {
        case ok
        /// Since the first failure; the problem is that of the latest.
        case integrityFail(since: EventTime, problem: String)
    }

    /// Who asked for a verification.
    public enum Origin: Hashable, Sendable {
        /// At the start, every 24 hours, or before a draw.
        case system
        /// A user; `mayClear` says whether the role may end a lock-out.
        case person(login: String, mayClear: Bool)
    }

    /// What the owner has to do with a verification's result; each is an event.
    public enum Outcome: Hashable, Sendable {
        /// Valid, and it was before.
        case stillOpen
        /// Stop what ``Action`` lists, tell the people on duty.
        case closed(problem: String)
        /// Invalid again.
        case stillClosed(problem: String)
        /// Valid, but someone who is allowed to must ask.
        case awaitsAuthority
        /// Operation resumes.
        case cleared(by: String, since: EventTime)

        /// The event to append.
        public var event: EventCode {
            switch self {
            case .stillOpen, .awaitsAuthority: .verificationPassed
            case .closed: .lockedOut
            case .stillClosed: .verificationFailed
            case .cleared: .lockOutCleared
            }
        }
    }

    public private(set) var state: State

    public init(state: State = .ok) {
        self.state = state
    }

    public var isOpen: Bool { state == .ok }

    /// Takes in a verification's result.
    ///
    /// - Parameter problems: what was wrong; empty for a valid result.
    public mutating func verified(problems: [String], at now: EventTime, by origin: Origin) -> Outcome {
        let problem = problems.joined(separator: "; ")
        switch (state, problems.isEmpty, origin) {
        case (.ok, true, _):
            return .stillOpen
        case (.ok, false, _):
            state = .integrityFail(since: now, problem: problem)
            return .closed(problem: problem)
        case (.integrityFail(let since, _), false, _):
            state = .integrityFail(since: since, problem: problem)
            return .stillClosed(problem: problem)
        case (.integrityFail(let since, _), true, .person(let login, mayClear: true)):
            state = .ok
            return .cleared(by: login, since: since)
        case (.integrityFail, true, _):
            return .awaitsAuthority
        }
    }

    /// Why the action is refused now, or nil when it may go on.
    public func refusal(of action: Action) -> Refusal? {
        guard case .integrityFail(let since, let problem) = state, action.isRefusedWhenClosed else { return nil }
        return Refusal(action: action, since: since, problem: problem)
    }
}

extension IntegrityLock {
    /// What people and components ask for.
    public enum Action: String, Hashable, Sendable, CaseIterable {
        case newEvent = "new-event"
        case activation
        case lease
        case sale
        case draw
        /// Entering a number drawn by hand.
        case drawEntry = "draw-entry"
        case payout
        /// Stopping and closing: never refused, as they can only make less happen.
        case suspension
        case closing
        /// Receiving sales that were made before: refusing them would lose them.
        case upload
        case reading
        case report
        case verification
        case backup
        case export

        /// Whether a component whose programs do not verify must not do it.
        public var isRefusedWhenClosed: Bool {
            switch self {
            case .newEvent, .activation, .lease, .sale, .draw, .drawEntry, .payout: true
            case .suspension, .closing, .upload, .reading, .report, .verification, .backup, .export: false
            }
        }
    }

    /// Why something is refused.
    public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
        public let action: Action
        public let since: EventTime
        public let problem: String

        public var description: String {
            "\(action.rawValue) is refused: the programs do not verify since \(since.text): \(problem)"
        }
    }
}
