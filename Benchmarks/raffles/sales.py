"""Durable sales per second, one signed request each, against nginx's empty answer to the same requests; and their answer times."""

import os

from ballots.load import cast
from harness.results import median
from harness.server import Server
from openloop.bench import measure
from raffles.units import FIELD, Raffle
from yardsticks.nginx import Nginx

TITLE = "Raffle sales per second"
BATCH = 25
# Requests are signed before every round: as many as the server took at its best so far, and room for better.
ROOM = 2
# Batches are sold one number to a ticket, so that a unit's numbers last for all rounds.
BATCH_PACKAGE = "P1"
# At most: it ends when its requests are used up.
WARM_UP_SECONDS = 20


class Load:
    """The server under load, and what the rounds share."""

    def __init__(self, raffle, folder, connections, result):
        self.raffle, self.folder, self.connections, self.result = raffle, folder, connections, result

    def cast(self, port, signed, seconds, again=False):
        headers, bodies = [header for header, _ in signed], [body for _, body in signed]
        return cast(port, self.raffle.path, headers, bodies, self.folder, seconds, self.connections, field=FIELD, again=again)

    def sell(self, signed, seconds, batch=1, may_run_out=False):
        """Sales per second while there were requests; fails when what was confirmed and what the server holds differ."""
        before = self.raffle.settled()
        outcome = self.cast(self.raffle.server.port, signed, seconds)
        stored = self.raffle.settled() - before
        # Answers still on their way when wrk stopped are stored but not counted; none may be counted but not stored. Once the requests
        # have run out, wrk repeats the last one until it stops; that is refused as a replay.
        confirmed = outcome["requests"] - outcome["refused"]
        if not confirmed * batch <= stored <= (confirmed + self.connections) * batch:
            raise RuntimeError(f"wrk counted {confirmed * batch} sales, the server stored {stored}")
        if outcome["exhausted"] and not may_run_out:
            self.result.note(f"the requests signed for a round ran out before its time did ({batch} to a request)")
        if outcome["refused"] and not outcome["exhausted"]:
            self.result.note(f"{outcome['refused']} answers were errors")
        if outcome["socketErrors"]:
            self.result.note(f"{outcome['socketErrors']} connections broke")
        return confirmed * batch * outcome["perSecond"] / outcome["requests"]


def run(context, name):
    result = context.result(name, TITLE)
    seconds, rounds, connections, units, warm_up = (2, 1, 32, 8, 1_000) if context.quick else (8, 3, 256, 100, 15_000)
    folder = context.folder(name)
    data = os.path.join(folder, "data")
    single, batches, ratios, nginx_rates = [], [], [], []
    with Server(context.binary, folder, ["--data", data, "--port", "0"]) as server, Nginx(os.path.join(folder, "nginx")) as nginx:
        raffle = Raffle(server, data, units, 100_000)
        load = Load(raffle, folder, connections, result)
        rate = load.sell(raffle.requests(warm_up), WARM_UP_SECONDS, may_run_out=True)
        batch_rate = load.sell(raffle.requests(warm_up // 5, BATCH, BATCH_PACKAGE), WARM_UP_SECONDS, BATCH, may_run_out=True)
        for _ in range(rounds):
            signed = raffle.requests(int(max(rate * ROOM * seconds, connections)))
            nginx_rates.append(load.cast(nginx.port, signed, seconds, again=True)["perSecond"])
            single.append(load.sell(signed, seconds))
            rate = max(rate, single[-1])
            ratios.append(single[-1] / nginx_rates[-1])
            signed = raffle.requests(int(max(batch_rate / BATCH * ROOM * seconds, connections)), BATCH, BATCH_PACKAGE)
            batches.append(load.sell(signed, seconds, BATCH))
            batch_rate = max(batch_rate, batches[-1])
        peak = median(single)
        open_seconds = 3 if context.quick else 30
        urna, yardstick, stored = open_loop(raffle, nginx, int(peak / 2), open_seconds, folder)
    result.figure("sales, durable and receipted, one signed request each", peak, "/s", at_least=5000)
    result.figure("nginx, empty 200, same script and requests", median(nginx_rates), "/s")
    result.figure("sales / nginx", median(ratios), "×")
    result.figure(f"sales in batches of {BATCH}", median(batches), "/s")
    answer_times(result, urna, yardstick, stored, peak)
    result.note(f"median of {rounds} alternating rounds of {seconds} s, {connections} connections, one wrk thread, {units} selling units; "
                f"every request was signed (Ed25519) by its unit shortly before its round, no sale was sent twice, and the server's "
                f"count of tickets was compared with wrk's after each round")
    return result


def open_loop(raffle, nginx, rate, seconds, folder):
    """At a fixed rate; what the server stored is compared with what it confirmed."""
    rate = max(rate, 1)
    signed = raffle.requests(rate * seconds)
    headers, bodies = [header for header, _ in signed], [body for _, body in signed]
    before = raffle.settled()
    yardstick = measure(nginx.port, raffle.path, rate, min(seconds, 10), headers, bodies, folder, FIELD)
    urna = measure(raffle.server.port, raffle.path, rate, seconds, headers, bodies, folder, FIELD)
    stored = raffle.settled() - before
    if not urna["answered"] - urna["non2xx"] <= stored <= urna["requests"]:
        raise RuntimeError(f"{urna['answered'] - urna['non2xx']} sales were confirmed, the server stored {stored}")
    return urna, yardstick, stored


def answer_times(result, urna, yardstick, stored, peak):
    result.figure("arrivals, open-loop", urna["rate"], "/s")
    for rank in ("p50", "p90", "p99", "p99.9", "max"):
        result.figure(f"sale answered, {rank}", urna["latencyUs"][rank] / 1000, "ms", below=100 if rank == "p99" else None)
    result.figure("nginx at the same rate, p99", yardstick["latencyUs"]["p99"] / 1000, "ms")
    result.figure("answers that were not 2xx", urna["non2xx"], at_most=0)
    result.figure("requests never answered", urna["unanswered"] + urna["brokenConnections"], at_most=0)
    result.figure("arrivals that the ledger does not hold", urna["requests"] - stored, at_most=0)
    result.note(f"open-loop: fixed rate, half of {peak:,.0f}/s, for {urna['requests'] / urna['rate']:.0f} s over {urna['connections']} "
                f"connections; worst delay of the generator itself while it had nothing outstanding: "
                f"{urna['generatorLatenessUs'] / 1000:.1f} ms")
