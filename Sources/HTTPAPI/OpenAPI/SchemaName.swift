internal import Ledger

/// The schemas of the document's components.
enum SchemaName: String, Sendable, CaseIterable {
    // Building blocks
    case electionID = "ElectionID"
    case choiceID = "ChoiceID"
    case displayText = "DisplayText"
    case time = "Time"
    case hash = "Hash"
    case signedNote = "SignedNote"
    case ledgerEntry = "LedgerEntry"
    case electionState = "ElectionState"
    case votes = "Votes"
    // Elections
    case electionList = "ElectionList"
    case election = "Election"
    case electionDefinition = "ElectionDefinition"
    case contest = "Contest"
    case candidate = "Candidate"
    case countingRules = "CountingRules"
    case dryRun = "DryRun"
    // Voting
    case votingCode = "VotingCode"
    case ballotToken = "BallotToken"
    case ballotRequest = "BallotRequest"
    case selections = "Selections"
    case mark = "Mark"
    case receipt = "Receipt"
    // Results
    case results = "Results"
    case sealedContest = "SealedContest"
    case contestResult = "ContestResult"
    case round = "Round"
    case transfer = "Transfer"
    case tie = "Tie"
    case pairTable = "PairTable"
    // Ledgers
    case inclusionProof = "InclusionProof"
    case consistencyProof = "ConsistencyProof"
    // People and selling units
    case staffID = "StaffID"
    case deviceID = "DeviceID"
    case staffRole = "StaffRole"
    case staffRoles = "StaffRoles"
    case logon = "Logon"
    case sessionToken = "SessionToken"
    case sessionList = "SessionList"
    case newStaff = "NewStaff"
    case staffChange = "StaffChange"
    case staffMember = "StaffMember"
    case staffList = "StaffList"
    case pin = "PIN"
    case newPIN = "NewPIN"
    case remoteAccess = "RemoteAccess"
    case remoteAccessChange = "RemoteAccessChange"
    case newUnit = "NewUnit"
    case unit = "Unit"
    case unitList = "UnitList"
    case unitNote = "UnitNote"
    case unitDisabling = "UnitDisabling"
    case enrolmentOrder = "EnrolmentOrder"
    case enrolmentCode = "EnrolmentCode"
    case enrolment = "Enrolment"
    case challenge = "Challenge"
    case unitLogon = "UnitLogon"
    case unitSession = "UnitSession"
    case unitStatus = "UnitStatus"
    case preciseTime = "PreciseTime"
    // Administration and operations
    case administratorID = "AdministratorID"
    case administratorRole = "AdministratorRole"
    case administratorName = "AdministratorName"
    case administratorList = "AdministratorList"
    case newAdministrator = "NewAdministrator"
    case administratorToken = "AdministratorToken"
    case status = "Status"
    case problem = "Problem"
    case problemType = "ProblemType"
    case openAPI = "OpenAPI"

    var schema: JSONValue {
        switch self {
        case .electionID: Schemas.electionID
        case .choiceID: Schemas.choiceID
        case .displayText: Schemas.displayText
        case .time: Schemas.time
        case .hash: Schemas.hash
        case .signedNote: Schemas.signedNote
        case .ledgerEntry: Schemas.ledgerEntry
        case .electionState: Schemas.electionState
        case .votes: Schemas.votes
        case .electionList: Schemas.electionList
        case .election: Schemas.election
        case .electionDefinition: Schemas.electionDefinition
        case .contest: Schemas.contest
        case .candidate: Schemas.candidate
        case .countingRules: Schemas.countingRules
        case .dryRun: Schemas.dryRun
        case .votingCode: Schemas.votingCode
        case .ballotToken: Schemas.ballotToken
        case .ballotRequest: Schemas.ballotRequest
        case .selections: Schemas.selections
        case .mark: Schemas.mark
        case .receipt: Schemas.receipt
        case .results: Schemas.results
        case .sealedContest: Schemas.sealedContest
        case .contestResult: Schemas.contestResult
        case .round: Schemas.round
        case .transfer: Schemas.transfer
        case .tie: Schemas.tie
        case .pairTable: Schemas.pairTable
        case .inclusionProof: Schemas.inclusionProof
        case .consistencyProof: Schemas.consistencyProof
        case .staffID: Schemas.staffID
        case .deviceID: Schemas.deviceID
        case .staffRole: Schemas.staffRole
        case .staffRoles: Schemas.staffRoles
        case .logon: Schemas.logon
        case .sessionToken: Schemas.sessionToken
        case .sessionList: Schemas.sessionList
        case .newStaff: Schemas.newStaff
        case .staffChange: Schemas.staffChange
        case .staffMember: Schemas.staffMember
        case .staffList: Schemas.staffList
        case .pin: Schemas.pin
        case .newPIN: Schemas.newPIN
        case .remoteAccess: Schemas.remoteAccess
        case .remoteAccessChange: Schemas.remoteAccessChange
        case .newUnit: Schemas.newUnit
        case .unit: Schemas.unit
        case .unitList: Schemas.unitList
        case .unitNote: Schemas.unitNote
        case .unitDisabling: Schemas.unitDisabling
        case .enrolmentOrder: Schemas.enrolmentOrder
        case .enrolmentCode: Schemas.enrolmentCode
        case .enrolment: Schemas.enrolment
        case .challenge: Schemas.challenge
        case .unitLogon: Schemas.unitLogon
        case .unitSession: Schemas.unitSession
        case .unitStatus: Schemas.unitStatus
        case .preciseTime: Schemas.preciseTime
        case .administratorID: Schemas.administratorID
        case .administratorRole: Schemas.administratorRole
        case .administratorName: Schemas.administratorName
        case .administratorList: Schemas.administratorList
        case .newAdministrator: Schemas.newAdministrator
        case .administratorToken: Schemas.administratorToken
        case .status: Schemas.status
        case .problem: Schemas.problem
        case .problemType: Schemas.problemType
        case .openAPI: Schemas.openAPI
        }
    }
}

/// The schemas themselves, one member for each name; by subject in the files beside this one.
enum Schemas {}
