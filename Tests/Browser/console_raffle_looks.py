#!/usr/bin/env python3
"""Every tab of a raffle's console in the states that matter: axe-core finds nothing in either theme, nothing is too wide, no name runs or breaks out."""

import house
from console_scene import OFFICIAL, Desk, close_and_acknowledge, on_sale, sell, sold, staff
from harness import require
from looking import look
from town import HOSTILE_TITLE

BITES = "<img src=x onerror='window.stolen = 4'>"


def set_up(house_):
    staff(house_, "RSU-A", "RSU-B")
    house_.selling = raffle = on_sale(house_, "selling", title=HOSTILE_TITLE, prizes=[
        {"id": name, "title": title, "rule": {"kind": "fixed", "amount": 100}} for name, title in (("p1", BITES), ("p2", "L" + "o" * 190 + "ng"))])
    sales = sell(raffle, house_.units["RSU-A"], "P3", "P3", "P1")
    raffle.do("event-manager", "marks", {"ticket": sales[0]["ticket"], "reason": "misprint", "note": BITES})
    raffle.do("event-manager", "voids", {"ticket": sales[1]["ticket"], "reason": "other", "note": HOSTILE_TITLE})
    house_.ticket = sales[0]["ticket"]


def walk(house_, raffle, tabs, user=None, then=lambda desk: None):
    problems = []
    for device, language in ((house.PHONE, "en"), (house.DESKTOP, "ar")):
        desk = Desk(house_, user, device=device, language=language)
        desk.window.language = language
        desk.at(raffle, tabs[0])
        for tab in tabs:
            desk.tab(tab)
            then(desk)
            look(desk.window, f"{raffle.id} {tab} {language}", problems)
        require(desk.page.evaluate("window.stolen") is None, "a name ran as a script")
        desk.window.close()
        house_.windows.remove(desk.window)
    require(not problems, f"{len(problems)} problems:\n  " + "\n  ".join(problems[:20]))


def on_sale_looks(house_):
    """Units, tickets with one of them opened and printed again, balance with its exceptions, draw, claims, definition: with names that bite."""
    def open_ticket(desk):
        if not desk.page.locator("#panel-tickets form").first.is_visible():
            return
        desk.page.locator("#panel-tickets form input").first.fill(house_.ticket)
        desk.page.locator("#panel-tickets form button").first.click()
        desk.page.wait_for_selector("#panel-tickets .part .more")
        desk.page.locator("#panel-tickets .part details:last-of-type summary").last.click()
        desk.page.locator("#panel-tickets .part details").last.locator("button").first.click()
        desk.page.click("dialog .actions button[value=yes]")
        desk.page.wait_for_selector(".paper")
        require("onerror" in desk.page.inner_text("#panel-tickets .rows"), "a note is not shown as it was written")

    walk(house_, house_.selling, ["units", "tickets", "balance", "draw", "claims", "definition"], then=open_ticket)


def waiting_looks(house_):
    """After the close, with units that have not handed in."""
    raffle, _ = sold(house_, "waiting")
    raffle.do("event-manager", "close")
    walk(house_, raffle, ["balance"])


def drawing_looks(house_):
    """A frozen pool that waits for its round; a draw for two officials; by hand after a number that does not count; drawn and not official."""
    frozen, _ = sold(house_, "frozen", draw={"mode": "verifiable", "delaySeconds": 3600})
    frozen.do("draw-official", "commitments", {})
    pair, _ = sold(house_, "pair", policies={"unattendedSales": True, "twoPersonDraw": True})
    drum, _ = sold(house_, "drum", draw={"mode": "manual"})
    drawn, _ = sold(house_, "drawn")
    for raffle in (frozen, pair, drum, drawn):
        close_and_acknowledge(raffle, house_.units.values())
    frozen.do("draw-official", "freeze")
    drum.do("draw-official", "entries", {"prize": "main", "number": 999, "again": 999})
    drawn.do("draw-official", "draws", {"prize": "main"})
    for raffle in (frozen, pair, drum, drawn):
        walk(house_, raffle, ["draw"], OFFICIAL)


if __name__ == "__main__":
    house.main([on_sale_looks, waiting_looks, drawing_looks], set_up)
