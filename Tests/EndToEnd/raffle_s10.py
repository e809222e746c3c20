#!/usr/bin/env python3
"""What must outlive a raffle's bad day: kills, a destroyed server, doubt about the draw, and people who connect from elsewhere.

    raffle_s10.py [SEED]      the seed is printed; the same seed makes the same batches and aims at the same moments

The server is killed twenty times while a thousand sales come in. A backup is taken in the middle of an event, the server destroyed and
restored. A draw is made whose every step can be repeated, and is repeated by a script that shares nothing with the server.
"""

import hashlib
import hmac
import http.client
import json
import random
import re
import shutil
import struct
import subprocess
import sys
import threading
import time
from base64 import b32decode
from collections import deque
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from harness import BIN, REQUEST_SECONDS_MAX, CheckFailed, Server, main, require, run, say
from moving_clock import MovingClock
from raffles import PASSWORD, PIN, People, Raffle, Unit, canonical, close_all, events, instant, sold_raffle, void_two
from receipts import Checkpoints, ledger
from units import Line, UnitProgram

KILLS = 20
SALES = 1_000
UNITS = ("RSU-1", "RSU-2", "RSU-3")
BATCH_MAX = 12
# The server is killed when a random part of a round is confirmed, and up to this much later.
PAUSE_SECONDS_MAX = 0.02
REPEATED = 40
KINDS = ("drawing", "exceptions", "bearer-tickets", "sales-by-rsu", "voided-numbers", "rsu-events", "rsu-corruption")
FAR = "127.0.0.2"


# Kills

class Seller:
    """A unit that sends its sales in batches, over and over, until each is confirmed."""

    def __init__(self, unit, raffle, seed):
        self.unit, self.raffle, self.chance = unit, raffle, random.Random(seed)
        self.waiting, self.receipts, self.in_doubt, self.repeats = deque(), {}, set(), 0

    def send(self, batch):
        """Whether it was answered."""
        status, answer = self.unit.call("POST", f"/v1/rsu/raffles/{self.raffle.id}/sales", {"sales": batch})
        if status == 503:
            return False
        require(status == 200, f"{self.unit.id}: a batch was answered {status} {answer}")
        for sale, result in zip(batch, answer["results"], strict=True):
            known = self.receipts.get(sale["ticket"])
            allowed = ("repeated",) if known else ("recorded", "repeated") if sale["ticket"] in self.in_doubt else ("recorded",)
            require(result["outcome"] in allowed, f"{sale['ticket']} was {result['outcome']}, not {allowed}: {result}")
            require(known in (None, result["receipt"]), f"{sale['ticket']} has the receipt {result['receipt']}, before it had {known}")
            self.receipts[sale["ticket"]] = result["receipt"]
        return True

    def run(self, failures):
        batch = []
        try:
            while self.waiting and not failures:
                batch = [self.waiting.popleft() for _ in range(min(len(self.waiting), self.chance.randint(1, BATCH_MAX)))]
                if not self.send(batch):
                    self.waiting.extendleft(reversed(batch))
                    continue
                sent, batch = batch, []
                if self.chance.random() < 0.2:
                    self.repeats += 1
                    self.send(sent)
        except (OSError, http.client.HTTPException, ValueError):
            # The connection died under the batch: nobody knows whether it counts. It is sent again, after the start.
            self.in_doubt.update(sale["ticket"] for sale in batch)
            self.waiting.extendleft(reversed(batch))
        except CheckFailed as failure:
            failures.append(failure)


def confirmed(sellers):
    return sum(len(seller.receipts) for seller in sellers)


def stream(server, sellers, chance, kills):
    """Sends what waits; with `kills`, ends the server somewhere in the middle."""
    waiting, failures = sum(len(seller.waiting) for seller in sellers), []
    target = confirmed(sellers) + chance.randrange(max(1, waiting)) if kills else 0
    pause = chance.uniform(0, PAUSE_SECONDS_MAX)
    threads = [threading.Thread(target=seller.run, args=(failures,), daemon=True) for seller in sellers]
    for thread in threads:
        thread.start()
    if kills:
        end = time.monotonic() + 30
        while confirmed(sellers) < target and not failures and time.monotonic() < end:
            time.sleep(0.0005)
        time.sleep(pause)
        server.kill()
    for thread in threads:
        thread.join(60)
        require(not thread.is_alive(), "a connection hangs")
    if failures:
        raise failures[0]


class Book:
    """The ledger as it was seen before: nothing of it may change."""

    def __init__(self, raffle):
        self.raffle, self.checkpoints, self.entries = raffle, Checkpoints(raffle.get()["log"]), []

    def check(self, server, sellers):
        entries = ledger(server, self.raffle.path, self.checkpoints)
        require(entries[:len(self.entries)] == self.entries, "the ledger is not a continuation of what it was")
        self.entries = entries
        sales = {}
        for index, data in enumerate(entries):
            entry = json.loads(data)
            require(canonical(entry) == data, f"entry {index} is no canonical JSON: half an entry?")
            if entry["type"] == "sale":
                require(entry["ticket"] not in sales, f"{entry['ticket']} is recorded twice")
                sales[entry["ticket"]] = index, entry
        numbers = [number for _, entry in sales.values() for number in entry["numbers"]]
        require(len(numbers) == len(set(numbers)), "a number was sold twice")
        known = {sale["ticket"]: sale for seller in sellers for sale in seller.unit.sales[self.raffle.id]}
        for ticket, (_, entry) in sales.items():
            sold = known[ticket]
            wrong = [name for name in ("numbers", "price", "sale", "package", "soldAt", "rsu", "sequence") if entry[name] != sold[name]]
            require(not wrong, f"the {wrong} of {ticket} are others than were sold: {entry}")
        for seller in sellers:
            for ticket, receipt in seller.receipts.items():
                found = sales.get(ticket, (None, None))[0]
                require(found == receipt["index"], f"the confirmed sale {ticket} is not at index {receipt['index']}, but {found}")
        shown = self.raffle.get()["sales"]
        gross = sum(entry["price"] for _, entry in sales.values())
        counted = shown["tickets"], shown["gross"], shown["numbers"]
        require(counted == (len(sales), gross, len(numbers)), f"shown: {shown}, in the ledger {len(sales)}")
        return len(sales)


def check_kills(folder, chance):
    server = Server(folder, name="killed")
    try:
        people = People(server)
        raffle = Raffle(server, people, numbers={"first": 1, "last": 5_000})
        raffle.do("event-manager", "activate")
        units = [Unit(server, people, name) for name in UNITS]
        sellers = []
        for unit in units:
            unit.lease(raffle, 1_200)
            sellers.append(Seller(unit, raffle, chance.random()))
        later = [(seller, seller.unit.sell(raffle, chance.choice(("P1", "P1", "P2"))))
                 for number in range(SALES) for seller in [sellers[number % len(sellers)]]]
        book, slowest = Book(raffle), 0

        def release(count):
            for seller, sale in later[:count]:
                seller.waiting.append(sale)
            del later[:count]

        for number in range(KILLS):
            release(SALES // (KILLS + 1))
            stream(server, sellers, chance, kills=True)
            started = time.monotonic()
            server = Server(folder, name="killed")
            slowest = max(slowest, time.monotonic() - started)
            people.server = raffle.server = server
            for unit in units:
                unit.server = server
                unit.authenticate()
            count = book.check(server, sellers)
            for seller in sellers:
                sales = [sale for sale in seller.unit.sales[raffle.id] if sale["ticket"] in seller.receipts]
                if sales:
                    seller.send(chance.sample(sales, min(REPEATED, len(sales))))
            require(book.check(server, sellers) == count, "sales that were sent again count twice")
        release(SALES)
        stream(server, sellers, chance, kills=False)
        require(book.check(server, sellers) == SALES == confirmed(sellers), f"{confirmed(sellers)} of {SALES} sales are confirmed")
        doubtful = sum(len(seller.in_doubt) for seller in sellers)
        say(f"{KILLS} kills: {SALES} sales, each once, {doubtful} of them sent again after a lost answer; slowest start {slowest:.1f} s")
        people.log_on_all()
        close_all(raffle, {unit.id: unit for unit in units})
        require(raffle.do("draw-official", "draws", {"prize": "main"})["verdict"] == "VALID", "no winner")
        chain = folder / "killed-chain"
        chain.write_bytes(server.call("GET", f"/v1/audit/chain?ledger={raffle.id}", token=people["regulator"])[2])
        key = server.json("GET", "/v1/audit/software")["verifierKey"]
        run(BIN / "urna", "audit", "verify-chain", chain, "--key", key)
        said = run(BIN / "urna-verify", f"{server.url}{raffle.path}").strip().splitlines()
        say(f"closed, all units uploaded n of n, reconciled, drawn; the event chain verifies; urna-verify: {said[-1] if said else ''}")
    finally:
        server.stop()


# Backup

def state_of(raffle):
    return raffle.get()["sales"], {kind: raffle.report(kind)["digest"] for kind in KINDS}


def rows_of(raffle):
    return [{name: value for name, value in row.items() if name != "entry"} for row in raffle.report("rsu-events")["rows"]]


def check_backup(folder, server, people, raffle, units, settings):
    """The restored server, and the digests that differ from those of the uninterrupted run."""
    void_two(raffle, units)
    before = state_of(raffle)
    copy = folder / "backup"
    run(BIN / "urna", "backup", "--data", server.data, "--to", copy, "--no-progress")
    # Units connect and fall silent by the clock, so their event log may grow meanwhile.
    books = lambda state: (state[0], {kind: digest for kind, digest in state[1].items() if kind != "rsu-events"})
    require(books(state_of(raffle)) == books(before), "a backup changed the books")
    for _ in range(10):
        units["RSU-A"].sell(raffle, "P1")
    results = units["RSU-A"].upload(raffle, units["RSU-A"].sales[raffle.id][-10:])
    require([result["outcome"] for result in results] == ["recorded"] * 10, f"10 more sales: {results}")
    uninterrupted, rows = state_of(raffle), rows_of(raffle)
    server.kill()
    shutil.rmtree(server.data)
    restored = folder / "restored-data"
    checked = json.loads(run(BIN / "urna", "restore", "--from", copy, "--data", restored, "--accept-loss", "--json"))
    require(any(raffle.id in each["ledger"] for each in checked["ledgers"]), f"restored: {checked}")
    server = Server(folder, name="restored", data=restored, environment=settings)
    try:
        people.server = raffle.server = server
        people.log_on_all()
        for unit in units.values():
            unit.server = server
        again = state_of(raffle)
        require(again[0] == before[0], f"restored: {again[0]}, backed up: {before[0]}")
        differ = [kind for kind in KINDS if again[1][kind] != before[1][kind]]
        require(not differ, f"reports of the restored server that differ from those at the backup: {differ}")
        say(f"backed up mid-event, destroyed, restored: {again[0]['tickets']} tickets, net {again[0]['net']}; all seven digests as then")
        for unit in units.values():
            unit.authenticate()
            require(raffle.id in unit.report_leases(), f"{unit.id} is not asked which numbers it holds")
            require(not unit.report_leases(), f"{unit.id} is asked twice")
            results = unit.upload(raffle)
            outcomes = [result["outcome"] for result in results]
            expected = ["repeated"] * 9 + ["recorded"] * 10 if unit.id == "RSU-A" else ["repeated"] * len(outcomes)
            require(outcomes == expected, f"{unit.id} sent everything again: {outcomes}")
        after = state_of(raffle)
        require(after[0] == uninterrupted[0], f"after sending again: {after[0]}, without interruption {uninterrupted[0]}")
        differ = [kind for kind in KINDS if after[1][kind] != uninterrupted[1][kind]]
        # The units connected, authenticated and told once more what they hold, and those are events of theirs: they alone may be new.
        require(set(differ) <= {"rsu-events"}, f"reports that differ from those of the uninterrupted run: {differ}")
        more = [row for row in rows_of(raffle) if row not in rows]
        require(all(row in rows_of(raffle) for row in rows), "an event of a unit is lost")
        news = {"RSU_AUTHENTICATED", "RSU_REAUTHENTICATED", "RSU_CONNECTED", "RSU_DISCONNECTED", "COMMS_ESTABLISHED", "COMMS_FAILED", "LEASES_REPORTED"}
        require({row["event"] for row in more} <= news, f"other events of units are new: {more}")
        say(
            f"the units sent all again: totals as without interruption; {7 - len(differ)} of seven digests are identical, and in the event log "
            f"of the units only {len(more)} connections, authentications and reports of leases after the restore are new")
    except BaseException:
        server.stop()
        raise
    return server


def told_of(raffle):
    """What the server knows from a unit's notes alone: a mark, how often a ticket was printed again, and the events of both."""
    count = [len(raffle.events(event=code)) for code in ("TICKET_MARKED", "TICKET_REPRINTED")]
    marked, again = (raffle.get(f"tickets/{ticket}", "event-manager") for ticket in ("RSU-P-5", "RSU-P-6"))
    return marked["status"], again["reprints"], *count


def check_backup_with_unit(folder):
    """The same with the program of a selling unit, which believes that everything is uploaded: it has to find out by itself."""
    server = Server(folder, name="shop")
    line = Line(server)
    try:
        people = People(server)
        raffle = Raffle(server, people)
        raffle.do("event-manager", "activate")
        unit = UnitProgram("RSU-P", folder, server, people, url=line.url)
        with unit.desk() as desk:
            desk.begin(raffle, 100)
            desk.do("sell", package="P1", count=3)
            desk.do("sync")
            run(BIN / "urna", "backup", "--data", server.data, "--to", folder / "shop-backup", "--no-progress")
            desk.do("sell", package="P1", count=10)
            desk.do("mark", ticket="RSU-P-5", reason="misprint: torn")
            desk.do("reprint", ticket="RSU-P-6")
            answer = desk.do("sync")
            require(answer["uploaded"] == answer["of"] == 13, f"before the loss: {answer}")
            sales = raffle.get()["sales"]
            told = told_of(raffle)
            require(told[0] == "marked" and told[1] == 1, f"before the loss: {told}")
            server.kill()
            shutil.rmtree(server.data)
            run(BIN / "urna", "restore", "--from", folder / "shop-backup", "--data", folder / "shop-restored", "--accept-loss")
            server = Server(folder, name="shop-again", data=folder / "shop-restored")
            line.restore(server)
            people.server = raffle.server = server
            people.log_on_all()
            require(raffle.get()["sales"]["tickets"] == 3, f"restored: {raffle.get()['sales']}")
            desk.do("logon", pin=PIN)
            # The first may be the one that notices that the link was gone.
            answer = [desk.do("sync"), desk.do("sync")]
            found = raffle.get()["sales"]
            require(found == sales, f"after two syncs of the unit the server has {found}, before the loss {sales}: {answer}")
            require(told_of(raffle) == told, f"marks and reprints after the restore: {told_of(raffle)}, before {told}")
            desk.do("sync")
            require(told_of(raffle) == told, f"a note counts twice: {told_of(raffle)}")
            raffle.do("event-manager", "voids", {"ticket": "RSU-P-5", "reason": "misprint"})
        raffle.do("event-manager", "close")
        closed = unit.run("close", "--pin-file", unit.pin_file)
        require((closed["state"], closed["uploaded"], closed["of"]) == ("closed", 13, 13), f"the unit at its close: {closed}")
        say("the program of a unit finds out by itself that a restored server lacks 10 of its sales, sends them and its notes, each once, and closes 13 of 13")
    finally:
        server.stop()
        line.close()


def begun(program, raffle, count):
    desk = program.desk()
    desk.begin(raffle, count)
    return desk


def check_forgotten_lease(folder):
    """Numbers leased after the backup are given to nobody else: the units' programs tell the restored server what they hold."""
    server = Server(folder, name="fair")
    line = Line(server)
    try:
        people = People(server)
        raffle = Raffle(server, people)
        raffle.do("event-manager", "activate")
        old, other = (UnitProgram(name, folder, server, people, url=line.url) for name in ("RSU-OLD", "RSU-NEW"))
        with begun(old, raffle, 10) as desk:
            desk.do("sell", package="P1", count=8)
            desk.do("sync")
            backup = folder / "fair-backup"
            run(BIN / "urna", "backup", "--data", server.data, "--to", backup, "--no-progress")
            end = time.monotonic() + 10
            while not remote_events(server, people, "BACKUP") and time.monotonic() < end:
                time.sleep(0.2)
            require(len(remote_events(server, people, "BACKUP")) == 1, "the backup is not in the event log")
            # What the backup doesn't know: the second lease, sold from with and without a connection.
            desk.do("lease", count=100)
            desk.do("sell", package="P1", count=12)
            desk.do("sync")
            desk.do("offline")
            desk.do("sell", package="P1", count=5)
            server.kill()
            shutil.rmtree(server.data)
            command = [BIN / "urna", "restore", "--from", backup, "--data", folder / "fair-restored"]
            require("--accept-loss" in str(run(*command, expect=2)) or not (folder / "fair-restored").exists(), "restored without a word")
            run(*command, "--accept-loss")
            server = Server(folder, name="fair-again", data=folder / "fair-restored")
            line.restore(server)
            people.server = raffle.server = server
            people.log_on_all()
            require(len(remote_events(server, people, "RESTORE")) == 1, "the restore is not in the system ledger")
            require(len(raffle.events(event="RESTORE")) == 1, "the restore is not in the raffle's ledger")
            with other.desk() as new:
                new.do("logon", pin=PIN)
                new.do("choose", raffle=raffle.id)
                refused = new.refused("lease", "LEASES_UNCONFIRMED", count=10)
                require("RSU-OLD" in refused["message"] and "RSU-NEW" not in refused["message"], f"who is awaited: {refused}")
                desk.do("online")
                desk.do("logon", pin=PIN)
                lease = new.do("lease", count=10)
                require((lease["from"], lease["to"]) == (110, 120), f"the next lease after 10 and 100 numbers: {lease}")
                new.do("sell", package="P1", count=3)
                new.do("sync")
            for _ in range(2):
                answer = desk.ask("sync")
            require(answer["ok"] and answer["uploaded"] == answer["of"] == 25, f"the unit that sold after the backup: {answer}")
        numbers = sorted(number for unit in (old, other) for ticket in unit.tickets() for number in ticket["numbers"])
        require(numbers == [*range(1, 26), 111, 112, 113], f"on paper: {numbers}")
        sales = raffle.get()["sales"]
        require((sales["tickets"], sales["numbers"]) == (28, 28), f"at the server: {sales}")
        raffle.do("event-manager", "close")
        for unit in (old, other):
            closed = unit.run("close", "--pin-file", unit.pin_file)
            require(closed["state"] == "closed" and closed["uploaded"] == closed["of"], f"{unit.id} at its close: {closed}")
        raffle.do("event-manager", "reconcile")
        raffle.do("event-manager", "acknowledge")
        require(raffle.do("draw-official", "draws", {"prize": "main"})["verdict"] == "VALID", "no winner")
        run(BIN / "urna-verify", "--quiet", f"{server.url}{raffle.path}")
        run(BIN / "urna", "export", "--raffle", raffle.id, "--out", folder / "fair-export", "--data", server.data)
        run(BIN / "urna-verify", "--quiet", folder / "fair-export")
        raffle.do("regulator", "reports/sales-by-rsu?format=csv", method="GET")
        end = time.monotonic() + 10
        while len(remote_events(server, people, "EXPORT")) < 2 and time.monotonic() < end:
            time.sleep(0.2)
        told = sorted(event["data"]["what"] for event in remote_events(server, people, "EXPORT"))
        require(told == ["ledger", "report/sales-by-rsu"], f"exports on record: {told}")
        say("a lease after the backup: held back, told of by the unit's program, never given out twice; 28 tickets, urna-verify passes")
    finally:
        server.stop()
        line.close()


# A draw that anyone can repeat

def beacon_record(round_number):
    """A record that nobody can tell from the beacon's without its public key: 48 bytes, and their digest."""
    signature = (hashlib.sha256(b"%d" % round_number).digest() * 2)[:48]
    return {"round": round_number, "signature": signature.hex(), "randomness": hashlib.sha256(signature).hexdigest()}


def recompute(source, expect=0):
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("recompute_draw.py")), *([str(source)] if source else [])],
        capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    said = (done.stdout + done.stderr).strip()
    require(done.returncode == expect, f"recompute_draw.py exited {done.returncode}, expected {expect}: {said[-1500:]}")
    return said


def tampered(folder, export, what, kind, pattern, replacement):
    """A copy of an export in which one entry of this type is changed, without a byte more or less."""
    copy = folder / f"tampered-{what}"
    shutil.copytree(export, copy)
    for path in (copy / "tile" / "entries").rglob("*"):
        if not path.is_file():
            continue
        data, changed, at = path.read_bytes(), [], 0
        while at < len(data):
            end = at + 2 + int.from_bytes(data[at:at + 2], "big")
            entry = data[at + 2:end]
            if f'"type":"{kind}"'.encode() in entry and kind:
                new = re.sub(pattern, replacement, entry, count=1)
                require(new != entry and len(new) == len(entry), f"{what}: nothing to change in {entry[:500]!r}")
                entry, kind = new, None
            changed.append(data[at:at + 2] + entry)
            at = end
        path.write_bytes(b"".join(changed))
    require(kind is None, f"{what}: no such entry in the export")
    return copy


def check_verifiable(folder, server, people, raffle, units, clock):
    close_all(raffle, units)
    frozen = raffle.do("draw-official", "freeze")
    named, draw = frozen["beacon"], frozen["draw"]
    good = beacon_record(named["round"])
    body = lambda **changes: {"prize": "main", "beacon": good | changes}
    raffle.refused("draw-official", "draws", {"prize": "main"}, code="BAD_BEACON", status=409)
    raffle.refused("draw-official", "draws", body(), code="BAD_BEACON", status=409)
    clock.move(70)
    for changes in ({"round": named["round"] + 1}, {"randomness": "00" * 32}, {"signature": "00" * 48}, {"signature": good["signature"][:-2]}):
        raffle.refused("draw-official", "draws", body(**changes), code="BAD_BEACON", status=409)
    hidden = raffle.get(f"draws/{draw}")
    require(hidden["reveal"] is None and "secret" not in json.dumps(hidden), f"the secret is published before the draw: {hidden}")
    drawn = raffle.do("draw-official", "draws", body())
    raffle.refused("draw-official", "draws", body(), code="PRIZE_DRAWN", status=409)
    raffle.do("draw-official", "prizes/main/official", {})
    published = raffle.get(f"draws/{draw}")
    require(published["reveal"] and published["reveal"]["secret"], f"the secret is not revealed: {published}")
    export = folder / "verifiable"
    run(BIN / "urna", "export", "--raffle", raffle.id, "--out", export, "--server", server.url)
    said = recompute(export)
    require(f"winner 1: {drawn['number']} " in said, f"recomputed: {said}; drawn {drawn['number']}")
    run(BIN / "urna-verify", "--quiet", export)
    say(f"a verifiable draw: {drawn['number']} of {drawn['ticket']}, recomputed from the export: {said.splitlines()[-2]}")
    require("known answers" in recompute(None), "the known answers of recompute_draw.py")

    flip = lambda match: match[1] + (b"A" if match[2] != b"A" else b"B")
    digit = lambda match: match[1] + (b"7" if match[2] != b"7" else b"8")
    reasons = []
    for what, kind, pattern, change in (
        ("commitment of a ticket", "sale", rb'("commitment":")(.)', flip), ("secret", "draw-revealed", rb'("secret":")(.)', flip),
        ("round", "draw-revealed", rb'("round":\d*)(\d)', digit), ("randomness", "draw-revealed", rb'("randomness":")(.)', flip),
        ("seed", "draw-revealed", rb'("seed":")(.)', flip), ("number drawn", "drawn", rb'("number":\d*)(\d)', digit),
        ("first commitment", "commitment", rb'("value":")(.)', flip), ("digest of the pool", "pool-frozen", rb'("digest":")(.)', flip),
    ):
        copy = tampered(folder, export, what.replace(" ", "-"), kind, pattern, change)
        reasons.append(f"{what}: {recompute(copy, expect=1).removeprefix('FAILED: ')[:60]}")
        run(BIN / "urna-verify", "--quiet", copy, expect=1)
    say("one byte changed, each found by both: " + "; ".join(reasons))


# Remote access

def totp(secret):
    digest = hmac.digest(b32decode(secret + "=" * (-len(secret) % 8)), struct.pack(">Q", int(time.time()) // 30), "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at:at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def from_afar(server, method, path, body=None, token=None):
    """(status, JSON) of a request from an address outside the local networks."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=REQUEST_SECONDS_MAX, source_address=(FAR, 0))
    try:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        connection.request(method, path, body=None if body is None else json.dumps(body), headers=headers)
        answer = connection.getresponse()
        data = answer.read()
        return answer.status, json.loads(data) if data else None
    finally:
        connection.close()


def time_of(server):
    """The server's time, in whole seconds."""
    headers = {name.lower(): value for name, value in server.call("GET", "/readyz")[1].items()}
    return parsedate_to_datetime(headers["date"]).timestamp()


def later(seconds):
    return instant(seconds)[:19] + "Z"


def remote_events(server, people, code):
    return events(server, people, ledger="system", event=code)


def check_remote(folder, environment):
    with Server(folder, name="remote", environment=environment) as server:
        people = People(server)
        raffle, units = sold_raffle(server, people, policies={"unattendedSales": True, "remoteAccess": "blocks-draw"})
        close_all(raffle, units)
        admin = people["admin"]
        support = server.json("POST", "/v1/staff", {
            "id": "help1", "name": "Help", "roles": ["support"], "password": PASSWORD, "validUntil": later(7200)}, admin)
        helper = lambda: {"user": "help1", "password": PASSWORD, "totp": totp(support["totp"]["secret"])}
        manager = server.json("POST", "/v1/staff", {
            "id": "mgr2", "name": "Manager", "roles": ["event-manager"], "password": PASSWORD, "totp": True}, admin)
        manage = lambda: {"user": "mgr2", "password": PASSWORD, "totp": totp(manager["totp"]["secret"])}

        require(server.json("GET", "/v1/remote-access", token=admin) == {"enabled": False}, "remote access is not off by default")
        for what, (status, answer) in {
            "a manager's log-on": from_afar(server, "POST", "/v1/sessions", manage()),
            "a manager's session": from_afar(server, "POST", f"{raffle.path}/reconcile", {}, people["event-manager"]),
            "the administrator's token": from_afar(server, "GET", "/v1/staff", None, admin),
        }.items():
            require((status, answer.get("code")) == (403, "REMOTE_ACCESS_OFF"), f"{what} from afar: {status} {answer}")
        status, _, answer = server.call("POST", "/v1/sessions", helper())
        require((status, json.loads(answer).get("code")) == (403, "REMOTE_ACCESS_OFF"), f"support, remote access off: {status} {answer!r}")
        refused = remote_events(server, people, "REMOTE_ACCESS_REFUSED")
        # What comes again and again is counted, not repeated.
        require({event["data"]["action"] for event in refused} == {"logon", "request"}, f"REMOTE_ACCESS_REFUSED: {refused}")
        say(f"remote access is off: log-on, session, token and support are refused from afar, {len(refused)} events")

        server.json("PUT", "/v1/remote-access", {"enabled": True, "until": later(3600)}, admin)
        status, answer = from_afar(server, "POST", "/v1/sessions", {"user": "mgr1", "password": PASSWORD})
        require((status, answer.get("code")) == (401, "SECOND_FACTOR_MISSING"), f"from afar without a second factor: {status} {answer}")
        status, session = from_afar(server, "POST", "/v1/sessions", manage())
        require(status == 201 and session["remote"], f"a manager from afar: {status} {session}")
        token = session["token"]
        require(from_afar(server, "GET", f"{raffle.path}/reports/drawing", None, token)[0] == 200, "a report from afar")
        require(from_afar(server, "POST", "/v1/audit/verifications", {}, token)[0] == 201, "a verification from afar")
        alteration = {"element": "collected/RSU-A", "before": "", "after": "9000", "reason": "counted"}
        status, answer = from_afar(server, "POST", f"{raffle.path}/alterations", alteration, token)
        require((status, answer.get("code")) == (403, "FORBIDDEN"), f"an alteration from afar: {status} {answer}")
        # Nobody is here from afar without a session that says so: a draw waits for it, and its record tells what was done.
        for what, key, refusal in (
            ("a session that began here", people["regulator"], (401, "SESSION_REQUIRED")),
            ("the administrator's API token", admin, (403, "REMOTE_ACCESS_OFF")),
        ):
            status, answer = from_afar(server, "GET", "/v1/audit/events", None, key)
            require((status, answer.get("code")) == refusal, f"{what}, used from afar: {status} {answer}")
        listed = [each for each in server.json("GET", "/v1/sessions", token=admin)["sessions"] if each["remote"]]
        require([each["user"] for each in listed] == ["mgr2"], f"remote sessions: {listed}")
        administration = {}
        for method, path, body in (
            ("POST", "/v1/staff", {"id": "thief", "name": "T", "roles": ["admin"], "password": PASSWORD}),
            ("PATCH", "/v1/staff/op7", {"roles": ["admin"]}), ("PUT", "/v1/staff/op7/pin", {"pin": "937162"}),
        ):
            for who, key in (("the manager", token), ("the administrator", admin)):
                administration[f"{method} {path} by {who}"] = from_afar(server, method, path, body, key)
        let = {what: answer for what, answer in administration.items() if answer[0] not in (401, 403)}
        require(not let, f"user administration from afar was not refused: {let}")
        say(f"on: a session from afar is let in and listed; user administration is refused it, {len(administration)} ways")

        raffle.refused("draw-official", "draws", {"prize": "main"}, code="REMOTE_SESSION", status=409)
        refused = [event for event in raffle.events(event="DRAW_REFUSED") if "mgr2" in json.dumps(event["data"])]
        require(refused and raffle.get()["winners"] == [], f"DRAW_REFUSED: {raffle.events(event='DRAW_REFUSED')}")
        # So that the record has a duration to tell: a second by the server's own clock, which it keeps for sessions.
        begun = datetime.fromisoformat(listed[0]["startedAt"]).timestamp()
        server.wait_for(lambda: time_of(server) >= begun + 1, "a second of the session", 10)
        require(from_afar(server, "DELETE", "/v1/sessions/current", None, token)[0] == 204, "logging off from afar")
        record = [event for event in remote_events(server, people, "LOGOFF") if event["data"].get("remote")][-1]
        data = record["data"]
        require((data["user"], record["actor"]) == ("mgr2", "mgr2") and data["startedAt"] and data["seconds"] >= 1, f"{record}")
        require(data["changes"] >= 1 and len(data["areas"]) >= 2, f"{record}")
        begun = remote_events(server, people, "REMOTE_ACCESS")
        require(any("mgr2" in json.dumps(event) for event in begun), f"REMOTE_ACCESS: {begun}")
        say(
            f"a draw while it lasts: REMOTE_SESSION, on record; its record: {data['user']}, {data['startedAt']}, {data['seconds']} s, "
            f"{data['changes']} changes in {', '.join(data['areas'])}")

        help_session = server.json("POST", "/v1/sessions", helper(), expect=(201,))
        require(help_session["remote"], "support is not remote")
        raffle.refused("draw-official", "draws", {"prize": "main"}, code="REMOTE_SESSION", status=409)
        server.json("PUT", "/v1/remote-access", {"enabled": False}, admin)
        status = server.call("GET", f"{raffle.path}/reports/drawing", token=help_session["token"])[0]
        require(status == 401, f"support's session after the switch: {status}")
        ended = [event for event in remote_events(server, people, "LOGOFF") if event["data"].get("user") == "help1"]
        require(len(ended) == 1 and ended[0]["data"]["why"] == "remote-access-ended", f"the end of support's session: {ended}")
        left = [each["user"] for each in server.json("GET", "/v1/sessions", token=admin)["sessions"] if each["remote"]]
        require(not left, f"remote sessions outlive remote access: {left}")
        require(raffle.do("draw-official", "draws", {"prize": "main"})["verdict"] == "VALID", "no draw after all have gone")
        say("support counts as remote wherever it sits; switched off, its session ends at once, and the draw is made")


def check(folder):
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.SystemRandom().randrange(1 << 32)
    say(f"seed {seed}")
    check_kills(folder, random.Random(seed))
    clock = MovingClock(folder)
    server = Server(folder, environment=clock.environment)
    try:
        people = People(server)
        raffle, units = sold_raffle(server, people)
        verifiable = Raffle(server, people, "raffle-2", draw={"mode": "verifiable", "delaySeconds": 60})
        verifiable.do("event-manager", "activate")
        verifiable.do("draw-official", "commitments", {})
        units["RSU-B"].lease(verifiable, 100)
        for package in ("P1", "P2", "P3"):
            units["RSU-B"].sell(verifiable, package)
        units["RSU-B"].upload(verifiable)
        server = check_backup(folder, server, people, raffle, units, clock.environment)
        verifiable.server = server
        check_verifiable(folder, server, people, verifiable, {"RSU-B": units["RSU-B"]}, clock)
    finally:
        server.stop()
    check_backup_with_unit(folder)
    check_forgotten_lease(folder)
    check_remote(folder, {"URNA_LOCAL_NETWORKS": "127.0.0.1/32"})


if __name__ == "__main__":
    main(check)
