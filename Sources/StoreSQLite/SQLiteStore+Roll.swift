public import Elections
internal import Foundation
internal import GRDB
public import Identity
public import Ledger
public import Ports

extension SQLiteStore: RollStore {
    public func replaceRoll(of election: ElectionID, with voters: [RollVoter]) throws(StoreError) {
        try write { database in
            try database.execute(sql: "DELETE FROM voter WHERE election = ?", arguments: [election.text])
            let insert = try database.cachedStatement(
                sql: "INSERT INTO voter (election, serial, hash, region, sealed_id, issued) VALUES (?, ?, ?, ?, ?, NULL)")
            for (serial, voter) in voters.enumerated() {
                insert.setUncheckedArguments([election.text, serial, Data(voter.voter.value.bytes), voter.region, Data(voter.sealedID)])
                try insert.execute()
            }
        }
    }

    public func voterCount(of election: ElectionID) throws(StoreError) -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM voter WHERE election = ?", arguments: [election.text]) ?? 0 }
    }

    public func issuedCount(of election: ElectionID) throws(StoreError) -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT count(issued) FROM voter WHERE election = ?", arguments: [election.text]) ?? 0 }
    }

    public func voter(serial: UInt32, of election: ElectionID) throws(StoreError) -> EnrolledVoter? {
        try read { database in
            let statement = try database.cachedStatement(sql: "SELECT * FROM voter WHERE election = ? AND serial = ?")
            return try Row.fetchOne(statement, arguments: [election.text, Int64(serial)]).map(Self.voter)
        }
    }

    public func voter(_ hash: VoterHash, of election: ElectionID) throws(StoreError) -> EnrolledVoter? {
        try read { database in
            let statement = try database.cachedStatement(sql: "SELECT * FROM voter WHERE election = ? AND hash = ?")
            return try Row.fetchOne(statement, arguments: [election.text, Data(hash.value.bytes)]).map(Self.voter)
        }
    }

    public func issue(_ serials: [UInt32], of election: ElectionID, at now: Timestamp) throws(StoreError) -> [Timestamp?] {
        try write { database in
            let mark = try database.cachedStatement(
                sql: "UPDATE voter SET issued = coalesce(issued, ?) WHERE election = ? AND serial = ? RETURNING issued")
            return try serials.map { serial in
                try Int64.fetchOne(mark, arguments: [now.seconds, election.text, Int64(serial)]).map { Timestamp(seconds: $0) }
            }
        }
    }

    public func reissue(_ serial: UInt32, of election: ElectionID, at now: Timestamp) throws(StoreError) {
        try write { database in
            try database.execute(
                sql: "UPDATE voter SET issued = ? WHERE election = ? AND serial = ?",
                arguments: [now.seconds, election.text, Int64(serial)])
        }
    }

    public func voters(of election: ElectionID, from serial: UInt32, limit: Int) throws(StoreError) -> [EnrolledVoter] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM voter WHERE election = ? AND serial >= ? ORDER BY serial LIMIT ?",
                arguments: [election.text, Int64(serial), limit]
            ).map(Self.voter)
        }
    }

    private static func voter(_ row: Row) throws -> EnrolledVoter {
        guard let hash = Hash(bytes: row["hash"] as Data) else {
            throw StoreError(.corrupted, "a voter's hash in the database is damaged: restore a backup")
        }
        return EnrolledVoter(
            serial: UInt32(truncatingIfNeeded: row["serial"] as Int64), voter: VoterHash(hash), region: row["region"],
            sealedID: [UInt8](row["sealed_id"] as Data),
            issuedAt: (row["issued"] as Int64?).map { Timestamp(seconds: $0) })
    }
}
