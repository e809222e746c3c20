#!/usr/bin/env python3
"""Turnout by region: a vote in a region moves that region's bar in another window, sealed or not, and the receipt names the region."""

import house
from harness import require
from results import LIVE, SHIFTS
from voting import Voter

ASK = [house.contest("park", candidates=("Yes", "No"), title="A new park?")]
TABLE = "#board .regions table"
ROW = "[...document.querySelectorAll('#board .regions tbody tr')].find((row) => row.querySelector('th').textContent === '{}')"
CAST = "({row}.querySelector('td').textContent)"
BAR = "({row}.querySelector('.meter span').getBoundingClientRect().width)"


def set_up(house_):
    # Of each two voters the first is of North, the second of South.
    house_.park = house_.election("park", ASK, voters=50, turnoutByRegion=True)
    house_.sealed = house_.election("sealed", ASK, voters=44, results="sealed", turnoutByRegion=True)


def cast_in(region):
    return CAST.format(row=ROW.format(region))


def bar_of(region):
    return BAR.format(row=ROW.format(region))


def vote(house_, election):
    """A vote in the browser of the next voter on the roll, and the receipt that the server sent for it."""
    voter = Voter(house_, election).enter().mark(0).review()
    with voter.page.expect_response("**/ballots") as answer:
        voter.cast()
    receipt = answer.value.text()
    voter.is_confirmed()
    return receipt


def moves(house_):
    """A vote in North moves North's bar in another window, and South's not; the page is not built anew and does not jump."""
    window = house_.window(house.DESKTOP)
    window.page.add_init_script(SHIFTS)
    window.goto("/e/park/results")
    window.until(LIVE, "the page is live")
    require(window.page.evaluate(cast_in("North")) == "0 / 25", f"North begins with {window.page.evaluate(cast_in('North'))!r}")
    window.page.evaluate(f"window.__mark = {ROW.format('North')}; window.__shift = 0")
    house_.receipt = vote(house_, house_.park)
    window.until(f"{cast_in('North')} === '1 / 25'", "the vote is counted in North")
    window.until(f"{bar_of('North')} > 2", "the bar of North grows")
    require(window.page.evaluate(cast_in("South")) == "0 / 25" and window.page.evaluate(bar_of("South")) == 0, "South moved as well")
    require(window.page.evaluate(f"__mark === {ROW.format('North')}"), "the table was built anew: that is what flickers")
    require(window.page.evaluate("__shift") <= 0.01, "the page jumped when a vote came in")
    vote(house_, house_.park)
    window.until(f"{cast_in('South')} === '1 / 25'", "the next vote is counted in South")
    table = window.page.eval_on_selector(TABLE, """table => [table.caption.textContent, ...[...table.querySelectorAll("thead th")].map((th) => th.scope),
        ...[...table.querySelectorAll("tbody th")].map((th) => th.scope)]""")
    require(table == ["Turnout by region", "col", "col", "col", "row", "row"], f"to a screen reader the table is {table}")


def receipt(house_):
    """The receipt's check says which region the entry names."""
    house_.receipt = getattr(house_, "receipt", None) or vote(house_, house_.park)
    window = house_.window()
    window.goto("/check")
    window.page.fill("#text", house_.receipt)
    window.page.click("#check-form [type=submit]")
    window.page.wait_for_selector("#outcome .notice.good")
    require("Region in the entry\nNorth" in window.text("#outcome dl.facts"), f"the check says {window.text('#outcome dl.facts')!r}")


def sealed(house_):
    """Sealed results: turnout by region is told all the same, on the page, on the big screen and without scripts; nothing else is."""
    window = house_.window(house.PHONE)
    window.goto("/e/sealed/results")
    window.until(LIVE, "the page is live")
    screen = house_.window(house.VENUE)
    screen.goto("/e/sealed/screen")
    screen.until("document.querySelectorAll('#board .screen-contest li').length === 2", "the big screen shows both regions")
    house_.sealed.cast_all([{"park": ["yes"]}] * 3)  # The last of the roll: South, North, South.
    window.until(f"{cast_in('South')} === '2 / 22' && {cast_in('North')} === '1 / 22'", "the regions' turnout goes up")
    screen.until("/South\\s*2 \\/ 22/.test(document.getElementById('board').innerText)", "the big screen shows the region's turnout")
    for each in (window, screen):
        require("sealed" in each.text("#board").lower() and "Yes" not in each.text("#board"), f"{each.page.url} shows {each.text('#board')!r}")
        sizes = each.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        require(sizes[0] <= sizes[1], f"{each.page.url} is wider than the window: {sizes}")
    tall = screen.page.evaluate("[document.documentElement.scrollHeight, innerHeight]")
    require(tall[0] <= tall[1], f"the big screen has to be scrolled: {tall}")
    plain = house_.window(house.PHONE, java_script_enabled=False)
    plain.goto("/e/sealed/results")
    text = " ".join(plain.text("#board .regions").split())
    require("North 1 / 22 4.5 % South 2 / 22 9.1 %" in text, f"without scripts: {text!r}")


def without(house_):
    """An election that does not ask shows no regions, and its receipts name none."""
    plain = house_.election("plain", ASK, voters=4)
    window = house_.window(house.DESKTOP)
    window.goto("/e/plain/results")
    window.until(LIVE, "the page is live")
    require('"region"' not in vote(house_, plain).replace("\\", ""), "a ballot names a region that nobody asked for")
    window.until("document.querySelector('.figure b').textContent === '1'", "the vote is counted")
    require(not window.page.is_visible("text=Turnout by region"), "regions are shown")


if __name__ == "__main__":
    house.main([moves, receipt, sealed, without], set_up)
