import Elections
import Foundation
import GRDB
import Ledger
import Ports

@testable import StoreSQLite

/// A folder of its own, gone with the value.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/urna-sqlite-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var database: String { path + "/urna.db" }

    /// Opens the folder's store, hands it over, closes it.
    func withStore<Answer>(_ body: (SQLiteStore) throws -> Answer) throws -> Answer {
        let store = try SQLiteStore(folder: path)
        let answer = Result { try body(store) }
        try store.close()
        return try answer.get()
    }

    /// Changes the database behind the store's back.
    func tamper(_ sql: String, _ arguments: StatementArguments = []) throws {
        let queue = try DatabaseQueue(path: database)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql, arguments: arguments) }
        try queue.close()
    }

    func fetch<Value: DatabaseValueConvertible>(_ sql: String) throws -> Value? {
        let queue = try DatabaseQueue(path: database)
        let value = try queue.read { try Value.fetchOne($0, sql: sql) }
        try queue.close()
        return value
    }
}

/// A small election's ledger: ballots with distinct keys.
enum Sample {
    static let ledger = LedgerID.election("alpha")

    static var election: ElectionID {
        guard let id = ElectionID("alpha") else { preconditionFailure("not an election id") }
        return id
    }

    static func key(_ voter: Int) -> Hash { Hash.sha256(Array("voter \(voter)".utf8)) }

    static func ballot(_ voter: Int, choice: Int = 0, sealed: Bool = false, padding: Int = 0, key: Hash? = nil) -> CastRequest {
        let encoder = BallotEntryEncoder(castAt: Timestamp(seconds: 1_795_248_000))
        let key = key ?? Self.key(voter)
        var entry: [UInt8] = []
        if sealed {
            encoder.append(ballotKey: key, commitment: Hash.sha256([UInt8(choice)]), to: &entry)
        } else {
            let text = "{\"q\":[\"c\(choice)\(String(repeating: "x", count: padding))\"]}"
            encoder.append(ballotKey: key, selections: Array(text.utf8), to: &entry)
        }
        let box: [UInt8]? = sealed ? Array(repeating: UInt8(truncatingIfNeeded: voter), count: 40) : nil
        return CastRequest(ballotKey: key, entry: entry, leafHash: Hash.leaf(entry), sealed: box)
    }

    /// Three commits of ten ballots each.
    static func fill(_ folder: TemporaryFolder, sealed: Bool = false) throws {
        try folder.withStore { store throws in
            try store.createLedger(ledger)
            for batch in 0..<3 {
                _ = try store.cast((0..<10).map { ballot(batch * 10 + $0, sealed: sealed) }, in: election)
            }
        }
    }

    /// All entries and the head, as a replay gives them.
    static func replay(_ store: SQLiteStore, _ ledger: LedgerID = ledger) throws -> (entries: [[UInt8]], head: TreeHead) {
        var entries: [[UInt8]] = []
        let head = try store.replay(ledger) { runs in
            for run in runs { entries.append(contentsOf: (0..<run.count).map { run.entry(at: $0) }) }
        }
        return (entries, head)
    }
}
