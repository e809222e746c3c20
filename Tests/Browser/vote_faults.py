#!/usr/bin/env python3
"""Casting when things go wrong: lost answers, double clicks, two tabs, the way back, no network, an election that closes meanwhile.

Whatever happens, the server counts the ballot exactly once, or the page says that it did not.
"""

import json

import house
from harness import require
from voting import SIX, Voter, until_cast


def set_up(house_):
    house_.six = house_.election("six", SIX, voters=20)


class Line:
    """The line between a page and the ballot box, which loses what it is told to: "answer" or "request", one try after the other.

    A line that is down loses every further request until it is up again.
    """

    def __init__(self, page, *losses, is_down=False):
        self.losses, self.is_down, self.bodies = list(losses), is_down, []
        page.route("**/ballots", self.carry)

    def carry(self, route):
        self.bodies.append(route.request.post_data)
        loss = self.losses.pop(0) if self.losses else "request" if self.is_down else None
        if loss == "answer":
            route.fetch()
        if loss:
            route.abort()
        else:
            route.continue_()


def answers_lost(house_):
    """Two answers get lost: the page says what is known, sends the same bytes again, and one ballot is counted."""
    count = house_.six.cast
    voter = Voter(house_, house_.six).enter().mark().review()
    line = Line(voter.page, "answer", "answer")
    voter.cast()
    voter.page.wait_for_selector(".casting-status")
    voter.window.until("/not confirmed/.test(document.querySelector('.casting-status')?.textContent)", "the page says that it does not know")
    voter.is_confirmed().is_checked()
    require(len(line.bodies) == 3 and len(set(line.bodies)) == 1, f"the page sent {len(line.bodies)} times, {len(set(line.bodies))} ballots")
    until_cast(house_.six, count + 1, "after two lost answers")


def reload_in_the_middle(house_):
    """The page is loaded again while an answer is outstanding: it goes on with the same ballot."""
    count = house_.six.cast
    voter = Voter(house_, house_.six).enter().mark(1).review()
    line = Line(voter.page, "answer", "request", "request")
    voter.page.on("dialog", lambda dialog: dialog.accept())
    voter.cast()
    voter.page.wait_for_selector(".casting-status")
    while not line.bodies:
        voter.page.wait_for_timeout(50)
    voter.page.reload()
    voter.is_confirmed().is_checked()
    require(len(set(line.bodies)) == 1, "another ballot was sent after the page was loaded again")
    until_cast(house_.six, count + 1, "after a reload in the middle")


def double_click(house_):
    count = house_.six.cast
    voter = Voter(house_, house_.six).enter().mark().review()
    line = Line(voter.page)
    voter.page.dblclick("#cast")
    voter.is_confirmed()
    require(len(line.bodies) == 1, f"a double click sent {len(line.bodies)} requests")
    until_cast(house_.six, count + 1, "after a double click")


def two_tabs(house_):
    """The same code in two tabs: each says that the other is there, and when one has cast, the other says so and casts no more."""
    count = house_.six.cast
    first = Voter(house_, house_.six).enter()
    second = Voter(house_, house_.six, window=first.window).enter(first.code)
    for tab in (first, second):
        tab.window.until("document.getElementById('other-tab')?.textContent.length > 20", "a tab says that the ballot is open in another", tab.page)
    first.mark(0).review().cast().is_confirmed()
    second.window.until("!document.querySelector('#cast, .bottom-bar') && document.querySelector('#stage .notice.good')", "the other tab says that the vote was cast", second.page)
    until_cast(house_.six, count + 1, "after two tabs")


def two_tabs_at_once(house_):
    """While one tab is casting, the other does not send its own, other ballot."""
    count = house_.six.cast
    first = Voter(house_, house_.six).enter().mark(0)
    second = Voter(house_, house_.six, window=first.window).enter(first.code).mark(2)
    first.review()
    second.review()
    held = []
    first.page.route("**/ballots", lambda route: held.append(route))
    sent = Line(second.page)
    first.cast()
    second.window.until("document.getElementById('other-tab')?.textContent.length > 20", "the second tab hears of the first", second.page)
    second.cast()
    second.page.wait_for_timeout(500)
    require(not sent.bodies and second.page.query_selector(".casting") is None, "both tabs sent a ballot")
    held[0].continue_()
    first.is_confirmed()
    until_cast(house_.six, count + 1, "after two tabs at once")


def way_back(house_):
    """Back after casting, within the page and from another: the receipt, and no ballot to cast again."""
    voter = Voter(house_, house_.six).enter().mark().review().cast().is_confirmed()
    count = house_.six.cast
    for leave in (lambda: voter.page.go_back(), lambda: (voter.page.goto(f"{house_.url}/e/six"), voter.page.go_back()), lambda: voter.page.reload()):
        leave()
        voter.is_confirmed()
        require(voter.page.query_selector("#cast, #code, .bottom-bar") is None, "there is a ballot to be cast again")
    voter.keep(house_.folder / "kept.json")
    voter.page.click(".stage > .row .btn.primary")
    voter.page.wait_for_url("**/e/six")
    require(voter.page.evaluate("sessionStorage.length") == 0, "the page keeps something after the voter has finished")
    voter.page.go_back()
    voter.page.wait_for_load_state()
    require(voter.page.query_selector(".confirmed, .contest") is None, "after finishing, the way back shows the vote to whoever comes next")
    until_cast(house_.six, count, "after going back")


def offline(house_):
    """The network goes in mid-ballot: marking goes on, the page says that nothing is lost, and casts when the network is back."""
    count = house_.six.cast
    voter = Voter(house_, house_.six).enter().mark()
    voter.window.context.set_offline(True)
    voter.page.check("#c1-0")
    voter.review().cast()
    voter.window.until("/offline|connection|network/i.test(document.querySelector('.casting-status')?.textContent)", "the page says that there is no network")
    until_cast(house_.six, count, "without a network")
    voter.window.context.set_offline(False)
    voter.is_confirmed().is_checked()
    until_cast(house_.six, count + 1, "with the network back")


def kept_when_reloaded(house_):
    """A ballot half filled in is there after the tab was loaded again; whoever leaves leaves nothing."""
    voter = Voter(house_, house_.six).enter().mark(2)
    voter.page.click("#contest-6 .rank-add >> nth=1")
    voter.page.reload()
    voter.page.wait_for_selector(".contest")
    require(voter.page.is_checked("#c0-2") and "East" in voter.page.inner_text("#contest-6 .rank-list"), "the marks are gone after a reload")
    require(voter.code not in json.dumps(voter.page.evaluate("({...sessionStorage, ...localStorage})")), "the page keeps the voting code")
    voter.page.click("#stage button.link")
    voter.page.click("dialog .danger")
    voter.page.wait_for_url("**/e/six")
    require(voter.page.evaluate("sessionStorage.length") == 0, "the next voter finds what this one left")


def closed_meanwhile(house_):
    """The election closes while the ballot is on its way: the page finds in the ledger whether it arrived, and says so."""
    short = house_.election("short", SIX[:1], voters=4)
    arrived, lost, late = (Voter(house_, short).enter().mark().review() for _ in range(3))
    lines = Line(arrived.page, "answer", is_down=True), Line(lost.page, is_down=True)
    for voter in (arrived, lost):
        voter.cast()
        voter.window.until("/not confirmed/.test(document.querySelector('.casting-status')?.textContent)", "the page says that it does not know")
    short.change(house_.server, "close")
    for line in lines:
        line.is_down = False
    arrived.is_confirmed()
    arrived.is_checked()
    lost.page.wait_for_selector("#stage .notice.bad")
    require(lost.page.query_selector(".confirmed") is None, "a ballot that never arrived is shown as confirmed")
    late.cast()
    late.page.wait_for_selector("#stage .notice.bad")
    require("was not recorded" in late.page.inner_text("#stage"), f"too late: {late.page.inner_text('#stage')!r}")
    until_cast(short, 1, "after the close")


if __name__ == "__main__":
    house.main([
        answers_lost, reload_in_the_middle, double_click, two_tabs, two_tabs_at_once, way_back, offline, kept_when_reloaded, closed_meanwhile,
    ], set_up)
