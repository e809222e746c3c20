"""What the end-to-end checks of raffles share: people, selling units and raffles of a server, over public HTTP alone.

A `Unit` here is a selling unit written a second time, from the published formats: it signs requests, makes validation numbers and
states its sales with Python's `cryptography` and `hashlib`, and shares no line with the programs it speaks to.
"""

import base64
import hashlib
import hmac
import http.client
import json
import time
import uuid
from datetime import datetime, timedelta, timezone

from harness import REQUEST_SECONDS_MAX, require, skip

try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
except ImportError:
    skip("the Python package 'cryptography' is not installed (scripts/setup.sh test)")

PACKAGES = {"P1": (1, 500), "P2": (3, 1000), "P3": (10, 2000)}
PASSWORD = "correct horse battery staple"
PIN = "274951"
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U"


def canonical(value):
    """RFC 8785 for what raffles hold: no floating point, ASCII member names."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def instant(seconds_from_now=0.0):
    moment = datetime.now(timezone.utc) + timedelta(seconds=seconds_from_now)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def validation_number(key, raffle, unit, sequence):
    """The 17 symbols of a ticket's validation number, from the unit's key."""
    digest = hmac.digest(key, f"urna-validation-v1\n{raffle}\n{unit}\n{sequence}".encode(), "sha256")
    number = int.from_bytes(digest[:10], "big")
    return "".join(SYMBOLS[number >> shift & 31] for shift in range(75, -1, -5)) + SYMBOLS[number % 37]


def definition(**changes):
    """The raffle of the scenarios: numbers 1 to 1000, three packages, half of the net to one winner."""
    return {
        "title": "Rivertown 50/50", "location": "Rivertown Arena", "currency": "USD", "utcOffsetMinutes": 0,
        "organisation": {"name": "Rivertown Youth Hockey", "licence": "L-1234"},
        "numbers": {"first": 1, "last": 1000}, "allocation": "sequential",
        "packages": [{"id": name, "title": name, "numbers": numbers, "price": price} for name, (numbers, price) in PACKAGES.items()],
        "prizes": [{"id": "main", "title": "Half the pot", "rule": {"kind": "percentage", "of": "net", "basisPoints": 5000}}],
        "draw": {"mode": "certified-rng"}, "rsu": {"bufferLimit": 100}, "policies": {"unattendedSales": True}, **changes,
    }


class People:
    """One person for each role, logged on: `people["event-manager"]` is a session token."""

    ROLES = {"op7": "operator", "mgr1": "event-manager", "draw1": "draw-official", "reg1": "regulator"}

    def __init__(self, server):
        self.server, self.tokens = server, {"admin": server.admin_token}
        for user, role in self.ROLES.items():
            server.json("POST", "/v1/staff", {"id": user, "name": user, "roles": [role], "password": PASSWORD}, server.admin_token)
        self.log_on_all()

    def log_on_all(self):
        """Sessions end with the server: call it again after a restart."""
        for user, role in self.ROLES.items():
            self.tokens[role] = self.log_on(user)

    def log_on(self, user, password=PASSWORD):
        return self.server.json("POST", "/v1/sessions", {"user": user, "password": password}, expect=(201,))["token"]

    def __getitem__(self, role):
        return self.tokens[role]


class Raffle:
    """A raffle of a server. Every call names the role that makes it."""

    def __init__(self, server, people, name="raffle-1", **changes):
        self.server, self.people, self.id, self.path = server, people, name, f"/v1/raffles/{name}"
        answer = self.server.json("POST", f"/v1/raffles?id={name}", definition(**changes), people["admin"], expect=(201,))
        require(answer["state"] == "draft", f"a new raffle is {answer['state']}")

    def call(self, role, method, call, body=None, headers=None):
        """(status, JSON or text)"""
        path = self.path + (f"/{call}" if call else "")
        token = self.people[role] if role else None
        body = body if body is not None or method == "GET" else {}
        status, headers, answer = self.server.call(method, path, body, token, headers=headers)
        return status, json.loads(answer) if "json" in headers.get("Content-Type", headers.get("content-type", "")) else answer.decode()

    def do(self, role, call, body=None, method="POST", expect=(200, 201, 204), headers=None):
        status, answer = self.call(role, method, call, body, headers)
        require(status in expect, f"{role}: {method} {call} answered {status}, expected {expect}: {answer}")
        return answer

    def refused(self, role, call, body=None, code=None, method="POST", status=None, headers=None):
        """Fails unless the call is refused with a 4xx or 503 and this code; returns the problem."""
        got, answer = self.call(role, method, call, body, headers)
        require(400 <= got < 500 or got == 503, f"{role}: {method} {call} was not refused: {got} {answer}")
        require(status is None or got == status, f"{role}: {method} {call} answered {got}, expected {status}: {answer}")
        require(code is None or answer.get("code") == code, f"{role}: {method} {call}: code {answer.get('code')}, expected {code}: {answer}")
        return answer

    def get(self, call="", role=None):
        return self.do(role, call, method="GET")

    def report(self, kind, role="regulator"):
        return self.get(f"reports/{kind}?format=json", role)

    def events(self, **query):
        """The significant events of this raffle's ledger."""
        return events(self.server, self.people, ledger=self.id, **query)


def events(server, people, **query):
    text = "&".join(f"{name}={value}" for name, value in query.items())
    return server.json("GET", f"/v1/audit/events?limit=1000&{text}", token=people["regulator"])["events"]


class Unit:
    """A selling unit: enrolled and enabled unless told otherwise, with a session."""

    def __init__(self, server, people, name, enrol=True, enable=True, operator="op7"):
        self.server, self.people, self.id, self.operator = server, people, name, operator
        self.key, self.counter, self.session = Ed25519PrivateKey.generate(), int(time.time() * 1000), None
        self.leases, self.sales = {}, {}
        public = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        server.json("POST", "/v1/rsus", {"id": name, "name": name, "publicKey": base64url(public)}, people["admin"], expect=(201,))
        if enrol:
            self.enrol()
        if enable:
            self.people_do("enable")
            self.authenticate()

    def people_do(self, call, body=None):
        return self.server.json("POST", f"/v1/rsus/{self.id}/{call}", body or {}, self.people["admin"])

    def state(self):
        return self.server.json("GET", f"/v1/rsus/{self.id}", token=self.people["admin"])

    # Signed requests

    def header(self, method, path, body, session=None, counter=None, milliseconds=None):
        self.counter += 1
        counter, session = counter or self.counter, session or self.session or "-"
        milliseconds = milliseconds or int(time.time() * 1000)
        lines = ["urna-rsu-request-v1", method, path, hashlib.sha256(body).hexdigest(), self.id, str(milliseconds), str(counter), session, ""]
        signature = self.key.sign("\n".join(lines).encode())
        return f"{self.id} {milliseconds} {counter} {session} {base64url(signature)}"

    def send(self, method, path, body=b"", header=None):
        """(status, JSON)"""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=REQUEST_SECONDS_MAX)
        try:
            headers = {"Urna-RSU": header or self.header(method, path, body)}
            if body:
                headers["Content-Type"] = "application/json"
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            data = answer.read()
            return answer.status, json.loads(data) if data else None
        finally:
            connection.close()

    def call(self, method, path, body=None):
        return self.send(method, path, b"" if body is None else canonical(body))

    def do(self, method, path, body=None, expect=(200, 201, 204)):
        status, answer = self.call(method, path, body)
        require(status in expect, f"{self.id}: {method} {path} answered {status}, expected {expect}: {answer}")
        return answer

    def refused(self, method, path, body=None, code=None):
        status, answer = self.call(method, path, body)
        require(400 <= status < 500 or status == 503, f"{self.id}: {method} {path} was not refused: {status} {answer}")
        require(code is None or answer.get("code") == code, f"{self.id}: {method} {path}: code {answer.get('code')}, expected {code}: {answer}")
        return answer

    def enrol(self):
        code = self.server.json("POST", f"/v1/rsus/{self.id}/enrolment", {"operator": self.operator}, self.people["admin"])["code"]
        self.do("POST", "/v1/rsu/enrolment", {"code": code, "operator": self.operator, "pin": PIN})

    def authenticate(self):
        self.session = None
        challenge = self.do("POST", "/v1/rsu/challenge", {})["challenge"]
        answer = self.do("POST", "/v1/rsu/session", {"challenge": challenge, "operator": self.operator, "pin": PIN})
        self.session = answer["session"]

    # Selling

    def report_leases(self):
        """After a restore: tells the server which numbers this unit holds, where it asks. The raffles in which it did."""
        status = self.do("GET", "/v1/rsu/status")
        asked = [raffle["id"] for raffle in status["raffles"] if raffle["leases"] == "report"]
        for raffle in asked:
            ranges = self.leases.get(raffle, {}).get("ranges", [])
            answer = self.do("POST", f"/v1/rsu/raffles/{raffle}/leases", {"leases": ranges})
            require(answer["held"], f"{self.id} holds {ranges}, and the server says {answer}")
        return asked

    def lease(self, raffle, count):
        lease = self.do("POST", f"/v1/rsu/raffles/{raffle.id}/lease", {"count": count})
        known = self.leases.get(raffle.id, {}).get("ranges", [])
        ranges = known + [{"from": lease["from"], "to": lease["to"]}] if not lease["repeated"] else known
        self.leases[raffle.id] = {
            "numbers": list(lease["numbers"]), "key": from_base64url(lease["validationKey"]), "ranges": ranges}
        self.sales.setdefault(raffle.id, [])
        return lease

    def sell(self, raffle, package, sold_at=None, offline=False, **changes):
        """Makes a sale, as offline units do; it counts when it is uploaded."""
        count, price = PACKAGES[package]
        lease, sales = self.leases[raffle.id], self.sales[raffle.id]
        sequence = len(sales) + 1
        sale = {
            "raffle": raffle.id, "rsu": self.id, "sequence": sequence, "sale": str(uuid.uuid4()), "ticket": f"{self.id}-{sequence}",
            "numbers": [lease["numbers"].pop(0) for _ in range(count)], "package": package, "price": price,
            "payment": {"method": "cash", "reference": None}, "operator": self.operator, "soldAt": sold_at or instant(), "offline": offline,
            "validation": validation_number(lease["key"], raffle.id, self.id, sequence), **changes,
        }
        sales.append(sale)
        return sale

    def take_back(self, raffle):
        """Undoes the last sale in this unit's own books, after the server refused it."""
        sale = self.sales[raffle.id].pop()
        self.leases[raffle.id]["numbers"][:0] = sale["numbers"]

    def upload(self, raffle, sales=None):
        """The results, one for each sale."""
        sales = self.sales[raffle.id] if sales is None else sales
        return self.do("POST", f"/v1/rsu/raffles/{raffle.id}/sales", {"sales": sales})["results"]

    def statement(self, raffle):
        sales = self.sales[raffle.id]
        digest = hashlib.sha256(b"".join(canonical(sale) + b"\n" for sale in sales))
        return {"sales": len(sales), "digest": base64url(digest.digest())}

    def close(self, raffle):
        return self.do("POST", f"/v1/rsu/raffles/{raffle.id}/closing", self.statement(raffle))


def totals_of(report):
    return {row["name"] if "name" in row else row.get("column"): row.get("value") for row in report.get("totals", [])}


def sold_raffle(server, people, upload=True, units=None, **changes):
    """The sales of scenario S1: 17 tickets of 78 numbers by three units; one ticket of A (10 numbers) and one of B (3) to be voided.

    `upload` may name the units that upload; `units` are those of a raffle before.
    """
    raffle = Raffle(server, people, **changes)
    units = units or {name: Unit(server, people, name) for name in ("RSU-A", "RSU-B", "RSU-K")}
    uploading = units if upload is True else upload or ()
    raffle.do("event-manager", "activate")
    for name, packages in (
        ("RSU-A", ["P1"] * 4 + ["P2"] * 3 + ["P3"] * 2), ("RSU-B", ["P2"] * 5 + ["P3"]), ("RSU-K", ["P3"] * 2),
    ):
        units[name].lease(raffle, 300)
        for package in packages:
            units[name].sell(raffle, package)
        if name in uploading:
            results = units[name].upload(raffle)
            require(all(result["outcome"] == "recorded" for result in results), f"{name}: {results}")
    return raffle, units


def void_two(raffle, units):
    """S1's voids: a P3 of A, misprinted, and a P2 of B. Their tickets."""
    of_a = next(sale for sale in units["RSU-A"].sales[raffle.id] if sale["package"] == "P3")
    of_b = next(sale for sale in units["RSU-B"].sales[raffle.id] if sale["package"] == "P2")
    for sale, reason in ((of_a, "misprint"), (of_b, "customer")):
        raffle.do("event-manager", "voids", {"ticket": sale["ticket"], "reason": reason})
    return of_a, of_b


class MovedUnit(Unit):
    """A unit whose clock goes with a server whose clock is moved (`moving_clock`)."""

    clock = None

    def header(self, method, path, body, session=None, counter=None, milliseconds=None):
        moved = int((time.time() + self.clock.seconds) * 1000)
        return super().header(method, path, body, session, counter, milliseconds or moved)


def close_all(raffle, units):
    raffle.do("event-manager", "close")
    for unit in units.values():
        unit.close(raffle)
    raffle.do("event-manager", "reconcile")
    raffle.do("event-manager", "acknowledge")
