"""Answer times at half the peak, open-loop: from the instant each request was due."""

import json
import os

from ballots.load import BEARER, cast, write_lines
from harness import processes
from harness.server import Election, Server, ballot_bodies
from harness.tools import tool
from yardsticks.nginx import Nginx

NAMES = {"openloop": "Answer time at half the peak"}
CONNECTIONS = 256


def run(context, _name):
    result = context.result("openloop", NAMES["openloop"])
    seconds, peak_seconds = (3, 2) if context.quick else (30, 5)
    folder = context.folder("openloop")
    data = os.path.join(folder, "data")
    bodies = ballot_bodies()
    with Server(context.binary, folder, ["--data", data, "--port", "0"]) as server, \
            Nginx(os.path.join(folder, "nginx"), workers=1) as nginx:
        # The peak of this run's own benchmark when it was measured, else a short one here.
        known = context.kept.get("peak")
        rate_room = known / 2 if known else 55_000
        election = Election(server, context.binary, data, folder, int(rate_room * seconds) + 110_000 * peak_seconds + 1000)
        peak = known or cast(server.port, election.path, election.take(110_000 * peak_seconds), bodies, folder, peak_seconds,
                             CONNECTIONS)["perSecond"]
        rate = int(min(peak / 2, rate_room))
        tokens = election.take(int(rate * seconds))
        yardstick = measure(nginx.port, election.path, rate, min(seconds, 10), tokens, bodies, folder)
        urna = measure(server.port, election.path, rate, seconds, tokens, bodies, folder)
    result.figure("arrivals", rate, "/s")
    for rank in ("p50", "p90", "p99", "p99.9", "max"):
        result.figure(f"ballot answered, {rank}", urna["latencyUs"][rank] / 1000, "ms", below=100 if rank == "p99" else None)
    result.figure("nginx at the same rate, p99", yardstick["latencyUs"]["p99"] / 1000, "ms")
    result.figure("p99 / nginx's p99", urna["latencyUs"]["p99"] / yardstick["latencyUs"]["p99"], "×")
    result.figure("answers that were not 2xx", urna["non2xx"], at_most=0)
    result.figure("requests never answered", urna["unanswered"] + urna["brokenConnections"], at_most=0)
    result.note(f"fixed rate, half of {peak:,.0f}/s, for {seconds} s over {CONNECTIONS} connections; worst delay of the generator "
                f"itself while it had nothing outstanding: {urna['generatorLatenessUs'] / 1000:.1f} ms")
    return result


def measure(port, path, rate, seconds, tokens, bodies, folder, field=BEARER):
    output = processes.run(
        [tool("openloop"), "--target", f"127.0.0.1:{port}", "--path", path, "--rate", str(rate), "--seconds", str(seconds),
         "--connections", str(CONNECTIONS), "--field", field, "--tokens", write_lines(os.path.join(folder, "tokens.txt"), tokens),
         "--bodies", write_lines(os.path.join(folder, "bodies.txt"), bodies)], seconds + 60)
    return json.loads(output)
