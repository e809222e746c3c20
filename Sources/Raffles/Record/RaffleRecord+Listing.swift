/// What a ticket is listed as. A winner is listed as that besides what it is otherwise.
public enum TicketListing: String, Hashable, Sendable, CaseIterable {
    case sold
    case marked
    case void
    /// Has an official result that is not paid yet.
    case winner
    /// Has an official result that is paid.
    case claimed
}

extension RaffleRecord {
    /// Tickets that are looked at for one page at most, so that no page holds up selling for long.
    public static let listingMax = 50_000

    /// Places, in ledger order, of tickets listed as any of some kinds.
    ///
    /// Cost: in proportion to the page, or to the tickets that are marked, void or winning where only those are asked for; never more
    /// than ``listingMax`` tickets are looked at.
    ///
    /// - Parameters:
    ///   - after: the place to go on behind.
    ///   - limit: places at most.
    /// - Returns: `next` to go on behind, also where a page has fewer places than `limit`; nil at the end.
    public func places(
        listedAs kinds: Set<TicketListing>, after: Int? = nil, limit: Int
    ) -> (places: [Int], next: Int?) {
        guard limit > 0, after.map({ $0 < ticketCount }) ?? true else { return ([], nil) }
        let first = after.map { $0 + 1 } ?? 0
        let winners = winningPlaces(kinds)
        if !kinds.contains(.sold), voids.count + marks.count + winners.count <= Self.listingMax {
            var found = winners
            if kinds.contains(.void) { found.formUnion(voids.keys.lazy.map { Int($0) }) }
            if kinds.contains(.marked) { found.formUnion(marks.keys.lazy.map { Int($0) }) }
            let sorted = found.filter { $0 >= first }.sorted()
            return (Array(sorted.prefix(limit)), sorted.count > limit ? sorted[limit - 1] : nil)
        }
        let end = min(ticketCount, first + Self.listingMax)
        var places: [Int] = []
        for place in first..<end where isListed(place, as: kinds) || winners.contains(place) {
            places.append(place)
            if places.count == limit { return (places, place + 1 < ticketCount ? place : nil) }
        }
        return (places, end < ticketCount ? end - 1 : nil)
    }

    private func isListed(_ place: Int, as kinds: Set<TicketListing>) -> Bool {
        switch rows[place].status {
        case TicketRow.void: kinds.contains(.void)
        case TicketRow.marked: kinds.contains(.marked)
        default: kinds.contains(.sold)
        }
    }

    private func winningPlaces(_ kinds: Set<TicketListing>) -> Set<Int> {
        let wanted = prizes.filter { prize in
            prize.official != nil && kinds.contains(prize.claim == nil ? .winner : .claimed)
        }
        return Set(wanted.compactMap { $0.official.flatMap { place(of: $0.value.ticket) } })
    }
}
