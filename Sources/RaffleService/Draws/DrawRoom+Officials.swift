internal import Identity
internal import Raffles

extension DrawRoom {
    /// Who conducts a draw, for the record.
    ///
    /// Where the policies ask for two people, only those count who have shown who they are, at every number that is drawn or entered;
    /// elsewhere it is as whoever asks says.
    ///
    /// - Throws: FORBIDDEN, TOO_FEW_OFFICIALS; on record.
    func officials(_ named: [UserID], _ raffle: RunningRaffle, _ setting: DrawSetting) throws -> [UserID] {
        var present = [setting.actor.user]
        if let second = setting.second {
            guard second.principal != setting.authority.principal else {
                throw try refusal(
                    .tooFewOfficials, "the second official is the same person", detail: second.principal.text, raffle, setting)
            }
            guard second.may(.draw) else {
                throw try refusal(.forbidden, "the duties of \(second.principal) do not allow it", raffle, setting)
            }
            present.append(RaffleActor(second, isAllowed: true).user)
        }
        guard raffle.definition.policies.twoPersonDraw else { return named.isEmpty ? present : named }
        guard present.count > 1 else {
            throw try refusal(.tooFewOfficials, "a second official has to show who they are", raffle, setting)
        }
        if let absent = named.first(where: { !present.contains($0) }) {
            throw try refusal(.tooFewOfficials, "an official has not shown who they are", detail: absent.text, raffle, setting)
        }
        return present
    }
}
