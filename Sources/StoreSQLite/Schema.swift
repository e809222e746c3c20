internal import GRDB
internal import Ports

/// The tables. Ledger data is append-only: `run` rows are written once and never updated.
///
///     ledger         one row a ledger: its name and head (size, root)
///     run            one row a commit: `entries` holds `count` frames `u16 length ‖ entry`, `root` the head after it;
///                    `sealed` holds, for sealed ballots, one frame `u16 length ‖ ciphertext` an entry, then the SHA-256 of
///                    the frames (`SealedFrames`)
///     voter          the roll: serial, keyed hash, region, encrypted id, first issuance
///     administrator  who may govern, by the hash of a token
///     staff_secret   what members of staff prove themselves with: password hash, sealed second factor
///     device_secret  the PIN hash of an operator at a selling unit
///     raffle_value   sealed values of a raffle that must not stand in its ledger yet, by name
enum Schema {
    /// "Urna" in ASCII, in the header of the file: tells our databases from all others.
    private static let applicationID: Int32 = 0x5572_6E61

    /// Called on every connection before anything else, so that a database of somebody else is left as it was.
    ///
    /// - Throws: `corrupted` when the file is not ours, or was made by a later version.
    static func refuseForeign(_ database: Database) throws {
        let found = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let objects = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        if found == 0, objects == 0 { return }
        guard found == applicationID else {
            throw StoreError(.corrupted, "urna.db in the data folder is not a database of Urna: choose another folder with --data")
        }
        guard try !migrator.hasBeenSuperseded(database) else {
            throw StoreError(.corrupted, "the data folder was used by a later version of Urna: run that one")
        }
    }

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
                    PRAGMA application_id = \(applicationID);
                    CREATE TABLE ledger (
                        id INTEGER PRIMARY KEY,
                        name TEXT NOT NULL UNIQUE,
                        size INTEGER NOT NULL,
                        root BLOB NOT NULL);
                    CREATE TABLE run (
                        id INTEGER PRIMARY KEY,
                        ledger INTEGER NOT NULL REFERENCES ledger (id),
                        first INTEGER NOT NULL,
                        count INTEGER NOT NULL,
                        root BLOB NOT NULL,
                        entries BLOB NOT NULL,
                        sealed BLOB);
                    CREATE UNIQUE INDEX run_first ON run (ledger, first);
                    CREATE TABLE voter (
                        election TEXT NOT NULL,
                        serial INTEGER NOT NULL,
                        hash BLOB NOT NULL,
                        region TEXT NOT NULL,
                        sealed_id BLOB NOT NULL,
                        issued INTEGER,
                        PRIMARY KEY (election, serial)) WITHOUT ROWID;
                    CREATE UNIQUE INDEX voter_hash ON voter (election, hash);
                    CREATE TABLE administrator (
                        id TEXT PRIMARY KEY,
                        name TEXT NOT NULL,
                        role TEXT NOT NULL,
                        token_hash BLOB NOT NULL UNIQUE,
                        created INTEGER NOT NULL) WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("2") { database in
            try database.execute(
                sql: """
                    CREATE TABLE staff_secret (
                        user TEXT PRIMARY KEY,
                        password TEXT NOT NULL,
                        temporary INTEGER NOT NULL,
                        totp BLOB,
                        last_step INTEGER) WITHOUT ROWID;
                    CREATE TABLE device_secret (
                        device TEXT NOT NULL,
                        operator TEXT NOT NULL,
                        pin TEXT NOT NULL,
                        PRIMARY KEY (device, operator)) WITHOUT ROWID;
                    CREATE TABLE raffle_value (
                        raffle TEXT NOT NULL,
                        name TEXT NOT NULL,
                        value BLOB NOT NULL,
                        PRIMARY KEY (raffle, name)) WITHOUT ROWID;
                    """)
        }
        return migrator
    }
}
