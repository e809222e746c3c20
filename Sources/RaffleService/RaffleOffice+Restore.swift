public import Raffles

extension RaffleOffice {
    /// Holds back leases in every raffle that can still take sales: the first thing on a restored folder, before anything is served.
    ///
    /// - Parameter units: those that may sell. More than one entry has make several.
    public func holdLeases(awaiting units: [RSUID]) async throws(DeskFailure) {
        let units = Set(units).sorted()
        let parts = stride(from: 0, to: max(units.count, 1), by: Restoration.unitsMax).map {
            Array(units[$0..<min($0 + Restoration.unitsMax, units.count)])
        }
        for raffle in directory.all where raffle.summary.state < .reconciled {
            for part in parts { _ = try await performBySystem(.restore(awaiting: part), on: raffle) }
        }
    }

    /// Takes in which numbers a unit says it holds, after a restore.
    ///
    /// - Parameter positions: of every lease that the unit ever had in this raffle.
    /// - Returns: whether it holds all of them as far as the ledger knows.
    public func reportLeases(
        _ positions: [Range<Int>], of rsu: RSUID, operator seller: UserID, on raffle: RunningRaffle
    ) async throws(DeskFailure) -> Bool {
        _ = try await perform(.reportLeases(rsu: rsu, operator: seller, positions: positions), on: raffle, by: rsu)
        let known = raffle.reading { $0.leases(of: rsu) }
        return positions.allSatisfy { told in known.contains { $0.lowerBound <= told.lowerBound && told.upperBound <= $0.upperBound } }
    }
}
