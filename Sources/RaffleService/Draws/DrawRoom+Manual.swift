internal import Ports
public import Raffles

/// Draws from a drum: the number on the stub is typed in, twice.
extension DrawRoom {
    /// Enters a number that was pulled by hand. The draw starts with the first.
    ///
    /// - Parameters:
    ///   - again: the number typed a second time.
    ///   - fallback: why a verifiable draw is made by hand.
    /// - Returns: what the ledger knows of the number; anything but `VALID` means: pull another.
    public func enter(
        _ number: UInt32, again: UInt32, for prize: PrizeID, officials: [UserID] = [], fallback: String? = nil,
        on raffle: RunningRaffle, _ setting: DrawSetting
    ) async throws(DeskFailure) -> EnteredNumber {
        try await asDesk {
            try await self.desk.inTurn {
                try self.enterNow(number, again, prize, officials, fallback, raffle, setting)
            }
        }
    }

    private func enterNow(
        _ number: UInt32, _ again: UInt32, _ prize: PrizeID, _ named: [UserID], _ fallback: String?, _ raffle: RunningRaffle,
        _ setting: DrawSetting
    ) throws -> EnteredNumber {
        try require(raffle, setting)
        let officials = try officials(named, raffle, setting)
        guard number == again else {
            throw try refusal(.numberMismatch, "the number was not typed the same twice", detail: "\(number) \(again)", raffle, setting)
        }
        let draw: DrawID
        if let started = raffle.startedDraw(of: prize, isManual: true) {
            draw = started.value.draw
        } else {
            draw = try frozenDraw(for: prize, raffle, setting, isFallback: true)
            let start = DrawStart(
                draw: draw, prize: prize, method: .manual, officials: officials, software: setting.software,
                fallback: fallback)
            try carryOut([.startDraw(start, setting.conditions)], on: raffle, by: setting.actor)
        }
        let command = RaffleCommand.enterNumber(draw: draw, prize: prize, number: number, again: again, setting.conditions)
        try carryOut([command], on: raffle, by: setting.actor)
        guard let attempt = raffle.reading({ $0.prize(prize)?.attempts.last }) else {
            preconditionFailure("an entered number is an attempt")
        }
        return EnteredNumber(draw: draw, prize: prize, attempt: attempt.attempt, number: number, verdict: attempt.verdict)
    }
}
