"""The programs themselves: `urna` at the command line, `urna rsu` as a selling unit, and a line between the two that can be cut.

Beside `raffles.py`, whose `Unit` is a unit written a second time: here it is the real program, with its folder, its journal and its printer.
"""

import json
import os
import re
import select
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

from harness import BIN, CheckFailed, require
from raffles import PIN, Ed25519PrivateKey, Unit, from_base64url

# A command of a debug build on a busy machine of two cores.
COMMAND_SECONDS_MAX = 60


class CommandLine:
    """`urna` in a person's name: `urna("event-manager", "raffle", "close", "--raffle", "r1")`, or in nobody's (None)."""

    def __init__(self, server, people, folder):
        self.server, self.people, self.folder = server, people, Path(folder)

    def _person(self, role):
        if role is None:
            return []
        if role == "admin":
            return ["--admin-token-file", self.server.data / "admin-token"]
        path = self.folder / f"session-{role}"
        path.write_text(self.people[role] + "\n")
        path.chmod(0o600)
        return ["--session-file", path]

    def __call__(self, role, *arguments, expect=0):
        """Standard output; fails unless the exit status is `expect`."""
        done = self.run(role, *arguments)
        require(
            done.returncode == expect,
            f"urna {' '.join(map(str, arguments))} as {role} exited {done.returncode}, expected {expect}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}",
        )
        return done.stdout

    def json(self, role, *arguments, expect=0):
        return json.loads(self(role, *arguments, "--json", expect=expect))

    def refused(self, role, *arguments, code):
        """Fails unless the command ends with 1 and says this code or these words."""
        done = self.run(role, *arguments)
        said = done.stdout + done.stderr
        require(done.returncode == 1 and code in said, f"urna {' '.join(map(str, arguments))} exited {done.returncode}, not 1 with {code}: {said[-2000:]}")
        return said

    def run(self, role, *arguments):
        return execute("urna", *arguments, "--server", self.server.url, *self._person(role))


def execute(program, *arguments, environment=None):
    command = [str(BIN / program), *map(str, arguments)]
    try:
        return subprocess.run(
            command, capture_output=True, text=True, timeout=COMMAND_SECONDS_MAX, stdin=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})},
        )
    except subprocess.TimeoutExpired:
        raise CheckFailed(f"{' '.join(command)} did not end within {COMMAND_SECONDS_MAX} s") from None


class Line:
    """A line to a server, on a port of its own: it can be cut, and it can lose the answer to one request."""

    def __init__(self, server):
        self.target, self.is_cut, self.requests = server.port, False, []
        self._lose = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        self.is_cut = True

    def restore(self, server):
        self.target, self.is_cut = server.port, False

    def lose_answer(self, path):
        """The next request whose first line has `path` gets to the server, and the connection is cut before the answer."""
        self._lose = path

    def close(self):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection:
            reader = connection.makefile("rb")
            while not self.is_cut:
                request = read_message(reader)
                if request is None or self.is_cut:
                    return
                first, head, body = request
                self.requests.append((first, body))
                try:
                    with socket.create_connection(("127.0.0.1", self.target), timeout=COMMAND_SECONDS_MAX) as server:
                        server.sendall(head + body)
                        answer = read_message(server.makefile("rb"))
                except OSError:
                    return
                if answer is None:
                    return
                if self._lose is not None and self._lose in first:
                    self._lose = None
                    return
                connection.sendall(answer[1] + answer[2])


def read_message(reader):
    """(first line, all bytes of the head, bytes of the body) of a request or an answer; None at the end."""
    first = reader.readline()
    if not first:
        return None
    head, length, is_chunked = [first], 0, False
    while True:
        line = reader.readline()
        if not line:
            return None
        head.append(line)
        if line in (b"\r\n", b"\n"):
            break
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
        elif name.lower() == b"transfer-encoding":
            is_chunked = b"chunked" in value.lower()
    if not is_chunked:
        return first.decode().strip(), b"".join(head), reader.read(length)
    body = []
    while True:
        size = reader.readline()
        piece = reader.read(int(size.split(b";")[0], 16) + 2)
        body += [size, piece]
        if piece == b"\r\n":
            return first.decode().strip(), b"".join(head), b"".join(body)


class UnitProgram:
    """A selling unit: the folder of `urna rsu`, registered, enrolled and enabled unless told otherwise."""

    def __init__(self, name, folder, server, people, url=None, environment=None, operator="op7", program="urna", init=()):
        self.id, self.dir, self.operator, self.environment = name, Path(folder) / f"unit-{name}", operator, environment
        self.program = program
        self.pin_file = Path(folder) / "pin"
        self.pin_file.write_text(PIN + "\n")
        made = self.run("init", "--id", name, *init)
        admin = people["admin"]
        server.json("POST", "/v1/rsus", {"id": name, "name": name, "publicKey": made["publicKey"]}, admin, expect=(201,))
        code = server.json("POST", f"/v1/rsus/{name}/enrolment", {"operator": operator}, admin)["code"]
        self.run("enrol", "--server", url or server.url, "--code", code, "--operator", operator, "--pin-file", self.pin_file)
        server.json("POST", f"/v1/rsus/{name}/enable", {}, admin)

    def execute(self, command, *arguments):
        return execute(self.program, "rsu", command, "--dir", self.dir, *arguments, "--json", environment=self.environment)

    def run(self, command, *arguments):
        """The answer of one command that has to be done."""
        done = self.execute(command, *arguments)
        require(done.returncode == 0, f"urna rsu {command} exited {done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        return json.loads(done.stdout)

    def refused(self, command, *arguments, code):
        done = self.execute(command, *arguments)
        said = done.stdout + done.stderr
        require(done.returncode == 1 and code in said, f"urna rsu {command} exited {done.returncode}, not 1 with {code}: {said[-2000:]}")
        return said

    def desk(self):
        return UnitDesk(self)

    def session(self):
        """The session with the server that the unit keeps."""
        return (self.dir / "session").read_text().split()[0]

    def twin(self, server, people, session=None):
        """A second hand on the same device key: for what the real unit never does. Not while the unit runs."""
        twin = Unit.__new__(Unit)
        twin.server, twin.people, twin.id, twin.operator = server, people, self.id, self.operator
        twin.key = Ed25519PrivateKey.from_private_bytes(from_base64url((self.dir / "device.key").read_text().strip()))
        kept = self.dir / "counter"
        twin.counter = max(int(time.time() * 1000), int(kept.read_text()) if kept.exists() else 0)
        # The unit goes on behind whatever its twin will have used.
        kept.write_text(f"{twin.counter + 10_000}\n")
        twin.session, twin.leases, twin.sales = session or self.session(), {}, {}
        return twin

    def journals(self, raffle):
        folder = self.dir / "raffles" / raffle
        return [folder / "journal", folder / "journal-copy"]

    # What came out of the printers

    def tickets(self):
        """The bearer tickets: {label: text} of each, `numbers` and `text` besides."""
        parts = pieces(self.dir / "tickets.txt")
        require(len(parts) % 3 == 0, f"{self.id} printed {len(parts)} parts of tickets")
        tickets = []
        for head, numbers, rest in zip(*[iter(parts)] * 3):
            ticket = labels(head) | labels(rest)
            ticket["numbers"] = [int(text) for text in re.sub(r"Draw numbers?( \(\d+\))?", "", numbers).split()]
            ticket["text"] = " ".join((head + numbers + rest).split())
            tickets.append(ticket)
        return tickets

    def counterfoils(self):
        stubs = []
        for part in pieces(self.dir / "counterfoils.txt"):
            stub = labels(part) | {"text": " ".join(part.split())}
            stub["numbers"] = [int(line) for line in part.splitlines() if line.strip().isdigit()]
            stubs.append(stub)
        return stubs


def pieces(path):
    """A printer's paper between its rules."""
    return [part for part in re.split(r"^-{30,}\n", path.read_text(), flags=re.M) if part.strip()]


def labels(text):
    return dict(re.findall(r"^(\w+): (.*)$", text, flags=re.M))


class UnitDesk:
    """`urna rsu script`: the unit running, told one command after the other."""

    def __init__(self, unit):
        self.unit, self._answers = unit, b""
        self._errors = open(unit.dir.parent / f"{unit.dir.name}.log", "ab")
        self._process = subprocess.Popen(
            [str(BIN / self.unit.program), "rsu", "script", "--dir", str(unit.dir), "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self._errors, env={**os.environ, **(unit.environment or {})},
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.stdin.close()
            try:
                self._process.wait(COMMAND_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process.stdout.close()
        self._errors.close()

    def kill(self):
        """SIGKILL: no farewell, no flush."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def ask(self, command, **members):
        """The answer, whatever it is."""
        try:
            self._process.stdin.write(json.dumps({"do": command, **members}).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            raise CheckFailed(f"{self.unit.id} ended before {command}") from None
        end = time.monotonic() + COMMAND_SECONDS_MAX
        while b"\n" not in self._answers:
            require(time.monotonic() < end, f"{self.unit.id} did not answer {command} within {COMMAND_SECONDS_MAX} s")
            if select.select([self._process.stdout], [], [], 1)[0]:
                data = os.read(self._process.stdout.fileno(), 1 << 16)
                require(data, f"{self.unit.id} ended during {command}")
                self._answers += data
        line, _, self._answers = self._answers.partition(b"\n")
        return json.loads(line)

    def do(self, command, **members):
        answer = self.ask(command, **members)
        require(answer["ok"], f"{self.unit.id}: {command} {members} was not done: {answer}")
        return answer

    def refused(self, command, code, **members):
        answer = self.ask(command, **members)
        require(not answer["ok"] and answer["code"] == code, f"{self.unit.id}: {command} {members} was not refused with {code}: {answer}")
        return answer

    def begin(self, raffle, count):
        """Logs on, and gets numbers."""
        self.do("logon", pin=PIN)
        return self.do("lease", raffle=raffle.id, count=count)
