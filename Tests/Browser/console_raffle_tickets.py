#!/usr/bin/env python3
"""Tickets at the console: marked, voided, turned down, taken back, printed again; and records that are corrected under supervision."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import house
from console_scene import MANAGER, REGULATOR, SELLER, Desk, on_sale, sell, staff
from harness import require
from raffles import instant

OPEN = "#panel-tickets section >> nth=0"
FOUND = "#panel-tickets .part"


def set_up(house_):
    staff(house_, "RSU-A")
    house_.raffle = on_sale(house_, "tickets")
    house_.sales = sell(house_.raffle, house_.units["RSU-A"], *["P1", "P2", "P3"] * 3)


def look_up(desk, sale):
    desk.fill("Ticket", sale["ticket"], "#panel-tickets form").press("Look a ticket up", within="#panel-tickets form")
    desk.shows(sale["ticket"], ", ".join(map(str, sale["numbers"])), within=FOUND)


def state(house_, sale):
    return house_.raffle.get(f"tickets/{sale['ticket']}", "event-manager")


def marked_and_decided(house_):
    """A seller's request appears at the manager's desk by itself; one is turned down, one voided by typed name, and that is taken back."""
    first, second = house_.sales[:2]
    seller, manager = Desk(house_, SELLER, device=house.PHONE).at("tickets", "tickets"), Desk(house_, MANAGER).at("tickets", "tickets")
    manager.shows("Nobody asks for a void", within=OPEN)
    for sale, note in ((first, "smeared"), (second, "paid twice")):
        look_up(seller, sale)
        require(not seller.page.locator(f"{FOUND} .btn.danger").count(), "a seller is offered to void")
        seller.choose("Reason", "misprint", FOUND).fill("Note", note, FOUND).press("Ask for a void", within=FOUND)
        seller.shows("void asked for", within=FOUND)
    manager.shows(first["ticket"], second["ticket"], "smeared", "op7", within=OPEN)
    row = lambda sale: f"#panel-tickets .rows > li:has-text('{sale['ticket']}')"
    manager.press("Turn down", within=row(first))
    manager.says("turned down", kind="good")
    require(state(house_, first)["status"] == "sold", f"turned down: {state(house_, first)}")
    manager.press("Void", typed=second["ticket"], within=row(second))
    manager.says("is void", kind="good")
    manager.shows("Nobody asks for a void", within=OPEN)
    manager.shows("1", "tickets void", within=".figures")
    ticket = state(house_, second)
    require((ticket["status"], ticket["reason"], ticket["refund"]) == ("void", "misprint", second["price"]), f"voided: {ticket}")
    manager.press("Take the void back", typed=second["ticket"], within=row(second))
    manager.says("is valid again", kind="good")
    require(state(house_, second)["status"] == "sold", f"taken back: {state(house_, second)}")


def voided_by_look_up(house_):
    """A refund that is no money is said at its field and not sent; what is asked for twice is refused in the server's words."""
    sale = house_.sales[3]
    desk, other = Desk(house_, MANAGER).at("tickets", "tickets"), Desk(house_, MANAGER).at("tickets", "tickets")
    for each in (desk, other):
        look_up(each, sale)
    desk.fill("Refund", "3,333", FOUND)
    desk.page.locator(f"{FOUND} .btn.danger").first.click()
    desk.shows("This is not an amount", within=FOUND)
    require(not desk.page.locator("dialog[open]").count() and not desk.count("POST /v1/raffles/tickets/voids"), "a refund that is none was sent")
    desk.fill("Refund", "3.33", FOUND)
    desk.page.locator(f"{FOUND} .btn.danger").first.click()
    desk.confirm(sale["ticket"]).says("is void", kind="good")
    require(state(house_, sale)["refund"] == 333, f"the refund: {state(house_, sale)}")
    desk.shows("$3.33", within=FOUND)
    other.page.locator(f"{FOUND} .btn.danger").first.click()
    other.confirm(sale["ticket"]).says("void", kind="bad")
    desk.fill("Ticket", "RSU-Z-1", "#panel-tickets form").press("Look a ticket up", within="#panel-tickets form")
    desk.says(kind="bad")


def printed_again(house_):
    """A ticket and a counterfoil come out marked, on record; a seller gets no counterfoil, a regulator nothing."""
    sale = house_.sales[5]
    desk = Desk(house_, MANAGER).at("tickets", "tickets")
    look_up(desk, sale)
    desk.unfold("Print again", FOUND)
    desk.press("Print the ticket again", within=FOUND).confirm(None)
    desk.shows("REPRINT", sale["ticket"], *map(str, sale["numbers"]), within=f"{FOUND} .paper")
    desk.choose("Number of the counterfoil", str(sale["numbers"][3]), FOUND).press("Print this counterfoil again", typed=sale["ticket"], within=FOUND)
    desk.shows("REPRINT", str(sale["numbers"][3]), "Counterfoil", within=f"{FOUND} .paper")
    event = house_.raffle.events(event="COUNTERFOIL_REPRINTED")
    require([each["data"]["number"] for each in event] == [sale["numbers"][3]], f"on record: {event}")
    require(state(house_, sale)["reprints"] == 1, f"the ticket: {state(house_, sale)}")
    desk.page.emulate_media(media="print")
    shown = desk.page.evaluate("[document.querySelector('.paper'), document.querySelector('h1'), document.querySelector('.tabs')].map((each) => each.checkVisibility())")
    require(shown == [True, False, False], f"on paper: {shown}")
    seller = Desk(house_, SELLER).at("tickets", "tickets")
    look_up(seller, sale)
    seller.unfold("Print again", FOUND)
    require(not seller.button("counterfoil", within=FOUND).count(), "a seller is offered counterfoils")
    regulator = Desk(house_, REGULATOR).at("tickets", "tickets")
    look_up(regulator, sale)
    require(not regulator.page.locator(f"{FOUND} details").count(), "a regulator is offered to change a ticket")


def corrected(house_):
    """A correction takes what it was, what it shall be and why, by typed name; another "was" is refused in the server's words."""
    desk = Desk(house_, MANAGER).at("tickets", "balance")
    desk.unfold("Correct a record under supervision")
    form = "#panel-balance details[open]"
    desk.choose("Unit", "RSU-A", form).fill("What it shall be", "12.5x", form).fill("Reason", "counted again", form).press("Correct it", within=form)
    desk.shows("This is not an amount", within=form)
    desk.fill("What it shall be", "12.50", form).press("Correct it", typed="tickets", within=form)
    desk.says("Corrected", "12.50", kind="good")
    desk.fill("What it is now", "11", form).fill("What it shall be", "13", form).press("Correct it", typed="tickets", within=form)
    desk.says("1250", kind="bad")
    altered = house_.raffle.events(event="DATA_ALTERED")
    told = [(each["data"]["element"], each["data"]["before"], each["data"]["after"], each["actor"]) for each in altered]
    require(told == [("collected/RSU-A", "", "1250", "mgr1")], f"on record: {told}")


def put_off(house_):
    """The closing time is put off where the rules allow it, to the minute that is typed in; not to an earlier one, and elsewhere it is not offered."""
    closes = instant(3_600.25)
    raffle = on_sale(house_, "later", salesCloseAt=closes, policies={"unattendedSales": True, "closeExtension": True})
    desk = Desk(house_, MANAGER, timezone_id="America/New_York").at(raffle, "balance")
    desk.unfold("Correct a record under supervision")
    form = "#panel-balance details[open]"
    desk.choose("What is corrected", "salesCloseAt", form)
    fields = desk.page.locator(f"{form} input[type=datetime-local]:visible")
    require(fields.count() == 2 and not fields.nth(0).is_editable(), "what it is now can be typed in")
    now = datetime.fromisoformat(closes).astimezone(ZoneInfo("America/New_York"))
    require(fields.nth(0).input_value() == f"{now:%Y-%m-%dT%H:%M}", f"the page shows {fields.nth(0).input_value()} for {now}")
    for minutes, kind in ((-30, "bad"), (45, "good"), (90, "good")):
        wanted = (now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
        desk.fill("What it shall be", f"{wanted:%Y-%m-%dT%H:%M}", form).fill("Reason", "overtime", form).press("Correct it", typed=raffle.id, within=form)
        desk.says("can only be put off" if kind == "bad" else f"{wanted:%H:%M}", kind=kind)
        record = datetime.fromisoformat(raffle.get()["closesAt"])
        require((record == wanted) == (kind == "good"), f"put off to {wanted}: the server closes at {record}")
        require(fields.nth(0).input_value() == f"{record.astimezone(now.tzinfo):%Y-%m-%dT%H:%M}", "the page does not show what it is now")
    altered = [(each["data"]["element"], each["data"]["before"], each["actor"]) for each in raffle.events(event="DATA_ALTERED")]
    require(len(altered) == 2 and altered[0] == ("salesCloseAt", closes, "mgr1"), f"on record: {altered}")
    desk.at("tickets", "balance").unfold("Correct a record under supervision")
    offered = desk.page.locator(f"{form} select option").evaluate_all("all => all.map((option) => option.value)")
    require("collected" in offered and "salesCloseAt" not in offered, f"where the closing time is locked the page offers {offered}")


def listed(house_):
    """All tickets, by what became of them, page after page."""
    sell(house_.raffle, house_.units["RSU-A"], *["P1"] * 60)
    desk = Desk(house_, MANAGER, device=house.PHONE).at("tickets", "tickets")
    desk.page.locator("h2:visible", has_text="All tickets").wait_for()
    items = "#panel-tickets section:has(h2:text('All tickets')) .rows > li"
    desk.window.until(f"document.querySelectorAll({'#panel-tickets .rows > li'!r}).length >= 50", "a page of fifty tickets")
    before = desk.page.locator(items).count()
    require(before == 50, f"{before} tickets on the first page")
    desk.press("Show more", within="#panel-tickets")
    desk.shows("RSU-A-69", within=f"{items} >> nth=68")
    desk.choose("Show", "void", "#panel-tickets")
    tickets = {each["ticket"] for each in house_.sales if state(house_, each)["status"] == "void"}
    require(tickets, "no ticket is void")
    desk.window.until(f"[...document.querySelectorAll('#panel-tickets section:last-of-type .rows > li')].length === {len(tickets)}", "only void tickets")
    desk.page.locator(items).first.locator("button", has_text="Open").click()
    desk.shows(next(iter(tickets)), within=FOUND)


if __name__ == "__main__":
    house.main([marked_and_decided, voided_by_look_up, printed_again, corrected, put_off, listed], set_up)
