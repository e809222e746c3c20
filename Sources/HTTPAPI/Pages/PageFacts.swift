internal import AuditService
internal import Auditing
internal import Elections
internal import Identity
internal import Ledger
internal import LedgerService
internal import Portal
internal import RaffleService
internal import Raffles
internal import VoteService

/// What pages tell, as the calls of the HTTP interface tell it.
struct PageFacts: Sendable {
    let house: House

    /// - Parameter viewer: who looks, on pages that ask.
    /// - Throws: `notFound` when there is no election or raffle of the id.
    func facts(of page: Page, id: String?, viewer: Viewer?) throws -> [(String, JSONValue)] {
        switch page.subject {
        case .none, .login: []
        case .lists: lists
        case .election(let withResults): try election(id, withResults: withResults) + (page.name == "vote" ? login : [])
        case .raffle:
            try raffle(id, mayDraw: viewer?.permissions.contains(.draw) ?? false)
                + (page.name == "audit/reports" ? [("reports", Self.reports)] : [])
        case .ledger(let ofRaffle): try ledger(id, ofRaffle: ofRaffle)
        case .software: [("software", house.raffles.software.status()?.json() ?? .null)]
        }
    }

    private var lists: [(String, JSONValue)] {
        [
            ("elections", .array(ElectionRoutes(house: house).rows())),
            ("raffles", .array(house.raffles.directory.all.map { RaffleView(raffle: $0).row() })),
        ]
    }

    private var login: [(String, JSONValue)] { house.loginPage.map { [("login", $0.json)] } ?? [] }

    private func election(_ id: String?, withResults: Bool) throws -> [(String, JSONValue)] {
        let election = try running(id)
        var members = Self.members(ElectionRoutes(house: house).description(of: election))
        if withResults, let results = house.results.full(of: election.id).flatMap({ try? JSONValue.parse($0) }) {
            members.append(("results", results))
        }
        return members
    }

    private func raffle(_ id: String?, mayDraw: Bool) throws -> [(String, JSONValue)] {
        let raffle = try runningRaffle(id)
        return Self.members(RaffleView(raffle: raffle).json()) + [
            ("currency", .string(raffle.definition.currency)),
            ("display", RaffleView(raffle: raffle).display(at: house.raffles.now)),
            ("draws", .array(DrawView.all(of: raffle, mayDraw: mayDraw))),
        ]
    }

    private func ledger(_ id: String?, ofRaffle: Bool) throws -> [(String, JSONValue)] {
        let view: JSONValue
        if ofRaffle {
            view = RaffleView(raffle: try runningRaffle(id)).json()
        } else {
            view = ElectionRoutes(house: house).description(of: try running(id))
        }
        return [
            ("kind", .string(ofRaffle ? "raffle" : "election")), ("log", view["log"] ?? .null),
            ("definition", .object([("title", view["definition"]?["title"] ?? .null)])),
        ]
    }

    private func running(_ id: String?) throws -> RunningElection {
        guard let id = id.flatMap({ ElectionID($0) }), let election = house.office.directory.election(id) else {
            throw Problem(.notFound, detail: "There is no election of this id.")
        }
        return election
    }

    private func runningRaffle(_ id: String?) throws -> RunningRaffle {
        guard let id = id.flatMap({ RaffleID($0) }), let raffle = house.raffles.directory.raffle(id) else {
            throw Problem(.notFound, detail: "There is no raffle of this id.")
        }
        return raffle
    }

    private static let reports = JSONValue.array(
        ReportKind.allCases.map { .object([("kind", .string($0.rawValue)), ("title", .string($0.title))]) })

    /// The id is told besides.
    private static func members(_ object: JSONValue) -> [(String, JSONValue)] {
        (object.objectValue ?? []).filter { $0.name != "id" }.map { ($0.name, $0.value) }
    }
}
