import Foundation
import Ports
import StoreSQLite
import Testing

/// SQLite stores in a folder of their own.
final class SQLiteFixture: StoreFixture {
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/urna-contract-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    convenience init(restoring backup: String) throws {
        try self.init()
        try FileManager.default.copyItem(atPath: backup, toPath: folder + "/urna.db")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    var backupPath: String { folder + "/backup.db" }

    func withStore<Answer>(_ body: (SQLiteStore) throws -> Answer) throws -> Answer {
        let store = try SQLiteStore(folder: folder)
        let answer = Result { try body(store) }
        try store.close()
        return try answer.get()
    }
}

@Suite("SQLite as a ledger store")
struct SQLiteLedgerContractTests {
    private let contract = LedgerStoreContract<SQLiteFixture>()

    @Test("Ledgers are made once and listed in order") func list() throws { try contract.listsLedgersInOrderOfCreation() }
    @Test("Unknown ledgers are refused") func unknown() throws { try contract.refusesUnknownLedgers() }
    @Test("Entries keep bytes, order and index") func bytes() throws { try contract.keepsBytesOrderAndIndex() }
    @Test("Ledgers do not mix") func apart() throws { try contract.keepsLedgersApart() }
    @Test("No entries write nothing") func nothing() throws { try contract.writesNothingForNoEntries() }
    @Test("A ledger is replayed before it is appended to") func replayFirst() throws { try contract.appendsOnlyAfterReplay() }
    @Test("What a replay's visitor throws arrives") func visitor() throws { try contract.passesOnWhatAVisitorThrows() }
    @Test("Nothing is read past the head") func past() throws { try contract.refusesToReadPastTheHead() }
    @Test("There is one writer") func writer() throws { try contract.holdsOffASecondWriter() }
    @Test("Checking that writing works leaves no trace") func writable() throws { try contract.checksWritingWithoutATrace() }
    @Test("Random histories follow the model", arguments: 1...12) func model(seed: Int) throws {
        try contract.followsTheModel(seed: UInt64(seed))
    }
}

@Suite("SQLite as a ballot store")
struct SQLiteBallotContractTests {
    private let contract: BallotStoreContract<SQLiteFixture>

    init() throws { contract = try BallotStoreContract() }

    @Test("The first request with a key wins", arguments: [false, true]) func first(sealed: Bool) throws {
        try contract.firstRequestWithAKeyWins(sealed: sealed)
    }
    @Test("What became of a ballot can be asked without casting it", arguments: [false, true])
    func standing(sealed: Bool) throws { try contract.saysWhatBecameOfABallot(sealed: sealed) }
    @Test("Repeats and conflicts write nothing") func nothing() throws { try contract.writesNothingWithoutAFreshBallot() }
    @Test("Unknown elections are refused") func unknown() throws { try contract.refusesUnknownElections() }
    @Test("A key is spent in one election only") func elections() throws { try contract.oneKeyMayVoteInEveryElection() }
    @Test("Random histories follow the model", arguments: 1...12, [false, true]) func model(seed: Int, sealed: Bool) throws {
        try contract.followsTheModel(seed: UInt64(seed), sealed: sealed)
    }
}

@Suite("SQLite as a roll store")
struct SQLiteRollContractTests {
    private let contract: RollStoreContract<SQLiteFixture>

    init() throws { contract = try RollStoreContract() }

    @Test("Voters are found by serial and by hash") func find() throws { try contract.findsVotersBySerialAndByHash() }
    @Test("Rolls do not mix") func apart() throws { try contract.keepsRollsApart() }
    @Test("A roll is replaced whole or not at all") func replace() throws { try contract.replacesARollWholeOrNotAtAll() }
    @Test("The first issuance stands") func issue() throws { try contract.firstIssuanceStands() }
    @Test("A roll is read page by page") func pages() throws { try contract.pagesThroughARoll() }
}

@Suite("SQLite as a system store")
struct SQLiteSystemContractTests {
    private let contract = SystemStoreContract<SQLiteFixture>()

    @Test("An administrator comes with its entry") func add() throws { try contract.addsAnAdministratorWithItsEntry() }
    @Test("Neither comes without the other") func together() throws { try contract.addsNeitherWithoutTheOther() }
    @Test("A backup restores") func backup() throws { try contract.restoresWhatABackupHolds() }
}

@Suite("SQLite as a staff store")
struct SQLiteStaffContractTests {
    private let contract: StaffStoreContract<SQLiteFixture>

    init() throws { contract = try StaffStoreContract() }

    @Test("The last secret stands, with its entry") func last() throws { try contract.keepsTheLastSecretWithItsEntry() }
    @Test("Each operator has a PIN at a unit") func pins() throws { try contract.keepsThePinOfEachOperator() }
    @Test("No secret comes without the ledger") func nothing() throws { try contract.changesNothingWithoutTheLedger() }
}

@Suite("SQLite as a raffle store")
struct SQLiteRaffleContractTests {
    private let contract: RaffleStoreContract<SQLiteFixture>

    init() throws { contract = try RaffleStoreContract() }

    @Test("Values are kept with their entries") func values() throws { try contract.keepsValuesWithTheirEntries() }
    @Test("No value is kept without the ledger") func nothing() throws { try contract.keepsNothingWithoutTheLedger() }
}
