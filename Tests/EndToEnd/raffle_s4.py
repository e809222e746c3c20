#!/usr/bin/env python3
"""A unit without its server: it sells until its buffer is full, and every sale counts exactly once, whatever happens on the way.

The unit and the server are the programs themselves. The line between them is cut, the server restarted, an answer lost, the unit killed, its journal
changed by a byte, and its sales brought in by a signed file.
"""

import json

from harness import Server, main, require, say
from raffles import People, Raffle
from units import CommandLine, Line, UnitProgram

LIMIT = 5


def records(journal):
    """(kind, where its payload begins and ends) of each record, by the journal's published format."""
    data, place = journal.read_bytes(), 8
    require(data[:8] == b"URNAJNL1", "the journal does not begin as it should")
    while place < len(data):
        length, kind = int.from_bytes(data[place:place + 4], "big"), data[place + 12]
        yield kind, place + 17, place + 17 + length
        place += 17 + length + 36


def flip(journal):
    """Changes a byte of the acknowledged part: of the record that says that ticket 3 was printed."""
    data = bytearray(journal.read_bytes())
    found = list(records(journal))
    printed = [record for record in found if record[0] == 6][2]
    last = max(place for place, record in enumerate(found) if record[0] == 9)
    require(found.index(printed) < last, "the record is not in the acknowledged part")
    data[printed[1] + 5] ^= 0x01
    journal.write_bytes(data)


def sell_offline(unit, desk, line, lease):
    old = unit.session()
    desk.do("offline")
    line.cut()
    sold = [desk.do("sell", package="P1")["tickets"][0] for _ in range(LIMIT)]
    numbers = [number for ticket in sold for number in ticket["numbers"]]
    require(len(set(numbers)) == LIMIT and set(numbers) <= set(range(lease["from"] + 1, lease["to"] + 1)), f"sold offline: {numbers} of {lease}")
    require(len({ticket["validation"] for ticket in sold}) == LIMIT, "a validation number is there twice")
    require(all(ticket["offline"] and ticket["printed"] and not ticket["uploaded"] for ticket in sold), f"sold offline: {sold}")
    paper = unit.tickets()
    require([ticket["Ticket"] for ticket in paper] == [ticket["ticket"] for ticket in sold], f"printed: {[ticket['Ticket'] for ticket in paper]}")
    require(len({ticket["Validation"] for ticket in paper}) == LIMIT, "a validation number is printed twice")
    refused = desk.refused("sell", "BUFFER_FULL", package="P1")
    status = desk.do("status")
    require(status["state"] == "suspended" and status["unsynced"] == LIMIT, f"after the sixth sale: {status}")
    require(len(unit.tickets()) == LIMIT, "a sixth ticket was printed")
    say(f"offline: {LIMIT} tickets printed, the sixth sale refused ({refused['message']}), the unit deactivated")
    return sold, old


def check_restart(unit, sold):
    """Killed between print and upload."""
    unit.run("check")
    status = unit.run("status")
    require((status["uploaded"], status["of"], status["collected"]) == (0, LIMIT, 2500), f"after kill -9: {status}")
    kept = unit.run("tickets")["tickets"]
    require(kept == sold, f"after kill -9 the unit has {kept}")
    unit.refused("sell", "--package", "P1", code="BUFFER_FULL")
    say("kill -9 between print and upload: the startup check passes, the same 5 records, still deactivated")


def uploads(sold, raffle, unit):
    """The sales as the unit sends them, made from the published format."""
    return [
        {
            "raffle": raffle.id, "rsu": unit.id, "sequence": ticket["sequence"], "sale": ticket["sale"], "ticket": ticket["ticket"],
            "numbers": ticket["numbers"], "package": ticket["package"], "price": ticket["price"],
            "payment": {"method": "cash", "reference": None}, "operator": unit.operator, "soldAt": ticket["soldAt"],
            "offline": ticket["offline"], "validation": ticket["validation"].replace("-", ""),
        }
        for ticket in sold
    ]


def totals(raffle):
    sales = raffle.get()["sales"]
    return sales["tickets"], sales["numbers"], sales["gross"]


def check_exactly_once(server, people, line, unit, raffle, sold, old):
    path = f"/v1/rsu/raffles/{raffle.id}/sales"
    sales = uploads(sold, raffle, unit)
    unit.twin(server, people, session=old).refused("POST", path, {"sales": sales}, code="REAUTHENTICATE")
    require(totals(raffle) == (0, 0, 0), f"the old session brought in {totals(raffle)}")
    say("the link is back: with the old session nothing is taken, the unit must authenticate again")

    with unit.desk() as desk:
        desk.do("logon", pin=unit.pin_file.read_text().strip())
        lost = unit.session()
        line.lose_answer("/sales")
        answer = desk.ask("sync")
        require(not answer["ok"] and answer["code"] == "OFFLINE", f"without an answer: {answer}")
        require(totals(raffle) == (5, 5, 2500), f"after the first sending the server has {totals(raffle)}")
        require(desk.do("status")["uploaded"] == 0, "the unit counts what nobody confirmed")
        desk.do("online")
        require(unit.session() != lost, "after its link was lost the unit went on with the session from before")
        answer = desk.do("sync")
        require([result["outcome"] for result in answer["results"]] == ["repeated"] * 5, f"sent again: {answer['results']}")
        require((answer["uploaded"], answer["of"]) == (5, 5), f"uploaded: {answer}")
    bodies = [body for first, body in line.requests if path in first]
    require(len(bodies) == 2 and bodies[0] == bodies[1], f"{len(bodies)} batches were sent, not the same one twice")
    receipts = [result["receipt"] for result in answer["results"]]
    require(sorted(receipt["ticket"] for receipt in receipts) == sorted(ticket["ticket"] for ticket in sold), f"receipts: {receipts}")

    # With the news of its full buffer the unit's session ended.
    twin = unit.twin(server, people)
    twin.refused("POST", path, {"sales": sales}, code="REAUTHENTICATE")
    unit.twin(server, people, session=lost).refused("POST", path, {"sales": sales}, code="REAUTHENTICATE")
    twin = unit.twin(server, people)
    twin.authenticate()
    for body in (bodies[0], bodies[0]):
        status, again = twin.send("POST", path, body)
        require(status == 200 and [result.get("receipt") for result in again["results"]] == receipts, f"sent once more: {status} {again}")
    again = twin.do("POST", path, {"sales": sales})["results"]
    require([result["receipt"] for result in again] == receipts, "the sales by the published format are others than those of the unit")
    require(totals(raffle) == (5, 5, 2500), f"after five sendings the server has {totals(raffle)}")
    say("the answer was lost, the batch sent again and again: 5 tickets, 2500, the same receipts each time")

    stored = raffle.get("tickets/RSU-A-3", "event-manager")
    result = twin.do("POST", path, {"sales": [sales[2] | {"price": 600}]})["results"][0]
    require(result["outcome"] == "conflict", f"sequence 3 with another price: {result}")
    require(raffle.get("tickets/RSU-A-3", "event-manager") == stored and totals(raffle) == (5, 5, 2500), "the stored sale has changed")
    conflicts = raffle.events(event="SALE_CONFLICT")
    require(len(conflicts) == 1 and conflicts[0]["data"]["sequence"] == 3, f"SALE_CONFLICT: {conflicts}")
    full = raffle.events(event="BUFFER_FULL", component=unit.id)
    require(len(full) == 1 and full[0]["data"]["limit"] == LIMIT, f"BUFFER_FULL: {full}")
    say("sequence 3 with another price: a conflict is on record, the stored sale stands; so is BUFFER_FULL")


def check_damage(unit, raffle, urna, folder):
    journal, copy = unit.journals(raffle.id)
    flip(copy)
    status = unit.run("status")
    require(status["journal"] == "good" and any("made anew" in note for note in status["journalNotes"]), f"one damaged copy: {status}")
    require(journal.read_bytes() == copy.read_bytes(), "the damaged copy was not made anew")
    say("a byte of one copy: mended from the other")

    for path in (journal, copy):
        flip(path)
    unit.refused("check", code="CRITICAL_MEMORY_CORRUPT")
    unit.refused("sell", "--package", "P1", code="CRITICAL_MEMORY_CORRUPT")
    unit.refused("logon", "--pin-file", unit.pin_file, code="CRITICAL_MEMORY_CORRUPT")
    status = unit.run("status")
    require(status["state"] == "error" and status["corrupt"]["collected"] == 2500, f"the corrupt unit: {status}")
    told = raffle.events(event="CRITICAL_MEMORY_CORRUPT", component=unit.id)
    require(told, "the unit did not report its damage")
    data = told[0]["data"]
    require((data["rsu"], data["operator"], data["collected"]) == (unit.id, "op7", 2500), f"the unit reported {data}")
    rows = raffle.report("rsu-corruption")["rows"]
    require([(row["rsu"], row["operator"], row["collected"], row["recovered"]) for row in rows] == [(unit.id, "op7", 2500, "no")], f"corruption log: {rows}")
    say("a byte of both: the startup check says so, nothing is sold; RSU-A, op7, 2500 are in the corruption log")

    file = folder / "recovery"
    exported = unit.run("export-recovery", "--out", file)
    require((exported["sales"], exported["collected"]) == (5, 2500), f"exported: {exported}")
    changed = folder / "recovery-changed"
    changed.write_bytes(file.read_bytes().replace(b'"price":500', b'"price":900', 1))
    recover = ("--raffle", raffle.id, "--rsu", unit.id)
    urna.refused("event-manager", "raffle", "recover", changed, *recover, code="SIGNATURE_INVALID")
    urna.refused("operator", "raffle", "recover", file, *recover, code="FORBIDDEN")
    # The journal is damaged, so nobody knows that these five are all: that takes somebody's word.
    urna.refused("event-manager", "raffle", "recover", file, *recover, code="RECOVERY_INCOMPLETE")
    refused = json.dumps(raffle.report("exceptions")["rows"])
    require("RECOVERY_INCOMPLETE" in refused, f"the refused file is not in the exception report: {refused[-2000:]}")
    accept = ("--accept-incomplete", "--reason", "all five stubs & the cash were counted")
    recovered = urna.json("event-manager", "raffle", "recover", file, *recover, *accept)
    require(recovered["sales"] == 5 and totals(raffle) == (5, 5, 2500), f"recovered: {recovered}, the server has {totals(raffle)}")
    require((recovered["state"], recovered["missing"], recovered["unaccounted"]) == ("incomplete", 0, 0), f"recovered: {recovered}")
    rows = raffle.report("rsu-corruption")["rows"]
    require([row["recovered"] for row in rows] == ["incomplete: 0 sales missing"], f"corruption log: {rows}")
    require("the cash were counted" in json.dumps(raffle.report("exceptions")["rows"]), "why it was taken is not on record")
    say("the signed file brings in the 5 sales, with a reason on record because it is of a damaged journal; changed, it is refused")


def check_recovery_of_unsent(other, raffle, urna, folder):
    """Sales that the server never saw come from the file alone."""
    for path in other.journals(raffle.id):
        data = bytearray(path.read_bytes())
        printed = [record for record in records(path) if record[0] == 6][0]
        data[printed[1] + 5] ^= 0x01
        path.write_bytes(data)
    file = folder / "recovery-b"
    require(other.run("export-recovery", "--out", file)["sales"] == 2, "the damaged unit's two sales are not in the file")
    body = {"operator": "op7", "collected": 1000, "reason": "the journal is damaged"}
    raffle.do("event-manager", f"rsus/{other.id}/corrupt", body)
    recover = ("--raffle", raffle.id, "--rsu", other.id)
    urna.refused("event-manager", "raffle", "recover", file, *recover, code="RECOVERY_INCOMPLETE")
    urna("event-manager", "raffle", "recover", file, *recover, "--accept-incomplete", "--reason", "counted")
    require(totals(raffle) == (7, 7, 3500), f"after the second recovery the server has {totals(raffle)}")
    raffle.do("event-manager", "close")
    raffle.refused("event-manager", "reconcile", code="OVERRIDE_MISSING")
    table = raffle.do("event-manager", "reconcile", {"override": "both units were counted"})
    shown = [(unit["rsu"], unit["agrees"], unit["state"], unit["missing"]) for unit in table["units"]]
    require(shown == [("RSU-A", False, "incomplete", 0), ("RSU-B", False, "incomplete", 0)], f"reconciled: {shown}")
    require(table["total"]["gross"] == 3500, f"reconciled: {table}")
    say("so do two sales of RSU-B that were never uploaded: 7 tickets, 3500; both units stand as incomplete, and reconciling takes an override")


def check(folder):
    first = Server(folder)
    line = Line(first)
    try:
        people = People(first)
        unit, other = (UnitProgram(name, folder, first, people, url=line.url) for name in ("RSU-A", "RSU-B"))
        raffle = Raffle(first, people, rsu={"bufferLimit": LIMIT})
        raffle.do("event-manager", "activate")
        with other.desk() as desk:
            desk.begin(raffle, 100)
            desk.do("offline")
            desk.do("sell", package="P1", count=2)
        with unit.desk() as desk:
            sold, old = sell_offline(unit, desk, line, desk.begin(raffle, 100))
            desk.kill()
        check_restart(unit, sold)
    finally:
        first.stop()
    with Server(folder, name="again", data=first.data) as server:
        people.server = raffle.server = server
        people.log_on_all()
        line.restore(server)
        urna = CommandLine(server, people, folder)
        check_exactly_once(server, people, line, unit, raffle, sold, old)
        check_damage(unit, raffle, urna, folder)
        check_recovery_of_unsent(other, raffle, urna, folder)
    line.close()


if __name__ == "__main__":
    main(check)
