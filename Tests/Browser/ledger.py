#!/usr/bin/env python3
"""The ledger read in the browser: page by page, entry by entry, two sizes compared; and every way to forge it on the wire, found out."""

import json

import house
from harness import require
from raffles import People, Raffle
from town import HOSTILE, HOSTILE_TITLE

BALLOTS = 320


def set_up(house_):
    """A ledger of more than one bundle, and one whose names bite."""
    house_.town = house_.election("town", [house.contest("q")], voters=BALLOTS + 60)
    house_.town.cast_all([{"q": ["yes" if number % 3 else "no"]} for number in range(BALLOTS)])
    house_.other = house_.election("other", [house.contest("q")], voters=2)
    house_.hostile = house_.election("hostile", [house.contest("x", candidates=HOSTILE, title="<b>Choose</b>")], voters=2, title=HOSTILE_TITLE)
    people = People(house_.server)
    Raffle(house_.server, people, "raffle-2", title=HOSTILE_TITLE).do("event-manager", "activate")


def size(house_, election="town"):
    return int(house_.server.call("GET", f"/v1/elections/{election}/log/checkpoint")[2].split(b"\n")[1])


def opened(house_, path="/ledger/e/town", device=house.DESKTOP, lie=None):
    """A window at the ledger, its first page of entries shown; `lie` is done to the page before."""
    window = house_.window(device)
    if lie:
        lie(window.page)
    window.goto(path)
    if not lie:
        window.until("document.querySelectorAll('.entry').length > 0", "entries are shown")
    return window


def shown(window):
    return [int(text) for text in window.page.eval_on_selector_all(".entry-index", "all => all.map((e) => e.textContent)")]


def step(window, name, first):
    window.page.get_by_role("button", name=name, exact=True).click()
    window.until(f"document.querySelector('.entry-index')?.textContent === '{first}'", f"{name} shows the entries from {first} on")


def entries(house_):
    """Newest first seen, then first, later, earlier; an entry by its number, and by its address; its JSON and its proof; what is not there."""
    window, count = opened(house_), size(house_)
    require("signature is right" in window.text("#checkpoint") and f"{count:,}" in window.text("#checkpoint"), f"the checkpoint: {window.text('#checkpoint')!r}")
    require(shown(window)[-1] == count - 1, f"the newest of {count} entries: {shown(window)}")
    step(window, "First", 0)
    require(shown(window) == list(range(50)), f"the first page: {shown(window)}")
    step(window, "Later", 50)
    step(window, "Later", 100)
    step(window, "Earlier", 50)
    require(window.page.get_by_role("button", name="First", exact=True).is_enabled(), "no way back")
    step(window, "Newest", count - 50)
    require(window.page.get_by_role("button", name="Later", exact=True).is_disabled(), "there is something after the newest")
    window.page.fill("#go-to", "257")
    window.page.keyboard.press("Enter")
    is_proved(window, 257, count)
    require(window.page.url.endswith("/ledger/e/town?entry=257"), f"the address is {window.page.url}")
    again = opened(house_, "/ledger/e/town?entry=257")
    is_proved(again, 257, count)
    raw = json.loads(again.text("#entry-257 pre"))
    require(raw["type"] == "cast" or "ballot" in json.dumps(raw), f"entry 257 is {raw}")
    for wrong in ("-1", str(count), "1.5", ""):
        window.page.fill("#go-to", wrong)
        window.page.click("#go-to ~ button, form:has(#go-to) button")
        require(f"0 to {count - 1:,}" in window.text("form:has(#go-to)"), f"{wrong!r} is not refused: {window.text('form:has(#go-to)')!r}")
    for wrong in ("999999999", "-1", "0x10", "%3Cscript%3E", "1e2", "9" * 400):
        other = opened(house_, f"/ledger/e/town?entry={wrong}")
        require(shown(other)[-1] == count - 1 and not other.page.query_selector(".entry[open]"), f"entry={wrong} shows {shown(other)[:3]}")


def is_proved(window, index, count):
    window.until(f"document.querySelector('#entry-{index}[open] .notice.good')", f"entry {index} is shown to be in the tree")
    said = window.text(f"#entry-{index}")
    require(f"Entry {index} stands in the signed ledger of {count} entries" in said, f"entry {index}: {said!r}")


def grows(house_):
    """While ballots come in: looked at again, the ledger continues; two sizes agree; a kept checkpoint does; sizes that cannot be are refused."""
    window, before = opened(house_), size(house_)
    kept = house_.server.call("GET", "/v1/elections/town/log/checkpoint")[2].decode()
    house_.town.cast_all([{"q": ["no"]}] * 20)
    after = size(house_)
    require(after >= before + 20, f"the ledger went from {before} to {after}")
    window.page.get_by_role("button", name="Look again").click()
    window.until(f"document.querySelector('#checkpoint').innerText.includes('{after}')", "the new checkpoint")
    window.until(f"[...document.querySelectorAll('.entry-index')].at(-1).textContent === '{after - 1}'", "the new entries")
    require("signature is right" in window.text("#checkpoint"), window.text("#checkpoint"))
    for older, newer in ((1, after), (before, after), (255, 257), (256, 256), (before, before + 1)):
        compare(window, older, newer)
        window.until("document.querySelector('[aria-labelledby=compare-title] .notice')", "the comparison")
        said = window.text("[aria-labelledby=compare-title] .notice")
        require(window.page.query_selector("[aria-labelledby=compare-title] .notice.good") and f"{older} entries is the beginning" in said, f"{older} and {newer}: {said!r}")
    for older, newer in ((after, 1), (0, 5), (5, after + 1), (-3, 4)):
        compare(window, older, newer)
        window.until("document.querySelector('[aria-labelledby=compare-title] .notice.warn')", f"{older} and {newer} are refused")
    for text, kind, word in (
        (kept, "good", "continues"), (kept.replace("\n", "\r\n"), "good", "continues"), (kept.replace(f"\n{before}\n", f"\n{before - 1}\n"), "bad", "forged"),
        (house_.server.call("GET", "/v1/elections/other/log/checkpoint")[2].decode(), "bad", "did not sign"), ("<script>window.stolen = 1</script>", "bad", "damaged"),
    ):
        window.page.fill("#kept", text)
        window.page.click("[aria-labelledby=kept-title] [type=submit]")
        window.until(f"[...document.querySelectorAll('[aria-labelledby=kept-title] .notice.{kind}')].some((e) => e.innerText.includes('{word}'))", f"a kept checkpoint: {word}")
    require(window.page.evaluate("window.stolen") is None, "a pasted checkpoint ran")


def compare(window, older, newer):
    window.page.evaluate("document.querySelector('[aria-labelledby=compare-title] .notice')?.remove()")
    window.page.fill("#size-old", str(older))
    window.page.fill("#size-new", str(newer))
    window.page.click("[aria-labelledby=compare-title] [type=submit]")


def changed(at, bit=1):
    """Answers with one byte changed."""
    def lie(route):
        answer = route.fetch()
        data = bytearray(answer.body())
        require(answer.status == 200 and len(data) > abs(at), f"{route.request.url} answered {answer.status}")
        data[at] ^= bit
        route.fulfill(response=answer, body=bytes(data))
    return lie


def forged(house_):
    """A byte changed in entries, tiles or checkpoint; another ledger's checkpoint: nothing is shown, and the page says why, loudly."""
    other = house_.server.call("GET", "/v1/elections/other/log/checkpoint")[2]
    for name, pattern, lie, place, words in (
        ("an entry", "**/tile/entries/**", changed(60), "#app", ("WARNING", "do not give the signed root")),
        ("a bundle that is cut", "**/tile/entries/**", lambda route: route.fulfill(response=(answer := route.fetch()), body=answer.body()[:-1]), "#app", ("WARNING", "damaged")),
        ("a tile", "**/tile/1/**", changed(5), "#app", ("WARNING", "signed root")),
        ("the signature", "**/log/checkpoint", changed(-5), "#checkpoint", ("WARNING", "NOT VALID")),
        ("the size", "**/log/checkpoint", changed(len("localhost/elections/town\n"), 3), "#checkpoint", ("WARNING", "forged")),
        ("another ledger", "**/log/checkpoint", lambda route: route.fulfill(status=200, body=other), "#checkpoint", ("WARNING", "did not sign")),
    ):
        window = opened(house_, lie=lambda page, pattern=pattern, lie=lie: page.route(pattern, lie))
        window.until(f"document.querySelector('{place} .notice.bad[role=alert]')", f"{name} that is forged is found out")
        said = window.text(f"{place} .notice.bad")
        require(all(word in window.text(place) for word in words), f"{name}: {said!r}")
        require(not shown(window), f"{name}: entries are shown though they do not hold: {shown(window)[:3]}")


def forged_later(house_):
    """A page that was right when it came: then an entry's proof, the comparison, or the whole ledger's growth is forged."""
    window, count = opened(house_), size(house_)
    window.page.route("**/tile/0/**", changed(40))
    compare(window, 3, count)
    window.until("document.querySelector('[aria-labelledby=compare-title] .notice.bad[role=alert]')", "a forged comparison is found out")
    require("WARNING" in window.text("[aria-labelledby=compare-title] .notice.bad"), window.text("[aria-labelledby=compare-title]"))
    require(not window.page.query_selector("[aria-labelledby=compare-title] .notice.good"), "good and bad at once")
    # The oldest checkpoint that there is, signed and right: today it means that entries were taken away.
    old = house_.server.call("GET", "/v1/elections/town/log/checkpoint")[2]
    house_.town.cast_all([{"q": ["no"]}] * 5)
    window = opened(house_)
    window.page.route("**/log/checkpoint", lambda route: route.fulfill(status=200, body=old))
    window.page.get_by_role("button", name="Look again").click()
    window.until("document.querySelector('#checkpoint .notice.bad[role=alert]')", "a ledger that shrank is found out")
    require("taken away" in window.text("#checkpoint .notice.bad"), window.text("#checkpoint"))
    # Away is not forged: a server that does not answer is not accused.
    window = opened(house_)
    window.page.route("**/log/**", lambda route: route.abort())
    window.page.get_by_role("button", name="Look again").click()
    window.until("document.querySelector('#checkpoint .notice.warn')", "a server that is away is said to be away")
    require(not window.page.query_selector("#checkpoint .notice.bad"), window.text("#checkpoint"))


def hostile_entries(house_):
    """Names that are scripts or markup stand in entries as the text they are; nothing is too wide on a phone."""
    for path in ("/ledger/e/hostile?entry=0", "/ledger/r/raffle-2?entry=0"):
        window = opened(house_, path, house.PHONE)
        window.until("document.querySelector('#entry-0[open] .notice.good')", "the entry is shown")
        require(HOSTILE_TITLE in window.text("#entry-0 pre").replace('\\"', '"'), f"{path}: {window.text('#entry-0 pre')[:300]!r}")
        require(window.page.evaluate("window.stolen") is None and not window.page.query_selector("main img, main [onerror], main script"), f"{path}: a name ran")
        require(window.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is too wide")


def saved(house_):
    """Every entry as a line of JSON, each as the server has it; the checkpoint as it was signed."""
    window, count = opened(house_), size(house_)
    with window.page.expect_download() as lines:
        window.page.get_by_role("button", name="Save all entries").click()
    texts = lines.value.path().read_text().splitlines()
    require(len(texts) == count and json.loads(texts[0])["type"] == "election", f"{len(texts)} lines of {count} entries: {texts[0][:100]}")
    with window.page.expect_download() as note:
        window.page.get_by_role("button", name="Save this checkpoint").click()
    require(note.value.path().read_bytes() == house_.server.call("GET", "/v1/elections/town/log/checkpoint")[2], "another checkpoint is saved")


if __name__ == "__main__":
    house.main([entries, grows, forged, forged_later, hostile_entries, saved], set_up)
