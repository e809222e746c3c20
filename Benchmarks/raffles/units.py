"""A raffle with selling units that sign their requests ahead of the clock, from the published formats alone (docs/formats.md)."""

import base64
import glob
import hashlib
import hmac
import json
import multiprocessing
import os
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from harness.tools import ROOT

FIELD = "Urna-RSU: "
PACKAGES = {"P1": (1, 500), "P3": (3, 1000)}
PASSWORD, PIN, OPERATOR = "correct horse battery staple", "274951", "op7"
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U"
SETUP_THREADS = 4
LEASE_MAX = 100_000
SETTLE_SECONDS = 120


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def instant(milliseconds):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(milliseconds // 1000)) + f".{milliseconds % 1000:03d}Z"


def validation_number(key, raffle, unit, sequence):
    number = int.from_bytes(hmac.digest(key, f"urna-validation-v1\n{raffle}\n{unit}\n{sequence}".encode(), "sha256")[:10], "big")
    return "".join(SYMBOLS[number >> shift & 31] for shift in range(75, -1, -5)) + SYMBOLS[number % 37]


def new_key():
    """An Ed25519 key, and its public half. The package is looked for here, because the other benchmarks run without it."""
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    except ImportError:
        places = glob.glob(os.path.join(ROOT, ".venv", "lib", "python3*", "site-packages"))
        if not places or places[0] in sys.path:
            raise RuntimeError("the Python package 'cryptography' is not installed (scripts/setup.sh test)") from None
        sys.path.append(places[0])
        return new_key()
    key = Ed25519PrivateKey.generate()
    return key, key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


class Unit:
    """One enrolled unit with a session and one lease. What it is to sell next is planned here; `signed` makes the requests."""

    def __init__(self, server, admin, name):
        self.server, self.id, self.session = server, name, "-"
        self.counter, self.sequence, self.used = 0, 0, 0
        self.key, public = new_key()
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
        field = {"Urna-RSU": self.header(path, body, self.counter, int(time.time() * 1000))}
        status, answer = self.server.call("POST", path, body, headers=field, timeout=120)
        if not 200 <= status < 300:
            raise RuntimeError(f"{self.id}: POST {path} answered {status}: {answer[:500]!r}")
        return json.loads(answer) if answer else None

    def header(self, path, body, counter, milliseconds):
        digest = hashlib.sha256(body).hexdigest()
        text = f"urna-rsu-request-v1\nPOST\n{path}\n{digest}\n{self.id}\n{milliseconds}\n{counter}\n{self.session}\n"
        return f"{self.id} {milliseconds} {counter} {self.session} {base64url(self.key.sign(text.encode()))}"

    def lease(self, raffle, count):
        lease = self.ask(f"/v1/rsu/raffles/{raffle}/lease", {"count": count})
        self.numbers, self.validation = lease["numbers"], from_base64url(lease["validationKey"])

    def plan(self, requests, batch, package):
        """Sets the next sales aside: what `signed` needs, so that it may run in another process."""
        sales, width = requests * batch, PACKAGES[package][0]
        if self.used + sales * width > len(self.numbers):
            raise RuntimeError(f"{self.id} has no numbers left")
        planned = (self.counter, self.sequence, self.used, requests, batch, package)
        self.counter, self.sequence, self.used = self.counter + requests, self.sequence + sales, self.used + sales * width
        return planned

    def signed(self, raffle, planned, offline):
        """Requests as (header field's value, body), signed with the time that it is now."""
        counter, sequence, used, requests, batch, package = planned
        width, price = PACKAGES[package]
        path, made = sales_path(raffle), []
        for _ in range(requests):
            now = int(time.time() * 1000)
            sales, sold_at, counter = [], instant(now), counter + 1
            for _ in range(batch):
                sequence += 1
                numbers = ",".join(map(str, self.numbers[used:used + width]))
                used += width
                sales.append(
                    f'{{"numbers":[{numbers}],"offline":{"true" if offline else "false"},"operator":"{OPERATOR}","package":"{package}",'
                    f'"payment":{{"method":"cash","reference":null}},"price":{price},"raffle":"{raffle}","rsu":"{self.id}",'
                    f'"sale":"{uuid.uuid4()}","sequence":{sequence},"soldAt":"{sold_at}","ticket":"{self.id}-{sequence}",'
                    f'"validation":"{validation_number(self.validation, raffle, self.id, sequence)}"}}')
            body = '{"sales":[' + ",".join(sales) + "]}"
            made.append((self.header(path, body.encode(), counter, now), body))
        return made


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
        plans = [unit.plan(each, batch, package) for unit in self.units]
        by_unit = _in_processes(lambda n: self.units[n].signed(self.id, plans[n], offline), len(self.units))
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


_work = None


def _in_processes(work, count):
    """`[work(0), …, work(count - 1)]`, made by as many forked processes as there are cores."""
    global _work
    _work = work
    try:
        with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
            return pool.map(_at, range(count))
    finally:
        _work = None


def _at(place):
    return _work(place)


def definition(numbers):
    return {
        "title": "Benchmark 50/50", "location": "Arena", "currency": "USD", "utcOffsetMinutes": 0,
        "organisation": {"name": "Club", "licence": "L-1"}, "numbers": {"first": 1, "last": numbers}, "allocation": "sequential",
        "packages": [{"id": name, "title": name, "numbers": width, "price": price} for name, (width, price) in PACKAGES.items()],
        "prizes": [{"id": "main", "title": "Half the pot", "rule": {"kind": "percentage", "of": "net", "basisPoints": 5000}}],
        "draw": {"mode": "certified-rng"}, "rsu": {"bufferLimit": 1000, "maxClockSkewMilliseconds": 5000},
        "policies": {"unattendedSales": True},
    }
