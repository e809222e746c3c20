extension RaffleEntry.Body {
    /// The one place that knows which payload belongs to which case.
    var payload: any RafflePayload {
        switch self {
        case .raffle(let payload): payload
        case .activated(let payload): payload
        case .suspended(let payload): payload
        case .resumed(let payload): payload
        case .closed(let payload): payload
        case .lease(let payload): payload
        case .leaseEnded(let payload): payload
        case .sale(let payload): payload
        case .mark(let payload): payload
        case .unmark(let payload): payload
        case .void(let payload): payload
        case .unvoid(let payload): payload
        case .reprint(let payload): payload
        case .conflict(let payload): payload
        case .rsuClosed(let payload): payload
        case .rsuCorrupt(let payload): payload
        case .rsuRecovered(let payload): payload
        case .restored(let payload): payload
        case .leasesReported(let payload): payload
        case .leasesReleased(let payload): payload
        case .reconciled(let payload): payload
        case .acknowledged(let payload): payload
        case .commitment(let payload): payload
        case .poolFrozen(let payload): payload
        case .drawStarted(let payload): payload
        case .drawn(let payload): payload
        case .entered(let payload): payload
        case .drawRevealed(let payload): payload
        case .verified(let payload): payload
        case .claimed(let payload): payload
        case .claimRefused(let payload): payload
        case .altered(let payload): payload
        case .refused(let payload): payload
        case .event(let payload): payload
        case .settled(let payload): payload
        }
    }
}
