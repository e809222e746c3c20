#!/usr/bin/env python3
"""A vote, from the code to the receipt checked on another device, and how the page says no: codes, closed elections, bad ballots."""

import json

import house
from harness import BIN, require, run
from voting import SIX, Voter, until_cast


def set_up(house_):
    house_.six = house_.election("six", SIX, voters=12)
    house_.six.cast_all([{"one": ["ash"], "sch": ["north", "east"]}] * 2)


def every_method(house_):
    """Marks of every kind reach the ledger as they were made; the receipt passes in the page, at /check, and with `urna receipt check`."""
    voter = Voter(house_, house_.six).enter()
    page = voter.page
    page.check("#c0-1")
    page.check("#c1-1")
    page.check("#c1-2")
    page.check("#c2-0")
    page.check("#c3-0-7")
    for field, rows in ((4, (3, 0)), (5, (1,)), (6, (2, 2))):
        for row in rows:
            page.click(f"#contest-{field} .rank-add >> nth={row}")
    voter.review()
    words = page.inner_text(".review")
    for name in ("Birch", "Oak", "Pine", "Red", "Tea", "Winter", "Ben", "South"):
        require(name in words, f"the review does not show {name}: {words!r}")
    with page.expect_response("**/ballots") as answer:
        voter.cast()
    voter.is_confirmed()
    voter.is_checked()
    until_cast(house_.six, 3, "after one ballot more")
    receipt = voter.keep(house_.folder / "receipt.json")
    require(receipt.read_text() == answer.value.text(), "the saved file is not what the server answered")
    entry = json.loads(json.loads(receipt.read_text())["entry"])
    expected = {
        "one": ["birch"], "some": ["oak", "pine"], "appr": ["red"], "score": {"tea": 7}, "irv": ["winter", "spring"], "stv": ["ben"],
        "sch": ["south", "west"],
    }
    require(entry["selections"] == expected, f"the ledger holds {entry['selections']}")
    told = run(BIN / "urna", "receipt", "check", receipt, "--data", house_.server.data)
    require(told.startswith("Right: "), f"urna receipt check says: {told}")
    other = house_.window(house.DESKTOP)
    other.goto("/check")
    other.page.set_input_files("#file", receipt)
    other.page.wait_for_selector(".notice.good")
    other.page.click("details.more summary >> nth=-1")
    require("Winter" in other.text(".shown-marks"), f"/check does not show the marks: {other.text('#outcome')!r}")
    require("receipt" not in other.page.url and "code" not in other.page.url, f"the address tells of the voter: {other.page.url}")


def receipt_as_a_code(house_):
    """The receipt is also shown as a picture, and the picture is a QR code of its very bytes where the browser can read them."""
    voter = Voter(house_, house_.six).enter().mark().review().cast().is_confirmed()
    voter.is_checked()
    voter.page.click("[aria-labelledby=keep-title] [aria-expanded]")
    voter.page.wait_for_selector(".qr svg, .qr canvas, .qr img")
    box = voter.page.locator(".qr svg, .qr canvas, .qr img").first.bounding_box()
    require(box["width"] >= 200 and abs(box["width"] - box["height"]) < 2, f"the code is {box}")


def keyboard_only(house_):
    """The whole way without a pointer: code, choice, score, rank and its order, review, cast."""
    voter = Voter(house_, house_.six, device=house.DESKTOP)
    page = voter.open().page
    key = page.keyboard.press
    focused = lambda expression: page.evaluate(f"(() => {{ const e = document.activeElement; return {expression}; }})()")

    def tab_to(condition, most=80):
        for _ in range(most):
            if focused(condition):
                return
            key("Tab")
        require(False, f"the Tab key does not reach {condition}; it stands at {focused('e.outerHTML.slice(0, 200)')}")

    key("Tab")
    require(focused("e.matches('a.skip')"), "the first stop is not the link to the content")
    tab_to("e.id === 'code'")
    page.keyboard.type(house_.six.take_code().replace("-", "").lower())
    key("Enter")
    page.wait_for_selector(".contest")
    require(focused("e.matches('.stage-title')"), "the focus is not at the ballot")
    tab_to("e.name && e.closest('#contest-0') && e.type === 'radio'")
    key("ArrowDown")
    tab_to("e.id === 'c2-0' || (e.closest('#contest-2') && e.type === 'checkbox')")
    key("Space")
    tab_to("e.closest('#contest-4') && e.matches('.rank-add')")
    for _ in range(3):
        key("Enter")
    order = "[...document.querySelectorAll('#contest-4 .rank-list .rank-name')].map((e) => e.textContent)"
    voter.window.until(f"{order}.length === 3", "three are ranked", page)
    before = page.evaluate(order)
    page.focus("#contest-4 .rank-list .rank-grip, #contest-4 .rank-list [tabindex='0']")
    key("ArrowDown")
    after = page.evaluate(order)
    require(after == [before[1], before[0], before[2]], f"the arrow key made {after} of {before}")
    tab_to("e.matches('.bottom-bar .primary')")
    key("Enter")
    page.wait_for_selector(".review")
    tab_to("e.id === 'cast'")
    with page.expect_response("**/ballots") as answer:
        key("Enter")
    voter.is_confirmed().is_checked()
    cast = json.loads(json.loads(answer.value.text())["entry"])["selections"]
    require([name.lower() for name in after] == cast["irv"] and len(cast["appr"]) == 1 and len(cast["one"]) == 1, f"cast by keyboard: {cast}")


def wrong_code(house_):
    """A mistyped code, one of another election, one that is too short: said in words at the field; nothing gets further."""
    other = house_.election("other", SIX[:1], voters=2)
    voter = Voter(house_, house_.six).open()
    page = voter.page
    for code, what in ((other.take_code(), "another election's"), ("AAAAA-AAAAA", "short"), ("", "empty")):
        page.fill("#code", code)
        page.click("#code-form [type=submit]")
        page.wait_for_selector("#code[aria-invalid=true]")
        words = page.inner_text("#code-form .error")
        require(len(words) > 15 and not page.query_selector(".contest"), f"a code that is {what}: {words!r}")
        page.fill("#code", "X")
    require(page.evaluate("document.activeElement.id") == "code", "the focus is not at the field that is wrong")


def used_code(house_):
    """Another ballot under a code that was used is refused, in words, and not counted."""
    code = house_.six.take_code()
    Voter(house_, house_.six).enter(code).mark(0).review().cast().is_confirmed()
    count = house_.six.cast
    voter = Voter(house_, house_.six).enter(code).mark(2).review().cast()
    voter.page.wait_for_selector(".notice.bad")
    require("has been used" in voter.page.inner_text(".notice.bad"), f"the page says: {voter.page.inner_text('.notice.bad')!r}")
    until_cast(house_.six, count, "after a second ballot under one code")


def rules_of_the_ballot(house_):
    """Too few marks, no mark: the page says which contest, and sends nothing."""
    board = house_.election("board", [
        house.contest("a", candidates=("Xenia", "Yuri", "Zoe", "Wes"), title="Two to three", seats=3, min=2, max=3)], voters=2)
    voter = Voter(house_, board).enter()
    voter.page.check("#c0-0")
    voter.page.click(".bottom-bar .primary")
    voter.page.wait_for_selector("#problems .notice.bad")
    require("Two to three" in voter.page.inner_text("#problems"), "the page does not say which contest is to be mended")
    require(voter.page.query_selector(".review") is None and voter.page.query_selector("#contest-0 [aria-invalid=true], #contest-0 .error"),
            "a ballot with too few marks got further")


def not_open(house_):
    """A draft, a closed and a certified election say so, and take no code."""
    for state, steps in (("draft", ()), ("closed", ("close",)), ("certified", ("close", "certify"))):
        election = house_.election(f"is-{state}", SIX[:1], voters=2, is_open=state != "draft")
        for step in steps:
            election.change(house_.server, step)
        voter = Voter(house_, election).open()
        words = voter.page.inner_text("#stage")
        require(voter.page.query_selector("#code") is None and len(words) > 15, f"{state}: the page shows {words!r}")


if __name__ == "__main__":
    house.main([every_method, receipt_as_a_code, keyboard_only, wrong_code, used_code, rules_of_the_ballot, not_open], set_up)
