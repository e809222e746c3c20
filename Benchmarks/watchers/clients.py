"""The client processes of a watchers benchmark, driven as one."""

import json
import subprocess
import threading
import time

from harness import processes
from harness.tools import tool

# Beyond about 14,000 connections from one source address, Linux searches long for each further port.
PER_SOURCE = 7_000
READY_SECONDS = 180
REPORT_SECONDS = 60


class Clients:
    """One client process per entry of `ports`; each holds `connections` streams and reads `readers` of them (0 to 1, or a list with
    one share for each process)."""

    def __init__(self, ports, path, connections, readers, reconnect=False):
        self.connections, self.count, self.backs = connections, connections * len(ports), []
        self.processes, self.lines = [], []
        shares = readers if isinstance(readers, list) else [readers] * len(ports)
        for index, port in enumerate(ports):
            sources = ",".join(f"127.0.{10 + index}.{2 + n}" for n in range((connections - 1) // PER_SOURCE + 1))
            process = processes.start(
                [tool("watchers"), "--target", f"127.0.0.1:{port}", "--path", path, "--connections", str(connections),
                 "--sources", sources, "--readers", str(shares[index]), "--reconnect", "yes" if reconnect else "no"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self.processes.append(process)
            self.lines.append([])
            threading.Thread(target=self._collect, args=(process, self.lines[-1]), daemon=True).start()

    @staticmethod
    def _collect(process, lines):
        for line in process.stdout:
            lines.append(line.decode().strip())

    def _all(self, prefix, seconds, what):
        def found():
            if any(process.poll() is not None for process in self.processes) and not all(
                    any(line.startswith(prefix) for line in lines) for lines in self.lines):
                raise RuntimeError("a client process ended before it should")
            return all(any(line.startswith(prefix) for line in lines) for lines in self.lines)

        processes.wait_until(found, seconds, what)
        return [next(line for line in lines if line.startswith(prefix)) for lines in self.lines]

    def wait_ready(self):
        """Waits until every stream is open; returns the instant of the last one, on the monotonic clock, in ns."""
        return max(int(line.split()[1]) for line in self._all("ready", READY_SECONDS, "every stream to open"))

    def back(self, index):
        """The instants at which client `index` had all its streams again after losing some."""
        return [int(line.split()[1]) for line in self.lines[index] if line.startswith("back")]

    def tell(self, command):
        for process in self.processes:
            process.stdin.write(command)
            process.stdin.flush()

    def mark(self):
        self.tell(b"m")
        self._all("marked", 30, "the clients to mark")

    def report(self):
        self.tell(b"r")
        processes.wait_until(lambda: all(lines and lines[-1].startswith("{") and lines[-1].endswith("]}") for lines in self.lines),
                             REPORT_SECONDS, "the clients to report")
        return [json.loads(lines[-1]) for lines in self.lines]

    def stop(self):
        for process in self.processes:
            processes.stop(process)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Latencies:
    """A merged histogram of microseconds."""

    def __init__(self):
        self.buckets, self.largest = {}, 0

    def add(self, event):
        for top, count in event["latencyUs"]:
            self.buckets[top] = self.buckets.get(top, 0) + count
        self.largest = max(self.largest, event["maxUs"])

    def milliseconds(self, share):
        """The value that `share` of the arrivals do not exceed, or None when there were none."""
        total = sum(self.buckets.values())
        passed = 0
        for top in sorted(self.buckets):
            passed += self.buckets[top]
            if passed >= total * share:
                return min(top, self.largest) / 1000
        return None

    def max_milliseconds(self):
        return self.largest / 1000 if self.buckets else None


class Outcome:
    """What all clients saw together, against what was published: `published` is a list of monotonic instants in ns."""

    def __init__(self, reports, published):
        self.reports, self.published = reports, published
        readers = sum(report["readers"] for report in reports)
        ids = sorted({event["id"] for report in reports for event in report["events"]})
        self.events = len(ids)
        self.lost = sum(report["lost"] for report in reports)
        for report in reports:
            self.lost += (len(ids) - len(report["events"])) * report["readers"]
        self.lost += max(len(published) - len(ids), 0) * readers
        self.expected = readers * len(published)
        self.closed = sum(report["closed"] for report in reports)
        self.out_of_order = sum(report["backwards"] + report["repeated"] for report in reports)
        self.unstamped = sum(report["unstamped"] for report in reports)
        self.data_bytes = max(report["dataBytes"] for report in reports)
        self.ids = ids

    def latencies(self, clients=None, ids=None):
        merged = Latencies()
        for index, report in enumerate(self.reports):
            if clients is None or index in clients:
                for event in report["events"]:
                    if ids is None or event["id"] in ids:
                        merged.add(event)
        return merged

    def longest_visible_milliseconds(self):
        """From the publisher's request to the last reader's arrival, worst event."""
        if len(self.ids) != len(self.published) or not self.published:
            return None
        last = {}
        for report in self.reports:
            for event in report["events"]:
                last[event["id"]] = max(last.get(event["id"], 0), event["lastNs"])
        return max((last[event_id] - at) / 1e6 for event_id, at in zip(self.ids, self.published))


def monotonic_ns():
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC)
