#!/usr/bin/env python3
"""What can be seen of the random number generator from outside: its tests, what they find in bad generators, and many draws.

Known answers and the scaling of single words are unit tests; here the programs run as they are shipped.
"""

import hashlib
import json
import subprocess
from concurrent.futures import ThreadPoolExecutor

from harness import BIN, Server, main, require, run, say
from moving_clock import MovingClock
from raffle_s10 import beacon_record, recompute
from raffles import People, Raffle, Unit, close_all, events, sold_raffle, void_two
from stuck_entropy import StuckEntropy

CONTROLS = ("modulo-bias", "lcg31", "naive-shuffle", "no-repeat")
WORDS = 100_000
# Chi-square with 999 degrees of freedom, seven standard deviations to each side: a good generator leaves this range once in 10^11 runs.
CHI_SQUARE = range(999 - 313, 999 + 313)
PRIZES = 30


def tested(*arguments):
    """(exit status, finding) of `urna rng test`."""
    done = subprocess.run([str(BIN / "urna"), "rng", "test", "--json", *arguments], capture_output=True, text=True, timeout=120)
    require(done.stdout.startswith("{"), f"urna rng test {arguments}: {done.stderr[-1000:]}")
    return done.returncode, json.loads(done.stdout)


def check_tests():
    with ThreadPoolExecutor(2) as pool:
        findings = list(pool.map(lambda control: tested("--control", control), CONTROLS))
    for control, (status, finding) in zip(CONTROLS, findings):
        require(status == 1 and finding["passes"] is False and finding["control"], f"{control} passes: {finding['verdict']}")
    again = tested("--control", "modulo-bias")[1]
    require(again == findings[0][1], "a control with the same seed is tested with another result")
    status, finding = tested()
    # A good generator may fail once in a great while; twice in a row it does not.
    if status:
        say(f"the generator failed once, by chance or not: {finding['verdict']}")
        status, finding = tested()
    require(status == 0 and finding["passes"] and finding["control"] is None, f"the generator fails: {finding['verdict']}")
    say(f"urna rng test: {finding['verdict']}")
    verdicts = (f"{control}: {finding['verdict'].split(';')[0]}" for control, (_, finding) in zip(CONTROLS, findings))
    say("the four bad generators fail: " + "; ".join(verdicts))


def collect(out, *arguments):
    run(BIN / "urna", "rng", "collect", *arguments, "--no-progress", "--out", out)
    return out.read_bytes()


def check_collect(folder):
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda name: collect(folder / name, "--raw-bits", str(WORDS * 64)), ("first", "second"))
    require(len(first) == len(second) == WORDS * 8, f"{len(first)} and {len(second)} bytes were collected")
    words = [{data[at:at + 8] for at in range(0, len(data), 8)} for data in (first, second)]
    require(len(words[0]) == len(words[1]) == WORDS, "a 64-bit word came twice in one run: that is no chance")
    require(not words[0] & words[1], "two generators that started together gave the same word")
    ones = sum(byte.bit_count() for byte in first)
    require(abs(ones - WORDS * 32) < 8 * (WORDS * 64) ** 0.5 / 2, f"{ones} of {WORDS * 64} bits are ones")
    say(f"two generators started together: {WORDS:,} words each, none in both, none twice")

    draws = 100_000
    counts = [0] * 1_001
    for number in map(int, collect(folder / "draws", "--draws", str(draws), "--pool", "1000").split()):
        counts[number] += 1
    chi_square = sum((count - draws / 1000) ** 2 for count in counts[1:]) / (draws / 1000)
    require(counts[0] == 0 and min(counts[1:]) > 0, "a number outside 1 to 1000, or one that never came")
    require(int(chi_square) in CHI_SQUARE, f"chi-square {chi_square:.1f} of {draws} draws from 1000 numbers")
    lines = collect(folder / "lotto", "--draws", "2000", "--pool", "49", "--pick", "5", "--certified").decode().splitlines()
    picks = [list(map(int, line.split())) for line in lines]
    require(len(picks) == 2_000 and all(len(set(pick)) == 5 and 1 <= min(pick) and max(pick) <= 49 for pick in picks), "a draw of 5 from 49")
    require(len({tuple(pick) for pick in picks}) > 1_990, "whole certified draws repeat")
    require(collect(folder / "one", "--draws", "100", "--pool", "1").split() == [b"1"] * 100, "a pool of one number")
    run(BIN / "urna", "rng", "collect", "--draws", "1", "--pool", "0", expect=2)
    run(BIN / "urna", "rng", "collect", "--raw-bits", "12", expect=2)
    say(f"{draws:,} draws from 1000 numbers: all come, chi-square {chi_square:.1f} of 999; 2,000 certified draws of 5 from 49")
    say("a pool of one number gives it, a pool of none is refused")


def check_draws(server, people):
    """Many draws over 65 of 1000 numbers, 13 of them void; words and state of each are others than before."""
    prizes = [{"id": f"p{number}", "title": f"Prize {number}", "rule": {"kind": "fixed", "amount": 1}} for number in range(PRIZES)]
    rules = {"prizes": prizes, "draw": {"mode": "certified-rng", "replacement": True}}
    raffle, units = sold_raffle(server, people, **rules)
    voided = {number for sale in void_two(raffle, units) for number in sale["numbers"]}
    close_all(raffle, units)
    sold = {number for unit in units.values() for sale in unit.sales[raffle.id] for number in sale["numbers"]}
    require(len(sold) == 78 and len(voided) == 13, f"{len(sold)} sold, {len(voided)} void")
    twin, _ = sold_raffle(server, people, name="raffle-2", units=units, **rules)
    void_two(twin, units)
    close_all(twin, units)

    before, drawn, words, states = generator(server, people), [], [], []
    for prize in prizes:
        for each in (raffle, twin):
            answer = each.do("draw-official", "draws", {"prize": prize["id"]})
            require(answer["number"] in sold - voided and answer["transcript"]["poolSize"] == 65, f"drawn: {answer}")
            transcript = answer["transcript"]
            require([word["accepted"] for word in transcript["words"]] == [False] * (len(transcript["words"]) - 1) + [True], f"words: {transcript}")
            require(transcript["index"] == int(transcript["words"][-1]["word"], 16) % 65, f"index: {transcript}")
            in_play = sorted(sold - voided)
            require(in_play[transcript["index"]] == answer["number"], f"index {transcript['index']} of the pool is not {answer['number']}")
            each.do("draw-official", f"prizes/{prize['id']}/official", {})
            drawn.append(answer["number"])
            words += [word["word"] for word in transcript["words"]]
            states.append(generator(server, people))
    require(len(set(words)) == len(words), "a draw repeats a word of another")
    counts = [state["draws"] for state in states]
    require(counts == list(range(before["draws"] + 1, before["draws"] + 2 * PRIZES + 1)), f"draws of the generator: {counts}")
    changed = [before["lastReseedAt"], *(state["lastReseedAt"] for state in states)]
    require(all(a is None or a < b for a, b in zip(changed, changed[1:])), f"the generator is not changed after each draw: {changed[:5]}…")
    require(all(state["state"] == "ready" and state["failure"] is None for state in states), "the generator fails")
    # 60 draws of 65: that no more than 20 numbers come has less than one chance in 10^13.
    require(len(set(drawn)) > 20, f"only {len(set(drawn))} of 65 numbers came in {len(drawn)} draws")
    require(drawn[0::2] != drawn[1::2], "two raffles with the same tickets have the same winners")
    say(f"{len(drawn)} draws from 65 numbers in play: {len(set(drawn))} of them came, no void and no unsold one; {len(words)} words, none twice")
    return raffle


def generator(server, people):
    state = server.json("GET", "/v1/audit/rng", token=people["regulator"])
    values = [name for name in state if name.lower() in ("seed", "key", "v", "value", "secret", "words")]
    require(not values, f"the generator's values are shown: {values}")
    return state


def check_cycling(server, people, raffle):
    state = generator(server, people)
    discarded = lambda: generator(server, people)["blocksDiscarded"] > state["blocksDiscarded"]
    server.wait_for(discarded, "the generator discards blocks between draws", 30)
    later = generator(server, people)
    require(later["cycling"] and later["cycles"] > state["cycles"], f"cycling: {later}")
    status = server.call("GET", "/v1/audit/rng", token=people["operator"])[0]
    require(status == 403, f"an operator sees the generator: {status}")
    for body in ({"prize": "p0", "seed": "00" * 32}, {"prize": "p0", "random": 1}, {"prize": "p0", "index": 0}):
        raffle.refused("draw-official", "draws", body, status=422)
    say(f"between draws the generator cycles: {later['cycles']} times, {later['blocksDiscarded']} blocks discarded; nobody can give a draw a seed")


def check_verifiable(server, people, clock, folder, unit):
    """Two raffles with the same tickets: each draw repeats from what is published, and they have nothing in common."""
    rules = {"draw": {"mode": "verifiable", "delaySeconds": 60}}
    raffles = []
    for name in ("raffle-v1", "raffle-v2"):
        raffle = Raffle(server, people, name, **rules)
        raffle.do("event-manager", "activate")
        raffle.do("draw-official", "commitments", {})
        unit.lease(raffle, 100)
        for _ in range(5):
            unit.sell(raffle, "P3")
        unit.upload(raffle)
        close_all(raffle, {unit.id: unit})
        raffles.append((raffle, raffle.do("draw-official", "freeze")))
    clock.move(75)
    people.log_on_all()
    seeds, commitments = set(), set()
    for raffle, frozen in raffles:
        drawn = raffle.do("draw-official", "draws", {"prize": "main", "beacon": beacon_record(frozen["beacon"]["round"])})
        raffle.do("draw-official", "prizes/main/official", {})
        published = raffle.get(f"draws/{frozen['draw']}")
        text = raffle.get(f"draws/{frozen['draw']}/pool")
        require(hashlib.sha256(text.encode()).hexdigest() == frozen["pool"]["digest"], "the published pool has another digest")
        out = folder / raffle.id
        run(BIN / "urna", "export", "--raffle", raffle.id, "--out", out, "--server", server.url)
        for _ in range(2):
            require(f"winner 1: {drawn['number']} " in recompute(out), "the draw does not repeat")
        seeds.add(published["reveal"]["seed"])
        commitments.add(published["commitment"])
    require(len(seeds) == len(commitments) == 2, "two verifiable draws have the same secret or seed")
    say("two verifiable draws repeat from their exports by a script that shares nothing with the server; their secrets and seeds differ")


def check_restart(folder, data, environment):
    """After a clean stop the generator goes on from a value it left; the file is used once."""
    with Server(folder, name="again", data=data, environment=environment) as server:
        people = People.__new__(People)
        people.server, people.tokens = server, {"admin": server.admin_token}
        people.log_on_all()
        state = generator(server, people)
        require(state["usedCarry"] and state["state"] == "ready", f"after a restart: {state}")
        require(not (data / "rng.carry").exists(), "the value that was left can be used twice")
        told = [event["event"] for event in events(server, people, ledger="system") if event["event"].startswith("RNG_CYCLING")]
        require(told == ["RNG_CYCLING_STARTED", "RNG_CYCLING_STOPPED", "RNG_CYCLING_STARTED"], f"cycling on record: {told}")
    say("a restart: seeded with the value that the generator left behind too, which is gone then; that cycling began and ended is on record")


def check_stuck(folder):
    """A source that repeats one byte: the generator stops with an error, no number is drawn by anything else, and it is on record."""
    source = StuckEntropy(folder)
    prizes = [{"id": f"p{number}", "title": f"Prize {number}", "rule": {"kind": "fixed", "amount": 1}} for number in range(3)]
    with Server(folder, name="stuck", environment=source.environment) as server:
        people = People(server)
        raffle, units = sold_raffle(server, people, prizes=prizes)
        void_two(raffle, units)
        close_all(raffle, units)
        raffle.do("draw-official", "draws", {"prize": "p0"})
        raffle.do("draw-official", "prizes/p0/official", {})
        require(generator(server, people)["state"] == "ready", "the generator is not ready")
        source.stick()
        # A draw that begins now may still end: its words come from the seed before. The change after it meets the stuck source.
        status, answer = raffle.call("draw-official", "POST", "draws", {"prize": "p1"})
        require(status == 201 or answer.get("code") == "RNG_ERROR", f"the draw in between: {status} {answer}")
        left = "p2" if status == 201 else "p1"
        if status == 201:
            raffle.do("draw-official", "prizes/p1/official", {})
        before = raffle.get("draws")
        for _ in range(2):
            raffle.refused("draw-official", "draws", {"prize": left}, code="RNG_ERROR")
        state = generator(server, people)
        require(state["state"] == "error" and state["failure"], f"the generator with a stuck source: {state}")
        manager = people["event-manager"]
        require(server.call("POST", "/v1/audit/rng/restart", {}, manager)[0] >= 400, "it starts again from a stuck source")
        source.mend()
        # Mending the source is not enough: somebody has to look, and start it anew.
        raffle.refused("draw-official", "draws", {"prize": left}, code="RNG_ERROR")
        attempts = lambda draws: [attempt for draw in draws["draws"] for attempt in draw["attempts"]]
        require(attempts(raffle.get("draws")) == attempts(before), "a number was drawn without a generator")
        told = {event["event"] for event in events(server, people)}
        require({"RNG_REPETITION_COUNT", "DRAW_REFUSED"} <= told, f"the error is not on record: {sorted(told)}")
        restarted = server.json("POST", "/v1/audit/rng/restart", {}, people["admin"])
        require(restarted["state"] == "ready", f"started anew: {restarted}")
        drawn = raffle.do("draw-official", "draws", {"prize": left})
        require(drawn["verdict"] == "VALID", f"after the restart: {drawn}")
    say("a stuck source: the health tests find it, draws are refused, on record, with no fallback; started anew by an administrator it draws")


def check(folder):
    check_tests()
    check_collect(folder)
    clock = MovingClock(folder)
    with Server(folder, environment=clock.environment) as server:
        people = People(server)
        raffle = check_draws(server, people)
        check_cycling(server, people, raffle)
        check_verifiable(server, people, clock, folder, Unit(server, people, "RSU-V"))
    check_restart(folder, server.data, clock.environment)
    check_stuck(folder)


if __name__ == "__main__":
    main(check)
