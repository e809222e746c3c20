#!/usr/bin/env python3
"""Nothing that was confirmed is lost when the server is killed: `kill -9` at random moments, under load, again and again.

5,000 voters cast over many connections: new ballots, the same ballot again, a different ballot under a spent token. The server is
killed in the middle and started on the same data. After each start, checked with code that shares nothing with the server's:
every confirmed receipt verifies offline and stands at its index, the ledger's root is what was signed, every earlier checkpoint is
a prefix of it, no ballot key has two entries, and a repeated ballot gets the very bytes of its first receipt.

    crash.py [SEED [ROUNDS]]      the seed is printed; the same seed makes the same ballots and aims at the same moments
"""

import collections
import json
import random
import sys
import threading
import time

from harness import BIN, CheckFailed, Election, KeepAlive, Server, ballots_request, main, require, run, say, send_all
from receipts import Checkpoints, check_receipt, ledger, roots

VOTERS = 5_000
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 10
CONNECTIONS = 24
# Each round has its share of the voters. The server is killed when a random part of them is confirmed, and up to this much later.
PAUSE_SECONDS_MAX = 0.02
# Of those confirmed before, how many are asked for again after a start.
REPEATED = 250
NAMES = ("ada", "ben", "cleo", "dev")


def definition(results):
    return {
        "title": "Crash", "ballots": "pseudonymous", "results": results, "opensAt": None, "closesAt": None,
        "contests": [{
            "id": "chair", "title": "Chair", "method": "irv", "seats": 1, "maxRanks": 3,
            "candidates": [{"id": name, "name": name.title()} for name in NAMES],
        }],
    }


class Electorate:
    """Who votes what, and what they were told."""

    def __init__(self, election, tokens, chance):
        self.chance = chance
        self.ballots, self.changed = {}, {}
        for voter, token in tokens.items():
            ranks = chance.sample(NAMES, chance.randint(1, 3))
            other = list(reversed(ranks)) if len(ranks) > 1 else [name for name in NAMES if name != ranks[0]][:1]
            self.ballots[voter] = ballots_request(election, token, {"chair": ranks})
            self.changed[voter] = ballots_request(election, token, {"chair": other})
        self.later = list(self.ballots)
        chance.shuffle(self.later)
        self.waiting = collections.deque()
        self.receipts = {}
        # Voters whose answer was lost: their ballot may count already.
        self.in_doubt = set()
        self.failures = []


    def release(self, count):
        """Lets so many more voters come."""
        self.waiting.extend(self.later[:count])
        del self.later[:count]


def load(server, people, seed):
    """One connection's worth of casting, until the server is gone or everyone has voted."""
    chance = random.Random(seed)
    voter = None
    try:
        connection = KeepAlive(server.port)
        while not people.failures:
            try:
                voter = people.waiting.popleft()
            except IndexError:
                return
            status, _, body = connection.post(*people.ballots[voter])
            if status == 503:
                people.waiting.append(voter)
                continue
            allowed = (200, 201) if voter in people.in_doubt else (201,)
            require(status in allowed, f"the first ballot of {voter} was answered {status}, not {allowed}: {body[:500]!r}")
            people.receipts[voter] = body
            voted, voter = voter, None
            if chance.random() < 0.1:
                status, _, again = connection.post(*people.ballots[voted])
                fine = status == 503 or (status, again) == (200, body)
                require(fine, f"the same ballot again was answered {status} {again[:500]!r}, at first {body[:500]!r}")
            if chance.random() < 0.1:
                status, _, answer = connection.post(*people.changed[voted])
                require(status in (409, 503), f"a different ballot under a spent token was answered {status}: {answer[:500]!r}")
    except (OSError, ValueError, IndexError):
        # The connection died under the request: nobody knows whether the ballot counts. The voter tries again with the same one.
        if voter is not None:
            people.in_doubt.add(voter)
            people.waiting.appendleft(voter)
    except CheckFailed as failure:
        people.failures.append(failure)


def cast(server, people, kills):
    """Casts what waits; with `kills`, ends the server somewhere in the middle."""
    target = len(people.receipts) + people.chance.randrange(len(people.waiting)) if kills else 0
    pause = people.chance.uniform(0, PAUSE_SECONDS_MAX)
    threads = [
        threading.Thread(target=load, args=(server, people, people.chance.random()), daemon=True) for _ in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    if kills:
        end = time.monotonic() + 60
        while len(people.receipts) < target and not people.failures and time.monotonic() < end:
            time.sleep(0.0005)
        time.sleep(pause)
        server.kill()
    for thread in threads:
        thread.join(120)
        require(not thread.is_alive(), "a connection hangs")
    if people.failures:
        raise people.failures[0]


def check_ledger(server, election, checkpoints, people):
    """Holds every receipt to the ledger as it is served now; the ballot entries."""
    entries = ledger(server, election.path, checkpoints)
    root_at = list(roots(entries))
    for voter, body in people.receipts.items():
        index, entry, size, root = check_receipt(body, checkpoints)
        require(index < len(entries) and entries[index] == entry, f"the confirmed ballot of {voter} is not at index {index} any more")
        require(size < len(root_at) and root_at[size] == root, f"the checkpoint of receipt {index} is no prefix of the ledger")
    ballots = [json.loads(entry) for entry in entries]
    keys = [entry["ballotKey"] for entry in ballots if "ballotKey" in entry]
    require(len(keys) == len(set(keys)), "a ballot key has two entries")
    require(len(keys) >= len(people.receipts), f"{len(people.receipts)} confirmed, {len(keys)} in the ledger")
    # A result shows within two seconds of its receipt; a busy machine gets more.
    server.wait_for(lambda: election.results(server)["turnout"]["cast"] == len(keys), f"the results count {len(keys)} ballots", 10)
    sample = people.chance.sample(sorted(people.receipts), min(REPEATED, len(people.receipts)))
    check_repeats(server, people, sample)
    return len(keys)


def check_repeats(server, people, voters):
    for voter, (_, body) in zip(voters, send_all(server, [people.ballots[voter] for voter in voters], expect=(200,))):
        require(body == people.receipts[voter], f"the repeated ballot of {voter} has another receipt than at first")


def check(folder):
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.SystemRandom().randrange(1 << 32)
    chance = random.Random(seed)
    results = chance.choice(("live", "sealed"))
    say(f"seed {seed}, {results} results")
    server = Server(folder)
    try:
        election = Election(server, definition(results))
        election.import_roll(server, [(f"voter-{number}", f"region-{number % 7}") for number in range(VOTERS)])
        election.change(server, "open")
        checkpoints = Checkpoints(election.information(server)["log"])
        people = Electorate(election, election.all_ballot_tokens(server), chance)
        require(len(people.ballots) == VOTERS, f"{len(people.ballots)} ballot tokens for {VOTERS} voters")
        slowest = 0
        for number in range(ROUNDS):
            people.release(VOTERS // (ROUNDS + 1))
            cast(server, people, kills=True)
            started = time.monotonic()
            server = Server(folder)
            slowest = max(slowest, time.monotonic() - started)
            count = check_ledger(server, election, checkpoints, people)
            say(f"kill {number + 1}: {len(people.receipts)} confirmed, {count} in the ledger, all stand")
        people.release(VOTERS)
        cast(server, people, kills=False)
        check_ledger(server, election, checkpoints, people)
        require(len(people.receipts) == VOTERS, f"{len(people.receipts)} of {VOTERS} voters were confirmed")
        check_repeats(server, people, sorted(people.receipts))
        say(f"{len(people.in_doubt)} voters lost an answer to a kill; slowest restart {slowest:.1f} s")

        election.change(server, "close")
        election.change(server, "certify")
        turnout = election.results(server)["turnout"]
        require(turnout == {"eligible": VOTERS, "cast": VOTERS}, f"the certified turnout is {turnout}")
        say(run(BIN / "urna-verify", "--quiet", f"{server.url}{election.path}").strip() or "urna-verify: everything holds")
    finally:
        server.stop()


if __name__ == "__main__":
    main(check)
