"""Runs wrk with `ballots.lua`: one process per thread of load, all started at one instant."""

import json
import os
import time

from harness import processes
from harness.tools import BENCHMARKS

PREPARE_SECONDS = 4
GENERATORS = 1
BEARER = "Authorization: Bearer "


def write_lines(path, lines):
    with open(path, "w") as file:
        file.writelines(line + "\n" for line in lines)
    return path


def cast(port, path, tokens, bodies, folder, seconds, connections, build="ahead", status=None, generators=GENERATORS,
         field=BEARER, again=False):
    """Casts for `seconds`; returns requests per second and the counts of what went wrong, summed over the generators.

    A token goes into the header field that `field` begins; with `again` the tokens are sent anew when they are used up.
    """
    bodies_file = write_lines(os.path.join(folder, "bodies.txt"), bodies)
    start_at = time.time() + PREPARE_SECONDS
    running = []
    for index in range(generators):
        tokens_file = write_lines(os.path.join(folder, f"tokens-{index}.txt"), tokens[index::generators])
        environment = {
            **os.environ, "BALLOT_TOKENS": tokens_file, "BALLOT_BODIES": bodies_file, "BALLOT_PATH": path,
            "BALLOT_START_AT": str(start_at), "BALLOT_BUILD": build, "BALLOT_STATUS": str(status or ""),
            "BALLOT_FIELD": field, "BALLOT_AGAIN": "1" if again else "",
        }
        with open(os.path.join(folder, f"wrk-{index}.txt"), "w") as output:
            running.append(processes.start(
                ["wrk", "-t1", f"-c{connections // generators}", f"-d{seconds}s", "--timeout", "10s",
                 "-s", os.path.join(BENCHMARKS, "ballots", "ballots.lua"), f"http://127.0.0.1:{port}"],
                stdout=output, stderr=output, env=environment))
    total = {"perSecond": 0.0, "requests": 0, "refused": 0, "socketErrors": 0, "wrongStatus": 0, "exhausted": 0}
    for index, process in enumerate(running):
        process.wait(seconds + PREPARE_SECONDS + 60)
        with open(os.path.join(folder, f"wrk-{index}.txt")) as file:
            text = file.read()
        processes.stop(process)
        if process.returncode != 0 or "{" not in text:
            raise RuntimeError(f"wrk ended with {process.returncode}:\n{text[-2000:]}")
        counts = json.loads(text[text.index('{"requests"'):])
        total["perSecond"] += counts["requests"] / (counts["durationUs"] / 1e6)
        for name in ("requests", "refused", "socketErrors", "wrongStatus", "exhausted"):
            total[name] += counts[name]
    if time.time() < start_at + seconds * 0.9 and not total["exhausted"]:
        raise RuntimeError("wrk ended early")
    return total
