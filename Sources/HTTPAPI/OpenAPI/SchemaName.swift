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
    case regionTurnout = "RegionTurnout"
    case sealedContest = "SealedContest"
    case contestResult = "ContestResult"
    case round = "Round"
    case transfer = "Transfer"
    case tie = "Tie"
    case pairTable = "PairTable"
    // Ledgers
    case inclusionProof = "InclusionProof"
    case consistencyProof = "ConsistencyProof"
    // Raffles
    case raffleID = "RaffleID"
    case sellingID = "SellingID"
    case ticketID = "TicketID"
    case instant = "Instant"
    case amount = "Amount"
    case drawNumber = "DrawNumber"
    case nullableText = "NullableText"
    case anyObject = "AnyObject"
    case raffleState = "RaffleState"
    case raffleSales = "RaffleSales"
    case raffleList = "RaffleList"
    case raffle = "Raffle"
    case raffleDefinition = "RaffleDefinition"
    case rafflePackage = "RafflePackage"
    case rafflePrize = "RafflePrize"
    case raffleDraw = "RaffleDraw"
    case raffleRSU = "RaffleUnitRules"
    case rafflePolicies = "RafflePolicies"
    case raffleDisplay = "RaffleDisplay"
    case winner = "Winner"
    case reasonOnly = "ReasonOnly"
    case noteOnly = "NoteOnly"
    case overrideOnly = "OverrideOnly"
    case prizeOnly = "PrizeOnly"
    case numberOnly = "NumberOnly"
    case unitReprint = "UnitReprint"
    case accountTotals = "AccountTotals"
    case reconciliation = "Reconciliation"
    case newAlteration = "NewAlteration"
    case alteration = "Alteration"
    case newLease = "NewLease"
    case lease = "Lease"
    case leaseRelease = "LeaseRelease"
    case unitCorruption = "UnitCorruption"
    case unitAccount = "UnitAccount"
    case raffleUnits = "RaffleUnits"
    case voidReason = "VoidReason"
    case newMark = "NewMark"
    case newVoid = "NewVoid"
    case newReprint = "NewReprint"
    case ticket = "Ticket"
    case ticketPage = "TicketPage"
    case ticketProof = "TicketProof"
    case presentedTicket = "PresentedTicket"
    case ticketAnswer = "TicketAnswer"
    case newClaim = "NewClaim"
    case claim = "Claim"
    case hexHash = "HexHash"
    case commitment = "Commitment"
    case pool = "Pool"
    case namedBeacon = "NamedBeacon"
    case frozenPool = "FrozenPool"
    case beaconRecord = "BeaconRecord"
    case newDraw = "NewDraw"
    case drawnNumber = "DrawnNumber"
    case newEntry = "NewEntry"
    case enteredNumber = "EnteredNumber"
    case draw = "Draw"
    case drawList = "DrawList"
    case drawAttempt = "DrawAttempt"
    case drawWord = "DrawWord"
    case unitLeaseRequest = "UnitLeaseRequest"
    case unitLease = "UnitLease"
    case unitLeases = "UnitLeases"
    case unitLeasesTaken = "UnitLeasesTaken"
    case saleUpload = "SaleUpload"
    case journalledSale = "JournalledSale"
    case saleBatch = "SaleBatch"
    case saleResults = "SaleResults"
    case unitNotes = "UnitNotes"
    case noteResults = "NoteResults"
    case unitStatement = "UnitStatement"
    case unitClosing = "UnitClosing"
    case unitEvents = "UnitEvents"
    case recordedEvents = "RecordedEvents"
    case eventPage = "EventPage"
    case softwareStatus = "SoftwareStatus"
    case verificationPage = "VerificationPage"
    case generatorStatus = "GeneratorStatus"
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
        case .regionTurnout: Schemas.regionTurnout
        case .sealedContest: Schemas.sealedContest
        case .contestResult: Schemas.contestResult
        case .round: Schemas.round
        case .transfer: Schemas.transfer
        case .tie: Schemas.tie
        case .pairTable: Schemas.pairTable
        case .inclusionProof: Schemas.inclusionProof
        case .consistencyProof: Schemas.consistencyProof
        case .raffleID: Schemas.raffleID
        case .sellingID: Schemas.sellingID
        case .ticketID: Schemas.ticketID
        case .instant: Schemas.instant
        case .amount: Schemas.amount
        case .drawNumber: Schemas.drawNumber
        case .nullableText: Schemas.nullableText
        case .anyObject: Schemas.anyObject
        case .raffleState: Schemas.raffleState
        case .raffleSales: Schemas.raffleSales
        case .raffleList: Schemas.raffleList
        case .raffle: Schemas.raffle
        case .raffleDefinition: Schemas.raffleDefinition
        case .rafflePackage: Schemas.rafflePackage
        case .rafflePrize: Schemas.rafflePrize
        case .raffleDraw: Schemas.raffleDraw
        case .raffleRSU: Schemas.raffleRSU
        case .rafflePolicies: Schemas.rafflePolicies
        case .raffleDisplay: Schemas.raffleDisplay
        case .winner: Schemas.winner
        case .reasonOnly: Schemas.reasonOnly
        case .noteOnly: Schemas.noteOnly
        case .overrideOnly: Schemas.overrideOnly
        case .prizeOnly: Schemas.prizeOnly
        case .numberOnly: Schemas.numberOnly
        case .unitReprint: Schemas.unitReprint
        case .accountTotals: Schemas.accountTotals
        case .reconciliation: Schemas.reconciliation
        case .newAlteration: Schemas.newAlteration
        case .alteration: Schemas.alteration
        case .newLease: Schemas.newLease
        case .lease: Schemas.lease
        case .leaseRelease: Schemas.leaseRelease
        case .unitCorruption: Schemas.unitCorruption
        case .unitAccount: Schemas.unitAccount
        case .raffleUnits: Schemas.raffleUnits
        case .voidReason: Schemas.voidReason
        case .newMark: Schemas.newMark
        case .newVoid: Schemas.newVoid
        case .newReprint: Schemas.newReprint
        case .ticket: Schemas.ticket
        case .ticketPage: Schemas.ticketPage
        case .ticketProof: Schemas.ticketProof
        case .presentedTicket: Schemas.presentedTicket
        case .ticketAnswer: Schemas.ticketAnswer
        case .newClaim: Schemas.newClaim
        case .claim: Schemas.claim
        case .hexHash: Schemas.hexHash
        case .commitment: Schemas.commitment
        case .pool: Schemas.pool
        case .namedBeacon: Schemas.namedBeacon
        case .frozenPool: Schemas.frozenPool
        case .beaconRecord: Schemas.beaconRecord
        case .newDraw: Schemas.newDraw
        case .drawnNumber: Schemas.drawnNumber
        case .newEntry: Schemas.newEntry
        case .enteredNumber: Schemas.enteredNumber
        case .draw: Schemas.draw
        case .drawList: Schemas.drawList
        case .drawAttempt: Schemas.drawAttempt
        case .drawWord: Schemas.drawWord
        case .unitLeaseRequest: Schemas.unitLeaseRequest
        case .unitLease: Schemas.unitLease
        case .unitLeases: Schemas.unitLeases
        case .unitLeasesTaken: Schemas.unitLeasesTaken
        case .saleUpload: Schemas.saleUpload
        case .journalledSale: Schemas.journalledSale
        case .saleBatch: Schemas.saleBatch
        case .saleResults: Schemas.saleResults
        case .unitNotes: Schemas.unitNotes
        case .noteResults: Schemas.noteResults
        case .unitStatement: Schemas.unitStatement
        case .unitClosing: Schemas.unitClosing
        case .unitEvents: Schemas.unitEvents
        case .recordedEvents: Schemas.recordedEvents
        case .eventPage: Schemas.eventPage
        case .softwareStatus: Schemas.softwareStatus
        case .verificationPage: Schemas.verificationPage
        case .generatorStatus: Schemas.generatorStatus
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
