internal import Elections
internal import Hummingbird
internal import LedgerService
internal import RaffleService
internal import Raffles
internal import ResultsService
internal import VoteService

/// Every call of the HTTP surface with what answers it.
struct RouteTable: Sendable {
    let house: House

    var routes: [Route] { Operation.allCases.map { Route($0, handler: house.gate(of: $0, before: handler(of: $0))) } }

    /// One list without a default, so that an operation without a handler does not build.
    private func handler(of operation: Operation) -> Route.Handler {
        let elections = ElectionRoutes(house: house)
        let ballots = BallotRoutes(house: house)
        let results = ResultsRoutes(results: house.results, hub: house.hub)
        let ledgers = LedgerRoutes()
        let downloads = DownloadRoutes(house: house)
        let operators = OperatorRoutes(house: house)
        let raffles = RaffleRoutes(house: house)
        let tickets = RaffleTicketRoutes(house: house)
        let draws = RaffleDrawRoutes(house: house)
        let units = RsuSalesRoutes(house: house)
        let audit = AuditRoutes(house: house)
        let staff = StaffRoutes(house: house)
        let registry = DeviceRegistryRoutes(house: house)
        let devices = DeviceRoutes(house: house)
        switch operation {
        case .listElections: return { _, _ in elections.list() }
        case .createElection: return { request, _ in try await elections.create(request) }
        case .getElection: return { _, context in elections.get(try election(context)) }
        case .importRoll: return { request, context in try await elections.importRoll(try election(context), request) }
        case .openElection: return { request, context in try await elections.open(try election(context), request) }
        case .closeElection: return { request, context in try await elections.close(try election(context), request) }
        case .certifyElection: return { request, context in try await elections.certify(try election(context), request) }
        case .issueBallotToken: return { request, context in try await elections.issueToken(try election(context), request) }
        case .issueAllBallotTokens: return { request, context in try elections.issueAll(try election(context), request) }
        case .castBallot: return { request, context in try await ballots.cast(request, context) }
        case .getResults: return { request, context in try await results.get(try election(context), request) }
        case .streamResults: return { request, context in try results.stream(.election(try election(context).id), request) }
        case .socketResults: return { _, context in try results.refuseSocket(try election(context).id) }
        case .getCastVoteRecords: return { _, context in try await downloads.castVoteRecords(of: try election(context)) }
        case .getCheckpoint: return { _, context in ledgers.checkpoint(of: try election(context).ledger) }
        case .getTile: return { _, context in try ledgers.tile("tile/" + rest(context), of: try election(context).ledger) }
        case .getProof: return { _, context in try ledgers.proof(context.parameters.get("index") ?? "", of: try election(context).ledger) }
        case .getConsistency:
            return { _, context in try ledgers.consistency(context.parameters.get("size") ?? "", of: try election(context).ledger) }
        case .getLedgerArchive: return { _, context in try await downloads.archive(of: try election(context)) }
        case .getSystemCheckpoint: return { _, _ in ledgers.checkpoint(of: house.system.served) }
        case .getSystemTile: return { _, context in try ledgers.tile("tile/" + rest(context), of: house.system.served) }
        case .listRaffles: return { _, _ in raffles.list() }
        case .createRaffle: return { request, context in try await raffles.create(request, context) }
        case .getRaffle: return { _, context in raffles.get(try raffle(context)) }
        case .changeRaffle: return on(raffles.change)
        case .activateRaffle: return on(raffles.activate)
        case .suspendRaffle: return on(raffles.suspend)
        case .resumeRaffle: return on(raffles.resume)
        case .closeRaffle: return on(raffles.close)
        case .reconcileRaffle: return on(raffles.reconcile)
        case .acknowledgeRaffle: return on(raffles.acknowledge)
        case .settleRaffle: return on(raffles.settle)
        case .alterRaffle: return on(raffles.alter)
        case .leaseNumbers: return on(raffles.lease)
        case .releaseLeases: return on(raffles.releaseLeases)
        case .markUnitCorrupt: return on(raffles.markCorrupt)
        case .recoverUnit: return on(raffles.recover)
        case .listRaffleUnits: return on(raffles.units)
        case .getDisplay: return { _, context in raffles.display(try raffle(context)) }
        case .streamRaffle: return { request, context in try results.stream(.raffle(try raffle(context).id), request) }
        case .getReport: return on(audit.report)
        case .markTicket: return on(tickets.mark)
        case .unmarkTicket: return on(tickets.unmark)
        case .voidTicket: return on(tickets.void)
        case .unvoidTicket: return on(tickets.unvoid)
        case .reprintTicket: return on(tickets.reprint)
        case .getTicket: return on(tickets.get)
        case .listTickets: return on(tickets.list)
        case .proveTicket: return { _, context in try tickets.prove(try raffle(context), context) }
        case .checkTicket: return on(tickets.check)
        case .claimPrize: return on(tickets.claim)
        case .commitDraw: return on(draws.commit)
        case .freezePool: return on(draws.freeze)
        case .drawPrize: return on(draws.draw)
        case .enterNumber: return on(draws.enter)
        case .makeOfficial: return on(draws.makeOfficial)
        case .revealDraw: return on(draws.reveal)
        case .listDraws: return on(draws.list)
        case .getDraw: return on(draws.get)
        case .getPool: return { _, context in try draws.pool(try raffle(context), context) }
        case .getRaffleCheckpoint: return { _, context in ledgers.checkpoint(of: try raffle(context).ledger) }
        case .getRaffleTile: return { _, context in try ledgers.tile("tile/" + rest(context), of: try raffle(context).ledger) }
        case .getRaffleProof:
            return { _, context in try ledgers.proof(context.parameters.get("index") ?? "", of: try raffle(context).ledger) }
        case .getRaffleConsistency:
            return { _, context in try ledgers.consistency(context.parameters.get("size") ?? "", of: try raffle(context).ledger) }
        case .getRaffleArchive: return { _, context in try await downloads.archive(of: try raffle(context)) }
        case .getSystemProof: return { _, context in try ledgers.proof(context.parameters.get("index") ?? "", of: house.system.served) }
        case .getSystemConsistency:
            return { _, context in try ledgers.consistency(context.parameters.get("size") ?? "", of: house.system.served) }
        case .leaseToUnit: return { request, context in try await units.lease(try raffle(context), request) }
        case .reportLeases: return { request, context in try await units.reportLeases(try raffle(context), request) }
        case .uploadSales: return { request, context in try await units.upload(try raffle(context), request) }
        case .markByUnit: return { request, context in try await units.mark(try raffle(context), request) }
        case .unmarkByUnit: return { request, context in try await units.unmark(try raffle(context), request, context) }
        case .reprintByUnit: return { request, context in try await units.reprint(try raffle(context), request) }
        case .uploadNotes: return { request, context in try await units.takeNotes(try raffle(context), request) }
        case .closeUnit: return { request, context in try await units.close(try raffle(context), request) }
        case .recordUnitEvents: return { request, _ in try await units.recordEvents(request) }
        case .searchEvents: return { request, context in try await audit.events(request, context) }
        case .exportChain: return { request, context in try await audit.chain(request, context) }
        case .getSoftware: return { _, _ in try audit.software() }
        case .getManifest: return { _, _ in try audit.manifest() }
        case .getManifestOf: return { _, context in try await audit.manifest(context) }
        case .listVerifications: return audit.verifications
        case .verifySoftware: return { request, context in try await audit.verify(request, context) }
        case .getGenerator: return { request, context in try await audit.generator(request, context) }
        case .restartGenerator: return { request, context in try await audit.restartGenerator(request, context) }
        case .logOn: return staff.logOn
        case .endSession: return staff.endSession
        case .listSessions: return staff.listSessions
        case .addStaff: return staff.add
        case .listStaff: return staff.list
        case .changeStaff: return staff.change
        case .setPIN: return staff.setPIN
        case .getRemoteAccess: return staff.remoteAccess
        case .setRemoteAccess: return staff.setRemoteAccess
        case .registerUnit: return registry.register
        case .listUnits: return registry.list
        case .getUnit: return registry.get
        case .issueEnrolment: return registry.issueEnrolment
        case .enableUnit: return registry.enable
        case .disableUnit: return registry.disable
        case .unenrolUnit: return registry.unenrol
        case .enrolUnit: return { request, _ in try await devices.enrol(request) }
        case .getChallenge: return { request, _ in try await devices.challenge(request) }
        case .authenticateUnit: return { request, _ in try await devices.authenticate(request) }
        case .getUnitStatus: return { request, _ in try await devices.status(request) }
        case .listAdministrators: return { request, _ in try operators.administrators(request) }
        case .addAdministrator: return { request, _ in try await operators.addAdministrator(request) }
        case .health: return { _, _ in operators.health() }
        case .readiness: return { _, _ in operators.readiness() }
        case .metrics: return { _, _ in operators.metrics() }
        case .openapi: return { _, _ in operators.openAPI() }
        case .getProblem: return { _, context in try operators.problem(context.parameters.get("name") ?? "") }
        }
    }

    private func election(_ context: HouseContext) throws -> RunningElection {
        guard let text = context.parameters.get("id"), let id = ElectionID(text), let election = house.office.directory.election(id) else {
            throw Problem(.notFound, detail: "There is no election of this id.")
        }
        return election
    }

    private func raffle(_ context: HouseContext) throws -> RunningRaffle {
        guard let text = context.parameters.get("id"), let id = RaffleID(text), let raffle = house.raffles.directory.raffle(id) else {
            throw Problem(.notFound, detail: "There is no raffle of this id.")
        }
        return raffle
    }

    /// A call on one raffle.
    private func on(
        _ call: @escaping @Sendable (RunningRaffle, Request, HouseContext) async throws -> Response
    ) -> Route.Handler {
        { request, context in try await call(try raffle(context), request, context) }
    }

    private func rest(_ context: HouseContext) -> String {
        context.parameters.getCatchAll().joined(separator: "/")
    }
}
