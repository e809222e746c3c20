extension JurisdictionProfile {
    /// What of a definition this profile forbids; empty when it may be sold under it.
    public func check(_ definition: RaffleDefinition) -> [RaffleDefinitionError.Problem] {
        []
    }
}
