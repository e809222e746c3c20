#!/usr/bin/env python3
"""A full disk and a failing one: ballots are refused with 503, nothing confirmed is lost, reading goes on, and it recovers by itself.

The faults come from faultfs.c, compiled here and preloaded into the real server: writes or flushes of files in the data folder fail
while a control file says so, or one single call does, at every place of a commit. At the end of each kind of fault the server is
killed and started again, and everything confirmed must be there.
"""

import json
import os
import random
import shutil
import socket
import sys
import time

from harness import BIN, Election, KeepAlive, Server, ballots_request, main, require, run, say, skip
from pathlib import Path
from receipts import Checkpoints, check_receipt, ledger

VOTERS = 600
# Single calls that are made to fail, one after the other: more than one commit has.
SINGLE_CALLS = 8
RECOVERY_SECONDS_MAX = 15
FAULTS = ("write ENOSPC", "write EIO", "sync EIO", "sync ENOSPC")

DEFINITION = {
    "title": "Disk", "ballots": "pseudonymous", "results": "live", "opensAt": None, "closesAt": None,
    "contests": [{
        "id": "chair", "title": "Chair", "method": "plurality", "seats": 1,
        "candidates": [{"id": name, "name": name.title()} for name in ("ada", "ben", "cleo")],
    }],
}


def compiled_shim(folder):
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if not sys.platform.startswith("linux") or compiler is None:
        skip("faults are injected with LD_PRELOAD: this needs Linux and a C compiler")
    library = folder / "faultfs.so"
    run(compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, Path(__file__).with_name("faultfs.c"), "-ldl")
    return library


class Disk:
    """The data folder's disk, whose health is a file."""

    def __init__(self, folder, library):
        self.data = folder / "server-data"
        self._control = folder / "fault"
        self.environment = {
            "LD_PRELOAD": str(library), "FAULTFS_FOLDER": str(self.data), "FAULTFS_CONTROL": str(self._control),
        }

    def fail(self, fault):
        new = self._control.with_suffix(".new")
        new.write_text(fault)
        os.replace(new, self._control)

    def heal(self):
        self._control.unlink(missing_ok=True)


class Voters:
    def __init__(self, election, tokens, chance):
        self._requests = [
            ballots_request(election, token, {"chair": [chance.choice(("ada", "ben"))]}) for token in tokens
        ]
        self.next = 0
        self.confirmed = {}

    def cast(self, connection, refusals=(503,)):
        """The next voter's ballot; whoever is refused comes again. The status."""
        status, retry_after, body = connection.post(*self._requests[self.next])
        if status in (200, 201):
            self.confirmed[self.next] = body
            self.next += 1
        else:
            require(status in refusals, f"a ballot was answered {status}, not {refusals}: {body[:500]!r}")
            require(b"store-unavailable" in body and retry_after >= 1, f"a refusal without a reason: {body[:500]!r}")
        return status

    def repeat(self, connection):
        for number, body in self.confirmed.items():
            status, _, again = connection.post(*self._requests[number])
            require((status, again) == (200, body), f"ballot {number} again was answered {status} {again[:300]!r}")


def check_reading(server, election, checkpoints, watcher):
    require(server.call("GET", "/healthz")[0] == 200, "healthz fails with the disk")
    require(election.results(server)["state"] == "open", "results fail with the disk")
    ledger(server, election.path, checkpoints)
    watcher.check()


class Watcher:
    """A connection that follows live results."""

    def __init__(self, server, election):
        self._socket = socket.create_connection(("127.0.0.1", server.port), timeout=10)
        self._socket.sendall(f"GET {election.path}/results/stream HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n".encode())
        require(b" 200 " in self._socket.recv(4096), "the stream of results was refused")

    def check(self):
        """Still connected?"""
        self._socket.setblocking(False)
        try:
            require(self._socket.recv(1 << 20) != b"", "the stream of results was ended")
        except BlockingIOError:
            pass
        finally:
            self._socket.setblocking(True)

    def close(self):
        self._socket.close()


def check_fault(server, disk, fault, election, checkpoints, voters):
    connection = KeepAlive(server.port)
    watcher = Watcher(server, election)
    for _ in range(20):
        # 200: written whole when its flush failed before the last kill, so it was read back. It was never confirmed; now it is.
        require(voters.cast(connection) in (200, 201), "a ballot was refused before the fault")
    disk.fail(fault)
    for _ in range(5):
        require(voters.cast(connection) == 503, f"a ballot was taken although '{fault}' fails")
    require(server.call("GET", "/readyz")[0] == 503, f"readyz is well although '{fault}' fails")
    check_reading(server, election, checkpoints, watcher)
    disk.heal()
    started = time.monotonic()
    # Nothing is sent meanwhile: it has to find out by itself.
    server.wait_for(lambda: server.call("GET", "/readyz")[0] == 200, f"readyz recovers from '{fault}'", RECOVERY_SECONDS_MAX)
    seconds = time.monotonic() - started
    for _ in range(20):
        require(voters.cast(connection) in (200, 201), f"a ballot was refused after '{fault}'")
    voters.repeat(connection)
    watcher.check()
    watcher.close()
    connection.close()
    say(f"{fault}: refused with 503, read on, recovered {seconds:.1f} s after the disk")


def check_single_calls(server, disk, calls, voters):
    """Lets each call of a commit fail once."""
    connection = KeepAlive(server.port)
    refused = 0
    for number in range(SINGLE_CALLS):
        disk.heal()
        voters.cast(connection)
        disk.fail(f"{calls} EIO {number}")
        for _ in range(4):
            refused += voters.cast(connection) == 503
    disk.heal()
    server.wait_for(lambda: server.call("GET", "/readyz")[0] == 200, "readyz recovers", RECOVERY_SECONDS_MAX)
    require(refused > 0, f"no single failing {calls} was noticed")
    voters.repeat(connection)
    connection.close()
    say(f"{SINGLE_CALLS} single failing calls ({calls}): {refused} ballots refused, none lost")


def check_all_there(server, election, checkpoints, voters):
    entries = ledger(server, election.path, checkpoints)
    for number, body in voters.confirmed.items():
        index, entry, _, _ = check_receipt(body, checkpoints)
        require(index < len(entries) and entries[index] == entry, f"confirmed ballot {number} is not at index {index} any more")
    keys = [json.loads(entry)["ballotKey"] for entry in entries if b'"ballotKey"' in entry]
    require(len(keys) == len(set(keys)), "a ballot key has two entries")
    require(len(voters.confirmed) <= len(keys) <= len(voters.confirmed) + 1, f"{len(voters.confirmed)} confirmed, {len(keys)} entries")


def check(folder):
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.SystemRandom().randrange(1 << 32)
    chance = random.Random(seed)
    say(f"seed {seed}")
    disk = Disk(folder, compiled_shim(folder))
    server = Server(folder, data=disk.data, environment=disk.environment)
    try:
        election = Election(server, DEFINITION)
        election.import_roll(server, [(f"voter-{number}", "here") for number in range(VOTERS)])
        election.change(server, "open")
        checkpoints = Checkpoints(election.information(server)["log"])
        voters = Voters(election, election.all_ballot_tokens(server).values(), chance)
        for fault in FAULTS:
            check_fault(server, disk, fault, election, checkpoints, voters)
            # Killed in the middle of the fault, too.
            connection = KeepAlive(server.port)
            disk.fail(fault)
            voters.cast(connection)
            server.kill()
            disk.heal()
            server = Server(folder, data=disk.data, environment=disk.environment)
            check_all_there(server, election, checkpoints, voters)
        for calls in ("write", "sync"):
            check_single_calls(server, disk, calls, voters)
        server.kill()
        server = Server(folder, data=disk.data)
        check_all_there(server, election, checkpoints, voters)
        say(f"{len(voters.confirmed)} confirmed ballots stand after {len(FAULTS) + 1} kills")
        election.change(server, "close")
        election.change(server, "certify")
        run(BIN / "urna-verify", "--quiet", f"{server.url}{election.path}")
    finally:
        server.stop()


if __name__ == "__main__":
    main(check)
