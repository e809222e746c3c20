#!/usr/bin/env python3
"""Selling units at the console: registered, enrolled by a code that is shown once, let in, kept out, taken back; numbers by hand, a broken one, a lost one."""

import re

import house
from console_scene import MANAGER, Desk, on_sale, sell, staff
from harness import require
from raffles import PIN, Ed25519PrivateKey, Encoding, PublicFormat, Raffle, Unit, base64url
from units import UnitProgram


class NewUnit(Unit):
    """A unit that nobody has registered yet."""

    def __init__(self, server, people, name):
        self.server, self.people, self.id, self.operator = server, people, name, "op7"
        self.key, self.counter, self.session = Ed25519PrivateKey.generate(), 0, None
        self.leases, self.sales = {}, {}
        self.public = base64url(self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def header(self, *arguments, **options):
        self.counter = self.counter or 1
        return super().header(*arguments, **options)


def set_up(house_):
    staff(house_, "RSU-A", "RSU-B")


def registered_to_let_in(house_):
    """A wrong key is refused in the server's words; the code enrols once and is gone from the page; no unit sells before it is enabled."""
    unit = NewUnit(house_.server, house_.people, "RSU-N")
    desk = Desk(house_)
    desk.window.goto("/console")
    desk.page.wait_for_selector(".rows")
    form = desk.unfold("Register a unit")
    desk.press("Register a unit", within="main details form")
    require(form.locator("[aria-invalid]").count() == 3, "empty fields are not refused")
    desk.fill("Unit", unit.id, "main details[open]").fill("Where it is", "Gate 7").fill("Public key", unit.public[:-3])
    desk.press("Register a unit", within="main details form")
    desk.says("publicKey", kind="bad")
    desk.fill("Public key", unit.public).press("Register a unit", within="main details form", twice=True)
    desk.says("RSU-N is registered", kind="good")
    require(desk.count("POST /v1/rsus") == 2, f"a double click registered twice: {desk.asked[-6:]}")
    row = desk.page.locator(".rows > li", has_text="RSU-N")
    desk.sees(["registered", "Gate 7"], row, "the new unit is not in the list")
    row.locator("button", has_text="Enrol").click()
    require(desk.page.evaluate("document.activeElement.closest('.field').innerText.startsWith('Operator')"), "the focus is not where the operator is typed")
    desk.fill("Operator", "op7", "main details[open]").press("Get a code")
    code = desk.page.locator(".big-code")
    code.wait_for()
    code = code.inner_text()
    unit.do("POST", "/v1/rsu/enrolment", {"code": code, "operator": "op7", "pin": PIN})
    unit.refused("POST", "/v1/rsu/challenge", {}, code="DEVICE_DISABLED")
    desk.press("The code is typed in")
    require(not desk.page.locator(".big-code").count() and code not in desk.page.content(), "the code stands on the page for ever")
    desk.page.reload()
    desk.sees(["enrolled", "op7"], row, "the unit is not enrolled on the page")
    require(code not in desk.page.content(), "the code is shown again")
    row.locator("button", has_text="Enable").click()
    desk.says("RSU-N may sell", kind="good")
    unit.authenticate()
    row.locator("button", has_text="Disable").click()
    desk.page.locator("dialog select").select_option("lost")
    desk.page.click("dialog .actions button[value=yes]")
    desk.says("RSU-N is disabled", kind="good")
    desk.sees(["disabled", "lost"], row, "why it is kept out is not shown")
    unit.refused("GET", "/v1/rsu/status", code="DEVICE_DISABLED")
    row.locator("button", has_text="Take from its operator").click()
    desk.confirm(unit.id).says("belongs to nobody", kind="good")
    state = unit.state()
    require((state["enrolled"], state["enabled"]) == (False, False), f"after it was taken from its operator: {state}")


def seen_selling(house_):
    """The units of a raffle as they sell, without the page being loaded again; numbers can be given by hand."""
    raffle = Raffle(house_.server, house_.people, "selling")
    raffle.do("event-manager", "activate")
    a, b = house_.units.values()
    a.lease(raffle, 50)
    desk = Desk(house_, MANAGER, device=house.PHONE).at(raffle)
    panel = "#panel-units .rows >> nth=0"
    desk.shows("RSU-A", within=panel)
    sell(raffle, a, "P3", "P3")
    desk.shows("$40.00", "30", within=panel)
    desk.tab("balance").unfold("Give a unit numbers")
    form = "#panel-balance details[open]"
    desk.choose("Unit", "RSU-B", form).fill("How many", 0, form).press("Give numbers", within=form)
    desk.says("count", kind="bad")
    desk.fill("How many", 20, form).press("Give numbers", within=form)
    desk.says("RSU-B has 20 numbers", kind="good")
    desk.shows("RSU-B", "20", within="#panel-balance tbody tr:nth-child(2)")
    width = desk.page.evaluate("document.documentElement.scrollWidth")
    require(width <= 390, f"the page is {width} px wide on a phone")


def live_state(house_):
    """What a unit told of itself: connected, and how much has not come in."""
    raffle = on_sale(house_, "live")
    unit = house_.units["RSU-A"]
    unit.do("GET", "/v1/rsu/status?raffle=live&waiting=90&capacity=100&version=9.8.7")
    desk = Desk(house_, MANAGER).at(raffle)
    desk.shows("RSU-A", "connected", "90 of at most 100", "9.8.7", within="#panel-units .rows > li.warn >> nth=0")
    desk.shows("of 2 connected", within="#panel-units")
    unit.do("GET", "/v1/rsu/status?raffle=live&waiting=0&capacity=100&version=9.8.7")
    desk.shows("0 of at most 100", within="#panel-units .rows >> nth=0")


def broken_and_lost(house_):
    """A unit that is lost goes into the corruption log by typed name; from its recovery file its sales are taken over, from a changed one not."""
    raffle = Raffle(house_.server, house_.people, "broken")
    raffle.do("event-manager", "activate")
    program = UnitProgram("RSU-P", house_.folder, house_.server, house_.people)
    with program.desk() as selling:
        selling.begin(raffle, 50)
        selling.do("offline")
        selling.do("sell", package="P1", count=2)
    file = house_.folder / "recovery"
    require(program.run("export-recovery", "--out", file)["sales"] == 2, "the unit's sales are not in its file")
    changed = house_.folder / "recovery-changed"
    changed.write_bytes(file.read_bytes().replace(b'"price":500', b'"price":900', 1))
    raffle.do("event-manager", "close")
    desk = Desk(house_, MANAGER).at(raffle, "balance")
    desk.shows("RSU-P", "has not handed in", within="#panel-balance")
    desk.unfold("A unit that cannot be reconciled")
    form = "#panel-balance details[open]"
    desk.choose("Unit", "RSU-P", form).fill("Money found", "ten", form).fill("Reason", "run over by a Zamboni", form).press("Put into the corruption log", within=form)
    desk.shows("This is not an amount", within=form)
    require(not desk.page.locator("dialog").count() and not desk.count(f"POST {raffle.path}/rsus"), "asked for although the money is none")
    desk.fill("Money found", "10.00", form).press("Put into the corruption log", typed="RSU-P", within=form)
    desk.says("corruption log", kind="good")
    desk.shows("corrupt", within="#panel-balance tbody tr:nth-child(1)")
    row = raffle.report("rsu-corruption")["rows"][0]
    require((row["rsu"], row["collected"], row["reason"]) == ("RSU-P", 1000, "run over by a Zamboni"), f"the corruption log: {row}")
    desk.page.locator("#panel-balance details[open] > summary").click()
    desk.unfold("Take over the sales of a broken unit")
    desk.choose("Unit", "RSU-P", form)
    for path, kind, words in ((changed, "bad", "not signed"), (file, "good", "2 sales taken over")):
        desk.page.set_input_files(f"{form} input[type=file]", path)
        desk.press("Take over", within=f"{form} form")
        said = desk.says(kind=kind)
        require(re.search(words, said, re.I), f"{path.name}: {said!r}")
    require(raffle.get()["sales"]["tickets"] == 2, "the sales were not taken over")
    desk.shows("recovered", "$10.00", within="#panel-balance tbody tr:nth-child(1)")
    desk.shows("All units have handed in", within=".now-wait")


if __name__ == "__main__":
    house.main([registered_to_let_in, seen_selling, live_state, broken_and_lost], set_up)
