/// Every call of the HTTP surface, by the `operationId` that generated clients know it by.
///
/// Each has a description here and a handler in `RouteTable`; the compiler sees to it that none lacks either.
enum Operation: String, Sendable, CaseIterable {
    // Elections
    case listElections
    case createElection
    case getElection
    case importRoll
    case openElection
    case closeElection
    case certifyElection
    // Voting
    case issueBallotToken
    case issueAllBallotTokens
    case castBallot
    // Results
    case getResults
    case streamResults
    case socketResults
    case getCastVoteRecords
    // Ledger
    case getCheckpoint
    case getTile
    case getProof
    case getConsistency
    case getLedgerArchive
    case getSystemCheckpoint
    case getSystemTile
    // Raffles
    case listRaffles
    case createRaffle
    case getRaffle
    case changeRaffle
    case activateRaffle
    case suspendRaffle
    case resumeRaffle
    case closeRaffle
    case reconcileRaffle
    case acknowledgeRaffle
    case settleRaffle
    case alterRaffle
    case leaseNumbers
    case releaseLeases
    case markUnitCorrupt
    case recoverUnit
    case listRaffleUnits
    case getDisplay
    case streamRaffle
    case getReport
    // Tickets
    case markTicket
    case unmarkTicket
    case voidTicket
    case unvoidTicket
    case reprintTicket
    case getTicket
    case listTickets
    case proveTicket
    case checkTicket
    case claimPrize
    // Draws
    case commitDraw
    case freezePool
    case drawPrize
    case enterNumber
    case makeOfficial
    case revealDraw
    case listDraws
    case getDraw
    case getPool
    // Ledgers of raffles
    case getRaffleCheckpoint
    case getRaffleTile
    case getRaffleProof
    case getRaffleConsistency
    case getRaffleArchive
    case getSystemProof
    case getSystemConsistency
    // Selling units in a raffle
    case leaseToUnit
    case reportLeases
    case uploadSales
    case markByUnit
    case unmarkByUnit
    case reprintByUnit
    case uploadNotes
    case closeUnit
    case recordUnitEvents
    // Audit
    case searchEvents
    case exportChain
    case getSoftware
    case getManifest
    case getManifestOf
    case listVerifications
    case verifySoftware
    case getGenerator
    case restartGenerator
    // People and selling units
    case logOn
    case endSession
    case listSessions
    case addStaff
    case listStaff
    case changeStaff
    case setPIN
    case getRemoteAccess
    case setRemoteAccess
    case registerUnit
    case listUnits
    case getUnit
    case issueEnrolment
    case enableUnit
    case disableUnit
    case unenrolUnit
    case enrolUnit
    case getChallenge
    case authenticateUnit
    case getUnitStatus
    // Administration
    case listAdministrators
    case addAdministrator
    // Operations
    case health
    case readiness
    case metrics
    case openapi
    case getProblem

    var description: RouteDescription {
        switch self {
        case .listElections: .listElections
        case .createElection: .createElection
        case .getElection: .getElection
        case .importRoll: .importRoll
        case .openElection: .openElection
        case .closeElection: .closeElection
        case .certifyElection: .certifyElection
        case .issueBallotToken: .issueBallotToken
        case .issueAllBallotTokens: .issueAllBallotTokens
        case .castBallot: .castBallot
        case .getResults: .getResults
        case .streamResults: .streamResults
        case .socketResults: .socketResults
        case .getCastVoteRecords: .getCastVoteRecords
        case .getCheckpoint: .getCheckpoint
        case .getTile: .getTile
        case .getProof: .getProof
        case .getConsistency: .getConsistency
        case .getLedgerArchive: .getLedgerArchive
        case .getSystemCheckpoint: .getSystemCheckpoint
        case .getSystemTile: .getSystemTile
        case .listRaffles: .listRaffles
        case .createRaffle: .createRaffle
        case .getRaffle: .getRaffle
        case .changeRaffle: .changeRaffle
        case .activateRaffle: .activateRaffle
        case .suspendRaffle: .suspendRaffle
        case .resumeRaffle: .resumeRaffle
        case .closeRaffle: .closeRaffle
        case .reconcileRaffle: .reconcileRaffle
        case .acknowledgeRaffle: .acknowledgeRaffle
        case .settleRaffle: .settleRaffle
        case .alterRaffle: .alterRaffle
        case .leaseNumbers: .leaseNumbers
        case .releaseLeases: .releaseLeases
        case .markUnitCorrupt: .markUnitCorrupt
        case .recoverUnit: .recoverUnit
        case .listRaffleUnits: .listRaffleUnits
        case .getDisplay: .getDisplay
        case .streamRaffle: .streamRaffle
        case .getReport: .getReport
        case .markTicket: .markTicket
        case .unmarkTicket: .unmarkTicket
        case .voidTicket: .voidTicket
        case .unvoidTicket: .unvoidTicket
        case .reprintTicket: .reprintTicket
        case .getTicket: .getTicket
        case .listTickets: .listTickets
        case .proveTicket: .proveTicket
        case .checkTicket: .checkTicket
        case .claimPrize: .claimPrize
        case .commitDraw: .commitDraw
        case .freezePool: .freezePool
        case .drawPrize: .drawPrize
        case .enterNumber: .enterNumber
        case .makeOfficial: .makeOfficial
        case .revealDraw: .revealDraw
        case .listDraws: .listDraws
        case .getDraw: .getDraw
        case .getPool: .getPool
        case .getRaffleCheckpoint: .getRaffleCheckpoint
        case .getRaffleTile: .getRaffleTile
        case .getRaffleProof: .getRaffleProof
        case .getRaffleConsistency: .getRaffleConsistency
        case .getRaffleArchive: .getRaffleArchive
        case .getSystemProof: .getSystemProof
        case .getSystemConsistency: .getSystemConsistency
        case .leaseToUnit: .leaseToUnit
        case .reportLeases: .reportLeases
        case .uploadSales: .uploadSales
        case .markByUnit: .markByUnit
        case .unmarkByUnit: .unmarkByUnit
        case .reprintByUnit: .reprintByUnit
        case .uploadNotes: .uploadNotes
        case .closeUnit: .closeUnit
        case .recordUnitEvents: .recordUnitEvents
        case .searchEvents: .searchEvents
        case .exportChain: .exportChain
        case .getSoftware: .getSoftware
        case .getManifest: .getManifest
        case .getManifestOf: .getManifestOf
        case .listVerifications: .listVerifications
        case .verifySoftware: .verifySoftware
        case .getGenerator: .getGenerator
        case .restartGenerator: .restartGenerator
        case .logOn: .logOn
        case .endSession: .endSession
        case .listSessions: .listSessions
        case .addStaff: .addStaff
        case .listStaff: .listStaff
        case .changeStaff: .changeStaff
        case .setPIN: .setPIN
        case .getRemoteAccess: .getRemoteAccess
        case .setRemoteAccess: .setRemoteAccess
        case .registerUnit: .registerUnit
        case .listUnits: .listUnits
        case .getUnit: .getUnit
        case .issueEnrolment: .issueEnrolment
        case .enableUnit: .enableUnit
        case .disableUnit: .disableUnit
        case .unenrolUnit: .unenrolUnit
        case .enrolUnit: .enrolUnit
        case .getChallenge: .getChallenge
        case .authenticateUnit: .authenticateUnit
        case .getUnitStatus: .getUnitStatus
        case .listAdministrators: .listAdministrators
        case .addAdministrator: .addAdministrator
        case .health: .health
        case .readiness: .readiness
        case .metrics: .metrics
        case .openapi: .openapi
        case .getProblem: .getProblem
        }
    }
}
