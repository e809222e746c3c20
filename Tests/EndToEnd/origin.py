#!/usr/bin/env python3
"""A data folder keeps its name: started under another origin, the server refuses, because it would sign another log."""

import subprocess

from harness import BIN, START_SECONDS_MAX, Election, Server, main, require, say

DEFINITION = {
    "title": "Club", "contests": [{"id": "chair", "method": "plurality", "candidates": [{"id": "ada"}, {"id": "ben"}]}],
}


def check(folder):
    with Server(folder) as server:
        data = server.data
        Election(server, DEFINITION)
    # It ends by itself, and is ended by its id when it does not.
    started = subprocess.run(
        [str(BIN / "urna"), "serve", "--data", str(data), "--port", "0", "--origin", "elsewhere.example"],
        capture_output=True, text=True, timeout=START_SECONDS_MAX, check=False)
    require(started.returncode == 1, f"under another origin the server ended with {started.returncode}, not 1")
    require("start with the --origin it was made with" in started.stderr, f"it said: {started.stderr}")
    with Server(folder, data=data) as server:
        require(len(server.json("GET", "/v1/elections")["elections"]) == 1, "under its own origin it has its election")
    say("a folder is served under its own origin alone")


if __name__ == "__main__":
    main(check)
