public import Ledger

extension JurisdictionProfile {
    /// The profile, for organisers who choose one.
    public func json() -> JSONValue {
        .object([
            ("id", .string(id)),
            ("title", .string(title)),
            ("sources", .array(sources.map { .string($0) })),
            ("internalControls", .array(internalControls.map { .string($0) })),
            ("rngDrawAllowed", .bool(rngDrawAllowed)),
            ("onlineSalesAllowed", .bool(onlineSalesAllowed)),
            ("unattendedSalesAllowed", .bool(unattendedSalesAllowed)),
            ("voids", .string(voids.rawValue)),
            ("timedPackagesAllowed", .bool(timedPackagesAllowed)),
            ("closeExtensionAllowed", .bool(closeExtensionAllowed)),
            ("percentageBases", .array(percentageBases.map(\.rawValue).sorted().map { .string($0) })),
            ("prizeShareMin", .integer(Int64(prizeShare.lowerBound))),
            ("prizeShareMax", .integer(Int64(prizeShare.upperBound))),
            ("prizeMax", prizeMax.map { .integer($0) } ?? .null),
            ("prizeTotalMax", prizeTotalMax.map { .integer($0) } ?? .null),
            ("maxBuyIn", maxBuyIn.map { .integer($0) } ?? .null),
            ("currency", currency.map { .string($0) } ?? .null),
            ("claimDaysMin", .integer(Int64(claimDaysMin))),
            ("retentionDaysMin", .integer(Int64(retentionDaysMin))),
            ("twoPersonDrawRequired", .bool(twoPersonDrawRequired)),
            ("licenceRequired", .bool(licenceRequired)),
            ("contactRequired", .bool(contactRequired)),
        ])
    }
}
