#!/usr/bin/env python3
"""A stadium's 50/50 on this machine, with the real programs: 30 selling units, 20,000 tickets, a draw that anyone can recompute.

Some units lose their connection and go on selling; one dies and is recovered from its file. Ends with urna-verify on the published
ledger; its exit code is this one's.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BIN = Path(os.environ.get("URNA_BIN", Path(__file__).resolve().parents[1] / ".build" / "debug"))
RAFFLE, SELLER, PIN = "stadium", "seller", "274951"
PACKAGES = [("P1", "1 number", 1, 500), ("P3", "3 numbers", 3, 1000), ("P10", "10 numbers", 10, 2000)]
NUMBERS_EACH = 6_000
# Sales between two uploads: below the buffer limit, so that units without a connection can still sell.
CHUNK = 40
DEFINITION = {
    "title": "Stadium 50/50", "location": "Section 12 to 40", "currency": "USD", "utcOffsetMinutes": 0,
    "organisation": {"name": "Rivertown Youth Hockey", "licence": "L-1234"},
    "packages": [{"id": name, "title": title, "numbers": numbers, "price": price} for name, title, numbers, price in PACKAGES],
    "prizes": [{"id": "half", "title": "Half the pot", "rule": {"kind": "percentage", "of": "net", "basisPoints": 5000}}],
    "rsu": {"bufferLimit": 400},
}


class Unit:
    """One `urna rsu script`: a line of JSON in, a line of JSON out."""

    def __init__(self, show, number):
        self.show, self.name, self.folder = show, f"RSU-{number:02}", show.folder / f"RSU-{number:02}"
        self.sold, self.process = 0, None

    def set_up(self):
        key = self.show.urna("rsu", "init", "--dir", self.folder, "--id", self.name, "--json")["publicKey"]
        self.show.urna("rsu-registry", "add", self.name, "--key", key, "--name", f"Unit {self.name[4:]}", *self.show.server_options)
        code = self.show.urna("rsu-registry", "enrolment", self.name, "--operator", SELLER, *self.show.server_options, "--json")["code"]
        self.show.urna(
            "rsu", "enrol", "--dir", self.folder, "--server", self.show.url, "--code", code, "--operator", SELLER,
            "--pin-file", self.show.pin_file)
        self.show.urna("rsu-registry", "enable", self.name, *self.show.server_options)

    def start(self):
        self.process = subprocess.Popen(
            [BIN / "urna", "rsu", "script", "--dir", self.folder, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, bufsize=1)
        self.do("logon", pin=PIN)

    def do(self, command, may_fail=False, **members):
        self.process.stdin.write(json.dumps({"do": command, **members}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        answer = json.loads(line) if line else {"ok": False, "message": "the unit has ended"}
        if not answer.get("ok") and not may_fail:
            raise RuntimeError(f"{self.name}: {command}: {answer.get('code', '')} {answer.get('message', '')}")
        return answer

    def sell(self, count, package):
        self.sold += len(self.do("sell", package=package, count=count)["tickets"])

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.stdin.close()
            self.process.wait(30)


class Show:
    def __init__(self, folder, tickets, units):
        self.folder, self.tickets = folder, tickets
        self.units = [Unit(self, number) for number in range(1, units + 1)]
        self.server, self.url, self.server_options = None, "", ("--data", folder / "server")
        self.pin_file = folder / "pin"
        self.is_over = threading.Event()

    # Programs

    def urna(self, *command, tell=False):
        command = [str(part) for part in command]
        if tell:
            print("  $ urna " + " ".join(part.replace(str(self.folder), ".") for part in command), flush=True)
        done = subprocess.run([BIN / "urna", *command], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300)
        if done.returncode != 0:
            raise RuntimeError(f"urna {' '.join(command)} exited {done.returncode}\n{done.stdout}\n{done.stderr}")
        if "--json" in command:
            return json.loads(done.stdout)
        if tell:
            print("".join(f"    {line}\n" for line in done.stdout.rstrip().splitlines()[:24]), end="", flush=True)
        return done.stdout

    def raffle(self, command, *options, tell=True):
        return self.urna("raffle", command, *options, "--raffle", RAFFLE, *self.server_options, tell=tell)

    def display(self):
        with urllib.request.urlopen(f"{self.url}/v1/raffles/{RAFFLE}/display", timeout=30) as answer:
            return json.load(answer)

    # The evening

    def open_house(self):
        log = open(self.folder / "server.log", "wb")
        self.server = subprocess.Popen(
            [BIN / "urna", "serve", "--data", self.folder / "server", "--port", "0"], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        address = self.folder / "server" / "server.url"
        end = time.monotonic() + 60
        while not address.exists():
            if self.server.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"urna serve did not start: see {self.folder / 'server.log'}")
            time.sleep(0.1)
        self.url = address.read_text().strip()
        for name, content in (("pin", PIN), ("password", "a seller's long password")):
            (self.folder / name).write_text(content)
            (self.folder / name).chmod(0o600)
        self.urna("staff", "add", SELLER, "--name", "All sellers", "--role", "operator", "--password-file", self.folder / "password", *self.server_options)
        definition = {**DEFINITION, "numbers": {"first": 1, "last": NUMBERS_EACH * len(self.units)}}
        (self.folder / "raffle.json").write_text(json.dumps(definition, indent=2))
        self.urna("raffle", "create", self.folder / "raffle.json", "--id", RAFFLE, *self.server_options, tell=True)
        self.raffle("activate")
        print(f"Registering, enrolling and enabling {len(self.units)} selling units.", flush=True)
        with ThreadPoolExecutor(2) as workers:
            list(workers.map(Unit.set_up, self.units))

    def sell_all(self):
        print(f"\nSelling. The raffle's page, with its jackpot: {self.url}/r/{RAFFLE} (for a hall: {self.url}/r/{RAFFLE}/screen)", flush=True)
        shares = [self.tickets // len(self.units) + (1 if n < self.tickets % len(self.units) else 0) for n in range(len(self.units))]
        watcher = threading.Thread(target=self.watch, daemon=True)
        watcher.start()
        with ThreadPoolExecutor(len(self.units)) as workers:
            for result in [workers.submit(self.sell, number, share) for number, share in enumerate(shares)]:
                result.result()
        self.is_over.set()
        watcher.join()

    def sell(self, number, share):
        unit = self.units[number]
        unit.start()
        unit.do("lease", raffle=RAFFLE, count=NUMBERS_EACH)
        goes_offline, dies = number % 6 == 1, number == len(self.units) - 1
        for chunk in range(0, share, CHUNK):
            done = chunk / share
            if goes_offline and 0.3 <= done < 0.3 + CHUNK / share:
                unit.do("offline")
            if goes_offline and 0.6 <= done < 0.6 + CHUNK / share:
                unit.do("online", may_fail=True)
            if dies and done > 0.7:
                unit.do("offline")
            unit.sell(min(CHUNK, share - chunk), PACKAGES[(chunk // CHUNK + number) % 3][0])
            unit.do("sync", may_fail=goes_offline or dies)
        if dies:
            unit.process.send_signal(signal.SIGKILL)
            unit.process.wait()
        else:
            unit.do("sync")

    def watch(self):
        while not self.is_over.wait(1):
            display = self.display()
            jackpot = display["jackpot"][0]["amount"] / 100
            sold = sum(unit.sold for unit in self.units)
            print(f"  {sold:>7,} tickets sold   jackpot {jackpot:>12,.2f} USD", flush=True)

    def close(self):
        self.raffle("close")
        dead = self.units[-1]
        print(f"\n{dead.name} is dead. What it sold is on its medium: it goes into the corruption log, and comes back from its recovery file.")
        self.urna("rsu", "export-recovery", "--dir", dead.folder, "--out", self.folder / "recovery", tell=True)
        self.raffle("corrupt", "--rsu", dead.name, "--collected", "0", "--reason", "dropped", "--operator", SELLER)
        self.raffle("recover", "--rsu", dead.name, self.folder / "recovery")
        print("\nThe other units upload the rest and hand in their statements.", flush=True)
        with ThreadPoolExecutor(8) as workers:
            list(workers.map(lambda unit: unit.do("close"), self.units[:-1]))
        self.raffle("reconcile")
        self.raffle("acknowledge")

    def draw(self):
        drawn = self.raffle("draw", "--prize", "half", "--json", tell=False)
        print(f"\nThe number is drawn: {drawn['number']}. Ticket {drawn['ticket']}.", flush=True)
        seller = next(unit for unit in self.units if drawn["ticket"].startswith(unit.name))
        printed = json.loads(self.ticket_of(seller, drawn["ticket"]))
        self.raffle("official", "--prize", "half")
        self.raffle("verify-ticket", "--ticket", drawn["ticket"], "--validation", printed["validation"])
        self.raffle("claim", "--prize", "half", "--ticket", drawn["ticket"], "--validation", printed["validation"], "--claimant", "Sam Rivers",
                    "--paid-by", "cheque 1024")

    def ticket_of(self, unit, ticket):
        """The printed ticket: what its buyer holds."""
        if unit.process.poll() is not None:
            unit = Unit(self, int(unit.name[4:]))
            unit.start()
            unit.do("choose", may_fail=True, raffle=RAFFLE)
        sequence = int(ticket.rsplit("-", 1)[1])
        tickets = unit.do("tickets", **{"from": sequence, "count": 1})["tickets"]
        unit.end()
        return json.dumps(tickets[0])

    def publish(self):
        (self.folder / "reports").mkdir()
        for kind in ("drawing", "exceptions", "bearer-tickets", "sales-by-rsu", "voided-numbers", "rsu-events", "rsu-corruption"):
            self.raffle("report", kind, "--format", "csv", "--out", self.folder / "reports" / f"{kind}.csv", tell=False)
        print("\nSeven reports: " + ", ".join(sorted(path.name for path in (self.folder / "reports").iterdir())), flush=True)
        self.raffle("report", "drawing", "--format", "text")
        self.urna("export", "--raffle", RAFFLE, "--out", self.folder / "published", *self.server_options, tell=True)
        print("\n  $ urna-verify published", flush=True)
        return subprocess.run([BIN / "urna-verify", self.folder / "published"], check=False).returncode

    def end(self):
        for unit in self.units:
            if unit.process and unit.process.poll() is None:
                unit.process.kill()
                unit.process.wait()
        if self.server and self.server.poll() is None:
            self.server.terminate()
            self.server.wait(60)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=20_000)
    parser.add_argument("--units", type=int, default=30)
    parser.add_argument("--folder", type=Path, default=Path(".demo/raffle"), help="made anew")
    chosen = parser.parse_args()
    folder = chosen.folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    show = Show(folder, chosen.tickets, chosen.units)
    try:
        show.open_house()
        begun = time.monotonic()
        show.sell_all()
        seconds = time.monotonic() - begun
        print(f"{chosen.tickets:,} tickets in {seconds:.0f} s by {chosen.units} units on this machine.\n", flush=True)
        show.close()
        show.draw()
        code = show.publish()
    except RuntimeError as error:
        print(f"demo-raffle: {error}", file=sys.stderr)
        code = 1
    finally:
        show.end()
    print(f"\nEverything is in {folder}: definition, units, reports, the published ledger.")
    return code


if __name__ == "__main__":
    sys.exit(main())
