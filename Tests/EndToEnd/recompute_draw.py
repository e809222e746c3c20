#!/usr/bin/env python3
"""Recomputes a verifiable draw and its prizes from published data alone. Python's own library; nothing of Urna.

    recompute_draw.py SOURCE [DRAW]      recompute; 0: everything agrees, 1: something does not, and it is named
    recompute_draw.py [--self-test]      known answers: no network, no files

SOURCE, a folder or an address, holds `draw.json` and `pool.txt`, or a ledger (`checkpoint`, `tile/entries/…`, maybe below `log/`)
that gives them. The beacon's signature is NOT checked here: ask any drand client for the round, and compare what is printed.
"""
import base64
import hashlib
import hmac
import json
import re
import sys
import urllib.request
from datetime import datetime
from pathlib import Path

QUICKNET, GENESIS_SECONDS, PERIOD_SECONDS = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971", 1692803367, 3


def require(condition, message):
    if not condition:
        raise ValueError(message)


def sha256(*parts):
    return hashlib.sha256(b"".join(p if isinstance(p, bytes) else p.encode() for p in parts)).digest()


def octets(text):
    """Bytes as they are published: hexadecimal, or base64url without padding."""
    whole = text + "=" * (-len(text) % 4)
    return bytes.fromhex(text) if re.fullmatch("([0-9a-f]{2}){32,}", text) else base64.b64decode(whole, altchars=b"-_", validate=True)


def drbg_words(entropy, personalisation=b""):
    """HMAC_DRBG with SHA-256 (SP 800-90A, 10.1.2), one generate(8) after the other."""
    def update(k, v, data=b""):
        for marker in (b"\x00", b"\x01") if data else (b"\x00",):
            k = hmac.digest(k, v + marker + data, "sha256")
            v = hmac.digest(k, v, "sha256")
        return k, v
    k, v = update(bytes(32), b"\x01" * 32, entropy + personalisation)
    while True:
        v = hmac.digest(k, v, "sha256")
        yield v[:8]
        k, v = update(k, v)


def select(source, numbers, picks, replacement=False):
    """[(number, index, pool size, words)]. A word past the last whole multiple of the size is rejected: no bias."""
    left, chosen = list(numbers), []
    for _ in range(picks):
        words, size = [], len(left)
        require(size > 0, "the pool is empty before the last pick")
        while not words or not words[-1][1]:
            words.append(((word := next(source)).hex(), int.from_bytes(word, "big") < 2**64 - 2**64 % size))
        index = int(words[-1][0], 16) % size
        chosen.append((left[index] if replacement else left.pop(index), index, size, words))
    return chosen


def pool_text(event, draw, rows):
    return f"raffle-pool-v1\n{event}\n{draw}\n" + "".join(f"{number},{mark}\n" for number, mark in sorted(rows))


def amount_of(prize, totals):
    """A prize in minor units: integers, rounded down; the guarantee lifts it, and the cap has the last word."""
    rule, base = prize["rule"], {"gross": totals["gross"], "net": max(0, totals["gross"] - totals["refunds"])}
    amount = rule["amount"] if rule["kind"] == "fixed" else rule["seed"] + base[rule["of"]] * rule["basisPoints"] // 10_000
    amount = max(amount, prize.get("minimum") or 0)
    return amount if prize.get("cap") is None else min(amount, prize["cap"])


def check(published, text):
    """Judges one draw: `published` is draw.json, `text` the pool. Returns the lines that say what was found."""
    draw, secret, beacon, lines = published["draw"], octets(published["secret"]), published["beacon"], text.split("\n")
    require(lines[:3] == ["raffle-pool-v1", published["event"], draw] and lines[-1] == "", "the pool is of another draw, or cut")
    numbers = [int(line.partition(",")[0]) for line in lines[3:-1]]
    require(all(a < b for a, b in zip(numbers, numbers[1:])), "the pool's numbers do not ascend")
    digest, randomness = sha256(text), octets(beacon["randomness"])
    said = [f"pool {digest.hex()}, {len(numbers)} numbers", f"beacon {beacon['chain']}, round {beacon['round']}: {randomness.hex()}"]
    require((digest, len(numbers)) == (octets(published["pool"]["digest"]), published["pool"]["count"]), f"not as published: {said[0]}")
    require(sha256("raffle-commit-v1\n", draw, "\n", secret) == octets(published["commitment"]), "the secret is not the committed one")
    require(all(published["pool"]["beacon"][name] == beacon[name] for name in ("chain", "round")), "the beacon is not the one named")
    frozen = datetime.fromisoformat(published["pool"]["at"].replace("Z", "+00:00")).timestamp()
    require(beacon["chain"] == QUICKNET and frozen < GENESIS_SECONDS + (beacon["round"] - 1) * PERIOD_SECONDS,
            "the beacon is not quicknet, or its value was known before the pool was frozen")
    require(sha256(octets(beacon["signature"])) == randomness, "the beacon's randomness is not its signature's hash")
    seed = sha256("raffle-seed-v1\n", draw, "\n", secret, digest, beacon["round"].to_bytes(8, "big"), randomness)
    require(octets(published["seed"]) == seed, f"the seed is {seed.hex()}, not the published one")
    words, winners, definition = drbg_words(seed, f"raffle-draw-v1/{draw}".encode()), published["winners"], published["definition"]
    require(winners, "nothing was drawn")
    picks = select(words, numbers, len(winners), definition["draw"]["replacement"])
    for place, (winner, (number, index, size, words)) in enumerate(zip(winners, picks), 1):
        require(winner["number"] == number, f"winner {place} is {number}, not {winner['number']}")
        require([tuple(word) for word in winner["words"]] == words, f"winner {place}: the raw words are {words}")
        said.append(f"winner {place}: {number} (index {index} of {size}, {len(words) - 1} rejected)")
        amount = amount_of(next(prize for prize in definition["prizes"] if prize["id"] == winner["prize"]), published["totals"])
        require(winner.get("amount", amount) == amount, f"prize {winner['prize']} is {amount}, not {winner.get('amount')}")
        said.append(f"prize {winner['prize']}: {amount} minor units")
    return said


def fetch(source, path):  # its bytes, or None
    try:
        return urllib.request.urlopen(f"{source}/{path}", timeout=60).read() if "://" in source else Path(source, path).read_bytes()
    except (FileNotFoundError, urllib.error.HTTPError):
        return None


def entries(source):
    """The ledger's entries, from C2SP tlog-tiles bundles: 2 bytes of length, then JSON. The tree is urna-verify's matter."""
    prefix = next((p for p in ("", "log/") if fetch(source, p + "checkpoint")), None)
    require(prefix is not None, f"{source} has neither draw.json nor a ledger's checkpoint")
    size = int(fetch(source, prefix + "checkpoint").split(b"\n")[1])
    for tile in range((size + 255) // 256):
        width, name, rest = min(256, size - tile * 256), f"{tile % 1000:03}", tile // 1000
        while rest:
            name, rest = f"x{rest % 1000:03}/{name}", rest // 1000
        data, at = fetch(source, f"{prefix}tile/entries/{name}" + ("" if width == 256 else f".p/{width}")), 0
        require(data is not None, f"bundle {name} is missing")
        for _ in range(width):
            end = at + 2 + int.from_bytes(data[at:at + 2], "big")
            yield json.loads(data[at + 2:end])
            at = end


def from_ledger(source, wanted):
    """draw.json and pool.txt, made again from the ledger: the sales that count for the draw, less voids."""
    sales, voids, winners, claims, facts = {}, {}, [], [], {}
    for entry in entries(source):
        kind, draw = entry["type"], entry.get("draw")
        if kind == "sale":
            sales[entry["ticket"]] = entry
        elif kind in ("void", "unvoid"):
            voids.pop(entry["ticket"], None) if kind == "unvoid" else voids.update({entry["ticket"]: entry["refund"]})
        elif kind in ("raffle", "closed") or wanted in (None, draw) and kind in ("commitment", "pool-frozen", "draw-revealed"):
            require(kind != "commitment" or "closed" not in facts, "the commitment came after the close")
            facts[kind], wanted = entry, wanted or draw
        elif kind == "claimed" or kind == "drawn" and draw == wanted:
            (claims if kind == "claimed" else winners).append(entry)
    require(len(facts) == 5 and winners, f"the ledger has no revealed draw {wanted or ''}: only {', '.join(facts)}")
    raffle, definition = facts["raffle"]["raffle"], facts["raffle"]["definition"]
    before = facts["pool-frozen"].get("salesBefore", "~")
    birds = [prize["earlyBird"] or {"salesBefore": "~"} for prize in definition["prizes"] if prize["id"] in {w["prize"] for w in winners}]
    require(all(bird["salesBefore"] == before for bird in birds), "the pool was frozen for another early bird")
    sales = {ticket: sale for ticket, sale in sales.items() if sale["soldAt"] < before}
    pool = [(n, sale["commitment"]) for ticket, sale in sales.items() if ticket not in voids for n in sale["numbers"]]
    paid = {claim["prize"]: {"amount": claim["amount"]} for claim in claims}
    return facts["draw-revealed"] | {
        "event": raffle, "draw": wanted, "commitment": facts["commitment"]["value"], "pool": facts["pool-frozen"],
        "totals": {"gross": sum(sale["price"] for sale in sales.values()), "refunds": sum(voids[t] for t in voids if t in sales)},
        "definition": definition, "winners": [w | paid.get(w["prize"], {}) for w in winners]}, pool_text(raffle, wanted, pool)


def self_test():
    entropy = "ca851911349384bffe89de1cbdc46e6831e44d34a4fb935ee285dd14b71a7488" "659ba96c601dc69fc902940805ec0ca8"
    picks = select(drbg_words(bytes.fromhex(entropy)), [n for n in range(1, 1001) if n != 13 and not 500 <= n <= 509], 3)
    require([p[:2] for p in picks] == [(446, 444), (772, 759), (683, 670)], f"KAT-A gave {picks}")
    require(select(iter([b"\xff" * 8, bytes(7) + b"\x07"]), range(10), 1)[0][1] == 7, "a word past the last multiple was taken")
    text = pool_text("E-0001", "D-1", [(n, f"V{n:08}") for n in range(1, 21) if n not in (7, 8, 9)])
    beacon = {"chain": QUICKNET, "round": 1000, "randomness": "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd",
              "signature": "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"}
    prize = {"id": "half", "rule": {"kind": "percentage", "of": "net", "basisPoints": 5000, "seed": 0}}
    winners = [{"prize": "half", "number": number, "words": [[word, True]], "amount": 8500} for number, word in (
        (1, "74e49b5a0ea53de1"), (6, "c176c549c7a72854"), (15, "c3048957dd37447f"))]
    good = {
        "event": "E-0001", "draw": "D-1", "secret": bytes(range(32)).hex(), "totals": {"gross": 20000, "refunds": 3000},
        "commitment": "459c5b88a6236ff704a4b5d57abbb8c6758a6b99b3998445b10ff04a3876c74c", "beacon": beacon, "winners": winners,
        "pool": {"digest": "0d4745b802194169230a684bb2b9afaa3f4aff379da532fb1e88dfa7c00bf999", "count": 17, "beacon": beacon,
                 "at": "2023-08-23T15:58:00.000Z"}, "definition": {"draw": {"replacement": False}, "prizes": [prize]},
        "seed": "a8c6d0c76ae275bd4b52cae9dafbab4ae2e3bfb60c9e6c23fe7d95744354fc0e"}
    check(good, text)
    changes = [{"secret": bytes(32).hex()}, {"beacon": beacon | {"round": 1001}}, {"beacon": beacon | {"randomness": "00" * 32}},
               {"winners": []}, {"winners": [winners[0] | {"number": 2}]}, {"winners": [winners[0] | {"amount": 8501}]},
               {"pool": good["pool"] | {"at": "2023-08-23T18:00:00.000Z"}}]
    for published, pool in [(good | change, text) for change in changes] + [(good, text.replace("V00000003", "V00000004"))]:
        try:
            sys.exit(f"FAILED: a changed draw passed: {check(published, pool)}")
        except ValueError:
            continue
    print(f"known answers: KAT-A and KAT-B agree, and {len(changes) + 1} changed draws are refused")


def main(arguments):
    try:
        if arguments in ([], ["--self-test"]):
            return self_test()
        record, pool = (fetch(arguments[0], name) for name in ("draw.json", "pool.txt"))
        found = (json.loads(record), pool.decode()) if record else from_ledger(arguments[0], (arguments + [None])[1])
        print("\n".join(check(*found)))
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as problem:
        sys.exit(f"FAILED: {problem if isinstance(problem, ValueError) else repr(problem)}")


if __name__ == "__main__":
    main(sys.argv[1:])
