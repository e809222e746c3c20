"""What the end-to-end checks share: the real `urna` in a folder of its own, spoken to over HTTP.

Only Python's own library. The programs are taken from $URNA_BIN (default `.build/debug`). Every wait ends by itself, and
every process that was started is ended by its id, also when the check is interrupted.
"""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("URNA_BIN", ROOT / ".build" / "debug"))
SKIPPED = 77

# Debug builds on a busy machine of two cores: generous, so that a slow day is not a failure, and still an end.
START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 60
REQUEST_SECONDS_MAX = 120
# How often a request that was answered 503 is sent again: back-pressure is part of the contract, endless refusal is not.
RETRIES_MAX = 200


class CheckFailed(Exception):
    """Something that must hold does not; the message says what."""


def say(text):
    print(text, flush=True)


def require(condition, message):
    if not condition:
        raise CheckFailed(message)


def skip(reason):
    say(f"SKIPPED: {reason}")
    sys.exit(SKIPPED)


def main(check):
    """Runs `check` with a temporary folder; the exit code is what scripts/test.sh expects."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if not (BIN / "urna").exists():
        say(f"FAILED: there is no {BIN / 'urna'}: run 'make build'")
        sys.exit(1)
    with tempfile.TemporaryDirectory(prefix="urna-check-") as folder:
        try:
            check(Path(folder))
        except CheckFailed as failure:
            say(f"FAILED: {failure}")
            for log in sorted(Path(folder).glob("*.log")):
                say(f"-- end of {log.name}")
                say("\n".join(log.read_text(errors="replace").splitlines()[-25:]))
            sys.exit(1)
    say("passed")


def run(*command, expect=0, seconds=600, folder=None):
    """Runs a program to its end, in `folder`, and returns its standard output; fails unless it exits with `expect` (None: any but 0)."""
    command = [str(part) for part in command]
    name = Path(command[0]).name
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL, cwd=folder)
    except subprocess.TimeoutExpired:
        raise CheckFailed(f"{name} {' '.join(command[1:])} did not end within {seconds} s") from None
    fine = done.returncode != 0 if expect is None else done.returncode == expect
    require(
        fine,
        f"{name} {' '.join(command[1:])} exited {done.returncode}, expected {'a failure' if expect is None else expect}\n"
        f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}",
    )
    return done.stdout


class Process:
    """A program in the background, its output in a file; ended by its id when the `with` block is left."""

    def __init__(self, log, *command, environment=None):
        self.log = Path(log)
        self._output = open(log, "ab")
        self._process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL, stdout=self._output, stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def is_running(self):
        return self._process.poll() is None

    def stop(self):
        """SIGTERM, then SIGKILL when it does not go; returns the exit code."""
        if self.is_running:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._output.close()
        return self._process.returncode

    def kill(self):
        """SIGKILL: no farewell, no flush."""
        self._process.kill()
        self._process.wait()
        self._output.close()

    def wait_for(self, condition, what, seconds=START_SECONDS_MAX):
        """The first true value of `condition()`; fails when the process ends or the time is over."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = condition()
            if value:
                return value
            require(self.is_running, f"{what}: the process ended with {self._process.returncode}")
            time.sleep(0.05)
        raise CheckFailed(f"{what}: not within {seconds} s")


class Server(Process):
    """`urna serve` on a free port. The data folder is made on its first start, and the administrator's token read from it."""

    scheme = "http"

    def __init__(self, folder, name="server", data=None, environment=None):
        folder = Path(folder)
        self.data = Path(data or folder / f"{name}-data")
        log = folder / f"{name}-{time.monotonic_ns()}.log"
        super().__init__(log, BIN / "urna", "serve", "--data", self.data, "--port", "0", environment=environment)
        try:
            self.port = self.wait_for(self._printed_port, "urna serve prints its port")
            self.url = f"{self.scheme}://127.0.0.1:{self.port}"
            self.wait_for(self._is_ready, "urna serve is ready")
        except BaseException:
            self.stop()
            raise

    def _printed_port(self):
        text = self.log.read_text(errors="replace").replace("\\/", "/")
        found = re.search(r"https?://(?:127\.0\.0\.1|localhost|0\.0\.0\.0|\[::1?\]):([1-9]\d*)", text)
        return found and int(found.group(1))

    def _is_ready(self):
        try:
            return self.call("GET", "/readyz")[0] == 200
        except OSError:
            return False

    @property
    def admin_token(self):
        return (self.data / "admin-token").read_text().strip()

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=REQUEST_SECONDS_MAX)

    def call(self, method, path, body=None, token=None, kind="application/json", headers=None):
        """One request on a connection of its own, with more `headers` if given: (status, headers, bytes)."""
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        headers = {**(headers or {}), **({} if body is None else {"Content-Type": kind})}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        connection = self.connect()
        try:
            connection.request(method, path, body=body.encode() if isinstance(body, str) else body, headers=headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def json(self, method, path, body=None, token=None, expect=(200, 201), kind="application/json"):
        status, _, answer = self.call(method, path, body, token, kind)
        require(status in expect, f"{method} {path} answered {status}, expected {expect}: {answer[:2000]!r}")
        return json.loads(answer) if answer else None


class Election:
    """One election of a server, driven by its administrator."""

    def __init__(self, server, definition):
        self.id = server.json("POST", "/v1/elections", definition, server.admin_token, expect=(201,))["id"]
        self.path = f"/v1/elections/{self.id}"

    def import_roll(self, server, rows):
        """Imports rows of (voter id, region); the answer's rows of (voter id, voting code)."""
        text = "voter_id,region\n" + "".join(f"{voter},{region}\n" for voter, region in rows)
        path = f"{self.path}/roll"
        status, _, answer = server.call("PUT", path, text, server.admin_token, kind="text/csv")
        require(status in (200, 201), f"PUT {path} answered {status}: {answer[:2000]!r}")
        lines = answer.decode().splitlines()
        if lines and lines[0].startswith("voter_id,"):
            lines.pop(0)
        codes = [tuple(line.split(",", 1)) for line in lines if line]
        require(len(codes) == len(rows), f"the roll had {len(rows)} voters, {len(codes)} codes came back")
        return codes

    def change(self, server, step):
        """`open`, `close` or `certify`."""
        server.json("POST", f"{self.path}/{step}", token=server.admin_token, expect=(200, 201, 204))

    def ballot_token(self, server, code):
        return server.json("POST", f"{self.path}/ballot-token", {"code": code})["ballotToken"]

    def all_ballot_tokens(self, server):
        """{voter id: ballot token} of the whole roll."""
        path = f"{self.path}/ballot-tokens"
        status, _, answer = server.call("POST", path, token=server.admin_token)
        require(status == 200, f"POST {path} answered {status}: {answer[:2000]!r}")
        return dict(line.split(",", 1) for line in answer.decode().splitlines() if line)

    def information(self, server):
        return server.json("GET", self.path)

    def results(self, server):
        return server.json("GET", f"{self.path}/results")


class KeepAlive:
    """One HTTP/1.1 connection that sends a request after another; no more than casting needs, because it casts by the ten thousand."""

    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=REQUEST_SECONDS_MAX)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._reader = self._socket.makefile("rb")

    def close(self):
        self._reader.close()
        self._socket.close()

    def post(self, path, body, token=None):
        """(status, seconds to wait before trying again, body bytes)"""
        authorization = f"Authorization: Bearer {token}\r\n" if token else ""
        self._socket.sendall(
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{authorization}Content-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode() + body
        )
        status_line = self._reader.readline()
        if not status_line:
            raise ConnectionError("the server closed the connection")
        length, retry_after = None, 1.0
        while True:
            line = self._reader.readline()
            if not line:
                raise ConnectionError("the connection ended within an answer")
            line = line.strip()
            if not line:
                break
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            elif name.lower() == b"retry-after":
                retry_after = float(value)
        require(length is not None, "an answer to a POST has no Content-Length")
        answer = self._reader.read(length)
        if len(answer) != length:
            raise ConnectionError("the connection ended within an answer")
        return int(status_line.split()[1]), retry_after, answer


def send_all(server, requests, connections=32, expect=(200, 201)):
    """Sends (path, body bytes, token) over several connections at once; the (status, body bytes) of each, in order.

    A 503 is sent again after the time it asks for. Any status that is not expected fails the check.
    """
    requests = list(requests)
    answers = [None] * len(requests)
    work, failures = SimpleQueue(), []
    for number in range(len(requests)):
        work.put(number)

    def send():
        try:
            connection = KeepAlive(server.port)
            while not failures:
                try:
                    number = work.get_nowait()
                except Empty:
                    break
                path, body, token = requests[number]
                for _ in range(RETRIES_MAX):
                    status, retry_after, answer = connection.post(path, body, token)
                    if status != 503:
                        break
                    time.sleep(min(retry_after, 1.0))
                require(status in expect, f"POST {path} answered {status}, expected {expect}: {answer[:1000]!r}")
                answers[number] = (status, answer)
            connection.close()
        except (CheckFailed, OSError, ValueError) as failure:
            failures.append(failure)

    threads = [threading.Thread(target=send, daemon=True) for _ in range(min(connections, max(1, len(requests))))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise CheckFailed(str(failures[0]))
    return answers


def ballots_request(election, token, selections):
    body = json.dumps({"selections": selections}, separators=(",", ":")).encode()
    return f"{election.path}/ballots", body, token


def free_port():
    """A port nobody listens on now, for programs that cannot pick one themselves."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def shared_data():
    """The folder of real elections, or None. It is no part of this repository."""
    folder = Path(os.environ.get("URNA_SHARED_DATA", ROOT.parent / "shared" / "data"))
    return folder if folder.is_dir() else None
