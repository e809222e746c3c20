"""Starts the release build of `urna` and sets up an election in it, through the same calls that anybody would make."""

import http.client
import itertools
import json
import os
import re

from harness import processes

CANDIDATES = [f"c{n}" for n in range(1, 9)]
RANKS = 3
START_SECONDS = 30
IMPORT_SECONDS = 300


class Server:
    """One `urna serve` on loopback with its log in `folder`; `arguments` follow `urna serve`."""

    def __init__(self, binary, folder, arguments, environment=None, ready_seconds=START_SECONDS):
        os.makedirs(folder, exist_ok=True)
        self.log = os.path.join(folder, "server.log")
        self.from_byte = os.path.getsize(self.log) if os.path.exists(self.log) else 0
        self.process = processes.start([binary, "serve", *arguments], log=self.log,
                                       env={**os.environ, **(environment or {})})
        self.port = processes.wait_until(self._printed_port, ready_seconds, "the server to print its port")
        processes.wait_until(self.is_ready, ready_seconds, "the server to be ready", every=0.01)

    @property
    def pid(self):
        return self.process.pid

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def _printed_port(self):
        with open(self.log, errors="replace") as log:
            log.seek(self.from_byte)
            text = log.read()
        if self.process.poll() is not None:
            raise RuntimeError(f"urna serve ended with {self.process.returncode}:\n{text[-2000:]}")
        match = re.search(r"https?://[^\s/\"]+:(\d+)", text) or re.search(r"\bport\W{1,4}(\d+)", text)
        return int(match.group(1)) if match and int(match.group(1)) else None

    def is_ready(self):
        try:
            return self.call("GET", "/readyz")[0] == 200
        except OSError:
            return False

    def call(self, method, path, body=None, token=None, content="application/json", timeout=30, headers=None):
        """One request on a connection of its own; returns (status, body). `headers` are sent besides."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = {**({"Content-Type": content} if body is not None else {}), **(headers or {})}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def expect(self, status, *request, **options):
        got, body = self.call(*request, **options)
        if got != status:
            raise RuntimeError(f"{request[0]} {request[1]} answered {got}, not {status}: {body[:500]!r}")
        return body

    def stop(self, *how):
        processes.stop(self.process, *how)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Election:
    """An open election on `server` with `voters` voters and a ballot token for each, in `tokens` (a file, one a line)."""

    def __init__(self, server, binary, data, folder, voters, method="irv"):
        self.server, self.used, self.method = server, 0, method
        with open(os.path.join(data, "admin-token")) as file:
            admin = file.read().strip()
        definition = {
            "title": "Benchmark: mayor", "ballots": "pseudonymous", "results": "live", "opensAt": None, "closesAt": None,
            "contests": [{"id": "mayor", "title": "Mayor", "method": method, "seats": 1,
                          **({"maxRanks": RANKS} if method == "irv" else {}),
                          "candidates": [{"id": c, "name": f"Candidate {c}"} for c in CANDIDATES]}],
        }
        self.id = json.loads(server.expect(201, "POST", "/v1/elections", json.dumps(definition), admin))["id"]
        roll = os.path.join(folder, "roll.csv")
        with open(roll, "w") as file:
            file.write("voter_id,region\n")
            file.writelines(f"v{n},r{n % 10}\n" for n in range(voters))
        with open(roll, "rb") as file:
            server.expect(200, "PUT", f"/v1/elections/{self.id}/roll", file, admin, content="text/csv", timeout=IMPORT_SECONDS)
        server.expect(200, "POST", f"/v1/elections/{self.id}/open", "{}", admin)
        issued = os.path.join(folder, "issued.csv")
        processes.run([binary, "token", "issue", "--election", self.id, "--all", "--out", issued], IMPORT_SECONDS,
                      env={**os.environ, "URNA_SERVER": server.url, "URNA_ADMIN_TOKEN": admin})
        with open(issued) as file:
            rows = [line.rstrip("\n").rsplit(",", 1) for line in file]
        self.tokens = [row[1] for row in rows if len(row) == 2 and row[1] not in ("ballotToken", "ballot_token")]
        if len(self.tokens) != voters:
            raise RuntimeError(f"{voters} voters, but {len(self.tokens)} ballot tokens")

    @property
    def path(self):
        return f"/v1/elections/{self.id}/ballots"

    @property
    def stream(self):
        return f"/v1/elections/{self.id}/results/stream"

    def take(self, count):
        """The next `count` unspent tokens; raises when they have run out."""
        tokens = self.tokens[self.used:self.used + count]
        if len(tokens) < count:
            raise RuntimeError(f"{count} more ballot tokens are needed, {len(tokens)} are left")
        self.used += count
        return tokens

    def cast_count(self):
        return json.loads(self.server.expect(200, "GET", f"/v1/elections/{self.id}/results"))["turnout"]["cast"]


def ballot_bodies(method="irv"):
    """Ranked ballots for every ordered choice of candidates, or one ballot for each candidate."""
    return [json.dumps({"selections": {"mayor": list(choice)}}, separators=(",", ":"))
            for choice in itertools.permutations(CANDIDATES, RANKS if method == "irv" else 1)]
