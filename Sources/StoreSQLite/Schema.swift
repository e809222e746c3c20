internal import GRDB

/// The tables. Ledger data is append-only: `run` rows are written once and never updated.
///
///     ledger         one row a ledger: its name and head (size, root)
///     run            one row a commit: `entries` holds `count` frames `u16 length ‖ entry`, `root` the head after it;
///                    `sealed` holds, for sealed ballots, one frame `u16 length ‖ ciphertext` an entry
///     voter          the roll: serial, keyed hash, region, encrypted id, first issuance
///     administrator  who may govern, by the hash of a token
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
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
        return migrator
    }
}
