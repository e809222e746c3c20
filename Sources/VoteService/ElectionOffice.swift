public import Elections
internal import Identity
public import Ledger
public import Logging
public import Ports

/// What an organiser does with elections: create, open, close, certify. Each is an entry; all run in turn with the ballots.
public struct ElectionOffice: Sendable {
    public let directory: ElectionDirectory
    private let box: BallotBox
    private let store: any BallotStore & RollStore
    private let software: String
    private let logger: Logger

    public init(
        directory: ElectionDirectory, box: BallotBox, store: any BallotStore & RollStore, software: String, logger: Logger
    ) {
        self.directory = directory
        self.box = box
        self.store = store
        self.software = software
        self.logger = logger
    }

    /// - Throws: `StoreError.conflict` when the id is taken.
    public func create(
        _ id: ElectionID, _ definition: ElectionDefinition, by actor: ActorID, at now: Timestamp
    ) async throws -> RunningElection {
        let directory = directory
        return try await box.perform { try directory.create(id, definition, by: actor, at: now) }
    }

    /// Replaces the roll of a draft and records its size and digest.
    ///
    /// - Parameter voters: ascending by hash, no two equal.
    public func adoptRoll(_ voters: [RollVoter], of election: RunningElection, by actor: ActorID, at now: Timestamp) async throws {
        let store = store
        let entry = ElectionEntry.roll(try rollEntry(voters, by: actor, at: now)).encoded()
        try await box.perform {
            guard election.reading({ $0.state }) == .draft else {
                throw RecordError(index: 0, code: .wrongState, message: "the roll can be imported while the election is a draft")
            }
            try store.replaceRoll(of: election.id, with: voters)
            try election.append([entry], to: store)
        }
    }

    /// Why a roll can't serve an election whose definition asks for turnout by region, and what to do; nil when it can.
    public func problem(of voters: [RollVoter], in election: RunningElection, by actor: ActorID, at now: Timestamp) throws -> String? {
        guard election.definition.turnoutByRegion else { return nil }
        return RegionTable(try rollEntry(voters, by: actor, at: now)).problem
    }

    private func rollEntry(_ voters: [RollVoter], by actor: ActorID, at now: Timestamp) throws -> RollEntry {
        var regions: [String: UInt64] = [:]
        for voter in voters where !voter.region.isEmpty { regions[voter.region, default: 0] += 1 }
        return try RollEntry(
            eligible: UInt64(voters.count), regions: regions.map { RollEntry.Region(name: $0.key, voters: $0.value) },
            digest: VotingCodes.digest(ofRoll: voters.lazy.map(\.voter)), at: now, by: actor)
    }

    public func open(_ election: RunningElection, by actor: ActorID, at now: Timestamp) async throws {
        let store = store
        try await box.perform {
            let eligible = election.reading { $0.eligible }
            guard eligible > 0 else {
                let size = election.reading { $0.size }
                throw RecordError(index: size, code: .wrongState, message: "there is no roll: import one, then open the election")
            }
            guard try digest(ofRollOf: election.id, in: store) == election.reading({ $0.roll?.digest }) else {
                throw StoreError(.conflict, "the stored roll is not the one on record: import it again")
            }
            try election.append([ElectionEntry.open(OpenEntry(at: now, by: actor)).encoded()], to: store)
        }
    }

    /// What the roll entry says of the voters, computed from the store: their hashes in ascending order.
    private func digest(ofRollOf election: ElectionID, in store: any RollStore) throws -> Hash {
        var hashes: [UInt8] = []
        var next: UInt32 = 0
        while true {
            let page = try store.voters(of: election, from: next, limit: Self.rollPage)
            guard let last = page.last else { return Hash.sha256(hashes) }
            for voter in page { voter.voter.value.withUnsafeBytes { hashes.append(contentsOf: $0) } }
            next = last.serial + 1
        }
    }

    /// Voters read at a time.
    private static let rollPage = 16_384

    /// Closes the election: a barrier behind every ballot queued before it. Of a sealed election, opens every ballot.
    public func close(_ election: RunningElection, by actor: ActorID, at now: Timestamp) async throws {
        let store = store
        try await box.perform {
            let cast = election.reading { $0.cast }
            try election.append([ElectionEntry.close(CloseEntry(at: now, by: actor, cast: cast)).encoded()], to: store)
        }
        try await openSealedBallots(of: election)
    }

    /// Appends the openings that are still missing; resumes where a crash left off.
    public func openSealedBallots(of election: RunningElection) async throws {
        guard election.definition.results == .sealed, election.reading({ $0.state == .closed && $0.counted < $0.cast }) else { return }
        let store = store
        // A page is read and appended in one turn of the writer, so that two callers share the work instead of repeating it.
        while try await box.perform({ try openNextPage(of: election, in: store) }) {}
    }

    /// False when every ballot has been opened.
    private func openNextPage(of election: RunningElection, in store: any BallotStore) throws -> Bool {
        // Ballots follow the open entry without a gap and are opened in their order, so the count tells where to go on.
        let next = election.reading { $0.state == .closed && $0.counted < $0.cast ? $0.firstBallot + $0.counted : nil }
        guard let next else { return false }
        let page = try store.sealedBallots(of: election.id, from: next, limit: Self.openingsMax)
        guard !page.isEmpty else {
            throw StoreError(.corrupted, "what opens the sealed ballots from entry \(next) on is missing: restore a backup")
        }
        try election.append(try page.map { try opening(of: $0, in: election).encoded() }, to: store)
        return true
    }

    /// Openings in one entry run, about: milliseconds of the writer's time.
    private static let openingsMax = 1_024

    private func opening(of ballot: SealedBallot, in election: RunningElection) throws -> ElectionEntry {
        guard let sealed = ballot.entry.withUnsafeBytes({ BallotEntryScanner.sealed($0) }) else {
            throw StoreError(.corrupted, "entry \(ballot.index) should be a sealed ballot")
        }
        let salt = election.salt(of: BallotKey(sealed.ballotKey))
        return .opening(OpeningEntry(index: ballot.index, salt: salt, selections: try election.unseal(ballot.sealed)))
    }

    public func certify(_ election: RunningElection, by actor: ActorID, at now: Timestamp) async throws {
        try await openSealedBallots(of: election)
        let store = store
        let software = software
        try await box.perform {
            let issued = UInt64(try store.issuedCount(of: election.id))
            let entry = try election.reading { try $0.certificationEntry(issued: issued, at: now, by: actor, software: software) }
            try election.append([ElectionEntry.certification(entry).encoded()], to: store)
        }
    }

    /// Opens and closes elections whose time has come, and finishes openings that a stop cut short. Called every second.
    public func keepSchedule(at now: Timestamp) async {
        for election in directory.all {
            let state = election.reading { $0.state }
            do {
                if state == .draft, let opensAt = election.definition.opensAt, now >= opensAt, election.reading({ $0.eligible > 0 }) {
                    try await open(election, by: .schedule, at: now)
                } else if state == .open, let closesAt = election.definition.closesAt, now >= closesAt {
                    try await close(election, by: .schedule, at: now)
                } else if state == .closed {
                    // Nothing to do unless a stop came between the close and the last opening.
                    try await openSealedBallots(of: election)
                }
            } catch {
                logger.error("the schedule of an election was not kept", metadata: ["election": "\(election.id)", "error": "\(error)"])
            }
        }
    }
}
