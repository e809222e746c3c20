#!/usr/bin/env python3
"""The roll is what was imported: an election without one is not opened, and a row that was changed gives no second ballot.

The change is one that somebody with write access to the database could make: a voter's hash is replaced, so that the same voting code leads to another ballot key.
"""

import os
import sqlite3

from harness import Election, Server, main, require, say

DEFINITION = {
    "title": "Club", "contests": [{"id": "chair", "method": "plurality", "candidates": [{"id": "ada"}, {"id": "ben"}]}],
}
VOTERS = [("ann", "north"), ("bob", "north"), ("cyd", "south")]


def vote(server, election, code, candidate):
    token = election.ballot_token(server, code)
    return server.json("POST", f"{election.path}/ballots", {"selections": {"chair": [candidate]}}, token, expect=(201,))


def change(server, statement, *values):
    database = sqlite3.connect(server.data / "urna.db", timeout=10)
    with database:
        changed = database.execute(statement, values).rowcount
    database.close()
    require(changed == 1, f"{changed} voters were changed, not 1")


def refused(server, election, code, how):
    answer = server.json("POST", f"{election.path}/ballot-token", {"code": code}, expect=(500,))
    require(answer["type"] == "/problems/internal-error", f"{how}: answered {answer}")
    require("is not as it was imported" in server.log.read_text(), f"{how}: the log does not say which row was changed")
    say(f"{how}: no token, and the log names the row")


def check(folder):
    with Server(folder) as server:
        draft = Election(server, DEFINITION)
        answer = server.json("POST", f"{draft.path}/open", token=server.admin_token, expect=(409,))
        require("there is no roll" in answer["detail"], f"opening without a roll was refused because: {answer['detail']}")
        say("an election without a roll is not opened")

        election = Election(server, DEFINITION)
        codes = dict(election.import_roll(server, VOTERS))
        election.change(server, "open")
        vote(server, election, codes["ann"], "ada")
        row = "WHERE election = ? AND issued IS NOT NULL"
        change(server, f"UPDATE voter SET hash = ? {row}", os.urandom(32), election.id)
        refused(server, election, codes["ann"], "a hash replaced")
        say("nobody votes twice through a changed roll")


if __name__ == "__main__":
    main(check)
