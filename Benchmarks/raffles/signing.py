"""Requests of selling units, made and signed ahead of the clock on all cores."""

import base64
import glob
import hashlib
import hmac
import multiprocessing
import os
import sys
import time
import uuid
from dataclasses import dataclass

from harness.tools import ROOT

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U"


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def instant(milliseconds):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(milliseconds // 1000)) + f".{milliseconds % 1000:03d}Z"


def validation_number(key, raffle, unit, sequence):
    number = int.from_bytes(hmac.digest(key, f"urna-validation-v1\n{raffle}\n{unit}\n{sequence}".encode(), "sha256")[:10], "big")
    return "".join(SYMBOLS[number >> shift & 31] for shift in range(75, -1, -5)) + SYMBOLS[number % 37]


def ed25519():
    """The class of private keys. The package is looked for here, because the other benchmarks run without it."""
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    except ImportError:
        places = glob.glob(os.path.join(ROOT, ".venv", "lib", "python3*", "site-packages"))
        if not places or places[0] in sys.path:
            raise RuntimeError("the Python package 'cryptography' is not installed (scripts/setup.sh test)") from None
        sys.path.append(places[0])
        return ed25519()
    return Ed25519PrivateKey


def header_text(unit, session, key, path, body, counter, milliseconds):
    """The value of the header field under which a unit signs a request."""
    digest = hashlib.sha256(body).hexdigest()
    text = f"urna-rsu-request-v1\nPOST\n{path}\n{digest}\n{unit}\n{milliseconds}\n{counter}\n{session}\n"
    return f"{unit} {milliseconds} {counter} {session} {base64url(key.sign(text.encode()))}"


@dataclass
class Work:
    """A unit's next requests: everything that making them takes, so that it can be done in another process."""

    raffle: str
    path: str
    unit: str
    operator: str
    session: str
    secret: bytes
    validation: bytes
    counter: int
    sequence: int
    # Of all sales, one after the other.
    numbers: list
    requests: int
    batch: int
    package: str
    price: int
    offline: bool

    def signed(self):
        """Requests as (header field's value, body), signed with the time that it is now."""
        key = ed25519().from_private_bytes(self.secret)
        width = len(self.numbers) // (self.requests * self.batch)
        made, sold = [], 0
        for turn in range(self.requests):
            now = int(time.time() * 1000)
            sales = []
            for _ in range(self.batch):
                sales.append(self._sale(self.sequence + sold + 1, self.numbers[sold * width:(sold + 1) * width], instant(now)))
                sold += 1
            body = '{"sales":[' + ",".join(sales) + "]}"
            made.append((header_text(self.unit, self.session, key, self.path, body.encode(), self.counter + turn + 1, now), body))
        return made

    def _sale(self, sequence, numbers, sold_at):
        return (f'{{"numbers":[{",".join(map(str, numbers))}],"offline":{"true" if self.offline else "false"},"operator":"{self.operator}",'
                f'"package":"{self.package}","payment":{{"method":"cash","reference":null}},"price":{self.price},"raffle":"{self.raffle}",'
                f'"rsu":"{self.unit}","sale":"{uuid.uuid4()}","sequence":{sequence},"soldAt":"{sold_at}","ticket":"{self.unit}-{sequence}",'
                f'"validation":"{validation_number(self.validation, self.raffle, self.unit, sequence)}"}}')


def sign_all(works):
    """The requests of each, in their order. In fresh processes: a forked one can inherit a lock of OpenSSL that a thread held."""
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        return pool.map(Work.signed, works, chunksize=max(1, len(works) // (4 * os.cpu_count())))
