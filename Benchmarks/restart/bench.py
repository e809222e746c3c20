"""Time from start to ready with a large ledger, and the memory it takes to know every spent ballot key."""

import os
import time

from harness import processes
from harness.server import Server

NAMES = {"restart": "Restart with a large ledger"}
LIMIT_SECONDS = 15
FILL_SECONDS = 900


def run(context, _name):
    result = context.result("restart", NAMES["restart"])
    ballots = 200_000 if context.quick else 10_000_000
    folder = context.folder("restart")
    data = os.path.join(folder, "data")
    begun = time.monotonic()
    processes.run([context.binary, "bench", "fill", "--data", data, "--ballots", str(ballots)], FILL_SECONDS)
    filled = time.monotonic() - begun
    size = sum(os.path.getsize(os.path.join(place, file)) for place, _, files in os.walk(data) for file in files)
    result.figure("ballots in the ledger", ballots)
    for label, cold in (("files in memory", False), ("files not in memory", True)):
        if cold and not drop_caches():
            result.note("the page cache could not be dropped: only the warm start was measured")
            continue
        yardstick = read_seconds(data) if cold else None
        if cold:
            drop_caches()
        begun = time.monotonic()
        with Server(context.binary, folder, ["--data", data, "--port", "0"], ready_seconds=FILL_SECONDS) as server:
            taken = time.monotonic() - begun
            memory = processes.rss(server.pid)
        limit = LIMIT_SECONDS if ballots == 10_000_000 else None
        result.figure(f"start to ready, {label}", taken, "s", at_most=limit)
        result.figure(f"ballots checked per second, {label}", ballots / taken, "/s")
        if yardstick:
            result.figure("start to ready / reading the files from disk", taken / yardstick, "×")
    result.figure("resident memory when ready", memory / (1 << 20), "MiB")
    result.figure("resident memory per ballot", memory / ballots, "bytes")
    result.note(f"data folder {size / (1 << 30):.2f} GiB, filled in {filled:.0f} s; ready means that /readyz answers 200")
    return result


def drop_caches():
    """Asks the kernel to forget clean pages; only root may."""
    try:
        os.sync()
        with open("/proc/sys/vm/drop_caches", "w") as file:
            file.write("1")
        return True
    except OSError:
        return False


def read_seconds(folder):
    """The yardstick of a cold start: reading every byte of the folder once, in order."""
    begun = time.monotonic()
    for place, _, files in os.walk(folder):
        for name in files:
            with open(os.path.join(place, name), "rb", buffering=0) as file:
                while file.read(1 << 20):
                    pass
    return max(time.monotonic() - begun, 0.001)
