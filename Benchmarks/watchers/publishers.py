"""What makes an event: a ballot cast at Urna, or a message posted to nchan."""

import http.client
import itertools
import json
import time

from harness.server import ballot_bodies
from watchers.clients import monotonic_ns


class BallotPublisher:
    """Casts one ballot per event; Urna stamps the event when it publishes it (`URNA_RESULTS_STAMP=1`)."""

    def __init__(self, server, election):
        self.server, self.election, self.bodies = server, election, itertools.cycle(ballot_bodies(election.method))

    def publish(self):
        """Returns the instant at which the ballot was sent."""
        at = monotonic_ns()
        self.server.expect(201, "POST", self.election.path, next(self.bodies), self.election.take(1)[0])
        return at


class NchanPublisher:
    """Posts a message of `data_bytes` that carries its own stamp."""

    def __init__(self, nginx, data_bytes):
        self.port, self.data_bytes = nginx.port, data_bytes

    def publish(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        message = {"stamp": monotonic_ns(), "pad": ""}
        message["pad"] = "x" * max(self.data_bytes - len("data: ") - len(json.dumps(message)), 0)
        at = monotonic_ns()
        message["stamp"] = at
        connection.request("POST", "/pub", json.dumps(message), {"X-EventSource-Event": "results", "Content-Type": "text/json"})
        status = connection.getresponse().status
        connection.close()
        if status not in (200, 201, 202):
            raise RuntimeError(f"nchan answered {status} to a message")
        return at


def publish_every(publisher, interval, count, during=None):
    """Publishes `count` times on a clock; `during(n)` is called after the n-th. Ends one interval after the last."""
    begun, published = time.monotonic(), []
    for n in range(count):
        time.sleep(max(begun + n * interval - time.monotonic(), 0))
        published.append(publisher.publish())
        if during:
            during(n)
    time.sleep(max(begun + count * interval - time.monotonic(), 0))
    return published
