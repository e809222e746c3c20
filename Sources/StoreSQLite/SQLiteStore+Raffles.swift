internal import Foundation
internal import GRDB
public import Ports
public import Raffles

extension SQLiteStore: RaffleStore {
    public func append(_ entries: [[UInt8]], to raffle: RaffleID, keeping values: [KeptValue]) throws(StoreError) -> CommittedRun {
        try append(entries, to: .raffle(raffle.text), evenWithoutEntries: !values.isEmpty) { database in
            for value in values {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO raffle_value (raffle, name, value) VALUES (?, ?, ?)",
                    arguments: [raffle.text, value.name, Data(value.value)])
            }
        }
    }

    public func kept(_ name: String, of raffle: RaffleID) throws(StoreError) -> [UInt8]? {
        try read { database in
            try Row.fetchOne(
                database, sql: "SELECT value FROM raffle_value WHERE raffle = ? AND name = ?", arguments: [raffle.text, name]
            )?.bytes("value")
        }
    }
}
