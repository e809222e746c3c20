#!/usr/bin/env python3
"""A verifiable draw whose beacon the server fetches itself: from a beacon that is early, wrong, silent, talks rubbish, and at last is right.

Whatever a bad beacon answers, the draw is refused with one and the same code, stays as it was frozen, and can be tried again. It costs
nobody else anything: while the beacon hangs, another raffle sells.
"""

import hashlib
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from harness import BIN, Server, main, require, run, say
from moving_clock import MovingClock
from raffle_s10 import beacon_record, recompute
from raffles import MovedUnit, People, Raffle, close_all

QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
# The server gives a beacon ten seconds; a busy machine gets more.
ANSWER_SECONDS_MAX = 20


class Beacon:
    """A web server that answers as a drand relay does, or as `answer` says: a function of round and handler."""

    def __init__(self):
        self.answer, self.asked, self.released = None, [], threading.Event()
        beacon = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                found = re.fullmatch(r"/([0-9a-f]{64})/public/([0-9]+)", self.path)
                beacon.asked.append(self.path)
                if found is None or found[1] != QUICKNET:
                    self.reply(404, b'{"error":"unknown chain"}')
                    return
                try:
                    beacon.answer(int(found[2]), self)
                except OSError:
                    # Who asked has gone: that is what a hanging beacon is for.
                    self.close_connection = True

            def reply(self, status, body, headers=()):
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        class Listener(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, address):
                pass  # Connections are cut here on purpose.

        self._server = Listener(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/{{chain}}/public/{{round}}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.released.set()
        self._server.shutdown()
        self._server.server_close()


def served(record):
    """As drand's relays write it: other order, white space, members of other chains."""
    return json.dumps({"round": record["round"], "randomness": record["randomness"], "signature": record["signature"]}, indent=2).encode()


def honest(number, handler):
    handler.reply(200, served(beacon_record(number)))


def says(status, body, headers=()):
    return lambda _, handler: handler.reply(status, body, headers)


def bent(**changes):
    return lambda number, handler: handler.reply(200, served(beacon_record(number) | changes))


def other_round(step):
    """A whole and consistent record, of another round than was asked for."""
    return lambda number, handler: handler.reply(200, served(beacon_record(number + step)))


def hang_up(_, handler):
    handler.close_connection = True
    handler.connection.shutdown(2)


def cut_short(number, handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "4000")
    handler.end_headers()
    handler.wfile.write(served(beacon_record(number))[:40])
    hang_up(number, handler)


def silent(beacon):
    return lambda *_: beacon.released.wait(60)


def dripping(beacon):
    """A byte each second: never silent, and never done."""
    def answer(number, handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "4000")
        handler.end_headers()
        for _ in range(60):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            if beacon.released.wait(1):
                return
    return answer


class Draw:
    """A frozen verifiable draw, and what of it may not change."""

    def __init__(self, server, raffle):
        self.server, self.raffle = server, raffle
        self.frozen = raffle.do("draw-official", "freeze")
        self.round, self.refusals = self.frozen["beacon"]["round"], 0
        self.kept = self.state()

    def state(self):
        draw = self.raffle.get(f"draws/{self.frozen['draw']}")
        return self.raffle.get()["winners"], draw, self.raffle.get(f"draws/{self.frozen['draw']}/pool")

    def refused(self, why):
        """One try that has to fail; what it took. It is on record, and changes nothing."""
        started = time.monotonic()
        problem = self.raffle.refused("draw-official", "draws", {"prize": "main"}, code="BAD_BEACON", status=409)
        seconds = time.monotonic() - started
        self.refusals += 1
        require(seconds < ANSWER_SECONDS_MAX, f"{why}: refused only after {seconds:.0f} s")
        require(self.state() == self.kept, f"{why}: the draw has changed: {self.state()[:2]}, before {self.kept[:2]}")
        return problem, seconds


def check_wrong(draw, beacon):
    good = beacon_record(draw.round)
    wrong = {
        "the round after": other_round(1), "the round before": other_round(-1), "round 0": bent(round=0), "a negative round": bent(round=-1),
        "a round that is text": bent(round=str(draw.round)), "a round of 2^64": bent(round=2 ** 64), "another randomness": bent(randomness="00" * 32),
        "another signature": bent(signature="00" * 48), "a short signature": bent(signature=good["signature"][:-2]),
        "a signature of 96 bytes": bent(signature=good["signature"] * 2), "no hexadecimal": bent(signature="zz" * 48),
        "another chain": lambda number, handler: handler.reply(200, json.dumps(beacon_record(number) | {"chain": "89" * 32}).encode()),
        "no JSON": says(200, b"<html>It works!</html>"), "nothing": says(200, b""), "null": says(200, b"null"), "a list": says(200, b"[]"),
        "no UTF-8": says(200, b'{"round":\xff}'), "two rounds": says(200, b'{"round":1,"round":2}'),
        "JSON without an end": says(200, b"[" * 4_000), "more than is read": says(200, b" " * 1_000_000),
        "425": says(425, b'{"error":"Requested future beacon"}'), "404": says(404, b"{}"), "500 with a good record": says(500, served(good)),
        "204": says(204, b""), "a redirection in a circle": lambda number, handler: handler.reply(302, b"", [("Location", handler.path)]),
        "a connection cut at once": hang_up, "a connection cut in the body": cut_short,
    }
    for why, answer in wrong.items():
        beacon.answer = answer
        draw.refused(why)
    say(f"{len(wrong)} wrong answers of the beacon: each BAD_BEACON, the frozen draw as before")


def check_hanging(draw, beacon, selling, unit):
    """A beacon that does not answer holds up the one who asked, for a time, and nobody else."""
    took = []
    for why, answer in (("silent", silent(beacon)), ("dripping", dripping(beacon))):
        beacon.answer, outcome = answer, []

        def attempt():
            try:
                outcome.append(draw.refused(why))
            except BaseException as failure:
                outcome.append(failure)

        asked = len(beacon.asked)
        waiting = threading.Thread(target=attempt, daemon=True)
        waiting.start()
        draw.server.wait_for(lambda: len(beacon.asked) > asked, "the server asks the beacon", 10)
        started = time.monotonic()
        results = unit.upload(selling, [unit.sell(selling, "P1")])
        seconds = time.monotonic() - started
        require(results[0]["outcome"] == "recorded", f"a sale while the beacon is {why}: {results}")
        require(waiting.is_alive() and seconds < 5, f"a sale had to wait {seconds:.1f} s for a beacon that is {why}")
        waiting.join(ANSWER_SECONDS_MAX + 15)
        require(outcome, f"the draw hangs with a beacon that is {why}")
        if isinstance(outcome[0], BaseException):
            raise outcome[0]
        took.append(f"{why}: {outcome[0][1]:.0f} s")
    say(f"a beacon that hangs is given up ({', '.join(took)}), and meanwhile another raffle sells")


def check(folder):
    MovedUnit.clock = clock = MovingClock(folder)
    with Beacon() as beacon, Server(folder, environment={**clock.environment, "URNA_BEACON": beacon.url}) as server:
        people = People(server)
        raffle, selling = Raffle(server, people, draw={"mode": "verifiable", "delaySeconds": 60}), Raffle(server, people, "raffle-2")
        raffle.do("event-manager", "activate")
        selling.do("event-manager", "activate")
        raffle.do("draw-official", "commitments", {})
        unit = MovedUnit(server, people, "RSU-A")
        for each in (raffle, selling):
            unit.lease(each, 100)
        for package in ("P1", "P2", "P3"):
            unit.sell(raffle, package)
        unit.upload(raffle)
        beacon.answer = honest
        close_all(raffle, {"RSU-A": unit})

        raffle.refused("draw-official", "draws", {"prize": "main"}, code="NOT_FROZEN", status=409)
        require(beacon.asked == [], f"the beacon was asked before a round was named: {beacon.asked}")
        draw = Draw(server, raffle)
        # Whatever the beacon says, a round that has not come yet is not taken: whoever serves it has made it up.
        problem, _ = draw.refused("a record too early")
        require("not come yet" in json.dumps(problem), f"too early: {problem}")
        require(beacon.asked == [f"/{QUICKNET}/public/{draw.round}"], f"the beacon was asked for {beacon.asked}")
        say(f"round {draw.round} of quicknet is asked for; a record of it before its time is refused")
        clock.move(70)
        people.log_on_all()
        unit.authenticate()
        check_wrong(draw, beacon)
        check_hanging(draw, beacon, selling, unit)
        require(set(beacon.asked) == {f"/{QUICKNET}/public/{draw.round}"}, f"another round was asked for: {set(beacon.asked)}")
        refused = [event for event in raffle.events(event="DRAW_REFUSED") if "BAD_BEACON" in json.dumps(event)]
        require(len(refused) == draw.refusals, f"{len(refused)} refusals are on record, there were {draw.refusals}")

        beacon.answer = honest
        drawn = raffle.do("draw-official", "draws", {"prize": "main"})
        require(drawn["verdict"] == "VALID", f"drawn: {drawn}")
        raffle.refused("draw-official", "draws", {"prize": "main"}, code="PRIZE_DRAWN", status=409)
        raffle.do("draw-official", "prizes/main/official", {})
        published = raffle.get(f"draws/{draw.frozen['draw']}")
        require(published["reveal"]["beacon"]["round"] == draw.round and published["pool"] == draw.kept[1]["pool"], f"revealed: {published}")
        out = folder / "published"
        run(BIN / "urna", "export", "--raffle", raffle.id, "--out", out, "--server", server.url)
        require(f"winner 1: {drawn['number']} " in recompute(out), "the draw does not repeat from its export")
        run(BIN / "urna-verify", "--quiet", out)
        require(hashlib.sha256(draw.kept[2].encode()).hexdigest() == draw.frozen["pool"]["digest"], "the pool's digest")
        say(f"then the beacon answers, and the same draw is made: number {drawn['number']}; {len(refused)} refusals are on record")


if __name__ == "__main__":
    main(check)
