#!/usr/bin/env python3
"""Every page that anyone may see in two languages, both themes, on a phone and a desk: axe-core finds nothing, nothing is complained of, nothing is too wide."""

import house
import town
from harness import require
from looking import look, walk
from voting import Voter

PUBLIC = [
    "/", "/e/six", "/e/hostile", "/e/done", "/e/draft", "/e/six/results", "/e/hostile/results", "/e/done/results", "/e/sealed/results", "/e/six/screen",
    "/e/six/vote", "/e/done/vote", "/check", "/r/raffle-1", "/r/raffle-2", "/r/raffle-1/draw", "/r/raffle-1/screen", "/r/raffle-2/screen", "/ledger/e/six",
    "/ledger/r/raffle-1", "/login", "/audit", "/sell", "/nothing",
]


def public_pages(house_):
    walk(house_, PUBLIC)


def ballot_steps(house_):
    """The steps of voting, which have no address of their own: a wrong code, the ballot, its faults, the review, the receipt, the question."""
    problems = []
    for language, device, election in (("en", house.PHONE, house_.six), ("ar", house.DESKTOP, house_.six), ("en", house.PHONE, house_.hostile)):
        voter = Voter(house_, election, device=device, language=language)
        window, page, name = voter.window, voter.page, f"{election.id} {language}"
        window.language = language
        voter.open()
        page.fill("#code", "X")
        page.click("#code-form [type=submit]")
        look(window, f"{name} wrong code", problems)
        voter.enter()
        rank = "#contest-0 .rank-add" if election is house_.hostile else "#contest-4 .rank-add"
        for _ in range(3):
            page.click(f"{rank} >> nth=1")
        page.check("#c1-0" if election is house_.hostile else "#c0-0")
        look(window, f"{name} ballot", problems)
        voter.review()
        look(window, f"{name} review", problems)
        voter.cast().is_confirmed()
        page.wait_for_selector(".checks li")
        page.click("[aria-labelledby=keep-title] [aria-expanded]")
        look(window, f"{name} receipt", problems)
        page.evaluate("location.reload()")
        voter.is_confirmed()
        page.click(".stage > .row .btn.primary")
        page.wait_for_selector("dialog[open]")
        look(window, f"{name} question", problems)
    require(not problems, f"{len(problems)} problems:\n  " + "\n  ".join(problems[:40]))


if __name__ == "__main__":
    house.main([public_pages, ballot_steps], town.build)
