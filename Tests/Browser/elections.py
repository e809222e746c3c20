"""The server with its pages, and elections made over its API: what a check of the pages needs, but for the browser."""

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "EndToEnd"))

from harness import BIN, Election, Process, Server, ballots_request, require, send_all  # noqa: E402

PAGES = ["--pages", os.environ["URNA_PAGES"]] if os.environ.get("URNA_PAGES") else []
# How long results may stay behind the ledger, in seconds, on a busy machine of two cores.
BEHIND_SECONDS_MAX = 20


class PageServer(Server):
    """`urna serve` as it ships, or with the pages of a folder. A port of 0 is any free one."""

    def __init__(self, data, port=0, environment=None):
        self.data, self.environment = Path(data), environment
        Process.__init__(
            self, self.data.with_name(f"{self.data.name}-{time.monotonic_ns()}.log"), BIN / "urna", "serve", "--data", self.data, "--port", str(port),
            *PAGES, environment=environment)
        try:
            self.port = self.wait_for(self._printed_port, "urna serve prints its port")
            self.url = f"http://127.0.0.1:{self.port}"
            self.wait_for(self._is_ready, "urna serve is ready")
        except BaseException:
            self.stop()
            raise


class NamedElection(Election):
    """An election under a name of its own, with a roll: `codes` are those that nobody used."""

    def __init__(self, server, name, definition, voters=10, is_open=True):
        self.id, self.path, self.server = name, f"/v1/elections/{name}", server
        server.json("POST", f"/v1/elections?id={name}", definition, server.admin_token, expect=(201,))
        self.codes = []
        if voters:
            rows = [(f"v{number}@example.org", ("North", "South")[number % 2]) for number in range(voters)]
            self.codes = [code for _, code in self.import_roll(server, rows)]
        if is_open:
            self.change(server, "open")

    def take_code(self):
        return self.codes.pop(0)

    def cast_all(self, ballots):
        """Casts each of these selections over the API, with the last codes of the roll."""
        tokens = [self.ballot_token(self.server, self.codes.pop()) for _ in ballots]
        send_all(self.server, [ballots_request(self, token, ballot) for token, ballot in zip(tokens, ballots)], connections=4)

    @property
    def cast(self):
        """How many ballots the server has counted, of all that are in its ledger now: results are a moment behind it."""
        size = int(self.server.call("GET", f"{self.path}/log/checkpoint")[2].split(b"\n")[1])
        end = time.monotonic() + BEHIND_SECONDS_MAX
        while (results := self.results(self.server))["asOf"]["size"] < size:
            require(time.monotonic() < end, f"the results stay behind the ledger's {size} entries: {results['asOf']}")
            time.sleep(0.05)
        return results["turnout"]["cast"]


def contest(name="q", method="plurality", candidates=("Yes", "No"), title=None, **rules):
    """A contest whose candidates are given by name, or as (id, name)."""
    pairs = [each if isinstance(each, tuple) else (each.lower().split()[0], each) for each in candidates]
    return {"id": name, "title": title or name, "method": method, "candidates": [{"id": key, "name": text} for key, text in pairs], **rules}
