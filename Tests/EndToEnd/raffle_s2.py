#!/usr/bin/env python3
"""Who may do what: a unit that is not enrolled and enabled sells nothing, an operator governs nothing, and nobody changes a raffle that sells.

Every refusal is on record, an alteration under supervision says what it was before and after, and a unit that shows itself wrongly three times is
disabled from afar.
"""

import hashlib

from harness import Server, main, require, say
from raffles import PIN, People, Raffle, Unit, canonical, definition, events, instant
from units import CommandLine


def new_sale(unit, raffle):
    """A sale as a unit would send it that has no numbers and no key yet."""
    return {
        "raffle": raffle.id, "rsu": unit.id, "sequence": 1, "sale": "00000000-0000-4000-8000-000000000001", "ticket": f"{unit.id}-1",
        "numbers": [999], "package": "P1", "price": 500, "payment": {"method": "cash", "reference": None}, "operator": "op7",
        "soldAt": instant(), "offline": False, "validation": "0" * 17,
    }


def refusals(server, people, unit):
    """What the system ledger has of refused requests of a unit: {code: how many entries}."""
    found = {}
    for event in events(server, people, ledger="system", event="DEVICE_REFUSED"):
        if event["data"].get("rsu") == unit.id and event["data"].get("action") == "uploadSales":
            found[event["data"]["refusal"]] = found.get(event["data"]["refusal"], 0) + 1
    return found


def check_unit(server, people, raffle):
    unit = Unit(server, people, "RSU-X", enrol=False, enable=False)
    state = unit.state()
    require((state["enrolled"], state["enabled"]) == (False, False), f"a new unit is {state}")
    sales = f"/v1/rsu/raffles/{raffle.id}/sales"
    body = {"sales": [new_sale(unit, raffle)]}
    unit.refused("POST", sales, body, code="DEVICE_NOT_ENROLLED")
    unit.enrol()
    state = unit.state()
    require((state["enrolled"], state["enabled"]) == (True, False), f"an enrolled unit is {state}")
    unit.refused("POST", sales, body, code="DEVICE_DISABLED")
    unit.refused("POST", "/v1/rsu/challenge", {}, code="DEVICE_DISABLED")
    found = refusals(server, people, unit)
    require(found == {"DEVICE_NOT_ENROLLED": 1, "DEVICE_DISABLED": 1}, f"of the two refused sales the log has {found}")
    require(raffle.get()["sales"]["tickets"] == 0, "a refused sale was counted")
    say("RSU-X: registered, its sale refused; enrolled, its sale refused; both logged")
    return unit


def check_operator(server, people, raffle, urna, unit, ticket):
    before = refused_for_duty(server, people)
    raffle.refused("operator", "", {"packages": definition()["packages"][:1]}, code="FORBIDDEN", method="PATCH", status=403)
    reprint = {"ticket": ticket["ticket"], "kind": "counterfoil", "number": ticket["numbers"][0]}
    raffle.refused("operator", "reprints", reprint, code="FORBIDDEN", status=403)
    urna.refused("operator", "rsu-registry", "enable", unit.id, code="FORBIDDEN")
    require(not unit.state()["enabled"], "the operator enabled the unit")
    entries = [entry for entry in refused_for_duty(server, people) if entry not in before]
    require(len(entries) == 3 and all(entry["actor"] == "op7" for entry in entries), f"three refused attempts of op7 gave the entries {entries}")
    say("an operator may not enable a unit, change a price or reprint a counterfoil: three entries")


def refused_for_duty(server, people):
    return events(server, people, event="PERMISSION_REFUSED")


def check_lock(raffle, urna):
    def digest():
        return hashlib.sha256(canonical(raffle.get()["definition"])).hexdigest()

    before, rows = digest(), len(locked(raffle))
    half = definition()["prizes"][0]
    changes = {
        "packages": [{"id": "P1", "title": "P1", "numbers": 1, "price": 400}],
        "prizes": [half | {"rule": half["rule"] | {"basisPoints": 4000}}],
        "numbers": {"first": 1, "last": 2000}, "draw": {"mode": "manual"}, "salesCloseAt": "2099-01-01T00:00:00.000Z",
    }
    for element, value in changes.items():
        raffle.refused("admin", "", {element: value}, code="CONFIG_LOCKED", method="PATCH", status=409)
    urna.refused("admin", "raffle", "change", 'prizes=[{"id":"main","cap":100000}]', "--raffle", raffle.id, code="CONFIG_LOCKED")
    require(digest() == before, "the definition has changed")
    found = locked(raffle)[rows:]
    elements = sorted(row["element"] for row in found)
    require(elements == sorted([*changes, "prizes"]), f"the exception report names {elements}")
    require(all(row["actor"] and row["at"] and row["after"] for row in found), f"an exception says too little: {found}")
    say("price, split, cap, range, draw method and close time are locked: six exceptions, the definition's digest unchanged")


def locked(raffle):
    return [row for row in raffle.report("exceptions")["rows"] if row["event"] == "CONFIG_LOCKED"]


def check_alteration(raffle, urna):
    body = {"element": "collected/RSU-A", "before": "", "after": "500", "reason": "counted twice"}
    raffle.refused("operator", "alterations", body, code="FORBIDDEN", status=403)
    raffle.do("event-manager", "alterations", body)
    urna.refused(
        "event-manager", "raffle", "alter", "collected/RSU-A", "--raffle", raffle.id, "--before", "400", "--after", "450", "--reason", "typing",
        code="500")
    urna("event-manager", "raffle", "alter", "collected/RSU-A", "--raffle", raffle.id, "--before", "500", "--after", "450", "--reason", "typing")
    altered = raffle.events(event="DATA_ALTERED")
    logged = [(event["data"]["element"], event["data"]["before"], event["data"]["after"], event["actor"]) for event in altered]
    require(logged == [("collected/RSU-A", "", "500", "mgr1"), ("collected/RSU-A", "500", "450", "mgr1")], f"alterations: {altered}")
    require(all(event["time"] for event in altered), "an alteration has no time")
    rows = [row for row in raffle.report("exceptions")["rows"] if row["event"] == "DATA_ALTERED"]
    reported = [(row["element"], row["before"] or "", row["after"], row["actor"]) for row in rows]
    require(reported == logged, f"the exception report has {rows}")
    say("an alteration under supervision: element, before, after, time and user are on record")


def check_threshold(server, people, raffle, unit):
    for number in (1, 2, 3):
        challenge = unit.do("POST", "/v1/rsu/challenge", {})["challenge"]
        unit.refused("POST", "/v1/rsu/session", {"challenge": challenge, "operator": "op7", "pin": "111222"}, code="PIN_INVALID")
        enabled = unit.state()["enabled"]
        require(enabled == (number < 3), f"after {number} failed validations the unit is {'enabled' if enabled else 'disabled'}")
    tickets = raffle.get()["sales"]["tickets"]
    unit.sell(raffle, "P1")
    unit.refused("POST", f"/v1/rsu/raffles/{raffle.id}/sales", {"sales": unit.sales[raffle.id][-1:]}, code="DEVICE_DISABLED")
    unit.take_back(raffle)
    require(raffle.get()["sales"]["tickets"] == tickets, "a sale of a disabled unit was counted")
    found = events(server, people, ledger="system", event="RSU_REMOTELY_DISABLED")
    require(len(found) == 1 and unit.id in str(found[0]), f"RSU_REMOTELY_DISABLED: {found}")
    failed = events(server, people, ledger="system", event="RSU_VALIDATION_FAILED")
    require(len(failed) == 3, f"there are {len(failed)} entries of failed validations")
    unit.people_do("enable")
    challenge = unit.do("POST", "/v1/rsu/challenge", {})["challenge"]
    unit.session = unit.do("POST", "/v1/rsu/session", {"challenge": challenge, "operator": "op7", "pin": PIN})["session"]
    unit.sell(raffle, "P1")
    require(unit.upload(raffle, unit.sales[raffle.id][-1:])[0]["outcome"] == "recorded", "enabled again the unit cannot sell")
    say("three failed validations: disabled from afar, its sale refused, the event is there; enabled again it sells")


def check(folder):
    with Server(folder) as server:
        people = People(server)
        urna = CommandLine(server, people, folder)
        raffle = Raffle(server, people)
        seller = Unit(server, people, "RSU-A")
        raffle.do("admin", "activate")
        unit = check_unit(server, people, raffle)
        seller.lease(raffle, 100)
        ticket = seller.sell(raffle, "P2")
        require(seller.upload(raffle)[0]["outcome"] == "recorded", "the first sale was not recorded")
        check_operator(server, people, raffle, urna, unit, ticket)
        check_lock(raffle, urna)
        check_alteration(raffle, urna)
        check_threshold(server, people, raffle, seller)


if __name__ == "__main__":
    main(check)
