#!/usr/bin/env python3
"""The log of significant events: searched, exported as a chain of hashes, and changed in every way that a thief would think of.

The chain is computed here a second time. Whatever is done to a log of a thousand events, the offline verifier names the first bad
record; and no interface of the server changes or deletes an event.
"""

import hashlib
import http.client
import json
import re
import shutil
import time

from harness import BIN, REQUEST_SECONDS_MAX, Server, main, require, run, say
from notes import NoteKey, text_of
from raffles import People, Raffle, Unit, canonical, events, instant
from receipts import Checkpoints, ledger
from units import execute

VECTORS = [
    ({"actor": "admin1", "component": "SRV-1", "data": {}, "event": "RAFFLE_ACTIVATED", "seq": 1, "time": "2026-01-15T18:00:00Z"},
     "7e23f24c3f55624c71a2eae11664f035210610201e33421752cc00a322cd2aa0"),
    ({"actor": "op7", "component": "RSU-A", "data": {}, "event": "RSU_CONNECTED", "seq": 2, "time": "2026-01-15T18:05:00Z"},
     "1f2ea09fbfbddd4f357a45127f12f43bde345ed4b0876bcfcb9806ef7da26695"),
    ({"actor": "mgr1", "component": "SRV-1", "data": {"after": "200", "before": "100", "element": "prizeCap"}, "event": "DATA_ALTERED",
      "seq": 3, "time": "2026-01-15T18:06:00Z"}, "9dab6ea044e7e2f2c02c2445b6819b3387590eb7a5e198978df9a9d4a2521744"),
]
EVENTS = 1_000
LOOK_SECONDS = 1.5
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


# The chain, written from its description

def chained(records):
    """The lines of an export, without checkpoints, and the last hash."""
    last, lines = bytes(32), []
    for record in records:
        last = hashlib.sha256(last + canonical(record)).digest()
        lines.append(canonical({"hash": last.hex(), "record": record}))
    return lines, last.hex()


def checkpoint(key, log, count, last):
    return key.sign(f"urna-events-v1\n{log}\n{count}\n{last}\n")


def read(lines):
    """[record] of an export whose every line holds; the text of its last checkpoint."""
    last, records, notes = bytes(32), [], []
    for line in lines:
        value = json.loads(line)
        require(canonical(value) == line, f"no canonical JSON: {line[:200]!r}")
        if "checkpoint" in value:
            notes.append((value["checkpoint"], len(records), last.hex()))
            continue
        require(value["record"]["seq"] == len(records) + 1, f"record {value['record']['seq']} in place {len(records) + 1}")
        last = hashlib.sha256(last + canonical(value["record"])).digest()
        require(value["hash"] == last.hex(), f"the hash of record {len(records) + 1} is {value['hash']}, computed {last.hex()}")
        records.append(value["record"])
    return records, notes


class Verifier:
    """`urna audit verify-chain`, which asks nobody."""

    def __init__(self, folder, key):
        self.file, self.kept, self.key = folder / "chain", folder / "kept", key

    def __call__(self, lines, *arguments, kept=None):
        self.file.write_bytes(b"".join(line + b"\n" for line in lines))
        if kept is not None:
            self.kept.write_text(kept)
            arguments += ("--checkpoint", self.kept)
        done = execute("urna", "audit", "verify-chain", self.file, "--key", self.key, *arguments, "--json")
        found = json.loads(done.stdout)
        require(done.returncode == (0 if found["intact"] else 1), f"verify-chain exited {done.returncode}: {found}")
        return found

    def names(self, seq, what, lines, kept=None):
        """Fails unless this record is named as the first bad one."""
        found = self(lines, kept=kept)
        problem = found.get("problem")
        require(problem and problem["seq"] == seq, f"{what}: not record {seq} is named, but {problem}")
        done = execute("urna", "audit", "verify-chain", self.file, "--key", self.key, *(("--checkpoint", self.kept) if kept else ()))
        require(done.returncode == 1 and f"record {seq}" in done.stdout + done.stderr, f"{what}, to people: {done.stdout} {done.stderr}")
        return f"{what}: record {seq}, {problem['code']}"


def check_vectors(folder):
    key = NoteKey("log.example/audit")
    verify = Verifier(folder, key.verifier_key)
    for count in range(1, len(VECTORS) + 1):
        lines, last = chained(record for record, _ in VECTORS[:count])
        require(last == VECTORS[count - 1][1], f"record {count} gives {last}")
        note = canonical({"checkpoint": checkpoint(key, "log.example", count, last)})
        found = verify([*lines, note])
        require(found["intact"] and (found["records"], found["last"]) == (count, VECTORS[count - 1][1]), f"vector {count}: {found}")
    wrong = [*lines[:1], lines[1].replace(b"op7", b"op8"), lines[2]]
    require(verify([*wrong, note])["problem"]["seq"] == 2, "a changed actor in the vectors")
    require(verify(lines)["problem"]["code"] == "unsigned", "a chain that nobody signed")
    stranger = NoteKey("log.example/audit")
    signed = canonical({"checkpoint": checkpoint(stranger, "log.example", count, last)})
    require(verify([*lines, signed])["problem"]["code"] == "bad-checkpoint", "a stranger's signature")
    say("the three published records give the three published hashes; changed, unsigned or signed by a stranger they do not verify")


def moment_after(server, raffle):
    """Waits until the clock, which the server shares, is past the newest event: a millisecond has room for two."""
    newest = max(event["time"] for event in raffle.events())
    server.wait_for(lambda: instant() > newest, "the next millisecond", 5)


def check_search(server, people, raffle, unit):
    """The three events of the vectors, made for real; then searched by time, component and event."""
    moment_after(server, raffle)
    unit.do("POST", "/v1/rsu/events", {"events": [{"code": "RSU_CONNECTED", "at": instant(), "raffle": raffle.id}]})
    moment_after(server, raffle)
    raffle.do("event-manager", "alterations", {"element": "collected/RSU-B", "before": "", "after": "500", "reason": "counted"})
    everything = raffle.events()
    codes = [event["event"] for event in everything]
    activated, connected, altered = (
        next(event for event in everything if event["event"] == code) for code in ("RAFFLE_ACTIVATED", "RSU_CONNECTED", "DATA_ALTERED"))
    require([event["index"] for event in everything] == sorted(event["index"] for event in everything), f"not in order: {codes}")
    require(activated["time"] < connected["time"] < altered["time"], f"times: {activated} {connected} {altered}")
    require(connected["component"] == "RSU-A", f"connected: {connected}")
    require(altered["component"] == "SRV-1" and altered["actor"] == "mgr1", f"altered: {altered}")
    data = altered["data"]
    require((data["element"], data["before"], data["after"]) == ("collected/RSU-B", "", "500"), f"altered: {data}")

    def found(**query):
        got = raffle.events(**query)
        same = [
            event for event in everything
            if query.get("from", "") <= event["time"] and ("to" not in query or event["time"] < query["to"])
            and query.get("component", event["component"]) == event["component"] and query.get("event", event["event"]) == event["event"]
            and query.get("actor", event["actor"]) == event["actor"]
        ]
        require(got == same, f"{query}: found {got}, expected {same}")
        return got

    window = {"from": connected["time"], "to": altered["time"]}
    require(found(**window) == [connected], f"[connected, altered): {found(**window)}")
    require(found(**{"from": altered["time"]}) == [altered], "from is included")
    require(altered not in found(to=altered["time"]), "to is not included")
    require(found(component="RSU-A") == [connected], "by component")
    require(found(event="DATA_ALTERED") == [altered], "by event")
    require(found(event="DATA_ALTERED", component="RSU-A") == [] == found(event="RSU_CONNECTED", actor="mgr1"), "filters are not ANDed")
    require(found(**window, component="RSU-A", event="RSU_CONNECTED") == [connected], "all filters at once")
    for role, status in (("operator", 403), (None, 401)):
        got, _, answer = server.call("GET", "/v1/audit/events", token=people[role] if role else None)
        require(got == status, f"events for {role or 'nobody'}: {got} {answer[:300]!r}")
    wrong = server.call("GET", "/v1/audit/events?from=yesterday", token=people["regulator"])[0]
    require(wrong == 400, f"a time that is none: {wrong}")
    say(f"{len(everything)} events searched: by time, by component, by event, and by all at once, each gives what it should")


def fill(raffle, unit):
    """A thousand events of a unit."""
    codes = ("RSU_CONNECTED", "PRINTER_PAPER_OUT", "PRINTER_PAPER_LOW", "BATTERY_LOW", "OFFLINE_STARTED", "OFFLINE_ENDED")
    sent = 0
    while sent < EVENTS:
        batch = [{"code": codes[number % len(codes)], "at": instant(), "data": {"number": number}, "raffle": raffle.id}
                 for number in range(sent, min(sent + 100, EVENTS))]
        answer = unit.do("POST", "/v1/rsu/events", {"events": batch})
        require(answer["recorded"] == len(batch), f"events recorded: {answer}")
        sent += len(batch)


def export(server, people, raffle):
    status, _, body = server.call("GET", f"/v1/audit/chain?ledger={raffle.id}", token=people["regulator"])
    require(status == 200 and body.endswith(b"\n"), f"the export answered {status}: {body[:300]!r}")
    return body.splitlines()


def check_tampering(server, people, raffle, folder):
    key = server.json("GET", "/v1/audit/software")["verifierKey"]
    lines = export(server, people, raffle)
    records, notes = read(lines)
    require(len(records) >= EVENTS and notes[-1][1] == len(records), f"the export has {len(records)} records, the last checkpoint {notes[-1][1]}")
    for note, count, last in notes:
        head, log, *rest = text_of(note, key).splitlines()
        require((head, rest) == ("urna-events-v1", [str(count), last]), f"a checkpoint of {count} records says {rest}")
    verify = Verifier(folder, key)
    found = verify(lines, kept=notes[-1][0])
    require(found["intact"] and found["records"] == found["signedRecords"] == len(records) and found["last"] == notes[-1][2], f"{found}")
    say(f"{len(records)} events exported; the chain computed here ends in the same hash, {notes[-1][2][:16]}…; it verifies offline")

    at = {json.loads(line)["record"]["seq"]: place for place, line in enumerate(lines) if b'"record"' in line}
    bare = [line for line in lines if b'"checkpoint"' not in line[:14]]
    changed = lambda seq, old, new: [re.sub(old, new, line) if place == at[seq] else line for place, line in enumerate(lines)]
    two = lambda a, b: [lines[at[b]] if place == at[a] else lines[at[a]] if place == at[b] else line for place, line in enumerate(lines)]
    rewritten, last = chained([*records[:399], records[399] | {"actor": "nobody"}, *records[400:]])
    cut, early = bare[:900], canonical({"checkpoint": notes[-1][0]})
    said = [
        verify.names(500, "a member edited", changed(500, rb'"component":"RSU-A"', rb'"component":"RSU-B"')),
        verify.names(500, "a hash edited", changed(500, rb'^\{"hash":"....', rb'{"hash":"0000')),
        verify.names(1, "the first edited", changed(1, rb'"seq":1,', rb'"seq":1,"x":1,')),
        verify.names(700, "one deleted", lines[:at[700]] + lines[at[700] + 1:]),
        verify.names(1, "the first deleted", lines[:at[1]] + lines[at[1] + 1:]),
        verify.names(301, "one inserted twice", lines[:at[300] + 1] + [lines[at[300]]] + lines[at[300] + 1:]),
        verify.names(601, "two neighbours swapped", two(601, 602)),
        verify.names(20, "two far apart swapped", two(20, 950)),
        verify.names(901, "the tail cut, its checkpoint left", [*cut, early]),
        verify.names(901, "the tail cut with its checkpoint, another kept elsewhere", cut, kept=notes[-1][0]),
        verify.names(1, "the tail and all checkpoints cut", cut),
    ]
    found = verify([*rewritten, early])
    require(found["problem"]["code"] == "rewritten", f"a chain made anew: {found}")
    forged = NoteKey(key.split("+")[0])
    log = text_of(notes[-1][0], key).splitlines()[1]
    found = verify([*rewritten, canonical({"checkpoint": checkpoint(forged, log, len(records), last)})])
    require(found["problem"]["code"] == "bad-checkpoint", f"a chain made anew and signed by a stranger: {found}")
    say("; ".join([*said, "all hashes made anew: rewritten"]))


def check_interfaces(server, people, raffle):
    """Every path of the published interface that shows the log, with every method that it does not list."""
    document = server.json("GET", "/openapi.json")
    log_paths = [path for path in document["paths"] if re.search(r"/(audit|log|reports|draws|events)(/|$)", path) and "/rsu/" not in path]
    require(len(log_paths) >= 10, f"paths of the log: {log_paths}")
    before = raffle.events()
    checkpoints = Checkpoints(raffle.get()["log"])
    entries = ledger(server, raffle.path, checkpoints)
    fill_in = {"id": raffle.id, "kind": "exceptions", "draw": "D-1", "ticket": "RSU-A-1", "prize": "main", "index": "1", "entry": "1"}
    tried, connection = 0, http.client.HTTPConnection("127.0.0.1", server.port, timeout=REQUEST_SECONDS_MAX)
    concrete = [re.sub(r"\{(\w+)\}", lambda name: fill_in.get(name[1], "1"), path) for path in log_paths]
    shown = dict(zip(concrete, (set(document["paths"][path]) for path in log_paths)))
    shown |= {f"/v1/audit/events/{number}": set() for number in (0, 1)} | {f"{raffle.path}/log/entries/1": set(), f"{raffle.path}/log": set()}
    body = canonical({"event": "X_GONE", "data": {}})
    headers = {"Authorization": f"Bearer {people['admin']}", "Content-Type": "application/json"}
    for path, listed in shown.items():
        for method in METHODS[1:]:
            if method.lower() in listed:
                continue
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            answer.read()
            require(answer.status in (404, 405), f"{method} {path} was not refused: {answer.status}")
            tried += 1
    changing = [(method, path) for path in log_paths for method in document["paths"][path] if method in ("put", "patch", "delete")]
    require(changing == [], f"the interface lists changes of the log: {changing}")
    # An alteration under supervision names an element of accounting; the log has none.
    for element in ("events/1", "log", "sales", "ledger"):
        raffle.refused("event-manager", "alterations", {"element": element, "before": "a", "after": "b", "reason": "thief"})
    after = raffle.events()
    require(after[:len(before)] == before, "the events have changed")
    grown = ledger(server, raffle.path, checkpoints)
    require(grown[:len(entries)] == entries and len(grown) >= len(entries), "the ledger has changed")
    commands = run(BIN / "urna", "audit", "--help")
    require(not re.search(r"^  (delete|edit|remove|clear|update|purge)", commands, re.M), f"urna audit can change the log: {commands}")
    say(f"{tried} requests of the administrator to change or delete a part of the log: all 404 or 405; {len(entries)} entries as before")


def check_full_disk(folder):
    """The log's storage is full: selling stops, nothing is lost, and it goes on by itself."""
    from disk import Disk, compiled_shim

    disk = Disk(folder, compiled_shim(folder))
    with Server(folder, data=disk.data, environment=disk.environment) as server:
        people = People(server)
        raffle, unit = Raffle(server, people), Unit(server, people, "RSU-A")
        raffle.do("event-manager", "activate")
        unit.lease(raffle, 100)
        unit.sell(raffle, "P1")
        unit.upload(raffle)
        disk.fail("write ENOSPC")
        sale = unit.sell(raffle, "P1")
        status, answer = unit.call("POST", f"/v1/rsu/raffles/{raffle.id}/sales", {"sales": [sale]})
        require(status == 503, f"a sale on a full disk answered {status} {answer}")
        status, answer = raffle.call("event-manager", "POST", "close")
        require(status == 503, f"a close that cannot be logged answered {status} {answer}")
        require(raffle.get()["sales"]["tickets"] == 1 and raffle.get()["state"] == "active", "what was refused was done")
        server.wait_for(lambda: server.call("GET", "/readyz")[0] == 503, "the server says that it cannot store anything")
        # So long that the server's own look at its storage, one a second, finds it full: nothing outside shows that it has looked.
        time.sleep(LOOK_SECONDS)
        disk.heal()
        server.wait_for(lambda: server.call("GET", "/readyz")[0] == 200, "the server recovers by itself", 30)
        full = lambda: events(server, people, ledger="system", event="BUFFER_FULL")
        server.wait_for(lambda: len(full()) == 1, "BUFFER_FULL on record, as soon as there is room for it", 10)
        require(unit.upload(raffle, [sale])[0]["outcome"] == "recorded", "the sale after the full disk")
        # So short that only a sale notices.
        disk.fail("write ENOSPC")
        status, answer = unit.call("POST", f"/v1/rsu/raffles/{raffle.id}/sales", {"sales": [unit.sell(raffle, "P1")]})
        disk.heal()
        require(status == 503 and unit.upload(raffle)[-1]["outcome"] == "recorded", f"a short failure: {status} {answer}")
        server.wait_for(lambda: len(full()) == 2, "BUFFER_FULL on record also after a short failure", 10)
        require([result["outcome"] for result in unit.upload(raffle)] == ["repeated"] * 3, "the sales after the full disk")
        require(raffle.get()["sales"]["tickets"] == 3, "a sale was lost or counted twice")
        run(BIN / "urna-verify", "--quiet", f"{server.url}{raffle.path}")
    say("with a full disk nothing is sold or changed without its entry: 503; with room again BUFFER_FULL is on record, and the same sale counts once")


def check(folder):
    check_vectors(folder)
    with Server(folder) as server:
        people = People(server)
        raffle, unit = Raffle(server, people), Unit(server, people, "RSU-A")
        raffle.do("event-manager", "activate")
        Unit(server, people, "RSU-B").lease(raffle, 10)
        check_search(server, people, raffle, unit)
        fill(raffle, unit)
        check_tampering(server, people, raffle, folder)
        check_interfaces(server, people, raffle)
    apart = folder / "full"
    apart.mkdir()
    check_full_disk(apart)
    shutil.rmtree(apart)


if __name__ == "__main__":
    main(check)
