#!/usr/bin/env python3
"""A draw of a million numbers made again in the browser, from the real server's whole ledger: with progress, on a page that stays awake."""

import re

import house
import raffles
from harness import require, say
from moving_clock import MovingClock
from raffle_rules import MovedUnit
from raffle_s10 import beacon_record
from raffles import People, Raffle, close_all

NUMBERS, A_TICKET, AT_ONCE = 1_000_000, 1000, 100
# What it may take on the reference machine when nothing else runs. Machines that run checks are busy, and differ: it fails far above.
SECONDS, SECONDS_MAX = 10, 90
# A page that answers nothing for this long is not awake, in ms. Its own work is a few; the rest is the machine's.
FRAME_MAX = 1500

WATCH = """() => {
  window.__frames = { last: performance.now(), longest: 0, count: 0 };
  const frame = (now) => {
    window.__frames.longest = Math.max(window.__frames.longest, now - window.__frames.last);
    window.__frames.last = now;
    window.__frames.count += 1;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  window.__progress = [];
  new MutationObserver(() => window.__progress.push(document.querySelector('.recompute progress').value)).observe(document.querySelector('.recompute'), { subtree: true, childList: true, characterData: true });
}"""


class Million:
    """The clock is made before the house, whose server runs by it."""

    clock = None

    @classmethod
    def environment(cls, folder):
        cls.clock = MovingClock(folder)
        return cls.clock.environment


def set_up(house_):
    """A thousand tickets of a thousand numbers; one is void."""
    raffles.PACKAGES["K"] = (A_TICKET, 1000)
    people, MovedUnit.clock = People(house_.server), Million.clock
    unit = MovedUnit(house_.server, people, "RSU-M")
    house_.raffle = raffle = Raffle(
        house_.server, people, "million", numbers={"first": 1, "last": NUMBERS}, packages=[{"id": "K", "title": "A thousand", "numbers": A_TICKET, "price": 1000}],
        rsu={"bufferLimit": 100_000}, draw={"mode": "verifiable", "delaySeconds": 60})
    raffle.do("event-manager", "activate")
    raffle.do("draw-official", "commitments", {})
    while len(unit.sales.get(raffle.id, [])) * A_TICKET < NUMBERS:
        unit.lease(raffle, AT_ONCE * A_TICKET)
        sales = [unit.sell(raffle, "K") for _ in range(len(unit.leases[raffle.id]["numbers"]) // A_TICKET)]
        for at in range(0, len(sales), AT_ONCE):
            results = unit.upload(raffle, sales[at:at + AT_ONCE])
            require(all(result["outcome"] == "recorded" for result in results), f"the sales: {results[:2]}")
    raffle.do("event-manager", "voids", {"ticket": unit.sales[raffle.id][7]["ticket"], "reason": "misprint"})
    close_all(raffle, {unit.id: unit})
    frozen = raffle.do("draw-official", "freeze")
    Million.clock.move(75)
    people.log_on_all()
    house_.drawn = raffle.do("draw-official", "draws", {"prize": "main", "beacon": beacon_record(frozen["beacon"]["round"])})
    require(house_.drawn["verdict"] == "VALID", f"the draw gave {house_.drawn}")
    raffle.do("draw-official", "prizes/main/official", {})


def begin(house_, window):
    window.goto("/r/million/draw")
    window.page.wait_for_selector(".recompute")
    window.page.evaluate(WATCH)
    window.page.click(".recompute .btn.primary")


def idle_milliseconds(window):
    """How long a fixed sum takes in the browser: tells a busy machine from a slow page."""
    return window.page.evaluate("(() => { const start = performance.now(); let x = 0; for (let i = 0; i < 3e7; i += 1) x = (x * 31 + i) | 0; return performance.now() - start + 0 * x; })()")


def a_million_numbers(house_):
    """The same winner, within the time; progress is shown; a frame is drawn and a click answered while it runs."""
    window = house_.window(house.DESKTOP)
    begin(house_, window)
    window.until("window.__progress.some((value) => value > 0 && value < 1)", "the page shows how far it is", seconds=SECONDS_MAX)
    # A click while it runs: the colours change, before the draw is made again.
    before = window.page.evaluate("document.documentElement.dataset.theme ?? ''")
    window.page.click("#theme")
    during = window.page.evaluate("({ theme: document.documentElement.dataset.theme ?? '', isRunning: !document.querySelector('.recompute .notice') })")
    require(during["theme"] != before, "a click is not answered")
    window.until("document.querySelector('.recompute .notice')", "the draw was made again", seconds=SECONDS_MAX)
    said, frames = window.text(".recompute"), window.page.evaluate("({ ...window.__frames, progress: window.__progress.filter((value) => value > 0).length })")
    require(window.page.query_selector(".recompute .notice.good") and f": {house_.drawn['number']}" in said, f"not the same winner, {house_.drawn['number']}: {said!r}")
    require(re.search(r"999,000", said), f"the pool has not the numbers of 999 tickets: {said!r}")
    seconds = float(re.search(r"in ([\d.]+) seconds", said)[1])
    say(f"        recomputed over {NUMBERS:,} numbers in {seconds:.1f} s (to reach: {SECONDS} s on an idle machine); {frames['count']} frames meanwhile, "
        f"longest pause {frames['longest']:.0f} ms, {frames['progress']} steps of progress; a sum of 30 million steps took {idle_milliseconds(window):.0f} ms")
    require(during["isRunning"], "it was over before a click could be made: nothing is known of the page meanwhile")
    require(frames["progress"] >= 3 and frames["longest"] <= FRAME_MAX, f"the page was asleep: {frames}")
    require(seconds <= SECONDS_MAX, f"{seconds} s")


def tampered(house_):
    """One character of one ticket among a thousand, or the number that was announced: found out, loudly."""
    number = str(house_.drawn["number"]).encode()

    def ticket(route):
        answer = route.fetch()
        data = bytearray(answer.body())
        at = data.find(b'"commitment":"') + 20
        require(at > 20, f"no sale in {route.request.url}")
        data[at] = ord("A") if data[at] != ord("A") else ord("B")
        route.fulfill(response=answer, body=bytes(data))

    def winner(route):
        answer = route.fetch()
        data, wrong = answer.body(), number[:-1] + (b"1" if number[-1:] != b"1" else b"2")
        require(b'"number":' + number in data, "the announced number is not in the last entries")
        route.fulfill(response=answer, body=data.replace(b'"number":' + number, b'"number":' + wrong))

    for name, pattern, change in (("a ticket", r"/tile/entries/001$", ticket), ("the winner", r"/tile/entries/00\d\.p/", winner)):
        window = house_.window(house.DESKTOP)
        window.page.route(re.compile(pattern), change)
        begin(house_, window)
        window.until("document.querySelector('.recompute .notice')", f"{name}: the end", seconds=SECONDS_MAX)
        said = window.text(".recompute")
        require(window.page.query_selector(".recompute .notice.bad[role=alert]") and "DOES NOT AGREE" in said, f"{name}: {said!r}")
        require(window.page.query_selector(".recompute [data-ok=false]"), f"{name}: the page does not say what is wrong: {said!r}")


if __name__ == "__main__":
    house.main([a_million_numbers, tampered], set_up, Million.environment)
