"""Generator, pool and draw, and the seven reports, of one large raffle in memory: `urna bench raffles`."""

import json

from harness import processes

TITLE = "Raffle core: generator, draw, reports"
TIMEOUT = 1800


def run(context, name):
    result = context.result(name, TITLE)
    tickets = 20_000 if context.quick else 1_000_000
    measured = json.loads(processes.run([context.binary, "bench", "raffles", "--tickets", str(tickets), "--json"], TIMEOUT))
    numbers = measured["poolNumbers"]
    # The bounds are for a million tickets with ten numbers each.
    bound = {"draw": None, "reports": None} if context.quick else {"draw": 10, "reports": 30}
    result.figure("HMAC_DRBG output", measured["drbgBytesPerSecond"] / 1e6, "MB/s", at_least=20)
    result.figure("HMAC_DRBG words of eight bytes, one request each", measured["drbgWordsPerSecond"], "/s")
    result.figure("certified generator, requests of 64 KiB", measured["generatorBytesPerSecond"] / 1e6, "MB/s")
    result.figure("sales folded into the record", measured["salesFoldedPerSecond"], "/s")
    result.figure(f"pool digest over {numbers:,} numbers", measured["poolDigestMilliseconds"] / 1000, "s")
    result.figure("draw from it, the generator's change included", measured["drawMicroseconds"] / 1000, "ms")
    result.figure(f"draw over {numbers:,} numbers with pool digest", measured["poolAndDrawMilliseconds"] / 1000, "s", at_most=bound["draw"])
    for report, milliseconds in measured["reports"].items():
        result.figure(f"report {report}", milliseconds / 1000, "s")
    result.figure(f"all seven reports of {measured['tickets']:,} tickets", measured["reportsMilliseconds"] / 1000, "s",
                  at_most=bound["reports"])
    result.figure("their size", measured["reportBytes"] / 1e6, "MB")
    megabytes = 1 << 20
    result.figure("resident memory with record and ledger, before the reports", measured["residentBytesBefore"] / megabytes, "MiB")
    result.figure("peak resident memory while they were written", measured["residentBytesPeak"] / megabytes, "MiB")
    result.figure("more than before, at the peak", (measured["residentBytesPeak"] - measured["residentBytesBefore"]) / megabytes, "MiB")
    result.note("one core; tickets of ten numbers by 100 units, the last hundredth of them void; the ledger's entries are in memory, reports are "
                "written as JSON and thrown away")
    return result
