#!/usr/bin/env python3
"""Receipts that somebody forged: /check refuses each, loudly, in words that say what is wrong."""

import base64
import json

import house
from harness import require
from voting import SIX, Voter


def set_up(house_):
    house_.six = house_.election("six", SIX, voters=6)
    house_.other = house_.election("other", SIX[:1], voters=2)
    house_.other.cast_all([{"one": ["ash"]}])
    voter = Voter(house_, house_.six).enter().mark(1).review()
    with voter.page.expect_response("**/ballots") as answer:
        voter.cast()
    house_.receipt = answer.value.text()
    voter.is_confirmed()
    house_.six.cast_all([{"one": ["cedar"]}] * 3)
    house_.close_windows()


def offer(window, text):
    window.goto("/check")
    window.page.fill("#text", text)
    window.page.click("#check-form [type=submit]")
    window.page.wait_for_selector("#outcome .notice, #check-form .error")
    return window


def another_checkpoint(receipt):
    origin, size, *rest = receipt["checkpoint"].split("\n")
    return {**receipt, "checkpoint": "\n".join([origin, str(int(size) + 1), *rest])}


def another_signature(receipt):
    head, _, signature = receipt["checkpoint"].rstrip("\n").rpartition(" ")
    data = bytearray(base64.b64decode(signature))
    data[-1] ^= 1
    return {**receipt, "checkpoint": f"{head} {base64.b64encode(bytes(data)).decode()}\n"}


FORGERIES = {
    "another choice": lambda receipt: {**receipt, "entry": receipt["entry"].replace('"birch"', '"cedar"')},
    "another time": lambda receipt: {**receipt, "entry": receipt["entry"].replace('"castAt":"20', '"castAt":"21')},
    "another place": lambda receipt: {**receipt, "index": receipt["index"] - 1},
    "a checkpoint of another size": another_checkpoint,
    "another signature": another_signature,
    "another proof": lambda receipt: {**receipt, "proof": receipt["proof"][::-1] if len(set(receipt["proof"])) > 1 else receipt["proof"] + receipt["proof"]},
    "no proof": lambda receipt: {**receipt, "proof": []},
    "another election's": lambda receipt: {**receipt, "election": "other"},
}


def good_receipt(house_):
    """The receipt as it is passes, also with the right key typed in; with a key of somebody else it does not."""
    window = offer(house_.window(), house_.receipt)
    require(window.page.query_selector("#outcome .notice.good"), f"a good receipt: {window.text('#outcome')!r}")
    key = house_.six.information(house_.server)["log"]["verifierKey"]
    other = house_.other.information(house_.server)["log"]["verifierKey"]
    require(key != other, "two elections have one key")
    for given, kind in ((key, "good"), (other, "bad")):
        window.goto("/check")
        window.page.click("#check-form details summary")
        window.page.fill("#key", given)
        window.page.fill("#text", house_.receipt)
        window.page.click("#check-form [type=submit]")
        window.page.wait_for_selector(f"#outcome .notice.{kind}")
        require(kind == "good" or not window.page.query_selector("#outcome .notice.good"), "the page says good and bad at once")


def forged_receipts(house_):
    """Each forgery: an alert, the step that failed in words, no word of approval, and the marks are not shown as if they were true."""
    window = house_.window(house.DESKTOP)
    receipt, said = json.loads(house_.receipt), {}
    for name, forge in FORGERIES.items():
        forged = forge(receipt)
        require(forged != receipt, f"{name}: nothing was forged")
        offer(window, json.dumps(forged))
        outcome = window.text("#outcome")
        require(window.page.query_selector("#outcome .notice.bad[role=alert]"), f"{name}: not loud: {outcome!r}")
        require(not window.page.query_selector("#outcome .notice.good, #outcome .shown-marks"), f"{name}: approved: {outcome!r}")
        failed = window.page.eval_on_selector_all("#outcome [data-ok=false]", "all => all.map((li) => li.innerText.trim())")
        require(len(failed) == 1 and len(failed[0]) > 15, f"{name}: the page does not say in words what is wrong: {failed}")
        require(window.page.evaluate("document.activeElement.matches('#outcome .notice')"), f"{name}: the focus is elsewhere")
        said[name] = failed[0]
    require(len(set(said.values())) >= 4, f"the page says the same of different forgeries: {said}")


def no_receipts(house_):
    """What is no receipt at all is refused at the field, or by name."""
    window = house_.window()
    receipt = json.loads(house_.receipt)
    for text in ("", "hello", "{}", "[1]", '{"election": 3}', '{"election":"../../x"}'):
        offer(window, text)
        require(window.page.query_selector("#check-form .error") and not window.page.query_selector("#outcome .notice"), f"{text!r}: {window.text('main')!r}")
    offer(window, json.dumps({**receipt, "election": "nobody-knows"}))
    require("nobody-knows" in window.text("#outcome .notice.bad"), f"an unknown election: {window.text('#outcome')!r}")
    for text in (house_.receipt[:-20], house_.receipt.replace('"proof"', '"prove"')):
        offer(window, text)
        require(not window.page.query_selector(".notice.good"), f"a receipt cut short is approved: {text[-60:]!r}")
    big = house_.folder / "big.json"
    big.write_text("x" * 300_000)
    window.goto("/check")
    window.page.set_input_files("#file", big)
    window.page.wait_for_selector("#check-form .error")


def changed_key(house_):
    """A server that shows another key than this browser saw when the vote was cast: the page warns, whatever the receipt says."""
    voter = Voter(house_, house_.six).enter().mark(0).review().cast().is_confirmed()
    voter.is_checked()
    name = voter.page.evaluate("Object.keys(localStorage).find((key) => key.startsWith('urna.key.'))")
    require(name, "the page does not remember the ledger's key")
    other = house_.other.information(house_.server)["log"]["verifierKey"]
    voter.page.evaluate("([name, key]) => localStorage.setItem(name, key)", [name, other])
    offer(voter.window, house_.receipt)
    require(voter.page.query_selector("#outcome > .notice.bad"), f"no word of another key: {voter.page.inner_text('#outcome')!r}")


if __name__ == "__main__":
    house.main([good_receipt, forged_receipts, no_receipts, changed_key], set_up)
