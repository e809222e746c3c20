#!/usr/bin/env python3
"""A raffle at the console, from the form to the acknowledgement: what comes next, who is waited for, what is refused and why."""

import house
from console_scene import MANAGER, OFFICIAL, REGULATOR, Desk, on_sale, sell, staff
from harness import require
from raffles import Raffle


def set_up(house_):
    staff(house_, "RSU-A", "RSU-B")


def created_by_form(house_):
    """What is wrong is said at its field, in the server's words; then the form makes exactly the raffle that was typed."""
    desk = Desk(house_, device=house.DESKTOP)
    page = desk.page
    desk.window.goto("/console/raffles/new")
    page.locator("[data-field='numbers.last']").fill("0")
    desk.press("Create the raffle")
    page.wait_for_selector("[data-field=title][aria-invalid]")
    told = page.eval_on_selector_all(".field .error", "all => Object.fromEntries(all.map((each) => [each.closest('.field').querySelector('[data-field]').dataset.field, each.innerText]))")
    require({"title", "location", "organisation.name", "numbers.last", "price"} <= set(told), f"fields without their problem: {told}")
    require("empty" in told["title"] and "whole number" in told["price"], f"an empty price is taken for none, or not in the server's words: {told}")
    require(page.evaluate("document.activeElement.dataset.field") == "title", "the first field that is wrong does not get the focus")
    for name, value in {
        "title": "Home game", "location": "Rink 2", "organisation.name": "Rivertown Hockey", "organisation.licence": "L-1", "numbers.last": "500", "currency": "EUR",
    }.items():
        page.locator(f"[data-field='{name}']").first.fill(value)
    require(not page.locator("[data-field=title][aria-invalid]").count(), "the problem stands although the field has changed")
    page.locator("[data-field='draw.mode']").select_option("certified-rng")
    desk.press("Add a ticket")
    for at, (title, numbers, price) in enumerate((("One", 1, "5"), ("Ten", 10, "20,50"))):
        part = page.locator("[role=group]").filter(has_text=f"Ticket {at + 1}")
        for name, value in (("title", title), ("numbers", numbers), ("price", price)):
            part.locator(f"[data-field={name}]").fill(str(value))
    desk.press("Add a prize")
    first, second = (page.locator("[role=group]").filter(has_text=f"Prize {at}") for at in (1, 2))
    first.locator("[data-field=title]").fill("Half the pot")
    first.locator("[data-field=cap]").fill("1000")
    second.locator("[data-field=title]").fill("Jersey")
    second.locator("[data-field='rule.of']").select_option("fixed")
    second.locator("[data-field='rule.amount']").fill("75")
    page.locator("label", has_text="A draw takes two officials").click()
    desk.press("Create the raffle", twice=True)
    page.wait_for_url("**/console/r/home-game")
    desk.is_at("Not on sale yet")
    require(desk.count("POST /v1/raffles") == 2, f"a double click made {desk.count('POST /v1/raffles') - 1} raffles")
    made = house_.server.json("GET", "/v1/raffles/home-game")["definition"]
    require([(each["title"], each["numbers"], each["price"]) for each in made["packages"]] == [("One", 1, 500), ("Ten", 10, 2050)], f"packages: {made['packages']}")
    require([each["rule"] for each in made["prizes"]] == [{"kind": "percentage", "of": "net", "basisPoints": 5000, "seed": 0}, {"kind": "fixed", "amount": 7500}], f"prizes: {made['prizes']}")
    require((made["prizes"][0]["cap"], made["currency"], made["draw"]["mode"], made["policies"]["twoPersonDraw"]) == (100_000, "EUR", "certified-rng", True), f"{made}")


def sales(house_):
    """Activated by typed name; units sell while the page looks on; suspended by a double click once, refused to sell, resumed."""
    raffle = Raffle(house_.server, house_.people, "selling")
    desk = Desk(house_, MANAGER).at(raffle)
    desk.is_at("Not on sale yet").press("Activate", typed=raffle.id).is_at("On sale")
    unit = house_.units["RSU-A"]
    unit.lease(raffle, 100)
    sell(raffle, unit, "P1", "P3")
    desk.shows("$25.00", "11", within=".figures")
    desk.shows("RSU-A", "$25.00", within="#panel-units .rows >> nth=0")
    desk.unfold("Suspend sales")
    desk.fill("Why", "fire alarm").press("Suspend sales", within="main details", twice=True).is_at("Sales are suspended")
    require(desk.count("POST /v1/raffles/selling/suspend") == 1, "a double click suspended twice")
    require(raffle.events(event="RAFFLE_SUSPENDED")[-1]["data"]["reason"] == "fire alarm", "why it was suspended is not on record")
    unit.sell(raffle, "P1")
    result = unit.upload(raffle)[-1]
    require(result["outcome"] == "refused", f"sold while suspended: {result}")
    unit.take_back(raffle)
    desk.press("Resume sales").is_at("On sale")
    sell(raffle, unit, "P1")
    desk.shows("$30.00", within=".figures")


def closing(house_):
    """After the close the page names who has not handed in, and why nothing goes on; when they have, it says so by itself."""
    raffle = on_sale(house_, "closing")
    a, b = house_.units.values()
    sell(raffle, a, "P3", "P3")
    late = b.sell(raffle, "P2")
    desk, official = Desk(house_, MANAGER).at(raffle, "balance"), Desk(house_, OFFICIAL, device=house.PHONE).at(raffle, "draw")
    official.shows("The gate opens once", within="#panel-draw")
    require(not official.button("Close sales").count(), "a draw official is offered to close sales")
    desk.press("Close sales", typed=raffle.id).is_at("Sales are closed")
    desk.shows("2 units have not handed in", "RSU-A", "RSU-B", within=".now-wait")
    a.close(raffle)
    desk.shows("1 unit has not handed in", "RSU-B", within=".now-wait")
    desk.press("Reconcile", within="#panel-balance")
    said = desk.says("RSU-B", kind="bad")
    require("RSU-A" not in said and "not uploaded all their sales" in said, f"the refusal: {said!r}")
    b.upload(raffle)
    b.close(raffle)
    desk.shows("All units have handed in", within=".now-wait")
    desk.shows(str(len(late["numbers"])), within="#panel-balance table tr:has-text('RSU-B')")
    desk.press("Reconcile", within="#panel-balance").is_at("Everything adds up")
    desk.fill("Note", "the stubs were taken out").press("Acknowledge", typed=raffle.id, within="#panel-balance", twice=False).is_at("Ready to draw")
    official.is_at("Ready to draw")
    require(official.button("Draw", within="#panel-draw").is_visible(), "the gate is open, and there is nothing to press")


def two_windows(house_):
    """Two people press at once: it happens once; whoever was second is told in the server's words, and sees what is."""
    raffle = on_sale(house_, "windows")
    first, second = Desk(house_, MANAGER).at(raffle), Desk(house_, MANAGER).at(raffle)
    second.button("Close sales").click()
    second.page.fill("#dialog-typed", raffle.id)
    first.press("Close sales", typed=raffle.id).is_at("Sales are closed")
    second.page.click("dialog .actions button[value=yes]")
    said = second.says("closed", kind="bad")
    second.is_at("Sales are closed")
    require(len(raffle.events(event="RAFFLE_CLOSED")) == 1, "closed twice")
    require(not second.button("Close sales").count(), f"the second may close again, after {said!r}")


def reports_link(house_):
    """All seven reports are one step from the raffle, also for a regulator, who is offered nothing that changes anything."""
    raffle = on_sale(house_, "reports")
    desk = Desk(house_, REGULATOR, device=house.PHONE).at(raffle)
    require(not desk.button("Close sales").count() and "look at this" in desk.page.inner_text(".now"), "a regulator may press something")
    for tab in ("tickets", "balance", "draw", "claims"):
        desk.tab(tab)
        danger = desk.page.locator(f"#panel-{tab} .btn.danger:visible").count()
        require(danger == 0, f"a regulator is offered {danger} dangerous buttons under {tab}")
    desk.page.locator("a", has_text="The seven reports").click()
    desk.page.wait_for_url("**/audit/reports/reports")
    desk.page.wait_for_selector("article.report")
    require(desk.page.locator("article.report").count() == 7, "not seven reports")


def followed(house_):
    """A sale is seen at once, by the one stream that the page follows."""
    raffle = on_sale(house_, "followed")
    desk = Desk(house_, MANAGER).at(raffle)
    desk.shows("Shown live", within=".connection")
    before = desk.count(f"GET {raffle.path}")
    sell(raffle, house_.units["RSU-B"], "P2")
    desk.shows("$10.00", within=".figures")
    asked = desk.count(f"GET {raffle.path}") - before
    require(asked <= 12, f"one sale made the page ask {asked} times")
    require(desk.count(f"GET {raffle.path}/stream") == 1, f"the stream was asked for {desk.count(f'GET {raffle.path}/stream')} times")


def server_away(house_):
    """While the server is away the page says that what it shows may be old; afterwards, who presses is told to log in again, and nothing happened."""
    raffle = on_sale(house_, "away")
    desk = Desk(house_, MANAGER).at(raffle)
    desk.window.until("document.querySelector('.connection').dataset.how !== 'lost'", "the page has a connection")
    house_.restart(lambda: desk.shows("No connection to the server", within=".connection"))
    house_.people.server = house_.server
    house_.people.log_on_all()
    desk.window.until("document.querySelector('.connection').dataset.how !== 'lost'", "the page finds the server again")
    desk.press("Close sales", typed=raffle.id)
    again = desk.page.locator("#again-password")
    again.or_(desk.page.locator(".said .notice.bad")).first.wait_for()
    if again.count():
        desk.page.locator("dialog button", has_text="Cancel").click()
    desk.says("Log in again", kind="bad")
    require(desk.page.locator(".said a[href^='/login?next=']").count() == 1, "there is no way to the log-in")
    require(house_.server.json("GET", raffle.path)["state"] == "active", "closed without a session")


if __name__ == "__main__":
    house.main([created_by_form, sales, closing, two_windows, reports_link, followed, server_away], set_up)
