"""PostgreSQL as the yardstick: one INSERT and one durable commit per vote, under a unique index."""

import os
import re
import shutil

from harness import processes
from harness.machine import postgres_tool

SCHEMA = """CREATE TABLE votes (ballot_key bytea PRIMARY KEY, entry text NOT NULL, cast_at timestamptz NOT NULL DEFAULT now())"""

# 32 random bytes as the key and an entry of about the size that a ballot has in a ledger.
INSERT = ("INSERT INTO votes (ballot_key, entry) VALUES (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), "
          "'{\"ballotKey\":\"" + "k" * 44 + "\",\"election\":\"01hq3v5v8e9w\",\"selections\":{\"mayor\":[\"c1\",\"c2\",\"c3\"]},"
          "\"time\":\"2026-11-21T10:57:00Z\",\"type\":\"ballot\"}');\n")

# Durable as asked (fsync and synchronous_commit are on); the rest is set for its best speed at this work.
SETTINGS = {
    "fsync": "on", "synchronous_commit": "on", "listen_addresses": "", "shared_buffers": "1GB", "max_wal_size": "8GB",
    "checkpoint_timeout": "30min", "wal_buffers": "64MB", "max_connections": "200", "autovacuum": "off",
    "wal_compression": "off", "commit_delay": "0", "jit": "off",
}


def available():
    return all(postgres_tool(tool) for tool in ("initdb", "postgres", "pgbench", "psql"))


class Postgres:
    """One throw-away server on a socket in `folder`; run as Debian's `postgres` user when we are root."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        processes.run(self._as_owner("initdb", "-D", f"{folder}/data", "-A", "trust", "--no-locale", "-E", "UTF8"), 120,
                      cwd=folder)
        command = self._as_owner("postgres", "-D", f"{folder}/data", "-k", folder)
        for name, value in SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        self.process = processes.start(command, log=f"{folder}/../postgres.log", cwd=folder)
        processes.wait_until(lambda: os.path.exists(f"{folder}/.s.PGSQL.5432") and self._psql("SELECT 1", check=False), 30,
                             "PostgreSQL to answer")
        self._psql(SCHEMA)
        with open(f"{folder}/insert.sql", "w") as script:
            script.write(INSERT)
        os.chmod(f"{folder}/insert.sql", 0o644)

    def _as_owner(self, tool, *arguments):
        command = [postgres_tool(tool), *arguments]
        return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command

    def _psql(self, statement, check=True):
        command = self._as_owner("psql", "-h", self.folder, "-d", "postgres", "-qAtc", statement)
        try:
            return processes.run(command, 60, cwd=self.folder) or "done"
        except RuntimeError:
            if check:
                raise
            return None

    def inserts_per_second(self, clients, seconds):
        """Commits per second with `clients` connections; raises when any transaction failed."""
        self._psql("TRUNCATE votes")
        self._psql("CHECKPOINT")
        output = processes.run(
            self._as_owner("pgbench", "-n", "-M", "prepared", "-h", self.folder, "-c", str(clients), "-j", "2",
                           "-T", str(seconds), "-f", f"{self.folder}/insert.sql", "postgres"),
            seconds + 60, cwd=self.folder)
        if not re.search(r"number of failed transactions: 0 ", output):
            raise RuntimeError(f"pgbench had failures:\n{output}")
        return float(re.search(r"tps = ([\d.]+)", output).group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        processes.stop(self.process)
