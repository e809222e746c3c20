#!/usr/bin/env python3
"""The gate before a draw: closed, all units uploaded, reconciled, acknowledged by an event manager; else no number is drawn or entered by hand.

After the acknowledgement nothing can be voided, and two requests for a prize at once give one winner.
"""

from concurrent.futures import ThreadPoolExecutor

from harness import Server, main, require, say
from raffles import People, sold_raffle, void_two
from units import CommandLine


class Gate:
    """A raffle, and how somebody tries to draw from it."""

    def __init__(self, raffle, units, call, body):
        self.raffle, self.units, self.call, self.body, self.reasons = raffle, units, call, body, []

    def refused(self, code):
        before = self.raffle.get()["log"]["size"]
        answer = self.raffle.refused("draw-official", self.call, self.body, code=code, status=409)
        require(self.raffle.get()["winners"] == [], "a refused draw gave a winner")
        require(self.raffle.get()["log"]["size"] > before, f"the refusal {code} is not on record")
        self.reasons.append(answer["detail"])
        return answer


def check_gate(gate, urna):
    """(a) to (d): as long as anything is missing; then the acknowledgement."""
    raffle, units = gate.raffle, gate.units
    gate.refused("NOT_CLOSED")
    raffle.do("event-manager", "close")
    for name in ("RSU-A", "RSU-K"):
        units[name].close(raffle)
    answer = gate.refused("RSU_NOT_UPLOADED")
    require("RSU-B" in answer["detail"] and "RSU-A" not in answer["detail"], f"the refusal does not name RSU-B alone: {answer['detail']}")
    raffle.refused("event-manager", "reconcile", code="RSU_NOT_UPLOADED", status=409)
    results = units["RSU-B"].upload(raffle)
    require(all(result["outcome"] == "recorded" for result in results), f"RSU-B's upload after the close: {results}")
    void_two(raffle, units)
    units["RSU-B"].close(raffle)
    gate.refused("NOT_RECONCILED")
    raffle.refused("event-manager", "acknowledge", code="NOT_RECONCILED", status=409)
    raffle.do("event-manager", "reconcile")
    gate.refused("NOT_ACKNOWLEDGED")
    raffle.refused("operator", "acknowledge", code="FORBIDDEN", status=403)
    urna.refused("operator", "raffle", "acknowledge", "--raffle", raffle.id, code="FORBIDDEN")
    gate.refused("NOT_ACKNOWLEDGED")
    require(len(set(gate.reasons)) == 4, f"the reasons are not distinct: {gate.reasons}")
    urna("event-manager", "raffle", "acknowledge", "--raffle", raffle.id)
    say(f"{raffle.id}: " + " | ".join(dict.fromkeys(gate.reasons)))


def check_order(raffle):
    """The acknowledgement, by whom and when, is in the log before the draw's start."""
    acknowledged, started = raffle.events(event="VOIDS_ACKNOWLEDGED"), raffle.events(event="DRAW_START")
    require(len(acknowledged) == 1 and len(started) == 1, f"{acknowledged} {started}")
    require((acknowledged[0]["actor"], acknowledged[0]["ledger"]) == ("mgr1", raffle.id) and acknowledged[0]["time"], f"{acknowledged}")
    require(acknowledged[0]["index"] < started[0]["index"], "the draw started before the acknowledgement")


def check_late_void(raffle, urna, ticket):
    raffle.refused("event-manager", "voids", {"ticket": ticket, "reason": "customer"}, code="VOID_AFTER_ACKNOWLEDGEMENT", status=409)
    urna.refused("event-manager", "raffle", "void", ticket, "--raffle", raffle.id, "--reason", "misprint", code="VOID_AFTER_ACKNOWLEDGEMENT")
    require(raffle.get()["sales"]["numbersInPlay"] == 65, "a late void took numbers out of play")


def check_two_at_once(raffle):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: raffle.call("draw-official", "POST", "draws", {"prize": "main"}), range(8)))
    drawn = {(answer["number"], answer["ticket"]) for status, answer in answers if status == 201}
    rest = [(status, answer.get("code")) for status, answer in answers if status != 201]
    require(len(drawn) == 1 and all(each == (409, "PRIZE_DRAWN") for each in rest), f"eight requests at once: {drawn}, {rest}")
    numbers = raffle.events(event="DRAW_NUMBER")
    require(len(numbers) == 1, f"{len(numbers)} numbers were drawn")
    raffle.refused("draw-official", "draws", {"prize": "main"}, code="PRIZE_DRAWN", status=409)
    say(f"eight requests at once: number {next(iter(drawn))[0]}, and {len(rest)} times PRIZE_DRAWN")


def check(folder):
    with Server(folder) as server:
        people = People(server)
        urna = CommandLine(server, people, folder)
        raffle, units = sold_raffle(server, people, upload=("RSU-A", "RSU-K"))
        by_hand, _ = sold_raffle(server, people, upload=("RSU-A", "RSU-K"), units=units, name="raffle-2", draw={"mode": "manual"})

        number = units["RSU-K"].sales["raffle-2"][0]["numbers"][0]
        check_gate(Gate(raffle, units, "draws", {"prize": "main"}), urna)
        check_gate(Gate(by_hand, units, "entries", {"prize": "main", "number": number, "again": number}), urna)

        check_late_void(raffle, urna, units["RSU-K"].sales[raffle.id][0]["ticket"])
        check_two_at_once(raffle)
        entered = by_hand.do("draw-official", "entries", {"prize": "main", "number": number, "again": number})
        require(entered["verdict"] == "VALID", f"entered by hand: {entered}")
        for each in (raffle, by_hand):
            check_order(each)
        say("each acknowledgement is in the log with its user and time, before the start of the draw")


if __name__ == "__main__":
    main(check)
