#!/usr/bin/env python3
"""Draws at the console: by the generator, to the last prize paid; by hand, with numbers that do not count; by two officials."""

import house
from console_scene import MANAGER, OFFICIAL, REGULATOR, Desk, close_and_acknowledge, sold, staff
from harness import require
from raffles import PASSWORD

DRAW = "#panel-draw"


def set_up(house_):
    staff(house_, "RSU-A", "RSU-B")


def drawn_and_paid(house_):
    """Drawn by the generator once, verified, official, paid once, settled: each step at its desk, all desks see it."""
    raffle, sales = sold(house_, "drawn")
    by_ticket = {sale["ticket"]: sale for sale in sales}
    close_and_acknowledge(raffle, house_.units.values())
    manager, official, other = Desk(house_, MANAGER).at(raffle), Desk(house_, OFFICIAL).at(raffle, "draw"), Desk(house_, OFFICIAL).at(raffle, "draw")
    other.button("Draw", within="#panel-draw").click()
    other.page.fill("#dialog-typed", "main")
    official.press("Draw", typed="main", within="#panel-draw")
    number = official.page.locator(".drawn b")
    number.wait_for()
    number = number.inner_text()
    other.page.click("dialog .actions button[value=yes]")
    other.says("prize", kind="bad")
    other.shows(number, within=".drawn b")
    attempt = raffle.get("draws", "draw-official")["draws"][0]["attempts"]
    require([str(each["number"]) for each in attempt] == [number], f"on the page {number}, in the ledger {attempt}")
    require(raffle.get()["winners"] == [], "the number is public before it is official")
    if raffle.get("draws", "regulator")["draws"][0]["attempts"][0]["number"] is None:
        Desk(house_, REGULATOR).at(raffle, "draw").shows("not shown", within=".drawn")
    manager.shows("make the number official", within=".now-next")
    ticket = by_ticket[attempt[0]["ticket"]]
    loser = next(sale for sale in sales if sale is not ticket)

    def verify(sale, validation, *words, kind):
        official.tab("claims")
        official.fill("Ticket", sale["ticket"]).fill("Validation number", validation).press("Verify a ticket")
        official.shows(*words, within=f"#panel-claims [aria-live=assertive] .notice.{kind}")

    verify(ticket, ticket["validation"], "not official yet", kind="info")
    official.tab("draw").press("Make it official", typed=number, within="#panel-draw")
    official.shows(f"Number {number} is official")
    manager.shows("verify the ticket and pay", within=".now-next")
    verify(ticket, loser["validation"], "does not belong", kind="bad")
    verify(loser, loser["validation"], "has not won", kind="info")
    verify(ticket, ticket["validation"], "A valid winner", kind="good")
    require(official.page.locator("#panel-claims form >> nth=1").locator("input").first.input_value() == ticket["ticket"], "what was verified has to be typed again")
    official.fill("Winner", "A. B.").press("Pay a prize", typed=ticket["ticket"], within="#panel-claims form:has(textarea)")
    official.says("paid against", ticket["ticket"], kind="good")
    official.press("Pay a prize", typed=ticket["ticket"], within="#panel-claims form:has(textarea)")
    official.says("already", kind="bad")
    require(len(raffle.events(event="CLAIM_PAID")) == 1, "paid twice")
    manager.shows("Next: settle", within=".now-next")
    manager.press("Settle", typed=raffle.id).is_at("Settled")


def by_hand(house_):
    """What was pulled is typed twice; a void one and an unsold one ask for another, and stay on record."""
    raffle, sales = sold(house_, "drum", draw={"mode": "manual"})
    void, winner = sales[0], sales[1]
    raffle.do("event-manager", "voids", {"ticket": void["ticket"], "reason": "misprint"})
    close_and_acknowledge(raffle, house_.units.values())
    desk = Desk(house_, OFFICIAL).at(raffle, "draw")

    def enter(number, *words):
        desk.fill("Number", number, DRAW).fill("again", number, DRAW).press("Enter the number", typed="main", within=DRAW)
        desk.says(str(number), *words, kind="good")

    desk.fill("Number", "12", DRAW).fill("again", "21", DRAW).press("Enter the number", within=DRAW)
    desk.shows("differ", within=DRAW)
    require(not desk.count(f"POST {raffle.path}/entries") and not desk.page.locator("dialog").count(), "two different numbers were sent")
    enter(void["numbers"][0], "void: pull another")
    desk.shows("does not count", within=DRAW)
    desk.shows("does not count. Draw another", within=".now-next")
    enter(999, "not sold")
    enter(winner["numbers"][2], "The number is")
    desk.shows(str(winner["numbers"][2]), "valid", within=".drawn")
    desk.shows(str(void["numbers"][0]), "999", within=f"{DRAW} section >> nth=0")
    verdicts = [each["verdict"] for each in raffle.get("draws", "draw-official")["draws"][0]["attempts"]]
    require(verdicts == ["VOID", "UNSOLD", "VALID"], f"on record: {verdicts}")


def two_officials(house_):
    """One official is refused in the server's words; the second one logs in on the page, which keeps no password and ends the session."""
    server, people = house_.server, house_.people
    server.json("POST", "/v1/staff", {"id": "draw2", "name": "draw2", "roles": ["draw-official"], "password": PASSWORD}, people["admin"])
    raffle, _ = sold(house_, "pair", policies={"unattendedSales": True, "twoPersonDraw": True})
    close_and_acknowledge(raffle, house_.units.values())
    desk = Desk(house_, OFFICIAL).at(raffle, "draw")
    desk.shows("takes two officials", within=DRAW)
    desk.press("Draw", typed="main", within=f"{DRAW} .row:has(.large)").says("second official has to show", kind="bad")

    def second(user, password=PASSWORD):
        desk.fill("Second official", user, DRAW).fill("Password", password, DRAW).press("Log the second official in", within=DRAW)

    second("draw2", "not the password")
    desk.shows("not accepted", within=f"{DRAW} .part")
    require(desk.page.locator("input[type=password]").input_value() == "", "the password stands in the field")
    second("draw1")
    desk.shows("has to be another person", within=f"{DRAW} .part")
    second("draw2")
    desk.shows("Both officials are here", "draw1", "draw2", within=DRAW)
    require("Bearer" not in desk.page.content() and PASSWORD not in desk.page.content(), "a secret is in the page")
    desk.press("Draw", typed="main", within=f"{DRAW} .row:has(.large)")
    desk.page.locator(".drawn b").wait_for()
    start = raffle.events(event="DRAW_START")[-1]["data"]
    require(sorted(start["officials"]) == ["draw1", "draw2"], f"who drew: {start}")


if __name__ == "__main__":
    house.main([drawn_and_paid, by_hand, two_officials], set_up)
