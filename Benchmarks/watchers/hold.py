"""Holds watchers on servers while events are published, and takes every measure of it."""

import time

from harness import processes
from watchers.clients import Clients, Outcome, monotonic_ns
from watchers.publishers import publish_every

INTERVAL_SECONDS = 5
SETTLE_SECONDS = 2


class Held:
    """The measures of one scenario. `servers` are the processes that watchers connect to, one client process for each."""

    def __init__(self, servers, path, publisher, connections, readers, publishes, reconnect=False, during=None):
        pids = [server.pid for server in servers]
        rss_before, kernel_before = sum(map(processes.rss, pids)), processes.kernel_memory()
        begun = monotonic_ns()
        with Clients([server.port for server in servers], path, connections, readers, reconnect) as clients:
            self.ramp_seconds = (clients.wait_ready() - begun) / 1e9
            time.sleep(SETTLE_SECONDS)
            publisher.publish()  # warm-up, not counted
            time.sleep(SETTLE_SECONDS)
            self.rss_open = sum(map(processes.rss, pids)) - rss_before
            clients.mark()
            cpu_before = sum(map(processes.cpu, pids))
            act = (lambda n: during(n, clients)) if during else None
            published = publish_every(publisher, INTERVAL_SECONDS, publishes, act)
            self.cpu_seconds = sum(map(processes.cpu, pids)) - cpu_before
            self.rss_end = sum(map(processes.rss, pids)) - rss_before
            kernel = processes.kernel_memory()
            self.kernel = {name: kernel[name] - kernel_before[name] for name in kernel}
            self.outcome = Outcome(clients.report(), published)
            self.connections, self.clients = clients.count, clients
        self.deliveries = self.connections * len(published)

    @property
    def cpu_per_delivery_us(self):
        return self.cpu_seconds / self.deliveries * 1e6

    @property
    def bytes_per_connection(self):
        return max(self.rss_open, self.rss_end) / self.connections

    def figures(self, result, prefix, p99=None, largest=None, ramp=None, memory_kb=None):
        """Prints the common figures; the bounds are the scenario's."""
        outcome, latencies = self.outcome, self.outcome.latencies()
        result.figure(f"{prefix}watchers held", self.connections)
        result.figure(f"{prefix}time to open them", self.ramp_seconds, "s", below=ramp)
        result.figure(f"{prefix}publish to arrival, p50", latencies.milliseconds(0.5), "ms")
        result.figure(f"{prefix}publish to arrival, p99", latencies.milliseconds(0.99), "ms", below=p99)
        result.figure(f"{prefix}publish to arrival, max", latencies.max_milliseconds(), "ms", below=largest)
        result.figure(f"{prefix}publisher's request to last arrival, worst event", outcome.longest_visible_milliseconds(), "ms")
        result.figure(f"{prefix}events lost by readers, of {outcome.expected:,}", outcome.lost, at_most=0)
        result.figure(f"{prefix}events repeated or out of order", outcome.out_of_order, at_most=0)
        result.figure(f"{prefix}streams closed", outcome.closed, at_most=0)
        result.figure(f"{prefix}server memory per watcher", self.bytes_per_connection / 1024, "KiB", at_most=memory_kb)
        result.figure(f"{prefix}server CPU per delivery", self.cpu_per_delivery_us, "µs")
        result.figure(f"{prefix}kernel memory, sockets and slab", sum(self.kernel.values()) / (1 << 20), "MiB")
        if outcome.unstamped:
            result.note(f"{prefix}{outcome.unstamped} events carried no stamp: their latency is not known")
