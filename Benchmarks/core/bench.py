"""Entries and proofs per second of the ledger core, against OpenSSL's SHA-256 of an entry's size."""

import json

from harness import processes
from yardsticks import sha256

NAMES = {"core": "Ledger core"}
ENTRY_BYTES = 300


def run(context, _name):
    result = context.result("core", NAMES["core"])
    seconds = 1 if context.quick else 3
    measured = json.loads(processes.run([context.binary, "bench", "core", "--json"], 300))
    entry_bytes = int(measured.pop("entryBytes", ENTRY_BYTES))
    entry_hash, node_hash = sha256.per_second(entry_bytes, seconds), sha256.per_second(65, seconds)
    for name, value in measured.items():
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            result.figure(name, value, "/s" if name.endswith("PerSecond") else "")
    result.figure(f"OpenSSL SHA-256 of {entry_bytes} bytes", entry_hash, "/s")
    result.figure("OpenSSL SHA-256 of a tree node (65 bytes)", node_hash, "/s")
    if "entriesPerSecond" in measured:
        # An entry costs one hash of itself and, over time, one of a node.
        floor = 1 / (1 / entry_hash + 1 / node_hash)
        result.figure("entries appended / OpenSSL hashing the same leaf and node", measured["entriesPerSecond"] / floor, "×")
    if "proofsPerSecond" in measured:
        result.figure("proofs made / OpenSSL node hashes", measured["proofsPerSecond"] / node_hash, "×")
    result.note("one core")
    return result
