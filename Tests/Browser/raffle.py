#!/usr/bin/env python3
"""A raffle for everybody to see: the public page as it changes, tickets looked for in the pool, and whole draws made again in the browser."""

import json
import re

import house
from harness import require
from moving_clock import MovingClock
from raffle_s10 import beacon_record
from raffle_rules import MovedUnit
from raffles import People, Raffle, close_all, instant

PICKS = "[...document.querySelectorAll('.recompute .notice')].map((e) => e.className)"


def set_up(house_):
    """A raffle with a verifiable draw, done: 12 tickets of 120 numbers, one of them void."""
    server = house_.server
    house_.people = People(server)
    MovedUnit.clock = house_.clock
    house_.unit = MovedUnit(server, house_.people, "RSU-V")
    house_.fair = raffle = Raffle(server, house_.people, "fair", draw={"mode": "verifiable", "delaySeconds": 60})
    raffle.do("event-manager", "activate")
    raffle.do("draw-official", "commitments", {})
    house_.unit.lease(raffle, 200)
    house_.sales = [house_.unit.sell(raffle, "P3") for _ in range(12)]
    house_.unit.upload(raffle)
    raffle.do("event-manager", "voids", {"ticket": house_.sales[4]["ticket"], "reason": "misprint"})
    close_all(raffle, {house_.unit.id: house_.unit})
    frozen = raffle.do("draw-official", "freeze")
    house_.clock.move(75)
    house_.people.log_on_all()
    house_.drawn = raffle.do("draw-official", "draws", {"prize": "main", "beacon": beacon_record(frozen["beacon"]["round"])})
    require(house_.drawn["verdict"] == "VALID", f"the draw gave {house_.drawn}")
    raffle.do("draw-official", "prizes/main/official", {})


def recompute(window, thorough):
    page = window.page
    page.wait_for_selector(".recompute")
    page.locator(".recompute input").nth(0 if thorough else 1).check()
    page.click(".recompute .btn.primary, .recompute .row .btn >> nth=0")
    window.until(f"{PICKS}.length > 0", "the draw was made again", seconds=60)
    return window.text(".recompute")


def draw_made_again(house_):
    """Both ways to make the draw again give the number that was announced, and say which steps were taken."""
    window = house_.window(house.DESKTOP)
    window.goto("/r/fair/draw")
    for thorough in (True, False):
        said = recompute(window, thorough)
        require(f": {house_.drawn['number']}" in said and window.page.query_selector(".recompute .notice.good"), f"thorough {thorough}: {said!r}")
        steps = window.page.eval_on_selector_all(".recompute .checks li", "all => all.map((li) => [li.dataset.ok ?? '', li.innerText])")
        require(len([step for step in steps if step[0] == "true"]) >= 6 and not [step for step in steps if step[0] == "false"], f"the steps: {steps}")


def lying(window, pattern, change):
    """From now on, answers to these addresses are changed on their way to the window; those that really were."""
    changed = []

    def lie(route):
        answer = route.fetch()
        lies = change(answer.body())
        if lies != answer.body():
            changed.append(lies)
        route.fulfill(response=answer, body=lies)

    window.context.route(re.compile(pattern), lie)
    return changed


def draw_tampered_with(house_):
    """Another winner, another secret, a number less in the pool, another ledger: each is found out, loudly."""
    number = house_.drawn["number"]
    another = next(n for sale in house_.sales for n in sale["numbers"] if n != number)

    def winner(text):
        draw = json.loads(text)
        for attempt in draw["attempts"]:
            attempt["number"] = another if attempt["number"] == number else attempt["number"]
        return json.dumps(draw)

    def secret(text):
        draw = json.loads(text)
        old = draw["reveal"]["secret"]
        draw["reveal"]["secret"] = ("B" if old[0] != "B" else "C") + old[1:]
        return json.dumps(draw)

    def pool(text):
        require(text.count("\n") > 20, f"this is no pool: {text[:200]!r}")
        return text.rstrip("\n").rpartition("\n")[0] + "\n"

    def entries(data):
        at = data.rfind(f'"ticket":"{house_.drawn["ticket"]}"'.encode())
        require(at > 0, "the ledger's last entries do not name the winning ticket")
        return data[:at + 11] + b"Q" + data[at + 12:]

    text = lambda change: lambda data: change(data.decode()).encode()
    for name, pattern, change, thorough in (
        ("another winner", r"/draws/[^/]+$", text(winner), False), ("another secret", r"/draws/[^/]+$", text(secret), False),
        ("another pool", r"/draws/[^/]+/pool$", text(pool), False), ("another ledger", r"/tile/entries/", entries, True),
    ):
        window = house_.window(house.DESKTOP)
        changed = lying(window, pattern, change)
        window.goto("/r/fair/draw")
        said = recompute(window, thorough)
        require(changed, f"{name}: nothing was changed on the way")
        require(window.page.query_selector(".recompute .notice.bad[role=alert]") and "DOES NOT AGREE" in said, f"{name}: {said!r}")
        require(not window.page.query_selector(".recompute .notice.good"), f"{name}: good and bad at once")
        failed = window.page.eval_on_selector_all(".recompute [data-ok=false]", "all => all.map((li) => li.innerText)")
        require(failed and len(failed[0]) > 15, f"{name}: the page does not say what is wrong: {failed}")


def look_for(window, ticket, validation=""):
    window.page.fill("#ticket", ticket)
    window.page.fill("#validation", validation)
    window.page.click("#ticket-form [type=submit]")
    window.page.wait_for_selector("#ticket-outcome .notice, #ticket-form .error")
    return window.text("#ticket-outcome")


def ticket_in_the_pool(house_):
    """A ticket is found in the frozen pool; a void one is said to be void, a strange validation number not to fit, an unknown one to be unknown."""
    window = house_.window()
    window.goto("/r/fair")
    good, void = house_.sales[0], house_.sales[4]
    said = look_for(window, good["ticket"], good["validation"])
    require(window.page.query_selector("#ticket-outcome .notice.good"), f"a good ticket: {said!r}")
    require(all(str(number) in window.text("#ticket-outcome .numbers") for number in good["numbers"]), f"its numbers are not shown: {said!r}")
    said = look_for(window, void["ticket"])
    require(window.page.query_selector("#ticket-outcome .notice.warn") and "void" in said.lower(), f"a void ticket: {said!r}")
    said = look_for(window, good["ticket"], house_.sales[1]["validation"])
    require(window.page.query_selector("#ticket-outcome .notice.bad"), f"another ticket's validation number: {said!r}")
    look_for(window, "RSU-V-999")
    require(window.page.query_selector("#ticket-form .error"), "an unknown ticket is not refused at the field")


def forged_ledger(house_):
    """A server that gives the proof of another ticket for this one: found out."""
    window = house_.window()
    window.goto("/r/fair")
    asked, other = house_.sales[0]["ticket"], house_.sales[1]["ticket"]
    window.page.route(f"**/tickets/{asked}/proof", lambda route: route.fulfill(response=route.fetch(url=route.request.url.replace(asked, other))))
    said = look_for(window, asked)
    require(window.page.query_selector("#ticket-outcome .notice.bad") and not window.page.query_selector("#ticket-outcome .notice.good"), f"another ticket's proof: {said!r}")


def live_page(house_):
    """The jackpot goes up while people watch, on the page and on the big screen; the winner is there after the draw."""
    raffle = Raffle(house_.server, house_.people, "live")
    raffle.do("event-manager", "activate")
    house_.unit.lease(raffle, 100)
    window, screen = house_.window(), house_.window(house.VENUE)
    window.goto("/r/live")
    screen.goto("/r/live/screen")
    before = window.text("#tickets-sold")
    require(before == "0", f"{before} tickets before the first sale")
    for _ in range(3):
        house_.unit.sell(raffle, "P3", sold_at=instant(house_.clock.seconds))
    results = house_.unit.upload(raffle)
    require(all(result["outcome"] == "recorded" for result in results), f"the sales: {results}")
    window.until("document.getElementById('tickets-sold').textContent === '3'", "the page counts the tickets")
    window.until("/30[.]00/.test(document.getElementById('prizes').innerText)", "the page shows half of 60.00 as the jackpot")
    screen.until("/30([.]00)?/.test(document.getElementById('stage').innerText)", "the big screen shows the jackpot")
    require(screen.page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "the big screen has to be scrolled")
    require(not window.page.is_visible("#winners"), "there is a winner before the draw")
    close_all(raffle, {house_.unit.id: house_.unit})
    drawn = raffle.do("draw-official", "draws", {"prize": "main"})
    raffle.do("draw-official", "prizes/main/official", {})
    window.until(f"/{drawn['number']}/.test(document.getElementById('winner-cards').innerText)", "the page shows the winner", seconds=30)
    screen.until(f"/{drawn['number']}/.test(document.getElementById('stage').innerText)", "the big screen shows the winner", seconds=30)


def followed(house_):
    """The page follows the raffle's stream, and asks for nothing meanwhile; where there is none it asks; a server that went away is said to be away, and comes back."""
    has_stream = stream_of(house_) is not None
    window, asked = house_.window(), []
    window.page.on("request", lambda request: asked.append(request.url.removeprefix(house_.url)))
    window.goto("/r/fair")
    window.until("/as of/.test(document.getElementById('updated').textContent)", "the page says how old it is")
    require(any(url.endswith("/stream") for url in asked), f"the stream was not asked for: {asked}")
    if has_stream:
        # That nothing is asked for has nothing to wait for: twice the time after which a page without a stream asks.
        window.page.wait_for_timeout(5000)
        require(not [url for url in asked if url.endswith("/display")], f"there is a stream, and the page asks: {asked[-5:]}")
    else:
        with window.page.expect_request("**/display"):
            pass
    require(not window.page.is_visible("#connection"), "the page looks for a connection that it has")
    lost = house_.window()
    lost.page.route("**/v1/raffles/fair/**", lambda route: route.abort())
    lost.goto("/r/fair")
    lost.until("!document.getElementById('connection').hidden", "the page says that the server is away")
    lost.page.unroute("**/v1/raffles/fair/**")
    lost.until("document.getElementById('connection').hidden && /as of/.test(document.getElementById('updated').textContent)", "the page comes back", seconds=40)


def stream_of(house_):
    """The head of the raffle's stream; None where the server has none."""
    connection = house_.server.connect()
    try:
        connection.request("GET", "/v1/raffles/fair/stream", headers={"Accept": "text/event-stream"})
        answer = connection.getresponse()
        return answer.getheader("Content-Type") if answer.status in (200, 204) else None
    finally:
        connection.close()


def environment(folder):
    MovingClockOfHouse.clock = MovingClock(folder)
    return MovingClockOfHouse.clock.environment


class MovingClockOfHouse:
    """The clock is made before the house, whose server runs by it."""

    clock = None


def set_up_with_clock(house_):
    house_.clock = MovingClockOfHouse.clock
    set_up(house_)


if __name__ == "__main__":
    house.main([draw_made_again, draw_tampered_with, ticket_in_the_pool, forged_ledger, live_page, followed], set_up_with_clock, environment)
