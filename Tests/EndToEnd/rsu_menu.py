#!/usr/bin/env python3
"""A seller at the menu of `urna rsu run`, in a terminal: every key there is, what each one does, and that no other key does anything."""

import os
import pty
import select
import string
import subprocess
import termios
import time

from harness import BIN, Server, main, require, say
from raffles import PIN, People, Raffle, events
from units import COMMAND_SECONDS_MAX, UnitProgram, execute

PROMPT = "rsu> "


class Terminal:
    """`urna rsu run` in a terminal of its own."""

    def __init__(self, unit):
        self.screen, self._read = "", 0
        self._master, slave = pty.openpty()
        self._process = subprocess.Popen(
            [str(BIN / "urna"), "rsu", "run", "--dir", str(unit.dir)], stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
        )
        os.close(slave)
        self.until(PROMPT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._master)

    def until(self, text):
        """What appears up to `text`; fails when it does not come."""
        end = time.monotonic() + COMMAND_SECONDS_MAX
        while text not in self.screen[self._read:]:
            require(time.monotonic() < end, f"no {text!r} within {COMMAND_SECONDS_MAX} s: {self.screen[-1500:]!r}")
            if select.select([self._master], [], [], 0.5)[0]:
                try:
                    data = os.read(self._master, 1 << 16)
                except OSError:
                    data = b""
                require(data, f"the menu ended before {text!r}: {self.screen[-1500:]!r}")
                self.screen += data.decode(errors="replace").replace("\r\n", "\n")
        place = self.screen.index(text, self._read)
        shown, self._read = self.screen[self._read:place], place + len(text)
        return shown

    def wait_for_silence(self):
        """Until the terminal shows no more what is typed."""
        end = time.monotonic() + COMMAND_SECONDS_MAX
        while termios.tcgetattr(self._master)[3] & termios.ECHO:
            require(time.monotonic() < end, "the terminal would show the PIN")
            time.sleep(0.01)

    def type(self, text):
        os.write(self._master, text.encode() + b"\n")

    def key(self, key, *answers):
        """Presses a key, answers its questions `(question, answer)`, and gives what is shown by the next prompt."""
        self.type(key)
        shown = ""
        for question, answer in answers:
            shown += self.until(question + ": ")
            if question == "PIN":
                self.wait_for_silence()
            self.type(answer)
        return shown + self.until(PROMPT)

    def end(self):
        self.type("q")
        require(self._process.wait(COMMAND_SECONDS_MAX) == 0, f"the menu ended with {self._process.returncode}")


def keys(shown):
    """{key: what the menu says that it does}"""
    lines = [line for line in shown.splitlines() if " | " in line]
    require(len(lines) == 1, f"the menu is not one line: {shown!r}")
    return dict(part.split(" ", 1) for part in lines[0].split(" | "))


def logged_on(terminal):
    shown = terminal.key("1", ("PIN", PIN))
    require("NOT DONE" not in shown, f"log on: {shown}")
    require(PIN not in terminal.screen, "the PIN is on the screen")


def check_keys(terminal):
    """C4: each key says what it does, and there is none that does not."""
    menu = keys(terminal.key("?"))
    functions = {
        "log on", "log off", "choose a raffle", "get numbers", "sell", "ask for a void", "withdraw a void request", "print a ticket again",
        "counterfoil printer in or out", "printers are ready", "synchronise now", "connect", "disconnect", "close", "information", "tickets",
        "check program and journal", "export the recovery file", "show this menu", "quit",
    }
    require(set(menu.values()) == functions and len(menu) == len(functions), f"the menu shows {menu}")
    for other in [each for each in string.ascii_letters + string.digits + string.punctuation if each not in menu] + ["11", "sell", "s s"]:
        require(f"There is no key {other};" in terminal.key(other), f"the key {other!r} is not in the menu and does something")
    say(f"{len(menu)} keys, each says what it does; no other key does anything")


def check_sale(terminal, unit, raffle):
    shown = terminal.key("5", ("package", "P1"), ("how many (1)", "1"), ("payment (cash)", "cash"))
    require("NO_RAFFLE" in shown, f"sold without a raffle: {shown}")
    logged_on(terminal)
    shown = terminal.key("3", ("raffle", raffle.id))
    require(raffle.id in shown and "active" in shown, f"the raffles: {shown}")
    shown = terminal.key("4", ("how many", "50"))
    require("50 numbers left" in shown and "online" in shown, f"numbers: {shown}")
    shown = terminal.key("5", ("package", "P2"), ("how many (1)", "2"), ("payment (cash)", ""))
    require("RSU-A-1  P2" in shown and "2 of 2 uploaded" in shown, f"sold: {shown}")
    require(raffle.get()["sales"]["tickets"] == 2, "a sale with a connection is not at the server")
    require([ticket["numbers"] for ticket in unit.tickets()] == [[1, 2, 3], [4, 5, 6]], "other tickets were printed")
    require(len(unit.counterfoils()) == 6, "not one counterfoil for each number")
    say("log on, raffle, numbers, two tickets sold: printed with a counterfoil for each number, and uploaded at once")


def check_tickets(terminal, unit, raffle):
    shown = terminal.key("8", ("ticket", "RSU-A-1"))
    require("NOT DONE" not in shown, f"reprint: {shown}")
    again = unit.tickets()[-1]
    require("REPRINT" in again["text"] and again["numbers"] == [1, 2, 3], f"printed again: {again}")
    require(len(unit.counterfoils()) == 6, "a reprint of a ticket printed counterfoils")
    terminal.key("6", ("ticket", "RSU-A-2"), ("reason", "misprint: torn"))
    terminal.key("6", ("ticket", "RSU-A-1"), ("reason", "customer"))
    terminal.key("7", ("ticket", "RSU-A-1"))
    shown = terminal.key("s")
    require("2 of 2 uploaded" in shown and "NOT DONE" not in shown, f"synchronised: {shown}")
    told = [raffle.get(f"tickets/RSU-A-{number}", "event-manager") for number in (1, 2)]
    require([(ticket["status"], ticket["reprints"]) for ticket in told] == [("sold", 1), ("marked", 0)], f"the server has {told}")
    require(told[1]["reason"] == "misprint" and told[1]["note"] == "torn", f"the mark: {told[1]}")
    shown = terminal.key("t")
    require("RSU-A-1" in shown and "RSU-A-2" in shown, f"tickets: {shown}")
    say("a ticket printed again says REPRINT; void requests, one withdrawn; the server has each")


def check_counterfoils(terminal, unit, raffle):
    """D5: out of paper and taken out, counterfoils wait and are printed later; tickets go on."""
    (unit.dir / "counterfoil-status").write_text("paper-out\n")
    shown = terminal.key("5", ("package", "P2"), ("how many (1)", "1"), ("payment (cash)", "cash"))
    require("NOT DONE" not in shown and "wait for their printer" in shown, f"sold without counterfoil paper: {shown}")
    require(len(unit.counterfoils()) == 6 and unit.tickets()[-1]["numbers"] == [7, 8, 9], "the ticket waited for its counterfoils")
    require("paper-out; 3 counterfoils wait" in (shown := terminal.key("i")), shown)
    terminal.key("9", ("in or out", "out"))
    (unit.dir / "counterfoil-status").unlink()
    terminal.key("0")
    require(len(unit.counterfoils()) == 6, "a printer that was taken out printed")
    terminal.end()
    with Terminal(unit) as again:
        require("3 counterfoils wait" in (shown := again.key("i")), shown)
        logged_on(again)
        shown = again.key("9", ("in or out", "in"))
        require("wait for their printer" not in shown, shown)
        stubs = [stub["numbers"] for stub in unit.counterfoils()]
        require(sorted(stubs[6:]) == [[7], [8], [9]], f"printed when the printer was back: {stubs[6:]}")
        require(not any("REPRINT" in stub["text"] for stub in unit.counterfoils()), "a first print is marked as a reprint")
        again.key("s")
        codes = ("PRINTER_PAPER_OUT", "PRINTER_REMOVED", "PRINTER_ENABLED")
        told = {code: [event["data"].get("printer") for event in raffle.events(event=code)] for code in codes}
        require(told == {code: ["counterfoils"] for code in codes}, f"the events: {told}")
        say("no counterfoil paper, printer out, restart, printer in: 3 counterfoils waited and came out once; three events")
        check_end(again, unit, raffle)


def check_end(terminal, unit, raffle):
    require("offline" in (shown := terminal.key("d") + terminal.key("i")), shown)
    shown = terminal.key("5", ("package", "P1"), ("how many (1)", "1"), ("payment (cash)", "card:4711"))
    require("RSU-A-4" in shown and "3 of 4 uploaded" in (shown := terminal.key("i")), f"sold offline: {shown}")
    require("online" in (shown := terminal.key("a")), shown)
    require("4 of 4 uploaded" in (shown := terminal.key("s")), shown)
    require("as they should be" in (shown := terminal.key("k")), shown)
    out = unit.dir / "recovery"
    require("4 sales" in (shown := terminal.key("e", ("out", str(out)))) and out.exists(), shown)
    require("SALES_OPEN" in (shown := terminal.key("c")), shown)
    raffle.do("event-manager", "close")
    require("closed" in (shown := terminal.key("c")), shown)
    prints = len(unit.tickets())
    require("NOT DONE" in (shown := terminal.key("8", ("ticket", "RSU-A-1"))), shown)
    require(len(unit.tickets()) == prints, "a closed unit printed a ticket again")
    terminal.key("2")
    require("RSU-A-4" in (shown := terminal.key("t")), shown)
    terminal.end()
    say("offline and online again, check, recovery file, close; a closed unit prints no ticket again")


def check_supervisor(unit):
    """D4: no name that is typed at a unit prints a counterfoil again."""
    before = len(unit.counterfoils())
    with unit.desk() as desk:
        desk.refused("reprint", "SUPERVISOR_REQUIRED", ticket="RSU-A-1", number=1, supervisor="mgr1")
    done = execute("urna", "rsu", "reprint", "--dir", unit.dir, "--ticket", "RSU-A-1", "--number", "1", "--supervisor", "mgr1")
    require(done.returncode in (2, 64), f"urna rsu reprint --supervisor exited {done.returncode}")
    require(len(unit.counterfoils()) == before, "a counterfoil came out on a typed name")
    say("a supervisor's typed name prints no counterfoil")


def check(folder):
    with Server(folder) as server:
        people = People(server)
        raffle = Raffle(server, people)
        raffle.do("event-manager", "activate")
        status = folder / "unit-RSU-A" / "counterfoil-status"
        unit = UnitProgram("RSU-A", folder, server, people, init=("--counterfoil-status", status))
        with Terminal(unit) as terminal:
            check_keys(terminal)
            check_sale(terminal, unit, raffle)
            check_tickets(terminal, unit, raffle)
            check_counterfoils(terminal, unit, raffle)
        check_supervisor(unit)
        told = [event["event"] for event in events(server, people, ledger="system", event="RSU_CONNECTED,RSU_DISCONNECTED", component="RSU-A")]
        require(told and told == ["RSU_CONNECTED", "RSU_DISCONNECTED"] * (len(told) // 2) + ["RSU_CONNECTED"] * (len(told) % 2), f"{told}")
        say("the unit's connection is on record, once for each change")


if __name__ == "__main__":
    main(check)
