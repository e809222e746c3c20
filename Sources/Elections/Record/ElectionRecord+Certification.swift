public import Ledger

extension ElectionRecord {
    /// The result of every contest by the ballots counted so far. Runs every count: not for each ballot.
    public func contestResults() -> [ContestResult] {
        guard let lotSeed else { return [] }
        let lot = Lot(seed: lotSeed.bytes)
        return tallies.map { $0.count(lot: lot) }
    }

    /// The certification that follows from this record.
    ///
    /// - Parameters:
    ///   - issued: Voters who were given a ballot token: the one number that the ledger does not hold.
    ///   - software: Name and version of the program, at most `CertificationEntry.softwareCharactersMax` characters.
    /// - Throws: when the election is not closed, a sealed ballot has not been opened, or the numbers do not reconcile.
    public func certificationEntry(
        issued: UInt64, at: Timestamp, by: ActorID, software: String
    ) throws(RecordError) -> CertificationEntry {
        guard state == .closed, let lotSeed else {
            throw error(.wrongState, "only a closed election can be certified; this one is \(state.rawValue)")
        }
        let results = contestResults()
        let entry = CertificationEntry(
            at: at, by: by,
            numbers: .init(eligible: eligible, issued: issued, cast: cast, counted: counted, invalid: 0),
            lotSeed: lotSeed, contests: results.map { .init($0) }, resultsDigest: Self.digest(of: results), software: software)
        try checkNumbers(entry)
        return entry
    }

    func check(_ certification: CertificationEntry) throws(RecordError) {
        try checkNumbers(certification)
        guard certification.lotSeed == lotSeed else {
            throw error(.wrongResults, "lotSeed is not the root of the tree after the close entry")
        }
        let results = contestResults()
        guard certification.contests.map(\.id) == results.map(\.contest.id) else {
            throw error(.wrongResults, "certifies other contests than the definition has")
        }
        for (certified, result) in zip(certification.contests, results) {
            let expected = CertificationEntry.ContestOutcome(result)
            guard certified.winners == expected.winners else {
                throw error(.wrongResults, "contest \(certified.id): the ballots give other winners")
            }
            guard certified.totals.canonical() == expected.totals.canonical() else {
                throw error(.wrongResults, "contest \(certified.id): the ballots give other totals")
            }
        }
        guard certification.resultsDigest == Self.digest(of: results) else {
            throw error(.wrongResults, "the ballots give other rounds than resultsDigest says")
        }
    }

    private func checkNumbers(_ certification: CertificationEntry) throws(RecordError) {
        let numbers = certification.numbers
        if isSealed, counted != cast {
            throw error(.wrongState, "\(cast - counted) sealed ballots have not been opened")
        }
        guard numbers.eligible == eligible else {
            throw error(.wrongNumbers, "eligible is \(numbers.eligible), the roll has \(eligible)")
        }
        guard numbers.cast == cast else {
            throw error(.wrongNumbers, "cast is \(numbers.cast), the ledger holds \(cast) ballots")
        }
        guard numbers.counted == counted, numbers.invalid == cast - counted else {
            throw error(.wrongNumbers, "counted and invalid are not \(counted) and \(cast - counted)")
        }
        guard numbers.eligible >= numbers.issued, numbers.issued >= numbers.cast else {
            let list = "\(numbers.eligible), \(numbers.issued), \(numbers.cast)"
            throw error(.wrongNumbers, "eligible, issued and cast do not descend: \(list)")
        }
    }

    /// SHA-256 of the canonical JSON of the results of all contests.
    static func digest(of results: [ContestResult]) -> Hash {
        Hash.sha256(JSONValue.array(results.map { $0.json() }).canonical())
    }
}

extension CertificationEntry.ContestOutcome {
    init(_ result: ContestResult) {
        self.init(id: result.contest.id, winners: result.winners, totals: result.json()["totals"] ?? [:])
    }
}
