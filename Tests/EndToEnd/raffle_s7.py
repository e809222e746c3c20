#!/usr/bin/env python3
"""A winner drawn by hand: what the system says of each number, of each ticket that is held out, and what displays show and when."""

from harness import Server, main, require, say
from raffles import People, Raffle, close_all, sold_raffle, void_two
from units import CommandLine


def grouped(validation):
    return "-".join(validation[place:place + 4] for place in range(0, 17, 4))


def displays(raffle, urna):
    """The winners that every kind of display shows."""
    return [
        raffle.get("display")["winners"], raffle.get("display", "operator")["winners"], raffle.get()["winners"],
        urna.json(None, "raffle", "display", "--raffle", raffle.id)["winners"],
    ]


def enter(raffle, urna, number, verdict, attempt):
    """By hand: typed twice; other numbers than valid ones ask for another counterfoil."""
    arguments = ("raffle", "enter", "--raffle", raffle.id, "--prize", "main", "--number", number, "--again", number)
    entered = urna.json("draw-official", *arguments, expect=0 if verdict == "VALID" else 1)
    require(entered["verdict"] == verdict, f"number {number}: {entered}, expected {verdict}")
    require(attempt is None or entered["attempt"] == attempt, f"number {number} is attempt {entered['attempt']}, not {attempt}")
    require(displays(raffle, urna)[0] == [], "a display shows a number before it was verified")


def check_entries(raffle, urna, units, void):
    number = void["numbers"][0]
    raffle.refused("draw-official", "entries", {"prize": "main", "number": number, "again": number + 1}, code="NUMBER_MISMATCH")
    enter(raffle, urna, number, "VOID", 1)
    enter(raffle, urna, 999, "UNSOLD", 2)
    enter(raffle, urna, 1001, "UNKNOWN", None)
    winner = units["RSU-K"].sales[raffle.id][1]
    enter(raffle, urna, winner["numbers"][4], "VALID", 3)
    number = winner["numbers"][5]
    raffle.refused("draw-official", "entries", {"prize": "main", "number": number, "again": number}, code="PRIZE_DRAWN")
    draw = raffle.get("draws", "draw-official")["draws"][-1]
    kept = [(each["attempt"], each["number"], each["verdict"]) for each in draw["attempts"] if each["verdict"] != "UNKNOWN"]
    require(kept == [(1, void["numbers"][0], "VOID"), (2, 999, "UNSOLD"), (3, winner["numbers"][4], "VALID")], f"attempts: {kept}")
    say("entered: VOID, UNSOLD, UNKNOWN, and a sold one, which is attempt 3; the earlier ones are kept")
    return winner


def check_displays(raffle, urna, winner):
    require(displays(raffle, urna) == [[]] * 4, "a display shows something before verification")
    number = winner["numbers"][4]
    raffle.refused("operator", "prizes/main/official", {"number": number}, code="FORBIDDEN", status=403)
    raffle.refused("draw-official", "prizes/main/official", {"number": number + 1}, code="NUMBER_MISMATCH", status=409)
    raffle.do("draw-official", "prizes/main/official", {"number": number})
    for shown in displays(raffle, urna):
        require([(each["prize"], each["number"], each["amount"]) for each in shown] == [("main", number, 8500)], f"a display shows {shown}")
    say(f"nothing on any display before verification, {number} on all of them after it")


def check_tickets(raffle, urna, winner, loser, void, foreign):
    def claim(ticket, verdict, **changes):
        body = {"prize": "main", "ticket": ticket["ticket"], "validation": grouped(ticket["validation"]), **changes}
        raffle.refused("event-manager", "claims", body, code=verdict, status=409)

    def verify(ticket, verdict, *more):
        arguments = ("--raffle", raffle.id, "--ticket", ticket["ticket"], "--validation", grouped(ticket["validation"]), *more)
        answer = urna.json("operator", "raffle", "verify-ticket", *arguments, expect=0 if verdict == "VALID_WINNER" else 1)
        require(answer["verdict"] == verdict, f"{ticket['ticket']}: {answer}, expected {verdict}")
        return answer

    claim(winner, "VALIDATION_MISMATCH", validation=grouped(loser["validation"]))
    claim(winner, "VALIDATION_MISMATCH", number=winner["numbers"][4], validation="0000-0000-0000-0000-1")
    won = verify(winner, "VALID_WINNER")
    require((won["prize"], won["amount"]) == ("main", 8500), f"the winning ticket: {won}")
    raffle.refused(
        "operator", "claims", {"prize": "main", "ticket": winner["ticket"], "validation": winner["validation"]}, code="FORBIDDEN", status=403)
    body = {
        "prize": "main", "number": winner["numbers"][4], "validation": grouped(winner["validation"]), "claimant": "A. Buyer", "paidBy": "cash",
        "documents": ["passport"],
    }
    paid = raffle.do("event-manager", "claims", body)
    require((paid["prize"], paid["amount"], paid["ticket"]) == ("main", 8500, winner["ticket"]), f"the claim: {paid}")
    claim(winner, "ALREADY_CLAIMED")
    raffle.refused("event-manager", "claims", body, code="ALREADY_CLAIMED", status=409)
    claim(loser, "VALID_NOT_WINNER")
    claim(void, "VOID")
    claim(foreign, "WRONG_EVENT", event="raffle-2")
    verify(winner, "ALREADY_CLAIMED")
    verify(loser, "VALID_NOT_WINNER")
    verify(void, "VOID")
    verify(foreign, "WRONG_EVENT", "--event", "raffle-2")
    for number, verdict in ((998, "UNSOLD"), (1001, "UNKNOWN_NUMBER")):
        answer = raffle.do("operator", "tickets/check", {"number": number, "validation": grouped(loser["validation"])})
        require(answer["verdict"] == verdict, f"number {number}: {answer}")
    require(len(raffle.events(event="CLAIM_PAID")) == 1, "the prize was paid more than once")
    say("mismatch, 8500 paid, already claimed, not a winner, void, another event: each ticket gets its verdict")


def check_reprints(raffle, urna, winner, loser):
    tickets = raffle.get()["sales"]["tickets"]
    bearer = {"ticket": loser["ticket"], "kind": "bearer"}
    raffle.refused("operator", "reprints", bearer, code="FORBIDDEN", status=403)
    text = urna("event-manager", "raffle", "reprint", loser["ticket"], "--raffle", raffle.id)
    require(text.count("REPRINT") >= 1 and grouped(loser["validation"]) in text, f"a reprint without its mark or validation number: {text}")
    words = text.split()
    require(all(str(number) in words for number in loser["numbers"]), f"the reprint has other numbers: {text}")
    number = winner["numbers"][0]
    counterfoil = {"ticket": winner["ticket"], "kind": "counterfoil", "number": number}
    raffle.refused("operator", "reprints", counterfoil, code="FORBIDDEN", status=403)
    text = raffle.do("event-manager", "reprints", counterfoil)
    require("REPRINT" in text and str(number) in text.split() and grouped(winner["validation"]) in text, f"the counterfoil again: {text}")
    require(not any(str(other) in text.split() for other in winner["numbers"][1:]), f"a counterfoil with several numbers: {text}")
    require(raffle.get()["sales"]["tickets"] == tickets, "a reprint was counted as a ticket")
    rows = {row["ticket"]: row for row in raffle.report("bearer-tickets")["rows"]}
    require(len(rows) == 17 and rows[loser["ticket"]]["flags"] == "reprints=1", f"the reprint's flag: {rows[loser['ticket']]}")
    require("counterfoil-reprint" in rows[winner["ticket"]]["flags"], f"the counterfoil's flag: {rows[winner['ticket']]}")
    event = raffle.events(event="COUNTERFOIL_REPRINTED")
    require(len(event) == 1 and event[0]["data"]["number"] == number and event[0]["actor"] == "mgr1", f"COUNTERFOIL_REPRINTED: {event}")
    verdict = raffle.do("operator", "tickets/check", {"ticket": loser["ticket"], "validation": loser["validation"]})
    require(verdict["reprints"] == 1, f"whoever checks the ticket is not told of its reprint: {verdict}")
    say("reprints are marked, the same numbers and validation number, no ticket more; a counterfoil's takes a supervisor and flags the number")


def check_report(raffle, winner):
    rows = raffle.report("drawing")["rows"]
    valid = [row for row in rows if row["verdict"] == "VALID"]
    require([row["drawOrder"] for row in rows] == list(range(1, len(rows) + 1)), f"the order of the draw: {rows}")
    require(all(row["calledAt"] and row["method"] == "manual" for row in rows), f"a call has no time: {rows}")
    require(len(valid) == 1, f"the drawing report: {rows}")
    found = {name: valid[0][name] for name in ("number", "ticket", "attempt", "claimStatus", "prizeValue", "paid")}
    expected = {
        "number": winner["numbers"][4], "ticket": winner["ticket"], "attempt": 3, "claimStatus": "claimed", "prizeValue": 8500, "paid": 8500,
    }
    require(found == expected, f"the drawing report's winner: {found}")
    require([row["verdict"] for row in rows][:2] == ["VOID", "UNSOLD"], f"the drawing report lacks earlier attempts: {rows}")
    say("the drawing report: order, call times, all attempts, claimed")


def check(folder):
    with Server(folder) as server:
        people = People(server)
        urna = CommandLine(server, people, folder)
        raffle, units = sold_raffle(server, people, draw={"mode": "manual"})
        void, _ = void_two(raffle, units)
        other = Raffle(server, people, "raffle-2")
        other.do("event-manager", "activate")
        units["RSU-A"].lease(other, 10)
        foreign = units["RSU-A"].sell(other, "P1")
        require(units["RSU-A"].upload(other)[0]["outcome"] == "recorded", "the other raffle's sale was not recorded")
        close_all(raffle, units)
        winner = check_entries(raffle, urna, units, void)
        loser = units["RSU-B"].sales[raffle.id][5]
        check_displays(raffle, urna, winner)
        check_tickets(raffle, urna, winner, loser, void, foreign)
        check_reprints(raffle, urna, winner, loser)
        check_report(raffle, winner)


if __name__ == "__main__":
    main(check)
