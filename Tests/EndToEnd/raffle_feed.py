#!/usr/bin/env python3
"""What people see of a raffle that goes on: its units, its tickets, its stream. With the real server and a real selling unit.

The stream is read as a browser's `EventSource` reads it: by lines, over HTTP/1.1, with `Last-Event-ID` when it comes back.
"""

import http.client
import json
import time

from harness import Server, main, require, say
from raffles import People, Raffle, Unit
from units import UnitProgram

SECONDS_MAX = 30


class Stream:
    """Server-sent events of one connection."""

    def __init__(self, server, path, last=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=SECONDS_MAX)
        self.connection.request("GET", path, headers={"Accept": "text/event-stream", **({"Last-Event-ID": last} if last else {})})
        self.answer = self.connection.getresponse()

    def next(self):
        """(id, name, data) of the next event; None at the end. Heartbeats come in between, so the connection's own limit never ends a wait."""
        event, end = {}, time.monotonic() + SECONDS_MAX
        while line := self.answer.readline().decode():
            require(time.monotonic() < end, f"no event came within {SECONDS_MAX} s")
            line = line.rstrip("\n")
            if not line and "data" in event:
                return event["id"], event["event"], json.loads(event["data"])
            name, _, value = line.partition(": ")
            if name:
                event[name] = value
        return None

    def until(self, wanted):
        """The first event that `wanted` takes."""
        end = time.monotonic() + SECONDS_MAX
        while time.monotonic() < end:
            event = self.next()
            require(event is not None, "the stream ended before what was waited for")
            require(event[1] == "raffle", f"an event named {event[1]}")
            if wanted(event[2]):
                return event
        raise AssertionError("what was waited for did not come")

    def close(self):
        self.connection.close()


def row(raffle, unit):
    return next(each for each in raffle.get("rsus", "regulator")["rsus"] if each["rsu"] == unit)


def check_units(raffle, unit):
    """A unit says which program it runs and, once its sales are up, that nothing waits any more."""
    for _ in range(3):
        unit.run("sell", "--package", "P1", "--pin-file", unit.pin_file)
    unit.run("sync", "--pin-file", unit.pin_file)
    told = row(raffle, unit.id)
    require(told["online"] and told["device"] == "active" and told["leased"] == 50, f"the unit as it is: {told}")
    require(told["received"] == 3 and told["sold"] == 3 and told["missing"] == 0, f"after its upload: {told}")
    require(told["version"] and told["buffer"] and told["buffer"]["capacity"] == 100, f"the unit has not told of itself: {told}")
    require(told["buffer"]["waiting"] == 0 and not told["uploaded"], f"after its upload: {told}")
    raffle.refused("operator", "rsus", method="GET", status=403)
    raffle.refused(None, "rsus", method="GET", status=401)
    say(f"a real unit tells its version {told['version']} and its buffer, of {told['buffer']['capacity']}; nothing waits after the upload")


def check_tickets(raffle, unit):
    """Marked and voided tickets by themselves; page by page all of them, once each."""
    raffle.do("event-manager", "marks", {"ticket": f"{unit.id}-2", "reason": "customer", "note": "changed their mind"})
    raffle.do("event-manager", "voids", {"ticket": f"{unit.id}-1", "reason": "misprint"})
    listed = raffle.get("tickets?status=marked,void", "regulator")
    require([each["ticket"] for each in listed["tickets"]] == [f"{unit.id}-1", f"{unit.id}-2"], f"marked and void: {listed}")
    require(listed["tickets"][1]["note"] == "changed their mind" and listed["tickets"][1]["changedBy"] == "mgr1", f"why: {listed}")
    seen, after = [], ""
    while True:
        page = raffle.get(f"tickets?limit=2{after}", "regulator")
        seen += [each["ticket"] for each in page["tickets"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    total = raffle.get()["sales"]["tickets"]
    require(len(seen) == len(set(seen)) == total, f"{len(seen)} of {total} tickets were listed")
    say(f"{total} tickets in pages of two, once each; a mark and a void with who and why")


def check_stream(server, raffle, other):
    """A sale is told within seconds; who comes back with the last id is told the next thing only."""
    path = f"{raffle.path}/stream"
    stream = Stream(server, path)
    require(stream.answer.status == 200, f"the stream answered {stream.answer.status}")
    first = stream.next()
    # Not the first event's: snapshots are up to half a second behind the ledger.
    before = raffle.get()["sales"]["gross"]
    other.sell(raffle, "P3")
    other.upload(raffle)
    told = stream.until(lambda data: data["sales"]["gross"] == before + 2000)
    stream.close()
    require(int(told[0]) > int(first[0]), "an event's id does not rise")
    require(told[2]["display"]["jackpot"] and "secondsLeft" not in told[2]["display"], f"the display: {told[2]['display']}")
    again = Stream(server, path, last=told[0])
    raffle.do("event-manager", "suspend")
    following = again.next()
    require(following[2]["state"] == "suspended" and following[0] != told[0], f"after coming back: {following[0]} {following[2]['state']}")
    raffle.do("event-manager", "resume")
    again.close()
    say("a sale is told on the stream; who comes back is not told it twice")


def check_result(server, raffle):
    """Drawn: nobody is told the number but who may draw. Official: everybody. Settled: the stream ends, and says not to come back."""
    drawn = raffle.do("draw-official", "draws", {"prize": "main"})
    for role, isTold in ((None, False), ("event-manager", False), ("regulator", False), ("draw-official", True), ("admin", True)):
        attempt = raffle.get("draws", role)["draws"][0]["attempts"][-1]
        require((attempt["number"] == drawn["number"]) == isTold and (attempt["words"] is not None) == isTold, f"{role} is told {attempt}")
    page = server.call("GET", f"/r/{raffle.id}/draw", headers={"Accept": "text/html"})[2].decode()
    require(f'"{drawn["ticket"]}"' not in page, "the public page has the ticket before it is official")
    stream = Stream(server, f"{raffle.path}/stream")
    require(stream.next()[2]["winners"] == [], "the stream tells of a winner before it is official")
    raffle.do("draw-official", "prizes/main/official")
    told = stream.until(lambda data: data["winners"])
    require(told[2]["winners"][0]["number"] == drawn["number"], f"the winner: {told[2]['winners']}")
    require(raffle.get("draws")["draws"][0]["attempts"][-1]["number"] == drawn["number"], "official, and not told")
    listed = raffle.get("tickets?status=winner", "regulator")["tickets"]
    require([each["ticket"] for each in listed] == [drawn["ticket"]], f"winners: {listed}")
    stream.close()
    say("the number is told when it is official, and before that to whoever may draw")


def check_audit(server, people):
    """Newest first is oldest first the other way round; the newest run of self-verification is the one before the draw."""
    both = [
        server.json("GET", f"/v1/audit/events?limit=1000&order={order}", token=people["regulator"])["events"] for order in ("asc", "desc")
    ]
    require(both[0] == both[1][::-1] and len(both[0]) > 20, "the two orders differ")
    runs = server.json("GET", "/v1/audit/software/history", token=people["regulator"])["runs"]
    require([run["trigger"] for run in runs] == ["draw", "start"], f"runs of self-verification: {runs}")
    require(runs[0]["manifest"], f"no manifest: {runs[0]}")
    status, _, text = server.call("GET", runs[0]["manifest"])
    require(status == 200 and text == server.call("GET", "/v1/audit/software/manifest")[2], "the manifest by its digest is another")
    say(f"{len(both[0])} events either way round; {len(runs)} runs of self-verification, with their manifest")


def check(folder):
    with Server(folder) as server:
        people = People(server)
        raffle = Raffle(server, people)
        raffle.do("event-manager", "activate")
        unit = UnitProgram("RSU-M", folder, server, people)
        unit.run("logon", "--pin-file", unit.pin_file)
        unit.run("lease", "--raffle", raffle.id, "--count", "50", "--pin-file", unit.pin_file)
        other = Unit(server, people, "RSU-B")
        other.lease(raffle, 50)
        other.sell(raffle, "P2")
        other.upload(raffle)
        check_units(raffle, unit)
        check_tickets(raffle, unit)
        check_stream(server, raffle, other)
        raffle.do("event-manager", f"marks/{unit.id}-2", method="DELETE")
        raffle.do("event-manager", "close")
        unit.run("close", "--pin-file", unit.pin_file)
        require(row(raffle, unit.id)["uploaded"] and not row(raffle, other.id)["uploaded"], "one of two units has uploaded all")
        other.close(raffle)
        raffle.do("event-manager", "reconcile")
        raffle.do("event-manager", "acknowledge")
        check_result(server, raffle)
        check_audit(server, people)


if __name__ == "__main__":
    main(check)
