#!/usr/bin/env python3
"""Logging in to vote, at a real OpenID Connect provider: the way there and back, what the page refuses, and ballot tokens that run out in the middle."""

import json
import time
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qs, urlencode, urlsplit

import house
from harness import require
from moving_clock import MovingClock
from provider import CLIENT, Provider
from voting import SIX, Voter, until_cast

# Of a ballot token, in an election without a set end.
LIFETIME = 3_600


class Scene:
    """What the server is started with."""


def environment(folder):
    Scene.clock = MovingClock(folder)
    Scene.provider = Provider(lambda: time.time() + Scene.clock.seconds)
    return {**Scene.clock.environment, **Scene.provider.environment, "URNA_TOKEN_LIFETIME_SECONDS": str(LIFETIME)}


def set_up(house_):
    house_.six = house_.election("six", SIX[:4], voters=20)
    house_.other = house_.election("other", SIX[:1], voters=20)
    house_.voters = [f"v{number}@example.org" for number in range(12)]


def move_on(house_, seconds):
    """Moves the server's clock, and waits until its front door, which looks at it once a second, has seen it."""
    Scene.clock.move(seconds)
    end = time.monotonic() + 20
    while parsedate_to_datetime(house_.server.call("GET", "/healthz")[1]["Date"]).timestamp() < Scene.provider.now() - 5:
        require(time.monotonic() < end, "the server's clock does not move")
        time.sleep(0.1)


class Visitor(Voter):
    """A voter who logs in; `issues` holds the bodies and bearers of the page's requests for a ballot token."""

    def __init__(self, house_, user, **options):
        super().__init__(house_, house_.six, **options)
        self.user, self.issues = user, []
        self.page.on("request", lambda request: request.url.endswith("/ballot-token") and self.issues.append(request.headers.get("authorization")))

    def log_in(self, **changes):
        """Presses the button; the provider sends straight back."""
        provider = Scene.provider
        provider.reset()
        provider.user = self.user
        for name, value in changes.items():
            setattr(provider, name, value)
        with self.page.expect_navigation(url=lambda url: url.startswith(f"{self.window.house.url}/e/")):
            self.page.click("#login button")
        self.window.until("location.hash === ''", "the page takes the answer out of its address", self.page)
        return self

    def at_ballot(self):
        self.page.wait_for_selector(".contest")
        return self

    def is_told(self, words):
        self.page.wait_for_selector("#stage .notice")
        text = self.page.inner_text("#stage .notice")
        require(words in text, f"the page says {text!r}, not {words!r}")
        require(self.page.query_selector(".contest") is None, "the page goes to the ballot all the same")
        return self

    def kept(self):
        return self.page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")


def log_in_and_vote(house_):
    """There with a state and a nonce that nobody can guess, back to the ballot, and on to the receipt; the token is left nowhere. Both kinds of keys."""
    count = house_.six.cast
    for algorithm in ("RS256", "ES256"):
        visitor = Visitor(house_, house_.voters.pop()).open()
        visitor.log_in(algorithm=algorithm).at_ballot()
        asked = Scene.provider.asked[-1]
        expected = {
            "response_type": "id_token", "response_mode": "fragment", "client_id": CLIENT, "redirect_uri": f"{house_.url}/e/six/vote", "tenant": "town",
            "referer": None}
        require({name: asked.get(name) for name in expected} == expected, f"the page asked for {asked}")
        require("openid" in asked["scope"].split(), f"the scope is {asked['scope']!r}")
        require(len(asked["state"]) >= 32 and len(asked["nonce"]) >= 32 and asked["state"] != asked["nonce"], f"state and nonce: {asked}")
        require(visitor.page.url == f"{house_.url}/e/six/vote", f"the address is {visitor.page.url}")
        bearer = visitor.issues[0].removeprefix("Bearer ")
        require(bearer.count(".") == 2 and bearer not in visitor.kept() and "id_token" not in visitor.kept(), "the page keeps the login's token")
        visitor.mark().review().cast().is_confirmed().is_checked()
        require(asked["state"] != Scene.provider.asked[-2]["state"] if len(Scene.provider.asked) > 1 else True, "a state came twice")
        visitor.page.go_back()
        visitor.page.wait_for_load_state()
        require("id_token" not in visitor.page.url, "the token is in the tab's history")
    until_cast(house_.six, count + 2, "after two who logged in")


def answers_not_asked_for(house_):
    """Another state, another nonce, an answer that came twice, one that nobody asked for: none gets as far as the server."""
    visitor = Visitor(house_, house_.voters[0]).open()
    strange = "was not asked for by this page"
    visitor.log_in(answer={"state": "0" * 32}).is_told(strange)
    visitor.open().log_in(answer={"state": None}).is_told(strange)
    visitor.open().log_in(claims={"nonce": "0" * 32}).is_told(strange)
    visitor.open().log_in(claims={"nonce": None}).is_told(strange)
    visitor.open().log_in(answer={"id_token": "no.token.atall"}).is_told(strange)
    require(not visitor.issues, f"the server was asked for {len(visitor.issues)} ballot tokens")
    # A good answer again, in the tab that had asked for it, and in another: each is for one time and one tab.
    visitor.open().log_in().at_ballot()
    asked = Scene.provider.asked[-1]
    again = f"{house_.url}/e/six/vote#state={asked['state']}&id_token={Scene.provider.token(asked['nonce'])}"
    visitor.page.click("#stage button.link")
    visitor.page.click("dialog .danger")
    visitor.page.wait_for_url("**/e/six")
    count = len(visitor.issues)
    visitor.page.goto(again)
    visitor.is_told(strange)
    other = Visitor(house_, house_.voters[0])
    other.page.goto(again)
    other.is_told(strange)
    require(len(visitor.issues) == count and not other.issues, "an answer was used again")
    require("#" not in visitor.page.url and "#" not in other.page.url, "a token stays in the address")


def answers_elsewhere_and_late(house_):
    """An answer is for the page that asked for it, and for a quarter of an hour."""
    visitor = Visitor(house_, house_.voters[0])
    page, provider = visitor.page, Scene.provider
    provider.reset()
    provider.user = visitor.user
    page.route(f"{provider.url}/authorize*", lambda route: route.fulfill(body="Who are you?", content_type="text/plain"))

    def answer():
        """Leaves for the provider, which takes its time; gives the answer that it would send back."""
        visitor.open()
        page.click("#login button")
        page.wait_for_url(f"{provider.url}/**")
        asked = parse_qs(urlsplit(page.url).query)
        return urlencode({"state": asked["state"][0], "id_token": provider.token(asked["nonce"][0])})

    def come_back(minutes):
        given = answer()
        page.goto(f"{house_.url}/e/six")
        page.evaluate(
            "(earlier) => { const asked = JSON.parse(sessionStorage['urna.login']); sessionStorage['urna.login'] = JSON.stringify({ ...asked, at: asked.at - earlier }); }",
            minutes * 60_000)
        page.goto(f"{house_.url}/e/six/vote#{given}")
        return visitor

    page.goto(f"{house_.url}/e/other/vote#{answer()}")
    visitor.is_told("was not asked for by this page")
    come_back(16).is_told("was not asked for by this page")
    require(not visitor.issues, f"the server was asked for {len(visitor.issues)} ballot tokens")
    come_back(14).at_ballot()


def refused_logins(house_):
    """Tokens for another service, run out, unsigned, or by somebody else's key; somebody who is not on the roll; a login that was broken off."""
    visitor = Visitor(house_, house_.voters[0])
    refused = "was not accepted"
    now = int(Scene.provider.now())
    for changes in (
        {"claims": {"aud": "another-service"}}, {"claims": {"aud": ["a", "b"]}}, {"claims": {"exp": now - 3_600, "iat": now - 7_200}}, {"claims": {"exp": None}},
        {"claims": {"iss": "https://another.example"}}, {"algorithm": "none"}, {"signer": Scene.provider.stranger},
    ):
        visitor.open().log_in(**changes).is_told(refused)
    visitor.user = "somebody.else@example.org"
    visitor.open().log_in().is_told("not on the list of voters")
    visitor.open().log_in(answer={"id_token": None, "error": "access_denied"}).is_told("was not completed")
    # The code still works beside it.
    visitor.page.fill("#code", house_.six.take_code())
    visitor.page.click("#code-form [type=submit]")
    visitor.at_ballot()


def second_time(house_):
    """Who has voted and logs in again: the same ballot gets the same receipt, another one is refused, and nothing counts twice."""
    user = house_.voters.pop()
    first = Visitor(house_, user).open().log_in().at_ballot().mark(1).review()
    with first.page.expect_response("**/ballots") as answer:
        first.cast()
    first.is_confirmed()
    count = house_.six.cast
    same = Visitor(house_, user).open().log_in().at_ballot().mark(1).review()
    with same.page.expect_response("**/ballots") as repeated:
        same.cast()
    same.is_confirmed().is_checked()
    require(repeated.value.status == 200 and repeated.value.text() == answer.value.text(), "the same ballot got another receipt")
    other = Visitor(house_, user).open().log_in().at_ballot().mark(2).review()
    other.cast()
    other.page.wait_for_selector("#stage .notice.bad")
    require("another ballot was cast" in other.page.inner_text("#stage"), f"the page says {other.page.inner_text('#stage')!r}")
    until_cast(house_.six, count, "after two more logins of one voter")


def access_runs_out(house_):
    """A ballot token that has run out in mid-ballot: the page says so, the marks stay, and a new code entry or login goes on with them."""
    count = house_.six.cast
    by_code = Voter(house_, house_.six).enter().mark(2)
    by_code.page.check("#c1-1")
    by_login = Visitor(house_, house_.voters.pop()).open().log_in().at_ballot().mark(1)
    for voter in (by_code, by_login):
        voter.review()
    move_on(house_, LIFETIME + 60)
    for voter in (by_code, by_login):
        voter.cast()
        voter.page.wait_for_selector("#code, #stage .notice.bad")
        words = voter.page.inner_text("#stage .notice")
        require("has run out" in words and "still here" in words, f"the page says {words!r}")
    by_code.page.fill("#code", by_code.code)
    by_code.page.click("#code-form [type=submit]")
    by_code.page.wait_for_selector(".contest")
    require(by_code.page.is_checked("#c0-2") and by_code.page.is_checked("#c1-1"), "the marks are gone")
    by_login.log_in().at_ballot()
    require(by_login.page.is_checked("#c0-1"), "the marks are gone after logging in again")
    for voter, choice in ((by_code, "cedar"), (by_login, "birch")):
        voter.review()
        with voter.page.expect_response("**/ballots") as answer:
            voter.cast()
        voter.is_confirmed().is_checked()
        require(json.loads(json.loads(answer.value.text())["entry"])["selections"]["one"] == [choice], "another ballot was cast than was marked")
    until_cast(house_.six, count + 2, "after new tokens")


def somebody_else_comes_next(house_):
    """After a token has run out, another voter on the same page is not shown the marks of the one before."""
    first = Visitor(house_, house_.voters.pop()).open().log_in().at_ballot().mark(2)
    first.review()
    move_on(house_, LIFETIME + 60)
    first.cast()
    first.page.wait_for_selector("#code")
    first.user = house_.voters.pop()
    first.log_in().at_ballot()
    require(first.page.query_selector("input:checked") is None, "the next voter sees the marks of the one before")


def ended_by_the_clock(house_):
    """The vote ends at its set time with a ballot half filled in, and with one whose answer was lost: each is told what became of it."""
    ends = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(Scene.provider.now() + 600))
    timed = house_.election("timed", SIX[:1], voters=3, closesAt=ends)
    late = Voter(house_, timed).enter().mark().review()
    lost = Voter(house_, timed).enter().mark(1).review()
    lost.page.route("**/ballots", lambda route: (route.fetch(), route.abort())[1])
    lost.cast()
    lost.window.until("/not confirmed/.test(document.querySelector('.casting-status')?.textContent)", "the page says that it does not know")
    move_on(house_, 700)
    lost.page.unroute("**/ballots")
    lost.is_confirmed().is_checked()
    late.cast()
    late.page.wait_for_selector("#stage .notice.bad")
    words = late.page.inner_text("#stage")
    require("Voting ended" in words and "was not recorded" in words, f"the page says {words!r}")
    until_cast(timed, 1, "after the end")


if __name__ == "__main__":
    house.main([
        log_in_and_vote, answers_not_asked_for, answers_elsewhere_and_late, refused_logins, second_time, access_runs_out, somebody_else_comes_next, ended_by_the_clock,
    ], set_up, environment)
