internal import Elections
internal import LedgerService
internal import NIOCore
internal import VoteService

/// The reads that a house answers at the front door: connections that ask for nothing else stay as small as they were.
///
/// Only the common case, from memory; every refusal is left to the routes, so that it is worded in one place.
struct HotReads: Sendable {
    private let office: ElectionOffice
    private let board: ResultsBoard
    private let isReady: @Sendable () -> Bool

    init(house: House) {
        office = house.office
        board = house.results
        let (ready, raffles) = (house.isReady, house.raffles)
        isReady = { ready() && raffles.complaints.isEmpty }
    }

    func answer(_ read: HotRead, _ election: String) -> HotAnswer? {
        switch read {
        case .health:
            return HotAnswer(body: ByteBuffer(string: #"{"status":"ok"}"#), contentType: "application/json", cacheControl: "no-store")
        case .readiness:
            guard isReady() else { return nil }
            return HotAnswer(body: ByteBuffer(string: #"{"status":"ready"}"#), contentType: "application/json", cacheControl: "no-store")
        case .results:
            guard let id = ElectionID(election), let json = board.full(of: id) else { return nil }
            return HotAnswer(body: ByteBuffer(bytes: json), contentType: "application/json", cacheControl: "public, max-age=1")
        case .checkpoint:
            guard let id = ElectionID(election), let ledger = office.directory.election(id)?.ledger else { return nil }
            return HotAnswer(
                body: ByteBuffer(string: ledger.published.checkpoint), contentType: "text/plain; charset=utf-8",
                cacheControl: "public, max-age=1")
        }
    }
}
