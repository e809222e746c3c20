#!/usr/bin/env python3
"""Results while they change: in a second window, over a server's restart, sealed, on the big screen; and a checkpoint that is forged."""

import house
from harness import require
from voting import Voter

CAST = "document.querySelector('.figure b').textContent"
LIVE = "document.getElementById('connection').textContent === 'live'"
VERIFIED = "document.querySelector('.as-of .tag')?.textContent === 'checkpoint verified'"
SHIFTS = """
window.__shift = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) __shift += entry.value; }).observe({ type: "layout-shift", buffered: true });
"""
RANKED = [house.contest("mayor", "irv", ("Ada", "Ben", "Cleo", "Dan"), "Mayor"), house.contest("board", candidates=("Eve", "Finn"), title="Board")]


def set_up(house_):
    house_.town = house_.election("town", RANKED, voters=24)
    house_.town.cast_all([
        {"mayor": ranks, "board": ["eve"]} for ranks in (["ada", "ben"], ["ada"], ["ada"], ["ben", "cleo"], ["ben"], ["cleo", "ben"], ["cleo", "ben"], ["dan", "ada"])])


def watch(house_, election, page="results", device=house.DESKTOP):
    window = house_.window(device)
    window.page.add_init_script(SHIFTS)
    window.goto(f"/e/{election.id}/{page}")
    return window


def vote(house_, election, candidate):
    voter = Voter(house_, election).enter()
    voter.page.click(f"#contest-0 .rank-add >> nth={candidate}")
    voter.page.check("#c1-1")
    voter.review().cast().is_confirmed()
    return voter


def second_window(house_):
    """A vote in one window is on the other within moments: turnout, bars, both contests; nothing on the page jumps."""
    window = watch(house_, house_.town)
    window.until(LIVE, "the page is live")
    window.until(VERIFIED, "the checkpoint is verified")
    before, bars = window.page.evaluate(CAST), window.text("[aria-labelledby=contest-1]")
    require(before == "8" and "Finn" in bars, f"at first: {before} ballots, {bars!r}")
    window.page.evaluate("window.__mark = document.querySelector('[aria-labelledby=contest-1]'); window.__shift = 0")
    vote(house_, house_.town, 1)
    window.until(f"{CAST} === '9'", "the other window counts the vote")
    window.until("/Finn[^]*1\\D/.test(document.querySelector('[aria-labelledby=contest-1]').innerText + ' ')", "the bars show the vote")
    window.until(VERIFIED, "the new checkpoint is verified")
    require(window.page.evaluate("__mark === document.querySelector('[aria-labelledby=contest-1]')"), "the page was built anew: that is what flickers")
    shift = window.page.evaluate("__shift")
    require(shift <= 0.01, f"the page jumped by {shift} when a vote came in")


def rounds(house_):
    """The rounds of a ranked count as a table and as a drawing, and step by step."""
    window = watch(house_, house_.town)
    window.until(LIVE, "the page is live")
    section = "[aria-labelledby=contest-0]"
    for summary in window.page.query_selector_all(f"{section} summary"):
        summary.click()
    window.until(f"document.querySelectorAll('{section} details[open] table tr').length >= 4", "the table of rounds")
    window.until(f"document.querySelectorAll('{section} details[open] svg path').length >= 3", "the drawing of the rounds")
    first = window.text(f"{section} .stepper-text")
    window.page.click(f"{section} .stepper button >> nth=0")
    require(window.text(f"{section} .stepper-text") != first, "the step back shows the same round")


def server_restarts(house_):
    """The server goes away and comes back while somebody watches: the page says so, and counts on without being loaded again."""
    window = watch(house_, house_.town)
    window.until(LIVE, "the page is live")
    before = int(window.page.evaluate(CAST))
    house_.restart(lambda: window.until("/lost/.test(document.getElementById('connection').textContent)", "the page says that the connection is lost"))
    window.until(LIVE, "the page is live again", seconds=45)
    vote(house_, house_.town, 0)
    window.until(f"{CAST} === '{before + 1}'", "the page counts on after the restart")
    window.until(VERIFIED, "the new checkpoint continues the one from before the restart")


def sealed(house_):
    """Sealed results: turnout goes up, and nothing else is told, on no page and not in the page's data; certified, they are there."""
    park = house_.election("park", RANKED, voters=6, results="sealed")
    window = watch(house_, park)
    window.until(LIVE, "the page is live")
    park.cast_all([{"mayor": ["dan"], "board": ["eve"]}] * 3)
    window.until(f"{CAST} === '3'", "turnout goes up")
    screen = watch(house_, park, "screen", house.VENUE)
    screen.until("document.getElementById('cast').textContent === '3'", "the big screen shows turnout")
    require("sealed" in screen.text("#board").lower(), f"the big screen shows {screen.text('#board')!r}")
    require("sealed" in window.text("#board").lower(), "the page does not say that results are sealed")
    visible = "[...document.querySelectorAll('[aria-labelledby^=contest-]')].filter((e) => e.offsetParent).length"
    require(window.page.evaluate(visible) == 0, "contests are shown while results are sealed")
    totals = "JSON.stringify((JSON.parse(document.getElementById('page-data').textContent).results ?? {}).contests ?? []).includes('totals')"
    for path in ("/e/park", "/e/park/results", "/e/park/screen"):
        window.goto(path)
        require(not window.page.evaluate(totals), f"the data of {path} tell the totals of a sealed election")
    window.goto("/e/park/results")
    for step in ("close", "certify"):
        park.change(house_.server, step)
    window.until(f"{visible} === 2", "results appear when they are certified")
    require("Dan" in window.text("[aria-labelledby=contest-0] .summary"), "the winner is not said")


def forged_checkpoint(house_):
    """A checkpoint with another size under the same signature: an alarm in words, which a good one later does not take away."""
    window = house_.window(house.DESKTOP)
    forgeries, is_honest = [], False

    def forge(route):
        if is_honest:
            return route.continue_()
        answer = route.fetch()
        origin, size, *rest = answer.text().split("\n")
        forgeries.append(size)
        route.fulfill(response=answer, body="\n".join([origin, str(int(size) + 1), *rest]))

    window.page.route("**/log/checkpoint", forge)
    window.goto("/e/town/results")
    window.page.wait_for_selector(".notice.bad")
    require(forgeries and "do not stand on the signed ledger" in window.text(".notice.bad"), f"the page says {window.text('.notice.bad')!r}")
    require("NOT" in window.text(".as-of .tag"), "the results are still called verified")
    is_honest = True
    before = int(window.page.evaluate(CAST))
    house_.town.cast_all([{"board": ["finn"]}])
    window.until(f"{CAST} === '{before + 1}'", "results go on")
    window.page.wait_for_timeout(3500)
    require(window.page.query_selector(".notice.bad") and "NOT" in window.text(".as-of .tag"), "the alarm went away by itself")
    is_honest = False
    page = house_.window(house.VENUE)
    page.page.route("**/log/checkpoint", forge)
    page.goto("/e/town/screen")
    page.until("/NOT/.test(document.getElementById('verified').textContent)", "the big screen says that the checkpoint is not valid")


def big_screen(house_):
    """The big screen: whole names and numbers, no scrolling, a code to come back to, and it changes by itself."""
    window = watch(house_, house_.town, "screen", house.VENUE)
    window.until("document.getElementById('connection').textContent === 'live'", "the screen is live")
    window.page.wait_for_selector("#qr svg, #qr canvas, #qr img")
    before = int(window.text("#cast"))
    house_.town.cast_all([{"mayor": ["cleo"]}])
    window.until(f"document.getElementById('cast').textContent === '{before + 1}'", "the screen counts the vote")
    require(window.page.evaluate("document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth"), "the screen has to be scrolled")
    require(all(name in window.text("#board") for name in ("Ada", "Ben", "Eve", "Finn")), f"the screen shows {window.text('#board')!r}")


if __name__ == "__main__":
    house.main([second_window, rounds, server_restarts, sealed, forged_checkpoint, big_screen], set_up)
