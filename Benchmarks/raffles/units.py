"""A raffle with selling units that sign their requests ahead of the clock, from the published formats alone (docs/formats.md)."""

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor

from raffles.signing import Work, base64url, ed25519, from_base64url, header_text, sign_all

FIELD = "Urna-RSU: "
PACKAGES = {"P1": (1, 500), "P3": (3, 1000)}
PASSWORD, PIN, OPERATOR = "correct horse battery staple", "274951", "op7"
SETUP_THREADS = 4
LEASE_MAX = 100_000
# Requests are signed up to minutes before they are sent.
SKEW_MILLISECONDS = 600_000
SETTLE_SECONDS = 120


class Unit:
    """One enrolled unit with a session and one lease. What it is to sell next is planned here; `sign_all` makes the requests."""

    def __init__(self, server, admin, name):
        self.server, self.id, self.session = server, name, "-"
        self.counter, self.sequence, self.used = 0, 0, 0
        self.key = ed25519().generate()
        public = self.key.public_key().public_bytes_raw()
        code = self._enlist(admin, {"id": name, "name": name, "publicKey": base64url(public)})
        self.ask("/v1/rsu/enrolment", {"code": code, "operator": OPERATOR, "pin": PIN})
        server.expect(200, "POST", f"/v1/rsus/{name}/enable", "{}", admin)
        challenge = self.ask("/v1/rsu/challenge", {})["challenge"]
        self.session = self.ask("/v1/rsu/session", {"challenge": challenge, "operator": OPERATOR, "pin": PIN})["session"]

    def _enlist(self, admin, described):
        self.server.expect(201, "POST", "/v1/rsus", json.dumps(described), admin)
        path = f"/v1/rsus/{self.id}/enrolment"
        status, body = self.server.call("POST", path, json.dumps({"operator": OPERATOR}), admin)
        if status not in (200, 201):
            raise RuntimeError(f"POST {path} answered {status}: {body[:500]!r}")
        return json.loads(body)["code"]

    def ask(self, path, value):
        body = json.dumps(value).encode()
        self.counter += 1
        field = {"Urna-RSU": header_text(self.id, self.session, self.key, path, body, self.counter, int(time.time() * 1000))}
        status, answer = self.server.call("POST", path, body, headers=field, timeout=120)
        if not 200 <= status < 300:
            raise RuntimeError(f"{self.id}: POST {path} answered {status}: {answer[:500]!r}")
        return json.loads(answer) if answer else None

    def lease(self, raffle, count):
        lease = self.ask(f"/v1/rsu/raffles/{raffle}/lease", {"count": count})
        self.numbers, self.validation = lease["numbers"], from_base64url(lease["validationKey"])

    def plan(self, raffle, requests, batch, package, offline):
        """Sets the next sales aside for `sign_all`."""
        width, price = PACKAGES[package]
        sales = requests * batch
        if self.used + sales * width > len(self.numbers):
            raise RuntimeError(f"{self.id} has no numbers left")
        work = Work(raffle, sales_path(raffle), self.id, OPERATOR, self.session, self.key.private_bytes_raw(), self.validation, self.counter,
                    self.sequence, self.numbers[self.used:self.used + sales * width], requests, batch, package, price, offline)
        self.counter, self.sequence, self.used = self.counter + requests, self.sequence + sales, self.used + sales * width
        return work


def sales_path(raffle):
    return f"/v1/rsu/raffles/{raffle}/sales"


class Raffle:
    """An active raffle of `server` with `count` selling units that hold `numbers` draw numbers each."""

    def __init__(self, server, data, count, numbers, name="bench"):
        if numbers > LEASE_MAX:
            raise RuntimeError(f"a lease has {LEASE_MAX} numbers at most")
        self.server, self.id, self.path = server, name, sales_path(name)
        with open(os.path.join(data, "admin-token")) as file:
            admin = file.read().strip()
        for user, role in ((OPERATOR, "operator"), ("mgr1", "event-manager")):
            person = {"id": user, "name": user, "roles": [role], "password": PASSWORD}
            server.expect(201, "POST", "/v1/staff", json.dumps(person), admin)
        manager = json.loads(server.expect(201, "POST", "/v1/sessions", json.dumps({"user": "mgr1", "password": PASSWORD})))["token"]
        server.expect(201, "POST", f"/v1/raffles?id={name}", json.dumps(definition(count * numbers)), admin)
        server.expect(200, "POST", f"/v1/raffles/{name}/activate", "{}", manager)
        with ThreadPoolExecutor(SETUP_THREADS) as threads:
            self.units = list(threads.map(lambda n: Unit(server, admin, f"RSU-{n:04d}"), range(count)))
            list(threads.map(lambda unit: unit.lease(name, numbers), self.units))

    def requests(self, count, batch=1, package="P3", offline=False):
        """`count` requests, the units taking turns, each unit's in its own order; signed on all cores."""
        each = -(-count // len(self.units))
        by_unit = sign_all([unit.plan(self.id, each, batch, package, offline) for unit in self.units])
        return [unit[turn] for turn in range(each) for unit in by_unit]

    def by_unit(self, each, batch, package="P3", offline=True):
        """`each` requests of every unit, as one list a unit."""
        made = self.requests(each * len(self.units), batch, package, offline)
        return [made[n::len(self.units)] for n in range(len(self.units))]

    def tickets(self):
        return json.loads(self.server.expect(200, "GET", f"/v1/raffles/{self.id}"))["sales"]["tickets"]

    def settled(self):
        """The server's count of tickets, once it stands still."""
        deadline, count, again = time.monotonic() + SETTLE_SECONDS, -1, self.tickets()
        while count != again and time.monotonic() < deadline:
            time.sleep(1)
            count, again = again, self.tickets()
        return count


def definition(numbers):
    return {
        "title": "Benchmark 50/50", "location": "Arena", "currency": "USD", "utcOffsetMinutes": 0,
        "organisation": {"name": "Club", "licence": "L-1"}, "numbers": {"first": 1, "last": numbers}, "allocation": "sequential",
        "packages": [{"id": name, "title": name, "numbers": width, "price": price} for name, (width, price) in PACKAGES.items()],
        "prizes": [{"id": "main", "title": "Half the pot", "rule": {"kind": "percentage", "of": "net", "basisPoints": 5000}}],
        "draw": {"mode": "certified-rng"}, "rsu": {"bufferLimit": 1000, "maxClockSkewMilliseconds": SKEW_MILLISECONDS},
        "policies": {"unattendedSales": True},
    }
