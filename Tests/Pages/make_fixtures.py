#!/usr/bin/env python3
"""Makes the fixtures of the page tests anew, with the real programs: ledgers, receipts, proofs and draws as a server publishes them.

    URNA_BIN=FOLDER Tests/Pages/make_fixtures.py [counterfoils]
                        replaces Tests/Pages/fixtures/{live,sealed,raffle,certified} and sell-counterfoils.json, or that file alone

Keys are made at random, so every byte differs from run to run: commit the whole set or nothing of it. What a page of a browser
could fetch is kept as it was answered; nothing in here is secret or of a real person.
"""

import base64
import json
import random
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "EndToEnd"))

from harness import Election, Server, ballots_request, main, require, run, say, send_all  # noqa: E402
from moving_clock import MovingClock  # noqa: E402
from raffle_s10 import beacon_record  # noqa: E402
from raffles import People, Raffle, Unit, close_all  # noqa: E402
from units import UnitProgram  # noqa: E402

FIXTURES = HERE / "fixtures"
# More than one full tile, and a partial one.
VOTERS = 262
ELECTION = {
    "title": "Parish council", "ballots": "pseudonymous", "opensAt": None, "closesAt": None,
    "contests": [{
        "id": "chair", "title": "Chair", "method": "irv", "seats": 1, "maxRanks": 3,
        "candidates": [{"id": name, "name": name.title()} for name in ("ada", "ben", "cleo", "dev")],
    }],
}


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n")


def save(server, path, to):
    """Keeps an answer as it came."""
    status, _, body = server.call("GET", path)
    require(status == 200, f"GET {path} answered {status}")
    write(to, body)
    return body


def tile_name(index, width):
    name, rest = f"{index % 1000:03}", index // 1000
    while rest:
        name, rest = f"x{rest % 1000:03}/{name}", rest // 1000
    return name + ("" if width == 256 else f".p/{width}")


def save_log(server, path, folder):
    """The checkpoint with every tile and entry bundle below it."""
    note = save(server, f"{path}/log/checkpoint", folder / "log" / "checkpoint").decode()
    hashes, size, level = int(note.split("\n")[1]), int(note.split("\n")[1]), 0
    while hashes:
        for start in range(0, hashes, 256):
            name = tile_name(start // 256, min(256, hashes - start))
            for kind in (str(level), "entries") if level == 0 else (str(level),):
                save(server, f"{path}/log/tile/{kind}/{name}", folder / "log" / "tile" / kind / name)
        hashes, level = hashes // 256, level + 1
    return size


def vote(server, results, voters, name):
    choices, shown = random.Random(7), FIXTURES / name
    election = Election(server, ELECTION | {"results": results})
    codes = election.import_roll(server, [(f"voter-{number}", "North") for number in range(voters)])
    election.change(server, "open")
    tokens, kept = election.all_ballot_tokens(server), []
    for number, (_, token) in enumerate(sorted(tokens.items())):
        ballot = {"chair": choices.sample(["ada", "ben", "cleo", "dev"], choices.randint(1, 3))}
        request = ballots_request(election, token, ballot)
        (_, receipt), = send_all(server, [request], expect=(201,))
        if number in (0, 1, 99, voters - 1):
            receipt = json.loads(receipt)
            kept.append({"ballot": ballot, "receipt": receipt})
            size = receipt["checkpoint"].split("\n")[1]
            write(shown / "checkpoints" / f"{size}.note", receipt["checkpoint"].encode())
    write(shown / "receipts.json", kept)
    if results == "sealed":
        election.change(server, "close")
        election.change(server, "certify")
    require(len(codes) == voters, "codes are missing")
    size = save_log(server, election.path, shown)
    save(server, f"{election.path}/log/proof/0", shown / "proof-0.json")
    save(server, f"{election.path}/log/consistency/{size // 2}", shown / f"consistency-{size // 2}.json")
    write(shown / "election.json", election.information(server))
    say(f"{name}: {size} entries, {len(kept)} receipts")


def draw(server, people, units, clock, name, **changes):
    shown = FIXTURES / name
    raffle = Raffle(server, people, f"raffle-{name}", **changes, prizes=[
        {"id": "half", "title": "Half the pot", "rule": {"kind": "percentage", "of": "net", "basisPoints": 5000}},
        {"id": "second", "title": "Second", "rule": {"kind": "percentage", "of": "gross", "basisPoints": 2500}, "cap": 1200}])
    raffle.do("event-manager", "activate")
    verifiable = changes["draw"]["mode"] == "verifiable"
    if verifiable:
        raffle.do("draw-official", "commitments", {})
    unit, validations = units["RSU-A"], {}
    unit.lease(raffle, 100)
    for package in ("P1", "P2", "P3", "P2", "P1", "P3"):
        sale = unit.sell(raffle, package)
        validations[sale["ticket"]] = sale["validation"]
    unit.upload(raffle)
    raffle.do("event-manager", "voids", {"ticket": "RSU-A-4", "reason": "customer"})
    close_all(raffle, units)
    frozen = raffle.do("draw-official", "freeze")
    if verifiable:
        clock.move(90)
    for prize in ("half", "second"):
        beacon = {"beacon": beacon_record(frozen["beacon"]["round"])} if verifiable else {}
        raffle.do("draw-official", "draws", {"prize": prize} | beacon)
        raffle.do("draw-official", f"prizes/{prize}/official", {})
    save_log(server, raffle.path, shown)
    save(server, raffle.path, shown / "raffle.json")
    save(server, f"{raffle.path}/draws/{frozen['draw']}", shown / "draw.json")
    save(server, f"{raffle.path}/draws/{frozen['draw']}/pool", shown / "pool.txt")
    write(shown / "validations.json", validations)
    for ticket in ("RSU-A-3", "RSU-A-4"):
        save(server, f"{raffle.path}/tickets/{ticket}/proof", shown / f"proof-{ticket}.json")
    if verifiable:
        said = run(sys.executable, HERE.parent / "EndToEnd" / "recompute_draw.py", server.url + raffle.path)
        write(shown / "recompute_draw.txt", said.encode())
    say(f"{name}: draw {frozen['draw']} of {frozen['pool']['count']} numbers")


def counterfoils(folder, server, people):
    """The journal and the paper of a unit in the terminal whose counterfoil printer ran out of paper, was taken out and came back."""
    status = folder / "counterfoil-status"
    unit = UnitProgram("RSU-C", folder, server, people, init=("--columns", "32", "--counterfoil-status", status))
    raffle = Raffle(server, people, "raffle-counterfoils")
    raffle.do("event-manager", "activate")
    sell = lambda package: desk.do("sell", package=package, payment="cash")  # noqa: E731
    with unit.desk() as desk:
        desk.begin(raffle, 30)
        sell("P2")
        status.write_text("paper-out\n")
        sell("P2")
        sell("P1")
        status.unlink()
        desk.do("counterfoil-printer", on=False)
        sell("P1")
        desk.do("counterfoil-printer", on=True)
        desk.do("reprint", sequence=1)
    write(FIXTURES / "sell-counterfoils.json", {
        "from": "`urna rsu`, 4 sales; its keys are of no unit that ever was in use", "raffle": raffle.id,
        "journalKey": (unit.dir / "journal.key").read_text().strip(),
        "journal": base64.b64encode(unit.journals(raffle.id)[0].read_bytes()).decode(),
        "tickets32": (unit.dir / "tickets.txt").read_text(), "counterfoils32": (unit.dir / "counterfoils.txt").read_text(),
    })
    say(f"sell-counterfoils: {len(unit.counterfoils())} counterfoils")


def make(folder):
    if sys.argv[1:] == ["counterfoils"]:
        with Server(folder) as server:
            return counterfoils(folder, server, People(server))
    for name in ("live", "sealed", "raffle", "certified"):
        shutil.rmtree(FIXTURES / name, ignore_errors=True)
    clock = MovingClock(folder)
    server = Server(folder, environment=clock.environment)
    try:
        vote(server, "live", VOTERS, "live")
        vote(server, "sealed", 5, "sealed")
        people = People(server)
        counterfoils(folder, server, people)
        units = {"RSU-A": Unit(server, people, "RSU-A")}
        draw(server, people, units, clock, "certified", draw={"mode": "certified-rng"})
        # Last: it moves the server's clock away from the unit's.
        draw(server, people, units, clock, "raffle", draw={"mode": "verifiable", "delaySeconds": 60})
    finally:
        server.stop()


if __name__ == "__main__":
    main(make)
