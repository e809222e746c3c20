#!/usr/bin/env python3
"""A raffle from the first unit to the paid prize, by the programs themselves, and all seven reports; then verified from an export.

Three selling units sell 17 tickets of 78 numbers, two tickets are voided, half of the net is drawn and paid. Every figure is exact.
"""

import hashlib
import re

from harness import Server, main, require, say
from raffles import PACKAGES, PASSWORD, People, Raffle, canonical
from units import CommandLine, UnitProgram, execute

SALES = {"RSU-A": ["P1"] * 4 + ["P2"] * 3 + ["P3"] * 2, "RSU-B": ["P2"] * 5 + ["P3"], "RSU-K": ["P3"] * 2}
FORMATS = ("json", "csv", "html", "text")
FIRST = {"RSU-A": 1, "RSU-B": 301, "RSU-K": 601}
TIME = r"\d{4}-\d\d-\d\d ([01]\d|2[0-3]):[0-5]\d"
VALIDATION = r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}-[0-9A-HJKMNP-TV-Z*~$=U]"


def is_same(found, expected, what):
    wrong = {name: found.get(name) for name, value in expected.items() if found.get(name) != value}
    require(not wrong, f"{what}: {wrong}, expected {({name: expected[name] for name in wrong})}")


def sell(raffle, units):
    tickets = {}
    for name, unit in units.items():
        with unit.desk() as desk:
            lease = desk.begin(raffle, 300)
            require(lease["numbersLeft"] == 300, f"{name} leased: {lease}")
            sold = [desk.do("sell", package=package)["tickets"][0] for package in SALES[name]]
            answer = desk.do("sync")
            require(answer["uploaded"] == answer["of"] == len(sold), f"{name} uploaded {answer}")
            tickets[name] = sold
        numbers = [number for ticket in sold for number in ticket["numbers"]]
        require(numbers == list(range(FIRST[name], FIRST[name] + len(numbers))), f"{name} sold the numbers {numbers}")
    return tickets


def check_paper(units, tickets):
    """D1 (a) to (h) on every ticket, D3 (a) to (e) on every counterfoil."""
    paper = [ticket for unit in units.values() for ticket in unit.tickets()]
    stubs = [stub for unit in units.values() for stub in unit.counterfoils()]
    require(len(paper) == 17 and len(stubs) == 78, f"{len(paper)} tickets and {len(stubs)} counterfoils were printed, not 17 and 78")
    sold = {ticket["ticket"]: ticket for each in tickets.values() for ticket in each}
    for ticket in paper:
        of = sold[ticket["Ticket"]]
        require("Rivertown Youth Hockey" in ticket["text"], f"no organisation: {ticket['text']}")
        is_same(ticket, {
            "Event": "1 raffle-1", "Place": "Rivertown Arena", "Licence": "L-1234", "RSU": ticket["Ticket"].rpartition("-")[0],
            "Price": f"USD {of['price'] / 100:.2f}", "numbers": of["numbers"],
        }, f"ticket {ticket['Ticket']}")
        require(re.search(TIME, ticket["Issued"]), f"ticket {ticket['Ticket']} was issued {ticket['Issued']}")
        require(re.fullmatch(VALIDATION, ticket["Validation"]), f"ticket {ticket['Ticket']} has the validation number {ticket['Validation']}")
        sold_with = of["validation"].replace("-", "")
        require(ticket["Validation"].replace("-", "") == sold_with, f"ticket {ticket['Ticket']}: another validation number than its sale")
    by_id = {ticket["Ticket"]: ticket for ticket in paper}
    require(len(by_id) == 17 and len({ticket["Validation"] for ticket in paper}) == 17, "tickets or validation numbers are there twice")
    for stub in stubs:
        ticket = by_id[stub["Ticket"]]
        require(len(stub["numbers"]) == 1 and stub["numbers"][0] in ticket["numbers"], f"a counterfoil of {stub['Ticket']} has {stub['numbers']}")
        is_same(stub, {"Event": ticket["Event"], "Issued": ticket["Issued"], "Validation": ticket["Validation"], "Value": ticket["Price"]}, "a counterfoil")
    require(len({stub["numbers"][0] for stub in stubs}) == 78, "two counterfoils have the same number")
    say("17 tickets and 78 counterfoils on paper, each with everything that has to be on it")
    return by_id


def void_two(raffle, urna, units, tickets):
    of_a = next(ticket for ticket in tickets["RSU-A"] if ticket["package"] == "P3")["ticket"]
    of_b = next(ticket for ticket in tickets["RSU-B"] if ticket["package"] == "P2")["ticket"]
    with units["RSU-A"].desk() as desk:
        desk.do("mark", ticket=of_a, reason="misprint")
        desk.do("sync")
    marked = raffle.get(f"tickets/{of_a}", "event-manager")
    is_same(marked, {"status": "marked", "reason": "misprint", "numbers": tickets["RSU-A"][7]["numbers"]}, "the seller's void request")
    urna("event-manager", "raffle", "void", of_a, "--raffle", raffle.id, "--reason", "misprint", "--note", "torn")
    raffle.do("event-manager", "voids", {"ticket": of_b, "reason": "customer"})
    return of_a, of_b


def reconcile(raffle, urna, units):
    closed = urna.json("event-manager", "raffle", "close", "--raffle", raffle.id)
    require(closed["state"] == "closed", f"the raffle is {closed['state']}")
    for name, unit in units.items():
        answer = unit.run("close", "--pin-file", unit.pin_file)
        is_same(answer, {"state": "closed", "uploaded": len(SALES[name]), "of": len(SALES[name])}, f"{name} at its close")
    table = urna.json("event-manager", "raffle", "reconcile", "--raffle", raffle.id)
    is_same(table, {"numbers": 1000, "unallocated": 100}, "the reconciliation")
    is_same(table["total"], {
        "allocated": 900, "sold": 78, "void": 13, "inPlay": 65, "unsold": 822, "tickets": 17, "voidTickets": 2, "gross": 20000,
        "refunds": 3000, "net": 17000,
    }, "the reconciliation")
    expected = {"RSU-A": (7000, 23, 2000), "RSU-B": (6000, 22, 1000), "RSU-K": (4000, 20, 0)}
    for unit in table["units"]:
        net, in_play, refunds = expected.pop(unit["rsu"])
        require(unit["agrees"], f"{unit['rsu']} disagrees")
        is_same(unit["totals"], {"net": net, "inPlay": in_play, "refunds": refunds}, f"the reconciliation of {unit['rsu']}")
    require(not expected, f"the reconciliation leaves out {list(expected)}")
    require(65 + 13 + 822 + 100 == 1000, "the numbers do not add up")
    urna("event-manager", "raffle", "acknowledge", "--raffle", raffle.id)
    say("closed, all units uploaded n of n, reconciled: 65 in play + 13 void + 922 unsold = 1000; gross 20000, refunds 3000, net 17000")


def draw_and_pay(raffle, urna, by_id, tickets):
    drawn = urna.json("draw-official", "raffle", "draw", "--raffle", raffle.id, "--prize", "main")
    require(drawn["verdict"] == "VALID" and drawn["pool"]["count"] == 65, f"drawn: {drawn}")
    ticket = by_id[drawn["ticket"]]
    require(drawn["number"] in ticket["numbers"], f"{drawn['number']} is not on {drawn['ticket']}")
    presented = ("--raffle", raffle.id, "--number", drawn["number"], "--validation", ticket["Validation"])
    urna.refused("draw-official", "raffle", "verify-ticket", *presented, code="NOT_OFFICIAL")
    official = urna.json("draw-official", "raffle", "official", "--raffle", raffle.id, "--prize", "main")
    is_same(official, {"prize": "main", "number": drawn["number"], "amount": 8500}, "the official result")
    verdict = urna.json("draw-official", "raffle", "verify-ticket", *presented)
    is_same(verdict, {"verdict": "VALID_WINNER", "prize": "main", "amount": 8500, "ticket": drawn["ticket"]}, "the winning ticket")
    claim = urna.json(
        "event-manager", "raffle", "claim", "--prize", "main", *presented, "--claimant", "A. Buyer", "--paid-by", "cheque 17")
    is_same(claim, {"prize": "main", "amount": 8500, "ticket": drawn["ticket"]}, "the claim")
    say(f"drawn, verified and paid: number {drawn['number']} of {drawn['ticket']}, 8500")
    return drawn


def check_reports(raffle, voided, drawn, by_id):
    kinds = ("drawing", "exceptions", "bearer-tickets", "sales-by-rsu", "voided-numbers", "rsu-events", "rsu-corruption")
    reports = {kind: raffle.report(kind) for kind in kinds}
    for kind, report in reports.items():
        lines = [report["body"], *report["rows"], report["control"]]
        digest = hashlib.sha256(b"".join(canonical(line) + b"\n" for line in lines)).hexdigest()
        require(digest == report["digest"], f"{kind}: the digest is not that of the body")
        require(report["control"]["rowCount"] == len(report["rows"]), f"{kind}: {report['control']} of {len(report['rows'])} rows")
        is_same(report["body"], {"organisation": "Rivertown Youth Hockey", "licence": "L-1234", "eventNumber": 1, "raffle": raffle.id}, kind)

    # 1: date and time, organisation, sales, prize, distribution, refunds, numbers in play, winning numbers with order, call time and claim status.
    facts = reports["drawing"]["body"]["facts"]
    is_same(facts, {
        "ticketsSold": 17, "ticketsVoided": 2, "numbersSold": 78, "numbersVoided": 13, "numbersInPlay": 65, "numbersUnsold": 922,
        "gross": 20000, "refunds": 3000, "net": 17000, "prizeAwarded": 8500, "retained": 8500,
    }, "the drawing report")
    require(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", facts["eventAt"] or ""), f"the drawing report's event is at {facts['eventAt']}")
    require(len(reports["drawing"]["rows"]) == 1, f"the drawing report has {len(reports['drawing']['rows'])} rows")
    winner = reports["drawing"]["rows"][0]
    is_same(winner, {
        "drawOrder": 1, "prize": "main", "attempt": 1, "number": drawn["number"], "ticket": drawn["ticket"], "verdict": "VALID",
        "prizeValue": 8500, "claimStatus": "claimed", "paid": 8500,
    }, "the drawing report's winner")
    require(winner["calledAt"] and winner["officialAt"] and winner["claimedAt"], f"a time is missing: {winner}")

    # 2
    voids = [row for row in reports["exceptions"]["rows"] if row["event"] == "TICKET_VOIDED"]
    require({row["element"] for row in voids} == set(voided) and len(voids) == 2, f"the exception report's voids: {voids}")
    require(all(row["actor"] == "mgr1" for row in voids), f"who voided: {voids}")

    # 3
    rows = reports["bearer-tickets"]["rows"]
    require(len(rows) == 17, f"the bearer tickets report has {len(rows)} rows")
    require({row["ticket"] for row in rows if row["status"] == "void"} == set(voided), "other tickets are void")
    require(sum(row["status"] != "void" for row in rows) == 15, "there are not 15 valid tickets")
    for row in rows:
        paper = by_id[row["ticket"]]
        is_same(row, {
            "rsu": paper["RSU"], "price": PACKAGES[row["package"]][1], "numbers": " ".join(map(str, paper["numbers"])),
            "numberCount": len(paper["numbers"]), "operator": "op7",
        }, row["ticket"])

    # 4
    units = {row["rsu"]: row for row in reports["sales-by-rsu"]["rows"]}
    common = {"allocated": 300, "operators": "op7", "status": "closed"}
    expected = {
        "RSU-A": dict(
            ticketsSold=9, numbersSold=33, gross=9000, ticketsVoided=1, numbersVoided=10, misprints=1,
            refunds=2000, net=7000, numbersInPlay=23, unsold=267,
        ),
        "RSU-B": dict(
            ticketsSold=6, numbersSold=25, gross=7000, ticketsVoided=1, numbersVoided=3, misprints=0,
            refunds=1000, net=6000, numbersInPlay=22, unsold=275,
        ),
        "RSU-K": dict(
            ticketsSold=2, numbersSold=20, gross=4000, ticketsVoided=0, numbersVoided=0, misprints=0,
            refunds=0, net=4000, numbersInPlay=20, unsold=280,
        ),
    }
    require(set(units) == set(expected), f"sales by RSU: {set(units)}")
    for name, row in units.items():
        is_same(row, common | expected[name], f"sales of {name}")

    # 5
    rows = reports["voided-numbers"]["rows"]
    require(len(rows) == 13 and len({row["validation"] for row in rows}) == 2, f"the voided numbers report: {rows}")
    for row in rows:
        paper = by_id[row["ticket"]]
        require(row["ticket"] in voided and row["number"] in paper["numbers"] and row["validation"] == paper["Validation"], f"a voided number: {row}")

    # 6 and 7
    for name in SALES:
        events = {row["event"] for row in reports["rsu-events"]["rows"] if row["rsu"] == name}
        require({"RSU_AUTHENTICATED", "RSU_CLOSED"} <= events, f"the RSU event log of {name}: {sorted(events)}")
        require(all(row["at"] and row["text"] for row in reports["rsu-events"]["rows"]), "an RSU event has no time or text")
    require(reports["rsu-corruption"]["rows"] == [], f"the corruption log: {reports['rsu-corruption']['rows']}")

    # The same totals everywhere.
    require(reports["bearer-tickets"]["control"]["totals"] == {"price": 20000, "numberCount": 78}, reports["bearer-tickets"]["control"])
    is_same(reports["sales-by-rsu"]["control"]["totals"], {
        "allocated": 900, "ticketsSold": 17, "numbersSold": 78, "gross": 20000, "ticketsVoided": 2, "numbersVoided": 13, "misprints": 1,
        "refunds": 3000, "net": 17000, "numbersInPlay": 65, "unsold": 822,
    }, "the totals of sales by RSU")
    is_same(reports["drawing"]["control"]["totals"], {"prizeValue": 8500, "paid": 8500}, "the totals of the drawing report")
    for kind in ("bearer-tickets", "voided-numbers"):
        is_same(reports[kind]["body"]["facts"], {"ticketsVoided": 2, "refunds": 3000}, kind)
    say("seven reports: every figure as computed by hand, the same in all of them, digests right")


def check_audit(raffle, urna, folder):
    """The same reports by the command line in all formats, and the event log as a signed chain."""
    out = folder / "reports"
    urna("regulator", "audit", "reports", "--raffle", raffle.id, "--out", out, *(word for kind in FORMATS for word in ("--format", kind)))
    files = sorted(path.name for path in out.iterdir())
    require(len(files) == 7 * len(FORMATS), f"urna audit reports wrote {files}")
    for kind in ("drawing", "bearer-tickets", "voided-numbers"):
        digest = raffle.report(kind)["digest"]
        wrong = [name for name in files if name.startswith(f"{kind}.") and digest not in (out / name).read_text()]
        require(not wrong, f"the digest of {kind} is not in {wrong}")
    chain = folder / "chain"
    urna("regulator", "audit", "chain", "--ledger", raffle.id, "--out", chain)
    key = urna.json(None, "audit", "software")["verifierKey"]
    verify = ("audit", "verify-chain", "--key", key)
    done = execute("urna", *verify, chain)
    require(done.returncode == 0, f"urna audit verify-chain: {done.stdout}{done.stderr}")
    lines = chain.read_bytes().splitlines(keepends=True)
    chain.write_bytes(b"".join(lines[:4] + lines[5:]))
    done = execute("urna", *verify, chain)
    require(done.returncode == 1, f"an event log without its fifth record verifies: {done.stdout}{done.stderr}")
    events = urna.json("regulator", "audit", "events", "--ledger", raffle.id, "--event", "TICKET_VOIDED", "--component", "SRV-1")["events"]
    require(len(events) == 2, f"urna audit events finds {len(events)} voids")
    say("the reports in four formats with one digest each; the event log verifies as a chain, and without a record does not")


def check(folder):
    with Server(folder) as server:
        people = People(server)
        urna = CommandLine(server, people, folder)
        password = folder / "password"
        password.write_text(PASSWORD + "\n")
        login = execute(
            "urna", "login", "--user", "mgr1", "--password-file", password, "--server", server.url, "--session-file", folder / "mgr1", "--json")
        require(login.returncode == 0 and "event-manager" in login.stdout, f"urna login: {login.stdout}{login.stderr}")
        people.tokens["event-manager"] = (folder / "mgr1").read_text().strip()

        raffle = Raffle(server, people)
        units = {name: UnitProgram(name, folder, server, people) for name in SALES}
        require(urna.json("event-manager", "raffle", "activate", "--raffle", raffle.id)["state"] == "active", "the raffle is not active")
        tickets = sell(raffle, units)
        say("sold: 4 + 3 + 2 tickets at RSU-A, 5 + 1 at RSU-B, 2 at RSU-K")
        by_id = check_paper(units, tickets)
        voided = void_two(raffle, urna, units, tickets)
        is_same(raffle.get()["sales"], {
            "tickets": 17, "voidTickets": 2, "numbers": 78, "gross": 20000, "refunds": 3000, "net": 17000, "numbersInPlay": 65,
        }, "the raffle")
        require([(prize["id"], prize["amount"]) for prize in raffle.get()["prizes"]] == [("main", 8500)], f"prizes: {raffle.get()['prizes']}")
        reconcile(raffle, urna, units)
        drawn = draw_and_pay(raffle, urna, by_id, tickets)
        check_reports(raffle, voided, drawn, by_id)
        check_audit(raffle, urna, folder)

        urna("admin", "raffle", "settle", "--raffle", raffle.id)
        out = folder / "export"
        urna(None, "export", "--raffle", raffle.id, "--out", out)
        for source in (out, f"{server.url}{raffle.path}"):
            done = execute("urna-verify", source)
            require(done.returncode == 0, f"urna-verify {source} exited {done.returncode}: {done.stdout[-3000:]}{done.stderr[-2000:]}")
        say("the export and the address verify")
        files = [path for path in (out / "tile" / "entries").rglob("*") if path.is_file()]
        data = bytearray(files[0].read_bytes())
        place = data.index(b'"price":') + len(b'"price":')
        data[place] = ord("9") if data[place] != ord("9") else ord("8")
        files[0].write_bytes(data)
        done = execute("urna-verify", out)
        require(done.returncode == 1, f"urna-verify took a changed price: {done.stdout[-2000:]}")
        say("a changed price does not")


if __name__ == "__main__":
    main(check)
