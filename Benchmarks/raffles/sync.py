"""Many selling units that come back at once, each with sales made while it had no connection."""

import asyncio
import json
import os
import time

from harness import processes
from harness.results import percentile
from harness.server import Server
from raffles.units import Raffle

TITLE = "Selling units uploading at once"
BATCH = 25
# Of the whole upload; past it the run fails.
DEADLINE_SECONDS = 300


def run(context, name):
    result = context.result(name, TITLE)
    units, sales = (10, 50) if context.quick else (500, 200)
    folder = context.folder(name)
    data = os.path.join(folder, "data")
    with Server(context.binary, folder, ["--data", data, "--port", "0"]) as server:
        raffle = Raffle(server, data, units, 3 * sales)
        queues = raffle.by_unit(sales // BATCH, BATCH)
        before = processes.cpu(server.pid)
        seconds, waits, answers = asyncio.run(upload(server.port, raffle.path, queues))
        cpu = processes.cpu(server.pid) - before
        at_once, stored = raffle.tickets(), raffle.settled()
        check(answers)
        # All of it a second time, as a unit does that did not hear the answer: nothing may be added.
        again = repeat(raffle, queues)
    result.figure(f"{units} units with {sales} sales each, all confirmed after", seconds, "s", at_most=20)
    result.figure("sales per second", units * sales / seconds, "/s")
    result.figure("sales in the ledger", stored, at_least=units * sales)
    result.figure("sales too many or too few", abs(stored - units * sales), at_most=0)
    result.figure("sales that the raffle did not show with the last receipt", units * sales - at_once)
    result.figure("sales added by a batch that was sent again", again, at_most=0)
    ordered = sorted(waits)
    for label, share in (("p50", 0.5), ("p99", 0.99)):
        result.figure(f"batch answered, {label}", percentile(ordered, share) * 1000, "ms")
    result.figure("batch answered, max", ordered[-1] * 1000, "ms")
    result.figure("server's CPU time a sale", cpu / (units * sales) * 1e6, "µs")
    result.note(f"one connection a unit, all opened before the clock started; batches of {BATCH} (the product's own units send up to 500 "
                f"sales at once, which is easier on the server), the next one sent when the one before "
                f"was confirmed; every batch signed by its unit; load generator in Python on the same cores")
    return result


async def upload(port, path, queues):
    """(seconds from the first byte sent to the last byte received, waits of all batches, answers)"""
    streams = []
    for _ in queues:
        streams.append(await asyncio.open_connection("127.0.0.1", port))
    prepared = [[request_bytes(path, header, body) for header, body in queue] for queue in queues]
    waits, answers = [], []
    start = time.monotonic()
    async with asyncio.timeout(DEADLINE_SECONDS):
        await asyncio.gather(*(one_unit(stream, queue, waits, answers) for stream, queue in zip(streams, prepared)))
    seconds = time.monotonic() - start
    for _, writer in streams:
        writer.close()
    return seconds, waits, answers


async def one_unit(stream, queue, waits, answers):
    reader, writer = stream
    for request in queue:
        start = time.monotonic()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(content_length(head))
        waits.append(time.monotonic() - start)
        answers.append((head[:12], body))


def request_bytes(path, header, body):
    body = body.encode()
    return (f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nUrna-RSU: {header}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n").encode() + body


def content_length(head):
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    raise RuntimeError(f"an answer without a length: {head!r}")


def check(answers):
    """Every answer has a receipt for every sale."""
    for status, body in answers:
        results = json.loads(body).get("results", []) if status == b"HTTP/1.1 200" else []
        if len(results) != BATCH or any(result["outcome"] != "recorded" for result in results):
            raise RuntimeError(f"a batch was not taken: {status!r} {body[:500]!r}")


def repeat(raffle, queues):
    """How many sales the first batch of every unit adds when it is sent again under a new signature."""
    before = raffle.settled()
    for unit, queue in zip(raffle.units, queues):
        answer = unit.ask(raffle.path, json.loads(queue[0][1]))
        if any(result["outcome"] != "repeated" for result in answer["results"]):
            raise RuntimeError(f"{unit.id}: a batch sent again was answered with {answer}")
    return raffle.settled() - before
