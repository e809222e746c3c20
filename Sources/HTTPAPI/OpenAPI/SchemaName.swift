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
