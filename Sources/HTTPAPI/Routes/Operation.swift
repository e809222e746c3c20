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
    // Ledger
    case getCheckpoint
    case getTile
    case getProof
    case getConsistency
    case getSystemCheckpoint
    case getSystemTile
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
        case .getCheckpoint: .getCheckpoint
        case .getTile: .getTile
        case .getProof: .getProof
        case .getConsistency: .getConsistency
        case .getSystemCheckpoint: .getSystemCheckpoint
        case .getSystemTile: .getSystemTile
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
