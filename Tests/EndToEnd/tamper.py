#!/usr/bin/env python3
"""A changed byte is found: in the database the server refuses to start and says which ledger; in an export `urna-verify` fails.

Also: a database cut short is refused, a second server on the same data folder is refused, and a server that is killed while it
starts has changed nothing.

    tamper.py [SEED]
"""

import random
import shutil
import sqlite3
import subprocess
import sys
import time

from harness import BIN, Election, Process, Server, ballots_request, main, require, run, say, send_all

VOTERS = 400
# Changed entries tried, at random places.
ENTRIES_CHANGED = 5
# Starts that are killed half way.
KILLED_STARTS = 5

DEFINITION = {
    "title": "Tampering", "ballots": "pseudonymous", "results": "live", "opensAt": None, "closesAt": None,
    "contests": [{
        "id": "chair", "title": "Chair", "method": "plurality", "seats": 1,
        "candidates": [{"id": name, "name": name.title()} for name in ("ada", "ben", "cleo")],
    }],
}


def refused(folder, data, *words, seconds=60):
    """`urna serve` on `data` must end by itself, not with 0, and its message must hold one of the words."""
    command = [str(BIN / "urna"), "serve", "--data", str(data), "--port", "0"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        require(False, f"urna serve went on with {data.name}, which should be refused")
    text = done.stdout + done.stderr
    require(done.returncode > 0, f"urna serve on {data.name} ended with {done.returncode}, not with a refusal:\n{text[-1500:]}")
    require(any(word in text for word in words), f"the refusal of {data.name} names none of {words}:\n{text[-1500:]}")
    return text


def flip(path, position, chance):
    with open(path, "r+b") as file:
        file.seek(position)
        byte = file.read(1)[0]
        file.seek(position)
        file.write(bytes([byte ^ (1 << chance.randrange(8))]))


def changed_copy(folder, data, name, change):
    """A copy of the data folder whose database `change` was applied to."""
    copy = folder / name
    shutil.copytree(data, copy)
    connection = sqlite3.connect(copy / "urna.db")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    change(connection)
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return copy


def flipped(value, position, chance):
    value = bytearray(value)
    value[position] ^= 1 << chance.randrange(8)
    return bytes(value)


def check_database(folder, data, election, chance):
    ledger = f"election/{election.id}"

    def change_blob(table, column, where, *arguments):
        def change(connection):
            rows = connection.execute(f"SELECT rowid, {column} FROM {table} WHERE {where}", arguments).fetchall()
            row, value = chance.choice(rows)
            value = flipped(value, chance.randrange(len(value)), chance)
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (value, row))
        return change

    of_election = "ledger = (SELECT id FROM ledger WHERE name = ?)"
    for number in range(ENTRIES_CHANGED):
        copy = changed_copy(folder, data, f"entry-{number}", change_blob("run", "entries", of_election, ledger))
        refused(folder, copy, ledger)
    for name, change in {
        "root": change_blob("run", "root", of_election, ledger),
        "head": change_blob("ledger", "root", "name = ?", ledger),
        "size": lambda connection: connection.execute("UPDATE ledger SET size = size - 1 WHERE name = ?", (ledger,)),
        "missing-run": lambda connection: connection.execute(
            f"DELETE FROM run WHERE first = (SELECT max(first) FROM run WHERE {of_election}) AND {of_election}", (ledger, ledger)),
    }.items():
        refused(folder, changed_copy(folder, data, name, change), ledger)
    refused(folder, changed_copy(folder, data, "system", change_blob("run", "entries", of_election, "system")), "system")
    say(f"{ENTRIES_CHANGED} changed entries and 5 changed heads, roots and runs: each start refused, naming the ledger")

    copy = changed_copy(folder, data, "cut", lambda connection: None)
    size = (copy / "urna.db").stat().st_size
    with open(copy / "urna.db", "r+b") as file:
        file.truncate(size // 2)
    refused(folder, copy, "damaged", "corrupt", ledger)
    copy = changed_copy(folder, data, "header", lambda connection: None)
    flip(copy / "urna.db", 3, chance)
    refused(folder, copy, "damaged", "corrupt", "not a database")
    say("a database cut short and one with a broken header: refused")


def check_starts(folder, data, chance):
    for _ in range(KILLED_STARTS):
        start = Process(folder / "killed.log", BIN / "urna", "serve", "--data", data, "--port", "0")
        time.sleep(chance.uniform(0.005, 0.15))
        start.kill()
    say(f"{KILLED_STARTS} starts killed half way")


def check_export(folder, server, election, chance):
    out = folder / "export"
    run(
        BIN / "urna", "export", "--server", server.url, "--admin-token-file", server.data / "admin-token",
        "--election", election.id, "--out", out,
    )
    run(BIN / "urna-verify", "--quiet", out)
    # The README is for people: nothing in it is evidence, so nothing signs it.
    files = sorted(path for path in out.rglob("*") if path.is_file() and path.name != "README.txt")
    kinds = {}
    for path in files:
        inner = path.relative_to(out)
        parts = [part for part in inner.parts if not part.rstrip(".p").isdigit()]
        kinds.setdefault("/".join(parts[:4]), []).append(path)
    silent = []
    for kind, paths in sorted(kinds.items()):
        path = chance.choice(paths)
        original = path.read_bytes()
        if not original:
            continue
        flip(path, chance.randrange(len(original)), chance)
        done = subprocess.run([str(BIN / "urna-verify"), str(out)], capture_output=True, text=True, timeout=120)
        say(f"  {path.relative_to(out)}: {next((line for line in done.stdout.splitlines() if line.startswith('✗')), done.stderr[-200:])}")
        if done.returncode != 1:
            silent.append(f"{path.relative_to(out)} (exit {done.returncode})")
        path.write_bytes(original)
    require(not silent, f"urna-verify did not fail with 1 on a changed byte in: {', '.join(silent)}")
    run(BIN / "urna-verify", "--quiet", out)
    say(f"an export with one changed byte in each of {len(kinds)} kinds of file: urna-verify failed each")


def check(folder):
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.SystemRandom().randrange(1 << 32)
    chance = random.Random(seed)
    say(f"seed {seed}")
    with Server(folder) as server:
        election = Election(server, DEFINITION)
        election.import_roll(server, [(f"voter-{number}", "here") for number in range(VOTERS)])
        election.change(server, "open")
        tokens = election.all_ballot_tokens(server).values()
        ballots = [ballots_request(election, token, {"chair": [chance.choice(("ada", "ben"))]}) for token in tokens]
        send_all(server, ballots, expect=(201,))
        refused(folder, server.data, "another process is using the data folder")
        say("a second server on the same data folder: refused")
        server.kill()
    check_starts(folder, server.data, chance)
    check_database(folder, server.data, election, chance)
    with Server(folder, data=server.data) as server:
        cast = election.results(server)["turnout"]["cast"]
        require(cast == VOTERS, f"{VOTERS} ballots were confirmed; after kills while starting there are {cast}")
        election.change(server, "close")
        election.change(server, "certify")
        run(BIN / "urna-verify", "--quiet", f"{server.url}{election.path}")
        check_export(folder, server, election, chance)


if __name__ == "__main__":
    main(check)
