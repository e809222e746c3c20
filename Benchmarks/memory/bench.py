"""Memory of the server per idle keep-alive connection: silent ones, ones that asked once, ones that cast a ballot."""

import json
import os
import subprocess
import time

from ballots.load import write_lines
from harness import processes
from harness.server import Election, Server, ballot_bodies
from harness.tools import tool
from yardsticks.nginx import Nginx

NAMES = {"memory": "Memory per idle connection"}
LIMIT_KB = 16
SETTLE_SECONDS = 2
LABELS = {"none": "nothing sent", "get": "after one GET", "ballot": "after one ballot"}


def run(context, _name):
    result = context.result("memory", NAMES["memory"])
    count = 1000 if context.quick else 10_000
    folder = context.folder("memory")
    with Nginx(os.path.join(folder, "nginx")) as nginx:
        yardstick = per_connection(nginx, count, "get", "/healthz")
    for kind in ("none", "get", "ballot"):
        place = os.path.join(folder, kind)
        data = os.path.join(place, "data")
        with Server(context.binary, place, ["--data", data, "--port", "0"]) as server:
            election = Election(server, context.binary, data, place, count + 100)
            tokens = write_lines(os.path.join(place, "tokens.txt"), election.tokens)
            path = election.path if kind == "ballot" else "/healthz"
            bytes_each = per_connection(server, count, kind, path, ["--tokens", tokens, "--body", ballot_bodies()[0]])
        result.figure(f"server memory per idle connection, {LABELS[kind]}", bytes_each / 1024, "KiB", below=LIMIT_KB)
        if kind == "get":
            result.figure("the same / nginx's", bytes_each / max(yardstick, 1), "×")
    result.figure("nginx, after one GET", yardstick / 1024, "KiB")
    result.note(f"{count:,} connections; growth of the resident set from before the first to {SETTLE_SECONDS} s after the last, "
                f"a fresh server each time")
    return result


def per_connection(server, count, kind, path, extra=()):
    before = processes.rss(server.pid)
    client = processes.start(
        [tool("idle"), "--target", f"127.0.0.1:{server.port}", "--connections", str(count), "--request", kind, "--path", path,
         *extra], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        line = client.stdout.readline()
        if not line:
            raise RuntimeError("the connections did not open")
        opened = json.loads(line)
        if opened["non2xx"]:
            raise RuntimeError(f"{opened['non2xx']} of {count} requests were refused")
        time.sleep(SETTLE_SECONDS)
        after = processes.rss(server.pid)
        client.stdin.close()
        closed = json.loads(client.stdout.readline())["closedByServer"]
        if closed > count // 100:
            raise RuntimeError(f"the server closed {closed} of {count} idle connections: the figure would flatter")
    finally:
        processes.stop(client)
    return (after - before) / count
