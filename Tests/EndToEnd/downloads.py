#!/usr/bin/env python3
"""What people take away: cast vote records that count to the published result, and the ledger as one file, which `urna-verify` reads as it is.

The archive is the folder of `urna export`, byte for byte; hostile archives are refused without anything being written.
"""

import io
import json
import random
import tarfile

import raffles
from harness import BIN, Election, Server, ballots_request, main, require, run, say, send_all

SEED = 20_261_121
VOTERS = 300
METHODS = {
    "one": {"method": "plurality"}, "some": {"method": "plurality", "seats": 2, "max": 3}, "appr": {"method": "approval"},
    "score": {"method": "score", "maxScore": 9}, "irv": {"method": "irv"}, "stv": {"method": "stv", "seats": 2}, "sch": {"method": "schulze"},
}
CANDIDATES = [("a", "=1+1"), ("b", "Ben \"B\", Jr."), ("c", "زينب"), ("d", "Dora")]


def definition(results):
    contests = [
        {"id": name, "title": name, "candidates": [{"id": key, "name": text} for key, text in CANDIDATES] + (
            [{"id": "w", "name": "Somebody else", "writeIn": True}] if name == "irv" else []), **rules}
        for name, rules in METHODS.items()
    ]
    for contest in contests:
        # A lot is drawn from the ledger, which a file of ballots has not: ties go by the order of candidates.
        contest["rules"] = {"tieBreak": "candidate-order"}
    return {"title": "Downloads", "ballots": "pseudonymous", "results": results, "opensAt": None, "closesAt": None, "contests": contests}


def ballot(dice):
    ids = [key for key, _ in CANDIDATES]
    ranks = lambda: [None if dice.random() < 0.1 else key for key in dice.sample(ids, dice.randint(0, 4))]
    chosen = {
        "one": dice.sample(ids, 1), "some": dice.sample(ids, dice.randint(1, 3)), "appr": dice.sample(ids, dice.randint(1, 4)),
        "score": {key: dice.randint(0, 9) for key in ids}, "irv": ranks() + ([{"writeIn": "Zoë \"Q\""}] if dice.random() < 0.2 else []),
        "stv": ranks(), "sch": [dice.sample(ids, 2)] if dice.random() < 0.3 else ranks(),
    }
    return {name: marks for name, marks in chosen.items() if dice.random() > 0.1}


def election_with_ballots(server, results):
    election = Election(server, definition(results))
    codes = election.import_roll(server, [(f"voter-{number}", "north") for number in range(VOTERS)])
    election.change(server, "open")
    dice = random.Random(SEED)
    tokens = [election.ballot_token(server, code) for _, code in codes]
    send_all(server, [ballots_request(election, token, ballot(dice)) for token in tokens], expect=(201,))
    return election


def results_now(server, election):
    """The results of all that is in the ledger now: they are a moment behind it."""
    size = int(server.call("GET", f"{election.path}/log/checkpoint")[2].split(b"\n")[1])

    def counted():
        results = election.results(server)
        return results if results["asOf"]["size"] >= size else None

    return server.wait_for(counted, f"results of {size} entries")


def check_records(server, election, folder):
    """The records over HTTP, of the command, and from an exported folder are the same, and count to the published result."""
    status, headers, answer = server.call("GET", f"{election.path}/cvr")
    require(status == 200 and headers["Content-Disposition"].endswith('.cvr.json"'), f"/cvr answered {status}, {headers}")
    files = {"http": folder / "http.json", "server": folder / "server.json", "folder": folder / "folder.json"}
    files["http"].write_bytes(answer)
    run(BIN / "urna", "cvr", "--election", election.id, "--server", server.url, "--out", files["server"])
    run(BIN / "urna", "export", "--election", election.id, "--server", server.url, "--out", folder / "cvr-export")
    run(BIN / "urna", "cvr", "--folder", folder / "cvr-export", "--out", files["folder"])
    reports = {name: json.loads(path.read_text()) for name, path in files.items()}
    for report in reports.values():
        report.pop("GeneratedDate")
        report.pop("Notes")
    require(reports["http"] == reports["server"] == reports["folder"], "the reports differ")
    require(len(reports["http"]["CVR"]) == VOTERS, f"there are {len(reports['http']['CVR'])} records")
    text = files["http"].read_text()
    require("ballotKey" not in text and "castAt" not in text, "a record tells more than it should")
    results = {contest["id"]: contest for contest in results_now(server, election)["contests"]}
    names = {**dict(CANDIDATES), "w": "Somebody else"}
    for name, rules in METHODS.items():
        told = run(
            BIN / "urna", "count", files["http"], "--method", rules["method"], "--contest", name, "--rules", "tieBreak=candidate-order", "--json")
        counted, published = json.loads(told), results[name]
        require(counted["winners"] == [names[key] for key in published["winners"]], f"{name}: {counted['winners']}, published {published['winners']}")
        totals = {names[key]: votes for key, votes in published["totals"].items()}
        require(counted["totals"] == totals, f"{name}: counted {counted['totals']}, published {totals}")
        require(len(counted["rounds"]) == len(published["rounds"]), f"{name}: other rounds")


def unpacked(archive, folder):
    """Unpacks with tar; the one folder in it."""
    folder.mkdir()
    run("tar", "-xf", archive, "-C", folder)
    inner = list(folder.iterdir())
    require(len(inner) == 1 and inner[0].is_dir(), f"the archive holds {inner}")
    return inner[0]


def files_of(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def check_archive(server, kind, id, folder):
    """One file: verifies as it is, unpacks to what `urna export` writes, and is the same whenever it is made."""
    path = f"/v1/{kind}s/{id}"
    status, headers, answer = server.call("GET", f"{path}/log/archive")
    size = server.json("GET", path)["log"]["size"]
    require(status == 200 and headers["Content-Type"] == "application/x-tar", f"the archive: {status}, {headers}")
    require(headers["Content-Disposition"] == f'attachment; filename="{id}-{size}.tar"', f"the archive is called {headers['Content-Disposition']}")
    archive = folder / f"{id}-{size}.tar"
    archive.write_bytes(answer)
    require(server.call("GET", f"{path}/log/archive")[2] == answer, "the same archive twice has other bytes")
    key = server.json("GET", path)["log"]["verifierKey"]
    told = run(BIN / "urna-verify", archive, "--key", key, "--json")
    require(json.loads(told)["passed"] is True, f"urna-verify says {told}")
    inner = unpacked(archive, folder / f"{id}-{size}-unpacked")
    run(BIN / "urna-verify", inner, "--key", key)
    run(BIN / "urna", "export", f"--{kind}", id, "--server", server.url, "--out", folder / f"{id}-exported")
    here, there = files_of(inner), files_of(folder / f"{id}-exported")
    require(here.keys() == there.keys(), f"other files: {here.keys() ^ there.keys()}")
    for name in here:
        require(here[name] == there[name], f"{name} differs from that of urna export")
    return archive


def packed(change, archive):
    """The archive with its members changed by Python's own tarfile."""
    out = io.BytesIO()
    with tarfile.open(archive) as old, tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as new:
        members = [(member, old.extractfile(member).read()) for member in old.getmembers()]
        for member, content in change(members):
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return out.getvalue()


def member(name, content=b"x", kind=tarfile.REGTYPE, target=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info, b"" if kind != tarfile.REGTYPE else content


def check_hostile(archive, folder):
    """Traversal, links, doubles, cuts and damage: refused with 2 and a reason, or a failed check with 1; and an honest archive repacked passes."""
    root = archive.name.removesuffix(".tar")
    hostile = {
        "climbs": (2, lambda members: members + [member(f"{root}/../../escaped")]),
        "absolute": (2, lambda members: members + [member("/tmp/urna-escaped")]),
        "symlink": (2, lambda members: members + [member(f"{root}/link", kind=tarfile.SYMTYPE, target="/etc/passwd")]),
        "hardlink": (2, lambda members: members + [member(f"{root}/link", kind=tarfile.LNKTYPE, target=f"{root}/checkpoint")]),
        "pipe": (2, lambda members: members + [member(f"{root}/pipe", kind=tarfile.FIFOTYPE)]),
        "twice": (2, lambda members: members + [member(f"{root}/checkpoint", b"another")]),
        "beside": (2, lambda members: members + [member("other/checkpoint", b"another")]),
        "without": (2, lambda members: [each for each in members if not each[0].name.endswith("/checkpoint")]),
        "huge": (1, lambda members: [(info, content + b"\0" * 300_000 if info.name.endswith("/checkpoint") else content) for info, content in members]),
        "changed": (1, lambda members: [
            (info, content.replace(b"ballot", b"bollat", 1) if "/tile/entries/" in info.name else content) for info, content in members]),
        "honest": (0, lambda members: members[::-1]),
    }
    for name, (expected, change) in hostile.items():
        path = folder / f"{name}.tar"
        path.write_bytes(packed(change, archive))
        run(BIN / "urna-verify", path, "--quiet", expect=expected)
    whole = archive.read_bytes()
    for count in (0, 100, 512, len(whole) // 2, len(whole) - 1):
        path = folder / "cut.tar"
        path.write_bytes(whole[:count])
        run(BIN / "urna-verify", path, "--quiet", expect=2)
    path = folder / "text.tar"
    path.write_text("this is no archive\n" * 100)
    run(BIN / "urna-verify", path, "--quiet", expect=2)
    require(not (folder.parent / "escaped").exists(), "something was unpacked")


def check(folder):
    say(f"seed {SEED}")
    with Server(folder) as server:
        live = election_with_ballots(server, "live")
        check_records(server, live, folder)
        sealed = election_with_ballots(server, "sealed")
        status, _, answer = server.call("GET", f"{sealed.path}/cvr")
        require(status == 409 and json.loads(answer)["code"] == "BALLOTS_SEALED", f"sealed: {status} {answer[:300]}")
        run(BIN / "urna", "cvr", "--election", sealed.id, "--server", server.url, "--out", folder / "none.json", expect=1)
        require(not list(folder.glob("none.json*")), "a refused download leaves a file")
        (folder / "early").mkdir()
        run(BIN / "urna", "export", "--election", sealed.id, "--server", server.url, "--out", folder / "early")
        run(BIN / "urna", "cvr", "--folder", folder / "early", "--out", folder / "none.json", expect=1)
        require(not list(folder.glob("none.json*")), "a sealed folder gives records")
        for step in ("close", "certify"):
            sealed.change(server, step)
        (folder / "sealed").mkdir()
        check_records(server, sealed, folder / "sealed")
        archive = check_archive(server, "election", sealed.id, folder)
        (folder / "hostile").mkdir()
        check_hostile(archive, folder / "hostile")
        people = raffles.People(server)
        raffle, units = raffles.sold_raffle(server, people)
        raffles.void_two(raffle, units)
        check_archive(server, "raffle", raffle.id, folder)


if __name__ == "__main__":
    main(check)
