#!/usr/bin/env python3
"""Verifiable draws at the console, and what goes wrong: no secret, a prize that nobody claims, a random source that sticks."""

import json
import os
from datetime import datetime

import house
from console_scene import MANAGER, OFFICIAL, Desk, close_and_acknowledge, sell, sold, staff
from harness import require
from moving_clock import MovingClock
from raffle_s10 import beacon_record
from raffles import MovedUnit, instant
from stuck_entropy import StuckEntropy

DRAW = "#panel-draw"
DAY = 86_400


class Faults:
    """The clock and the random source of the server: made before it."""

    clock = entropy = None


def environment(folder):
    Faults.clock, Faults.entropy = MovingClock(folder), StuckEntropy(folder)
    both = Faults.clock.environment | Faults.entropy.environment
    return both | {"LD_PRELOAD": os.pathsep.join(each.environment["LD_PRELOAD"] for each in (Faults.clock, Faults.entropy))}


def set_up(house_):
    MovedUnit.clock = Faults.clock
    staff(house_, "RSU-A", "RSU-B", kind=MovedUnit)


def is_not_offered(desk, step):
    """Until the page, which may be a moment behind the server, offers the step no more."""
    desk.window.until(f"![...document.querySelectorAll('{DRAW} button')].some((button) => button.textContent.includes('{step}'))", f"what is done is offered again: {step}")


def verifiable(house_):
    """The secret before the close, once; the pool frozen; the round waited for and named; drawn with what drand would answer; revealed."""
    raffle, _ = sold(house_, "fair", draw={"mode": "verifiable", "delaySeconds": 60})
    manager, official = Desk(house_, MANAGER).at(raffle), Desk(house_, OFFICIAL).at(raffle, "draw")
    manager.shows("secret", within=".now .notice.warn")
    official.press("Fix a secret", within=DRAW, twice=True)
    official.says("commitment is published", kind="good")
    require(official.count(f"POST {raffle.path}/commitments") == 1, "a double click fixed two secrets")
    require(not official.button("Fix a secret", within=DRAW).count(), "one secret more can be fixed, which nobody would reveal")
    commitment = raffle.get("draws")["draws"][0]["commitment"]
    official.shows(commitment, within=DRAW)
    manager.window.until("!document.querySelector('.now .notice.warn')", "the manager is no longer reminded of the secret")
    close_and_acknowledge(raffle, house_.units.values())
    official.press("Freeze the pool", typed=raffle.id, within=DRAW)
    official.says("frozen", kind="good")
    beacon = raffle.get("draws")["draws"][0]["beacon"]
    official.shows(str(beacon["round"]), within=f"{DRAW} [role=timer]")
    require(":" in official.page.inner_text(".countdown"), "nothing is counted down")
    official.press("Draw", typed="main", within=f"{DRAW} .row:has(.large)").says(kind="bad")
    Faults.clock.move(75)
    official.page.reload()
    official.shows("is due", within=DRAW)
    official.unfold("Enter the public random value", DRAW)
    answer = "The answer of drand"
    official.fill(answer, "no JSON", DRAW).press("Draw", within=f"{DRAW} .row:has(.large)")
    official.shows("not an answer of drand", within=DRAW)
    official.fill(answer, json.dumps(beacon_record(beacon["round"] + 1)), DRAW).press("Draw", typed="main", within=f"{DRAW} .row:has(.large)")
    official.says(kind="bad")
    official.unfold("Enter the public random value", DRAW)
    official.fill(answer, json.dumps(beacon_record(beacon["round"])), DRAW).press("Draw", typed="main", within=f"{DRAW} .row:has(.large)")
    official.page.locator(".drawn b").wait_for()
    number = official.page.inner_text(".drawn b")
    official.press("Make it official", typed=number, within=DRAW)
    official.shows(f"Number {number} is official", within=DRAW)
    draw = raffle.get("draws")["draws"][0]
    require(draw["reveal"] and draw["reveal"]["secret"], "the secret is not revealed")
    is_not_offered(official, "Reveal")


def early_birds(house_):
    """A prize among those who bought early: two pools, a secret for each, and each drawn from its own."""
    before = instant(Faults.clock.seconds + 240)
    share = {"kind": "percentage", "of": "net", "basisPoints": 2500}
    raffle, early = sold(house_, "early", draw={"mode": "verifiable", "delaySeconds": 60}, prizes=[
        {"id": "bird", "title": "Early bird", "rule": share, "earlyBird": {"salesBefore": before}}, {"id": "main", "title": "Main prize", "rule": share}])
    Faults.clock.move(300)
    for unit in house_.units.values():
        unit.authenticate()
    late = sell(raffle, house_.units["RSU-A"], "P3")
    desk = Desk(house_, OFFICIAL).at(raffle, "draw")
    desk.choose("Prize", "main", DRAW).press("Fix a secret", within=DRAW).says("commitment is published", kind="good")
    desk.choose("Prize", "bird", DRAW).press("Fix a secret", within=DRAW)
    is_not_offered(desk, "Fix a secret")
    close_and_acknowledge(raffle, house_.units.values())
    numbers = {"bird": sum(len(sale["numbers"]) for sale in early)}
    # Without what was drawn: each number wins once.
    numbers["main"] = numbers["bird"] + sum(len(sale["numbers"]) for sale in late) - 1
    for name, title in (("bird", "Early bird"), ("main", "Main prize")):
        prize = f"{DRAW} section:has(> h2:text-is('{title}'))"
        desk.press("Freeze the pool", typed=raffle.id, within=prize)
        desk.shows(f"{numbers[name]}", within=f"{prize} .notice.info")
        Faults.clock.move(75)
        draw = [each for each in raffle.get("draws")["draws"] if each["pool"]][-1]
        desk.page.reload()
        desk.shows("is due", within=prize)
        desk.unfold("Enter the public random value", prize)
        desk.fill("The answer of drand", json.dumps(beacon_record(draw["beacon"]["round"])), prize)
        desk.press("Draw", typed=name, within=f"{prize} .row:has(.large)")
        number = desk.page.locator(f"{prize} .drawn b")
        number.wait_for()
        desk.press("Make it official", typed=number.inner_text(), within=prize)
        desk.shows(f"Number {number.inner_text()} is official", within=DRAW)
    is_not_offered(desk, "Reveal")
    drawn = {each["prizes"][0]["prize"]: each for each in raffle.get("draws")["draws"]}
    require({name: draw["pool"]["count"] for name, draw in drawn.items()} == numbers, f"drawn from pools of {drawn}, not {numbers}")
    require(all(draw["reveal"] for draw in drawn.values()), "a secret is not revealed")
    require(datetime.fromisoformat(drawn["bird"]["pool"]["salesBefore"]) == datetime.fromisoformat(before), f"the early pool ends at {drawn['bird']['pool']}, not {before}")


def fallback_and_redraw(house_):
    """Without a secret it is drawn by hand, with a reason on record; what nobody claims in time is drawn again."""
    raffle, sales = sold(house_, "lost", draw={"mode": "verifiable", "delaySeconds": 60}, policies={"unattendedSales": True, "redrawUnclaimed": True, "claimDays": 1})
    close_and_acknowledge(raffle, house_.units.values())
    desk = Desk(house_, OFFICIAL).at(raffle, "draw")
    desk.shows("No secret was fixed", within=DRAW)

    def by_hand(number):
        desk.unfold("cannot be drawn this way", DRAW)
        desk.fill("Why", "the secret was never fixed", DRAW).fill("Number", number, DRAW).fill("again", number, DRAW)
        desk.press("Enter the number", typed="main", within=DRAW).says(str(number), kind="good")
        desk.press("Make it official", typed=str(number), within=DRAW)
        desk.shows(f"Number {number} is official", within=DRAW)

    first, second = sales[1]["numbers"][0], sales[2]["numbers"][0]
    by_hand(first)
    require("never fixed" in json.dumps(raffle.events(event="DRAW_START")), "why it was drawn by hand is not on record")
    require(not desk.page.locator(f"{DRAW} details").count(), "a prize that can still be claimed may be drawn again")
    Faults.clock.move(DAY + 60)
    house_.people.log_on_all()
    house_.sessions.clear()
    desk = Desk(house_, OFFICIAL).at(raffle, "draw")
    desk.shows("Nobody claimed it in time", within=DRAW)
    by_hand(second)
    winners = [each["number"] for each in raffle.get()["winners"]]
    require(winners == [second], f"official now: {winners}")


def generator_fails(house_):
    """With a random source that sticks nothing is drawn, and the page says why; once it is mended, the generator is started anew, and it draws."""
    raffle, _ = sold(house_, "stuck", prizes=[{"id": name, "title": name, "rule": {"kind": "fixed", "amount": 100}} for name in ("p1", "p2")])
    close_and_acknowledge(raffle, house_.units.values())
    owner = Desk(house_).at(raffle, "draw")
    owner.shows("The generator is ready", within=DRAW)
    Faults.entropy.stick()
    try:
        # A draw that begins now may still end: its words come from the seed before. The change after it meets the stuck source.
        status, _ = raffle.call("draw-official", "POST", "draws", {"prize": "p1"})
        if status == 201:
            raffle.do("draw-official", "prizes/p1/official", {})
        left = "p2" if status == 201 else "p1"
        desk = Desk(house_, OFFICIAL).at(raffle, "draw")
        desk.press("Draw", typed=left, within=f"{DRAW} .row:has(.large)").says("generator", kind="bad")
        require(not desk.button("Start the generator anew", DRAW).count(), "a draw official is offered to start the generator anew")
        owner.page.reload()
        owner.shows("The generator has failed", "RNG_", within=DRAW)
        owner.press("Start the generator anew", within=DRAW).confirm(None).says(kind="bad")
    finally:
        Faults.entropy.mend()
    owner.press("Start the generator anew", within=DRAW).confirm(None).says("ready again", kind="good")
    owner.shows("The generator is ready", within=DRAW)
    owner.press("Verify the software now", within=DRAW).says("the approved one", kind="good")
    desk.press("Draw", typed=left, within=f"{DRAW} .row:has(.large)")
    desk.shows("drawn, not official", within=DRAW)


if __name__ == "__main__":
    house.main([verifiable, early_birds, generator_fails, fallback_and_redraw], set_up, environment)
