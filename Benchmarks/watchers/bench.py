"""Live results to many watchers: one process against nchan, 252,000 over 14 processes, and a reconnect storm."""

import os
import signal
import time

from harness.server import Election, Server
from watchers.clients import monotonic_ns
from watchers.hold import Held
from watchers.publishers import BallotPublisher, NchanPublisher
from yardsticks.nginx import NCHAN, Nginx

NAMES = {
    "watchers-one": "18,000 watchers on one process, against nchan (A9)",
    "watchers-A2": "100,800 watchers, all reading (A2)",
    "watchers-all": "252,000 watchers on 14 fan-out processes (A3)",
    "watchers-A4": "Reconnect storm: one of 14 fan-out processes killed (A4)",
    "watchers-nchan": "nchan alone, to try the clients without a server",
}
DEFAULT_SKIPPED = {"watchers-nchan"}
STAMPED = {"URNA_RESULTS_STAMP": "1"}
EVENT_BYTES = 310
MEMORY_KB = 4


def run(context, name):
    result = context.result(name, NAMES[name])
    {"watchers-one": one, "watchers-A2": a2, "watchers-all": everyone, "watchers-A4": storm, "watchers-nchan": nchan_alone}[name](
        context, result)
    return result


def one(context, result):
    connections, publishes = (1000, 3) if context.quick else (18_000, 10)
    with Upstream(context, "watchers-one") as upstream:
        urna = Held([upstream.server], upstream.election.stream, upstream.publisher, connections, 1, publishes)
    nchan = hold_nchan(context, connections, 1, publishes, urna.outcome.data_bytes)
    urna.figures(result, "", memory_kb=MEMORY_KB)
    nchan.figures(result, "nchan: ")
    compare(result, urna, nchan)
    result.note(f"every watcher reads; an event of {urna.outcome.data_bytes} bytes every 5 s, {publishes} of them")


def compare(result, urna, nchan):
    result.figure("CPU per delivery / nchan's", urna.cpu_per_delivery_us / nchan.cpu_per_delivery_us, "×", at_most=1)
    result.figure("memory per watcher / nchan's", urna.bytes_per_connection / nchan.bytes_per_connection, "×", below=1)
    ours, theirs = urna.outcome.latencies().milliseconds(0.99), nchan.outcome.latencies().milliseconds(0.99)
    if ours and theirs:
        result.figure("p99 / nchan's", ours / theirs, "×")


def a2(context, result):
    processes_count, connections, publishes = (2, 2500, 3) if context.quick else (14, 7_200, 12)
    with Upstream(context, "watchers-A2", processes_count) as upstream:
        held = Held(upstream.nodes, upstream.election.stream, upstream.publisher, connections, 1, publishes)
    held.figures(result, "", p99=1000, largest=1500, memory_kb=MEMORY_KB)
    yardstick(context, result, held, 1)


def everyone(context, result):
    processes_count, connections, publishes = (2, 5000, 3) if context.quick else (14, 18_000, 12)
    # The vote that a broadcaster's audience watches: one choice of eight, so an event without rounds of a ranked count.
    with Upstream(context, "watchers-all", processes_count, "plurality") as upstream:
        held = Held(upstream.nodes, upstream.election.stream, upstream.publisher, connections, 0.02, publishes)
    held.figures(result, "", p99=2000, ramp=30, memory_kb=MEMORY_KB)
    yardstick(context, result, held, 0.02)
    result.note(f"2 % of the watchers read events as they come, the rest are drained every 30 s; an event of {held.outcome.data_bytes} bytes "
                "(a ranked contest of eight makes one of 2.4 KB: 3.2 s at p99 when it was measured, where nchan took 2.0 s)")


def yardstick(context, result, held, readers):
    """The same event to as many watchers as one nchan worker can hold, for the ratio of CPU per delivery."""
    nchan = hold_nchan(context, 1000 if context.quick else 18_000, readers, 3, held.outcome.data_bytes)
    result.figure("nchan, one worker: CPU per delivery", nchan.cpu_per_delivery_us, "µs")
    result.figure("CPU per delivery / nchan's", held.cpu_per_delivery_us / nchan.cpu_per_delivery_us, "×", at_most=1)


def storm(context, result):
    processes_count, connections, calm, after = (2, 1000, 2, 3) if context.quick else (14, 18_000, 4, 5)
    with Upstream(context, "watchers-A4", processes_count) as upstream:
        killed = {}

        def strike(n, _clients):
            if n == calm:
                time.sleep(1)
                killed["at"] = monotonic_ns()
                upstream.restart(0)

        # Those who are to come back all read: one who does not would not see its stream end behind what it has not read.
        readers = [1.0] + [0.02] * (processes_count - 1)
        held = Held(upstream.nodes, upstream.election.stream, upstream.publisher, connections, readers, calm + after, True, strike)
    outcome, backs = held.outcome, held.clients.back(0)
    struck, others = outcome.reports[0], set(range(1, processes_count))
    result.figure("watchers of the killed process", connections)
    result.figure("killed to all of them back", (backs[-1] - killed["at"]) / 1e9 if backs else None, "s", below=15)
    result.figure("watchers that came back", struck["resumed"], at_least=connections)
    before = outcome.latencies(others, set(outcome.ids[:calm])).milliseconds(0.99)
    during = outcome.latencies(others, set(outcome.ids[calm:])).milliseconds(0.99)
    result.figure("the others: p99 before", before, "ms")
    result.figure("the others: p99 from the kill on", during, "ms")
    result.figure("the others: p99 after / before", during / before if before and during else None, "×", below=2)
    result.figure("the others: streams closed", sum(outcome.reports[i]["closed"] for i in others), at_most=0)
    result.figure("the others: events lost", sum(outcome.reports[i]["lost"] for i in others), at_most=0)
    result.figure("events older than one already seen", sum(report["backwards"] for report in outcome.reports), at_most=0)
    result.note("kill -9 between two events, restarted at once on the same port; watchers wait for the stream's own `retry`")


def nchan_alone(context, result):
    """`URNA_BENCH_NCHAN=processes,connections,readers,publishes` sets the shape."""
    shape = os.environ.get("URNA_BENCH_NCHAN", "1,1000,1,3" if context.quick else "1,18000,1,6").split(",")
    workers, connections, publishes = int(shape[0]), int(shape[1]), int(shape[3])
    held = hold_nchan(context, connections, float(shape[2]), publishes, EVENT_BYTES, workers)
    held.figures(result, "")


def hold_nchan(context, connections, readers, publishes, data_bytes, workers=1):
    """nchan with one worker per client process; all share one port, as nginx workers do."""
    with Nginx(context.folder("nchan"), NCHAN, workers=workers, nchan=True) as nginx:
        publisher = NchanPublisher(nginx, data_bytes or EVENT_BYTES)
        publisher.publish()
        shares = [nginx] + [Share(nginx.port) for _ in range(workers - 1)]
        return Held(shares, "/stream", publisher, connections, readers, publishes)


class Share:
    """A further client process on a server that is counted already."""

    pid = 0

    def __init__(self, port):
        self.port = port


class Upstream:
    """A server with an open election and, when asked, fan-out nodes that subscribe to it. Only the server stamps: its stamp is
    the common instant of publication, and the nodes pass it on."""

    def __init__(self, context, name, nodes=0, method="irv"):
        self.context, self.place = context, context.folder(name)
        data = os.path.join(self.place, "data")
        self.server = Server(context.binary, self.place, ["--data", data, "--port", "0"], STAMPED)
        self.election = Election(self.server, context.binary, data, self.place, 1000, method)
        self.publisher = BallotPublisher(self.server, self.election)
        self.nodes = [self._node(index, 0) for index in range(nodes)]

    def _node(self, index, port):
        return Server(self.context.binary, os.path.join(self.place, f"node{index}"),
                      ["--roles", "results", "--from", self.server.url, "--port", str(port)])

    def restart(self, index):
        port = self.nodes[index].port
        self.nodes[index].stop(signal.SIGKILL)
        self.nodes[index] = self._node(index, port)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in [*self.nodes, self.server]:
            server.stop()
