#!/usr/bin/env python3
"""The last second of sales: closed at T means t >= T, on the server and at a unit whose clock is set back.

A unit that sold in time and without a connection is counted when it comes late; after "n of n uploaded" it closes, and never sells in this raffle again.
"""

from datetime import datetime, timedelta, timezone

from harness import Server, main, require, say
from raffles import People, Raffle, Unit
from units import CommandLine, UnitProgram

# From the raffle's making to its close: leases, log-ons and a sale of each unit have to fit in.
SECONDS_OPEN = 20
# After the close, until everybody knows of it: the server looks once a second.
CLOSE_SECONDS_MAX = 10


def text(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def now():
    return datetime.now(timezone.utc)


def offer(unit, raffle, sold_at, outcome, code=None, **changes):
    """Sends one sale of a P1, and takes it back where it is refused."""
    sale = unit.sell(raffle, "P1", sold_at=sold_at, **changes)
    result = unit.upload(raffle, [sale])[0]
    require((result["outcome"], result.get("code")) == (outcome, code), f"sold at {sold_at}: {result}, expected {outcome} {code}")
    if outcome == "refused":
        unit.take_back(raffle)
    return sale


def check_boundary(unit, raffle, closes, when):
    """From the unit's and the server's view: T - 1 s is in time, T and T + 1 s are not."""
    before = raffle.get()["sales"]["tickets"]
    good = [offer(unit, raffle, text(closes - timedelta(seconds=1)), "recorded")]
    for late in (timedelta(0), timedelta(seconds=1)):
        offer(unit, raffle, text(closes + late), "refused", "SOLD_AFTER_CLOSE")
    good.append(offer(unit, raffle, text(closes - timedelta(milliseconds=1)), "recorded"))
    after = raffle.get()["sales"]["tickets"]
    require(after - before == 2, f"{when}: {after - before} of the four sales were counted, not 2")
    for sale in good:
        ticket = raffle.get(f"tickets/{sale['ticket']}", "event-manager")
        require(ticket["late"] == (when == "after the close"), f"{when}: {ticket}")
    say(f"{when}: sold at T - 1 s and T - 1 ms recorded; at T and T + 1 s refused")


def check_early_close(unit, raffle):
    """A unit that closed while the raffle goes on."""
    unit.sell(raffle, "P1")
    unit.upload(raffle)
    closed = unit.close(raffle)
    require((closed["uploaded"], closed["of"]) == (1, 1), f"RSU-D at its close: {closed}")
    unit.refused("POST", f"/v1/rsu/raffles/{raffle.id}/lease", {"count": 10}, code="UNIT_CLOSED")
    raffle.refused("event-manager", "leases", {"rsu": unit.id, "count": 10}, code="UNIT_CLOSED", status=409)
    offer(unit, raffle, text(now()), "refused", "UNIT_CLOSED")
    say("RSU-D closed: neither numbers nor sales in this raffle any more, whoever asks")


def check_clock_back(unit, desk, raffle, shift):
    """The wall clock goes back 30 minutes after the close: the unit goes by elapsed time."""
    shift.write_text("-1800\n")
    desk.refused("sell", "SALES_OVER", package="P1")
    status = desk.do("status")
    require(status["clock"]["wall"] < status["clock"]["unit"], f"the clock was not set back: {status['clock']}")
    require(status["clock"]["unit"] >= status["salesCloseAt"], f"the unit believes its wall clock: {status['clock']}")
    desk.do("online")
    answer = desk.ask("close")
    require(answer["ok"] and answer["state"] == "closed", f"RSU-C at its close: {answer}")
    steps = raffle.events(event="CLOCK_STEP", component=unit.id)
    require(len(steps) == 1 and -1_801_000 <= steps[0]["data"]["milliseconds"] <= -1_799_000, f"CLOCK_STEP: {steps}")
    say("RSU-C, its clock set back 30 min: refused by the unit itself, CLOCK_STEP is on record")


def check_late(unit, desk, raffle, ticket):
    desk.refused("sell", "SALES_OVER", package="P1")
    desk.do("online")
    answer = desk.do("sync")
    require([result["outcome"] for result in answer["results"]] == ["recorded"], f"RSU-B's late upload: {answer}")
    stored = raffle.get(f"tickets/{ticket['ticket']}", "event-manager")
    require(stored["late"] and stored["offline"] and stored["status"] == "sold", f"the late ticket: {stored}")
    late = raffle.events(event="SALE_LATE", component=unit.id)
    require(len(late) == 1, f"SALE_LATE: {late}")
    row = next(row for row in raffle.report("bearer-tickets")["rows"] if row["ticket"] == ticket["ticket"])
    require(row["flags"] == "offline late", f"the bearer tickets report flags {row['flags']}")
    closed = desk.do("close")
    require((closed["state"], closed["uploaded"], closed["of"]) == ("closed", 1, 1), f"RSU-B at its close: {closed}")
    again = desk.ask("lease", raffle=raffle.id, count=10)
    require(not again["ok"], f"a closed unit got numbers: {again}")
    desk.refused("sell", "SALES_OVER", package="P1")
    say(f"RSU-B sold {ticket['ticket']} offline before T: recorded late, flagged and counted; 1 of 1 uploaded, closed, no more numbers ({again['code']})")


def check(folder):
    with Server(folder) as server:
        people = People(server)
        urna = CommandLine(server, people, folder)
        shift = folder / "shift"
        shift.write_text("0\n")
        a, d = Unit(server, people, "RSU-A"), Unit(server, people, "RSU-D")
        b = UnitProgram("RSU-B", folder, server, people)
        c = UnitProgram("RSU-C", folder, server, people, environment={"URNA_RSU_CLOCK_SHIFT_SECONDS": str(shift)})
        with b.desk() as desk_b, c.desk() as desk_c:
            closes = (now() + timedelta(seconds=SECONDS_OPEN)).replace(microsecond=0)
            raffle = Raffle(server, people, salesCloseAt=text(closes), rsu={"bufferLimit": 100, "maxClockSkewMilliseconds": 60_000})
            raffle.do("event-manager", "activate")
            for desk in (desk_b, desk_c):
                desk.begin(raffle, 100)
                desk.do("offline")
            ticket = desk_b.do("sell", package="P1")["tickets"][0]
            require(ticket["offline"] and ticket["printed"], f"RSU-B sold {ticket}")
            for unit in (a, d):
                unit.lease(raffle, 100)
            check_boundary(a, raffle, closes, "before the close")
            check_early_close(d, raffle)
            left = (closes - now()).total_seconds()
            require(left > 0, f"the machine is too slow: the units were ready {-left:.1f} s after the close")

            # By the server's clock, and by those of the units, which may be behind it by what an answer takes.
            over = lambda: raffle.get()["state"] == "closed" and all(
                desk.do("status")["clock"]["unit"] >= text(closes) for desk in (desk_b, desk_c))
            server.wait_for(over, "the end of sales", left + CLOSE_SECONDS_MAX)
            closed = raffle.get()
            require((closed["state"], closed["closedAt"]) == ("closed", text(closes)), f"at T the raffle is {closed['state']} at {closed['closedAt']}")
            require(raffle.get("display")["secondsLeft"] == 0, "the display still counts")
            check_boundary(a, raffle, closes, "after the close")
            check_clock_back(c, desk_c, raffle, shift)
            check_late(b, desk_b, raffle, ticket)
        a.close(raffle)
        a.refused("POST", f"/v1/rsu/raffles/{raffle.id}/lease", {"count": 10})
        table = urna.json("event-manager", "raffle", "reconcile", "--raffle", raffle.id)
        require((table["total"]["tickets"], table["total"]["gross"]) == (6, 3000), f"reconciled: {table['total']}")
        # A unit that nobody knew of comes too late.
        late = offer(a, raffle, text(closes - timedelta(seconds=2)), "refused", "TOO_LATE", offline=True)
        require(raffle.get()["sales"]["tickets"] == 6, f"{late['ticket']} was counted")
        say("6 tickets, 3000; after reconciliation nothing more is taken")


if __name__ == "__main__":
    main(check)
