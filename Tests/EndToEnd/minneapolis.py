#!/usr/bin/env python3
"""A real election again: all 80,101 ballots for mayor of Minneapolis in 2013, cast one by one over HTTP.

The certified rounds must be those of the city's own sheet, and urna-verify must agree from the public URL alone.
The ballots are no part of this repository: without the folder of shared data ($URNA_SHARED_DATA, else ../shared/data)
the check is skipped.
"""

import csv
import json
import re
import time

from harness import BIN, Election, Server, ballots_request, main, require, run, say, send_all, shared_data, skip

RANKS = ["choice_1", "choice_2", "choice_3"]
WRITE_INS = "UWI"
CONTEST = "mayor"
# The sheet names the write-ins in full.
OFFICIAL_SLUGS = {"undeclared-write-ins": "uwi"}
# Sent twice, to see that a repeated ballot is answered with its first receipt and counted once.
REPEATED = 500


def slug(name):
    text = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")
    return OFFICIAL_SLUGS.get(text, text)


def read_ballots(path):
    with open(path, newline="", encoding="utf-8") as file:
        return [[row[rank].strip() for rank in RANKS] for row in csv.DictReader(file)]


def definition(names):
    candidates = [
        {"id": slug(name), "name": name, **({"writeIn": True} if name == WRITE_INS else {})} for name in sorted(names)
    ]
    require(len({candidate["id"] for candidate in candidates}) == len(candidates), "two candidates have the same slug")
    return {
        "title": "Minneapolis 2013: mayor", "ballots": "pseudonymous", "results": "live", "opensAt": None, "closesAt": None,
        "contests": [{
            "id": CONTEST, "title": "Mayor", "method": "irv", "seats": 1, "maxRanks": len(RANKS),
            "rules": {"overvote": "skip", "skippedRank": "advance", "tieBreak": "previous-round-then-lot"},
            "candidates": candidates,
        }],
    }


def selection(ballot, two_candidates):
    """The ranks as a ballot says them: null for no choice (none at the end), two candidates for too many."""
    marks = [None if cell in ("undervote", "") else two_candidates if cell == "overvote" else slug(cell) for cell in ballot]
    while marks and marks[-1] is None:
        marks.pop()
    return marks


def issue_tokens(server, election, folder):
    """One ballot token a voter, by the administrator's command for mail merges."""
    out = folder / "tokens.csv"
    run(
        BIN / "urna", "token", "issue", "--server", server.url, "--admin-token-file", server.data / "admin-token",
        "--election", election.id, "--all", "--out", out,
    )
    lines = out.read_text().splitlines()
    if lines and lines[0].startswith("voter_id,"):
        lines.pop(0)
    return [line.split(",", 1)[1] for line in lines if line]


def compare_rounds(rounds, official):
    """Every round of the sheet must be among ours: the same candidates left, the same totals, as many exhausted.

    Ours eliminate one at a time; the sheet leaves rounds out where it eliminated several together.
    """
    ours = {}
    for item in rounds:
        totals = {candidate: int(votes) for candidate, votes in item["totals"].items() if int(votes) > 0}
        ours[frozenset(totals)] = (totals, int(item["exhausted"]))
    for item in official["rounds"]:
        totals = {slug(name): votes for name, votes in item["totals"].items()}
        found = ours.get(frozenset(totals))
        where = f"round {item['round']} of the official sheet"
        require(found is not None, f"{where}: no round of ours has the same {len(totals)} candidates left")
        wrong = {candidate: (votes, found[0][candidate]) for candidate, votes in totals.items() if found[0][candidate] != votes}
        require(not wrong, f"{where}: (official, ours) differ for {wrong}")
        require(found[1] == item["exhausted"], f"{where}: {item['exhausted']} exhausted, ours says {found[1]}")


def check(folder):
    data = shared_data()
    if data is None or not (data / "minneapolis-2013-mayor.csv").exists():
        skip("the folder of shared data with the Minneapolis ballots is not there (URNA_SHARED_DATA)")
    ballots = read_ballots(data / "minneapolis-2013-mayor.csv")
    official = json.loads((data / "minneapolis-2013-mayor.official.json").read_text())
    names = {cell for ballot in ballots for cell in ballot} - {"undervote", "overvote", ""}
    two_candidates = sorted(slug(name) for name in names)[:2]

    with Server(folder) as server:
        election = Election(server, definition(names))
        election.import_roll(server, [(f"voter-{number:06}", "minneapolis") for number in range(len(ballots))])
        election.change(server, "open")
        tokens = issue_tokens(server, election, folder)
        require(len(tokens) == len(ballots), f"{len(ballots)} voters, {len(tokens)} ballot tokens")
        say(f"{len(ballots)} voters on the roll, each with a ballot token")

        requests = [
            ballots_request(election, token, {CONTEST: selection(ballot, two_candidates)})
            for token, ballot in zip(tokens, ballots)
        ]
        started = time.monotonic()
        receipts = [json.loads(body) for _, body in send_all(server, requests, expect=(201,))]
        seconds = time.monotonic() - started
        say(f"{len(receipts)} ballots cast one by one in {seconds:.0f} s ({len(receipts) / seconds:.0f} a second)")
        require(len({receipt["index"] for receipt in receipts}) == len(ballots), "two receipts name the same entry")

        again = send_all(server, requests[:REPEATED], expect=(200,))
        for (_, body), receipt in zip(again, receipts):
            require(json.loads(body) == receipt, f"a repeated ballot has another receipt than at first (index {receipt['index']})")

        election.change(server, "close")
        election.change(server, "certify")
        results = election.results(server)
        require(results["state"] == "certified", f"the election is {results['state']}, not certified")
        require(
            results["turnout"] == {"eligible": len(ballots), "cast": len(ballots)}, f"the turnout is {results['turnout']}"
        )
        contest = results["contests"][0]
        require(contest["winners"] == [slug("Betsy Hodges")], f"the winners are {contest['winners']}")
        first = {candidate: int(votes) for candidate, votes in contest["totals"].items()}
        require(sum(first.values()) == official["votes_cast"], f"{sum(first.values())} votes, not {official['votes_cast']}")
        compare_rounds(contest["rounds"], official)
        say(f"the certified result has all {len(official['rounds'])} rounds of the city's sheet")

        say(run(BIN / "urna-verify", f"{server.url}{election.path}").strip())


if __name__ == "__main__":
    main(check)
