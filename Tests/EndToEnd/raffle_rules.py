#!/usr/bin/env python3
"""Rules of a definition that no other scenario asks: opening time, packages' times, the highest buy-in, final sales, early birds, two
officials, documents, the claim's deadline, and how often tickets are tried. Each is broken once over HTTP and refused with its own code."""

import http.client
import json
import time

from harness import REQUEST_SECONDS_MAX, Server, main, require, say
from moving_clock import MovingClock
from raffles import PASSWORD, MovedUnit, People, Raffle, close_all, definition, instant

OPENS, BIRD_ENDS, SOLD = 60, 90, 100
DAY = 86_400
BUY_IN = 1_500


def rules(start):
    """`start` is the second from which all times count."""
    at = lambda seconds: instant(start + seconds - time.time())[:19] + "Z"
    return {
        "salesOpenAt": at(OPENS), "draw": {"mode": "manual"},
        "packages": [
            {"id": "P1", "title": "1", "numbers": 1, "price": 500}, {"id": "P2", "title": "3", "numbers": 3, "price": 1000, "validFrom": at(DAY)}],
        "prizes": [
            {"id": "early", "title": "Early bird", "rule": {"kind": "fixed", "amount": 100}, "earlyBird": {"salesBefore": at(BIRD_ENDS)}},
            {"id": "main", "title": "Main", "rule": {"kind": "fixed", "amount": 101}}],
        "policies": {
            "unattendedSales": True, "maxBuyIn": BUY_IN, "voidsAllowed": "misprint-only", "claimDays": 1, "documentsAbove": 100,
            "twoPersonDraw": True},
    }


def offer(unit, raffle, package, sold_at, code=None):
    sale = unit.sell(raffle, package, sold_at=sold_at)
    result = unit.upload(raffle, [sale])[0]
    require((result["outcome"], result.get("code")) == (("refused", code) if code else ("recorded", None)), f"{package} at {sold_at}: {result}")
    if code:
        unit.take_back(raffle)
    return sale


def check_sales(unit, raffle, clock, start):
    moment = lambda seconds: instant(start + seconds - time.time())
    clock.move(SOLD)
    offer(unit, raffle, "P1", moment(OPENS - 1), "NOT_OPEN_YET")
    early = offer(unit, raffle, "P1", moment(OPENS + 1))
    offer(unit, raffle, "P2", moment(OPENS + 2), "PACKAGE_NOT_VALID")
    late, spoilt = (offer(unit, raffle, "P1", moment(BIRD_ENDS + second)) for second in (0, 1))
    offer(unit, raffle, "P1", moment(SOLD + 3_600), "CLOCK_AHEAD")
    require(raffle.get()["sales"]["gross"] == 1_500, f"sold: {raffle.get()['sales']}")
    say("before the opening, a package out of its time, from the future: each refused with its own code")
    return early, late, spoilt


def check_buy_in(server, people, rules):
    """No package may cost more than the highest buy-in: then no sale does."""
    packages = [{"id": "P3", "title": "10", "numbers": 10, "price": BUY_IN + 1}]
    status, _, answer = server.call("POST", "/v1/raffles", definition(**rules | {"packages": packages}), people["admin"])
    require((status, json.loads(answer)["field"]) == (422, "packages[0].price"), f"a package above the highest buy-in: {status} {answer!r}")


def check_voids(raffle, final, spoilt, sold):
    for reason in ("customer", "other"):
        raffle.refused("event-manager", "voids", {"ticket": spoilt["ticket"], "reason": reason}, code="VOIDS_NOT_ALLOWED", status=409)
    raffle.do("event-manager", "voids", {"ticket": spoilt["ticket"], "reason": "misprint"})
    for reason in ("misprint", "customer", "other"):
        final.refused("event-manager", "voids", {"ticket": sold["ticket"], "reason": reason}, code="VOIDS_NOT_ALLOWED", status=409)
    sales = final.get()["sales"]
    require((sales["tickets"], sales["voidTickets"], sales["refunds"]) == (1, 0, 0), f"where sales are final: {sales}")
    say("final sales: no void on a customer's wish; where no voids are allowed, not of a misprint either")


def check_draw(people, raffle, early, late):
    people.server.json(
        "POST", "/v1/staff", {"id": "draw2", "name": "draw2", "roles": ["draw-official"], "password": PASSWORD}, people["admin"])
    both = {"Urna-Second-Official": people.log_on("draw2")}

    def enter(prize, sale, officials=()):
        number = sale["numbers"][0]
        return {"prize": prize, "number": number, "again": number, "officials": list(officials)}

    for officials in ([], ["draw1", "draw2"]):
        raffle.refused("draw-official", "entries", enter("early", early, officials), code="TOO_FEW_OFFICIALS", status=409)
    oneself = {"Urna-Second-Official": people["draw-official"]}
    raffle.refused("draw-official", "entries", enter("early", early), code="TOO_FEW_OFFICIALS", status=409, headers=oneself)
    require(raffle.get()["winners"] == [] and all(not draw["attempts"] for draw in raffle.get("draws")["draws"]), "one official has drawn")
    answer = raffle.do("draw-official", "entries", enter("early", late), headers=both)
    require(answer["verdict"] == "NOT_ELIGIBLE", f"sold at the very end of the early bird: {answer}")
    answer = raffle.do("draw-official", "entries", enter("early", early), headers=both)
    require((answer["verdict"], answer["attempt"]) == ("VALID", 2), f"sold in time for the early bird: {answer}")
    raffle.do("draw-official", "prizes/early/official", {"number": early["numbers"][0]})
    answer = raffle.do("draw-official", "entries", enter("main", late), headers=both)
    require(answer["verdict"] == "VALID", f"the main prize: {answer}")
    raffle.do("draw-official", "prizes/main/official", {"number": late["numbers"][0]})
    say("one official is too few, however many are named; a ticket sold at the early bird's end has no part in it, and wins the main prize")


def check_claims(people, raffle, clock, early, late):
    body = lambda prize, sale, **more: {"prize": prize, "ticket": sale["ticket"], "validation": sale["validation"], "paidBy": "cash", **more}
    # Exactly at the limit no documents are asked for.
    require(raffle.do("event-manager", "claims", body("early", early))["amount"] == 100, "the early bird")
    for documents in ({}, {"documents": []}):
        raffle.refused("event-manager", "claims", body("main", late, **documents), code="DOCUMENTS_MISSING", status=409)
    raffle.refused("event-manager", "settle", code="PRIZES_OPEN", status=409)
    clock.move(DAY + 60)
    people.log_on_all()
    raffle.refused("event-manager", "claims", body("main", late, documents=["passport"]), code="CLAIM_EXPIRED", status=409)
    checked = raffle.do("operator", "tickets/check", {"ticket": late["ticket"], "validation": late["validation"]})
    require(checked["verdict"] == "CLAIM_EXPIRED", f"after the deadline: {checked}")
    require(len(raffle.events(event="CLAIM_PAID")) == 1, "a prize was paid against a rule")
    raffle.do("event-manager", "settle")
    say("above the limit nothing is paid without documents, and after the deadline nothing at all; then the raffle is settled")


def check_record(raffle):
    """Each refusal of a person is an exception, under its code."""
    told = " ".join(str(row["detail"]) for row in raffle.report("exceptions")["rows"])
    missing = [code for code in ("VOIDS_NOT_ALLOWED", "TOO_FEW_OFFICIALS", "DOCUMENTS_MISSING", "CLAIM_EXPIRED") if code not in told]
    require(not missing, f"not in the Exception Report: {missing}; it has {told}")
    say("the Exception Report has them")


def check_limits(folder):
    """Tickets can be tried only so often: by one person, from one address, and at one raffle, each for itself."""
    with Server(folder, name="limited", environment={"URNA_TICKET_CHECKS_PER_MINUTE": "3"}) as server:
        people = People(server)
        raffles = [Raffle(server, people, name) for name in ("raffle-1", "raffle-2")]

        def tried(role, source, raffle):
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=REQUEST_SECONDS_MAX, source_address=(source, 0))
            try:
                headers = {"Content-Type": "application/json", "Authorization": f"Bearer {people[role]}"}
                connection.request("POST", f"{raffle.path}/tickets/check", '{"number":1}', headers)
                answer = connection.getresponse()
                data = json.loads(answer.read())
                return (answer.status, data.get("code")) if answer.status != 200 else (200, data["verdict"])
            finally:
                connection.close()

        limited, near, far = (429, "RATE_LIMIT"), "127.0.0.1", "127.0.0.2"
        first = [tried("event-manager", near, raffles[0]) for _ in range(4)]
        require(first[:3] == [(200, "UNSOLD")] * 3 and first[3] == limited, f"four tries: {first}")
        for what, role, source, raffle in (
            ("person", "event-manager", far, raffles[1]), ("address", "operator", near, raffles[1]), ("raffle", "operator", far, raffles[0]),
        ):
            answer = tried(role, source, raffle)
            require(answer == limited, f"the same {what}, all else another: {answer}")
        answer = tried("operator", far, raffles[1])
        require(answer == (200, "UNSOLD"), f"another person, address and raffle: {answer}")
    say("tickets are tried so often and no more by one person, from one address, at one raffle; others go on")


def check(folder):
    check_limits(folder)
    clock = MovingClock(folder)
    MovedUnit.clock = clock
    with Server(folder, environment=clock.environment) as server:
        people, start = People(server), int(time.time())
        wanted = rules(start)
        raffle = Raffle(server, people, **wanted)
        check_buy_in(server, people, wanted)
        final = Raffle(server, people, "raffle-2", policies={"unattendedSales": True, "voidsAllowed": "none"})
        unit = MovedUnit(server, people, "RSU-A")
        for each in (raffle, final):
            each.do("event-manager", "activate")
            unit.lease(each, 50)
        early, late, spoilt = check_sales(unit, raffle, clock, start)
        sold = offer(unit, final, "P1", instant(clock.seconds))
        check_voids(raffle, final, spoilt, sold)
        close_all(raffle, {unit.id: unit})
        check_draw(people, raffle, early, late)
        check_claims(people, raffle, clock, early, late)
        check_record(raffle)


if __name__ == "__main__":
    main(check)
