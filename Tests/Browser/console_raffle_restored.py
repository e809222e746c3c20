#!/usr/bin/env python3
"""A raffle's console after the server was restored from an earlier backup: no numbers until somebody answers for those that nobody remembers."""

import shutil

import house
from console_scene import MANAGER, Desk, on_sale, sell, staff
from harness import BIN, require, run

# Of each of two units, before the backup.
LEASED = 200


def set_up(house_):
    """Units that were given numbers, one of them more after the backup; then the server's disk is lost."""
    staff(house_, "RSU-A", "RSU-B")
    house_.raffle = on_sale(house_, "fair")
    a, b = house_.units.values()
    sell(house_.raffle, a, "P1", "P3")
    copy = house_.folder / "backup"
    run(BIN / "urna", "backup", "--data", house_.server.data, "--to", copy, "--no-progress")
    a.lease(house_.raffle, 50)

    def lose():
        shutil.rmtree(house_.server.data)
        run(BIN / "urna", "restore", "--from", copy, "--data", house_.server.data, "--accept-loss")

    house_.restart(lose)
    house_.people.server = house_.raffle.server = house_.server
    house_.people.log_on_all()
    for unit in (a, b):
        unit.server = house_.server


def released(house_):
    """Numbers are held back, and the page says for whom it waits; released above what may be held, by typed name and with a reason, they go out from there."""
    raffle = house_.raffle
    desk = Desk(house_, MANAGER).at(raffle, "balance")
    give = desk.unfold("Give a unit numbers")
    form = "#panel-balance details[open]"

    def ask_for_numbers():
        desk.choose("Unit", "RSU-B", form).fill("How many", 20, form).press("Give numbers", within=form)

    ask_for_numbers()
    words = desk.says("RSU-A", kind="bad")
    require("RSU-B" in words, f"the page does not say for whom it waits: {words!r}")
    give.locator("summary").click()
    desk.unfold("Let numbers be given out again after a restore")
    desk.press("Release", within=form)
    require(desk.page.locator(f"{form} [aria-invalid]").count() == 2 and not desk.page.locator("dialog").count(), "empty fields are not refused")
    desk.fill("From this position on", LEASED, form).fill("Reason", "RSU-A was stolen", form).press("Release", typed=raffle.id, within=form)
    desk.says(str(2 * LEASED), kind="bad")
    desk.fill("From this position on", 600, form).press("Release", typed=raffle.id, within=form)
    desk.says("Numbers are given out again", kind="good")
    desk.page.locator(f"{form} > summary").click()
    desk.unfold("Give a unit numbers")
    ask_for_numbers()
    desk.says("RSU-B has 20 numbers", kind="good")
    unit = house_.units["RSU-B"]
    unit.authenticate()
    lease = unit.lease(raffle, 20)
    require(lease["numbers"] == [*range(601, 621)], f"20 numbers after the release at 600: {lease['numbers']}")
    told = raffle.events(event="LEASES_RELEASED")
    require(len(told) == 1 and (told[0]["actor"], told[0]["data"].get("reason")) == ("mgr1", "RSU-A was stolen"), f"on record: {told}")


if __name__ == "__main__":
    house.main([released], set_up)
