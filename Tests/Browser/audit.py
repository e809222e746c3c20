#!/usr/bin/env python3
"""What a regulator looks at: the signed status of the software, forged and true; a lock-out; events, reports, and what is taken away."""

import hashlib
import json
import re
import shlex
import subprocess
from urllib.parse import quote

import house
import town
from harness import BIN, require, run
from notes import NoteKey
from raffle_s8 import FILES, KINDS, MANIFEST, Files, environment
from raffles import People, Raffle, base64url, close_all, sold_raffle
from town import HOSTILE_TITLE

STATUS, TEXT = "**/v1/audit/software", "**/v1/audit/software/manifest"
MANY = 130


def set_up(house_):
    server = house_.server
    house_.files = FilesOfHouse.files
    house_.people = People(server)
    house_.drawn, units = sold_raffle(server, house_.people)
    close_all(house_.drawn, units)
    town.draw(house_.drawn)
    house_.hostile = Raffle(server, house_.people, "raffle-2", title=HOSTILE_TITLE)
    house_.hostile.do("event-manager", "activate")
    house_.big = house_.election("big", [house.contest("q", candidates=[(f"c{n}", f"Candidate number {n} of many") for n in range(60)])], voters=4)
    for number in range(MANY):
        key = base64url(hashlib.sha256(str(number).encode()).digest())
        server.json("POST", "/v1/rsus", {"id": f"RSU-{number}", "name": f"Gate <b>{number}</b>", "publicKey": key}, server.admin_token)


class FilesOfHouse:
    """Toy files that stand for the program's, made before the server that keeps watch over them."""

    files = None

    @classmethod
    def environment(cls, folder):
        cls.files = Files(folder)
        return environment(cls.files)


def audit(house_, logged_in=False, **options):
    window = house_.window(house.DESKTOP, **options)
    if logged_in:
        window.log_in()
    window.goto("/audit")
    window.page.wait_for_selector("#software .checks li")
    return window


def findings(window):
    return window.page.eval_on_selector_all("#software .checks li", "all => all.map((li) => [li.dataset.ok ?? 'none', li.innerText])")


def is_good(window):
    window.until("document.querySelector('#software > .notice.good')", "the page says that the software is the approved one")
    require(not window.page.query_selector("#software .notice.bad"), f"good and bad at once: {window.text('#software')!r}")


def software(house_):
    """The signed status holds, for anybody who looks; the manifest that is given away fits the files, says sha256sum."""
    window = audit(house_)
    is_good(window)
    found = findings(window)
    require([ok for ok, _ in found].count("true") == 4 and not [text for ok, text in found if ok == "false"], f"what was checked: {found}")
    require("first time" in found[3][1], f"a key that was never seen is taken for a known one: {found}")
    window.goto("/audit")
    window.until("/saw before/.test(document.querySelector('#software .checks')?.innerText)", "the page knows the key again")
    window.page.click("#software details.more summary")
    rows = window.page.eval_on_selector_all("#software tbody tr", "all => all.map((row) => [...row.cells].map((cell) => cell.innerText))")
    require(sorted(rows) == sorted([path, hashlib.sha256(text.encode()).hexdigest()] for path, text in FILES.items()), f"the manifest is shown as {rows}")
    with window.page.expect_download() as saved:
        window.page.click("#software a[download]")
    require(saved.value.path().read_text() == MANIFEST, "another manifest is saved")
    run("sha256sum", "-c", saved.value.path(), folder=house_.files.root)
    require("staff" in window.text("#app").lower(), f"who is nobody sees more: {window.text('#app')[:300]!r}")


def forged_status(house_):
    """A status that was changed on its way, an older one, a stranger's, another manifest: the page says so, loudly, each time."""
    old = house_.server.call("GET", "/v1/audit/software")[2]
    house_.server.json("POST", "/v1/audit/verifications", {}, house_.people["event-manager"])
    stranger = NoteKey("localhost/audit")

    def digest(status):
        status["aggregate"] = status["actualAggregate"] = "0" * 64

    def result(status):
        status["problems"] = ["changed: core/rng.bin"]

    def signature(status):
        at = len(status["note"]) - 20
        status["note"] = status["note"][:at] + ("A" if status["note"][at] != "A" else "B") + status["note"][at + 1:]

    def text(status):
        status["note"] = status["note"].replace("VALID", "INVALID", 1)

    def unsigned(status):
        status["note"] = status["note"].split("\n\n")[0] + "\n"

    def another(status):
        status.update(note=stranger.sign(status["note"].split("\n\n")[0] + "\n"), verifierKey=stranger.verifier_key)

    def older(status):
        status.update(json.loads(old))

    for change, word in ((digest, "not what was signed"), (result, "not what was signed"), (signature, "forged"), (text, "forged"), (unsigned, "damaged"), (another, "another key"), (older, "old statement")):
        window = audit(house_)
        is_good(window)
        window.page.route(STATUS, liar(change))
        window.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        is_loud(window, change.__name__, word)
        # It is not kept for good: the truth is good again.
        window.page.unroute(STATUS)
        window.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        is_good(window)


def liar(change):
    """Answers with a status that `change` has changed."""
    def lie(route):
        answer = route.fetch()
        status = json.loads(answer.body())
        before = json.dumps(status)
        change(status)
        require(json.dumps(status) != before, f"{change.__name__} changed nothing")
        route.fulfill(response=answer, body=json.dumps(status))
    return lie


def is_loud(window, name, word):
    window.until("document.querySelector('#software > .notice.bad[role=alert]')", f"{name}: the page says that it does not hold")
    said = window.text("#software")
    failed = [text for ok, text in findings(window) if ok == "false"]
    require("WARNING" in said and "does not hold" in said, f"{name}: {said[:500]!r}")
    require(failed and word in " ".join(failed), f"{name}: the page does not say what is wrong: {failed}")
    require(not window.page.query_selector("#software .notice.good"), f"{name}: good and bad at once: {said[:500]!r}")


def forged_manifest(house_):
    """A manifest in which a digest was changed; and a page that came with a status that nobody signed."""
    window = house_.window(house.DESKTOP)
    window.page.route(TEXT, lambda route: route.fulfill(response=route.fetch(), body=MANIFEST.replace("42506f", "000000")))
    window.goto("/audit")
    is_loud(window, "another manifest", "manifest is not the one")
    window = house_.window(house.DESKTOP)
    aggregate = hashlib.sha256(MANIFEST.encode()).hexdigest().encode()

    def page(route):
        answer = route.fetch()
        require(aggregate in answer.body(), "the page came without the aggregate")
        route.fulfill(response=answer, body=answer.body().replace(b'"aggregate":"' + aggregate, b'"aggregate":"' + b"1" * 64))

    window.page.route("**/audit", page)
    window.page.route(STATUS, lambda route: route.abort())
    window.goto("/audit")
    is_loud(window, "a page with another aggregate", "not what was signed")
    window.until("/does not answer/.test(document.getElementById('looked').textContent)", "the page says that the server does not answer")


def lock_out(house_):
    """A file of the program is really changed while the server runs: who verifies sees the lock-out, who only watches sees it too; and its end."""
    staff, public = audit(house_, logged_in=True), audit(house_)
    is_good(staff)
    is_good(public)
    before = staff.page.locator("#history tbody tr").count()
    house_.files.change()
    try:
        staff.page.click("#software .btn.primary")
        for window in (staff, public):
            window.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
            window.until("/LOCKED OUT/.test(document.querySelector('#software > .notice.bad')?.innerText)", "the page shows the lock-out")
            said = window.text("#software")
            require("core/rng.bin" in said and not window.page.query_selector("#software > .notice.good"), f"in a lock-out: {said!r}")
            require([ok for ok, _ in findings(window)].count("false") == 0, f"a lock-out that is truly said is no forgery: {findings(window)}")
        staff.until("/FAILED/.test(document.querySelector('#history tbody tr').innerText) || /FAILED/.test(document.querySelector('#history tbody tr:nth-child(2)').innerText)", "the history begins with the failure")
        require(staff.page.locator("#history tbody tr").count() > before, "the history has not grown")
    finally:
        house_.files.restore()
    staff.page.click("#software .btn.primary")
    is_good(staff)
    public.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    is_good(public)
    staff.until("/passed|cleared/.test(document.querySelector('#history tbody tr').innerText)", "the history begins with the end of it")
    require("asked for" in staff.text("#history") and "start of the server" in staff.text("#history"), f"the history does not say why: {staff.text('#history')!r}")


def search(window, **wanted):
    """Searches for this, and gives the rows; empty values are left out of the form."""
    page = window.page
    labels = {"words": "Words", "event": "Codes", "actor": "Who", "component": "Component", "ledger": "Ledger"}
    page.evaluate("document.querySelector('#search details').open = true")
    page.click("#clear")
    window.until("!document.querySelector('#search [aria-busy]')", "the search is over")
    for name, value in wanted.items():
        if name in ("severity", "order"):
            page.get_by_label({"severity": "Severity", "order": "Order"}[name], exact=True).select_option(value)
        else:
            page.get_by_label({**labels, "from": "From", "to": "Until"}[name.rstrip("_")], exact=True).fill(value)
    page.click("#search [type=submit]")
    window.until("!document.querySelector('#search [aria-busy]')", "the search is over")
    return rows(window)


def rows(window):
    return window.page.eval_on_selector_all("#events tbody tr", "all => all.map((row) => [...row.cells].map((cell) => cell.innerText))")


def events(house_):
    """Searched by kind, time, severity, person and words; page after page; the search stands in the address; nothing found is said."""
    window = house_.window(house.DESKTOP)
    window.log_in()
    window.goto("/audit/events")
    window.until("document.querySelectorAll('#events tbody tr').length === 100", "the first hundred events")
    require(window.page.is_visible("#more") and "there are more" in window.text("#events-status"), f"more events: {window.text('#events-status')!r}")
    window.page.click("#more")
    window.until("document.querySelectorAll('#events tbody tr').length > 150", "the next events")
    everything = house_.server.json("GET", "/v1/audit/events?limit=1000", token=house_.people["regulator"])["events"]
    while window.page.is_visible("#more"):
        window.page.click("#more")
        window.until("!document.querySelector('#more[aria-busy]')", "the next events")
    require(len(rows(window)) >= len(everything), f"{len(rows(window))} events are shown, there are {len(everything)}")
    for wanted, same in (
        ({"event": "raffle_activated, range_allocated"}, lambda event: event["event"] in ("RAFFLE_ACTIVATED", "RANGE_ALLOCATED")),
        ({"ledger": "raffle-1"}, lambda event: event["ledger"] == "raffle-1"),
        ({"component": "RSU-A"}, lambda event: event["component"] == "RSU-A"),
        ({"actor": "DRAW1"}, lambda event: "draw1" in event["actor"]),
        ({"severity": "warning"}, lambda event: event["severity"] in ("warning", "critical")),
        ({"words": "raffle-2 created"}, lambda event: all(word in json.dumps(event).lower() for word in ("raffle-2", "created"))),
    ):
        found, expected = search(window, **wanted), [event for event in everything if same(event)]
        require(len(found) == len(expected) and (expected or "severity" in wanted), f"{wanted}: {len(found)} rows, expected {len(expected)}: {found[:3]}")
        require({row[3].split("\n")[-1] for row in found} == {f"{event['ledger']} {event['index']}" for event in expected}, f"{wanted}: other events: {found[:3]}")
        address = window.page.url
        window.goto(address.removeprefix(house_.url))
        window.until("document.getElementById('events-status').textContent", "the search of the address")
        require(len(rows(window)) == len(expected), f"{address} shows {len(rows(window))} events, the form {len(expected)}")
    require(search(window, to="2001-01-01T00:00") == [] and "Nothing found" in window.text("#events"), f"before the first event: {window.text('#events')!r}")
    require(search(window, words="no such word anywhere") == [] and "looked through" in window.text("#events-status"), window.text("#events-status"))
    require(len(search(window, from_="2001-01-01T00:00")) == 100, "from long ago on")


def hostile_parameters(house_):
    """Addresses that somebody made up: refused in words, shown as the text they are, and nothing runs."""
    window = house_.window(house.DESKTOP)
    window.log_in()
    for query in ("event=%3Cscript%3Ewindow.stolen=1%3C/script%3E", "severity=%3Cb%3Ebad", "from=yesterday", f"actor={'x' * 5000}", "event=," * 3, "from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z"):
        window.goto(f"/audit/events?{query}")
        window.until("document.querySelector('#app .notice.bad')", f"{query[:60]} is refused in words")
        require(rows(window) == [], f"{query[:60]}: {rows(window)[:2]}")
    for query in ("actor=%3Cimg%20src=x%20onerror=%22window.stolen=1%22%3E", "words=%3C/script%3E%22%27%3E&limit=0&after=zzz", "ledger=../../secret%00", "__proto__=1&constructor=2&order=%27", "words=%E2%80%AEevil"):
        window.goto(f"/audit/events?{query}")
        window.until("document.getElementById('events-status').textContent || document.querySelector('#app .notice.bad')", f"{query} is answered")
    require(window.page.evaluate("window.stolen") is None and not window.page.query_selector("#app img, #app script"), "a parameter ran")
    found = search(window, event="rsu_registered", order="desc") if window.page.get_by_label("Order", exact=True).is_visible() else search(window, event="rsu_registered")
    require(found and "<b>" in " ".join(cell for row in found for cell in row), f"names of units are not shown as they are: {found[:2]}")


def folded(house_):
    """A long value does not drown the page: it is folded, with its size, and opens."""
    window = house_.window(house.DESKTOP)
    window.log_in()
    reason = "The count of the drawer was made twice. " * 4 + "Both agree."
    house_.hostile.do("event-manager", "suspend", {"reason": reason})
    window.goto(f"/audit/events?ledger=raffle-2&words={quote('made twice')}")
    window.until("document.querySelector('#events details.fold')", "a long value is folded")
    fold = window.page.locator("#events details.fold").first
    require(re.search(r"\d (kB|characters)", fold.inner_text()), f"the size is not said: {fold.inner_text()!r}")
    require(fold.evaluate("(e) => e.getBoundingClientRect().height") < 80 and not fold.locator("pre").inner_text(), "it is not folded")
    fold.locator("summary").click()
    window.until(f"document.querySelector('#events details.fold pre').textContent === {json.dumps(reason)}", "the whole value is shown")


def chain(house_):
    """The signed chain of events that the page saves is accepted by `urna audit verify-chain`; with a byte changed it is not."""
    window = house_.window(house.DESKTOP)
    window.log_in()
    window.goto("/audit/events?ledger=raffle-1")
    window.until("/raffle-1/.test(document.getElementById('chain').href)", "the chain of the ledger that is looked at")
    with window.page.expect_download() as saved:
        window.page.click("#chain")
    key = house_.server.json("GET", "/v1/audit/software")["verifierKey"]
    verify = (BIN / "urna", "audit", "verify-chain")
    run(*verify, saved.value.path(), "--key", key)
    other = house_.folder / "chain"
    other.write_bytes(saved.value.path().read_bytes().replace(b"mgr1", b"mgr2", 1))
    run(*verify, other, "--key", key, expect=1)


def reports(house_):
    """The seven reports: opened in the page, with totals that can be read; and as files, whose digest is the one that the page shows."""
    window = house_.window(house.DESKTOP)
    window.log_in()
    window.goto("/audit")
    window.page.click("#ledgers a[href='/audit/reports/raffle-1']")
    window.page.wait_for_selector(".report")
    require(window.page.locator(".report").count() == len(KINDS), "not seven reports")
    for number, kind in enumerate(KINDS):
        card = window.page.locator(".report").nth(number)
        card.locator("summary").first.click()
        card.locator("dl.facts").wait_for()
        report = house_.drawn.report(kind)
        said = card.inner_text()
        require(report["digest"] in said and str(report["control"]["rowCount"]) in said, f"{kind}: {said!r}")
        shown = card.locator("tbody tr").count()
        require(shown == len(report["rows"]), f"{kind}: {shown} rows are shown, the report has {len(report['rows'])}")
        for part in ("undefined", "NaN", "[object"):
            require(part not in said, f"{kind}: {part} in {said!r}")
        for place, form in enumerate(("csv", "json", "text")):
            link = card.locator(f"a[href$='format={form}']")
            # Chromium saves ten files of one page and no more before it asks; so one of each report is saved, and the others are fetched from where the link leads.
            if place == number % 3:
                with window.page.expect_download() as saved:
                    link.click()
                data = saved.value.path().read_bytes()
            else:
                data = window.context.request.get(house_.url + link.get_attribute("href")).body()
            require(len(data) > 40 and report["digest"].encode() in data, f"{kind}.{form} lacks the digest: {data[:200]!r}")
    require("$200.00" in window.page.locator(".report").nth(0).inner_text() or "200.00" in window.text("#reports"), "no total of the sales can be read")


def export(house_):
    """What is offered for urna-verify is accepted by it: the commands as they stand on the page, and the file where there is one."""
    for path, kind in (("/ledger/r/raffle-1", "raffle"), ("/ledger/e/big", "election")):
        window = house_.window(house.DESKTOP)
        window.goto(path)
        window.page.wait_for_selector("[aria-labelledby=export-title] pre")
        folder = house_.folder / f"export-{kind}"
        folder.mkdir()
        commands = [line for line in window.text("[aria-labelledby=export-title] pre").splitlines() if line.strip()]
        require(len(commands) == 3, f"the commands: {commands}")
        for line in commands:
            words = shlex.split(line)
            done = subprocess.run([str(BIN / words[0]), *words[1:]], cwd=folder, capture_output=True, text=True, timeout=120)
            require(done.returncode == 0, f"{line} exited {done.returncode}: {done.stdout[-800:]} {done.stderr[-800:]}")
        answer = window.context.request.get(f"{house_.url}/v1/{kind}s/{path.rsplit('/', 1)[1]}/log/archive")
        if answer.status == 404:
            require(not window.page.query_selector("[data-archive]"), "a file is offered that is not there")
            continue
        window.page.wait_for_selector("[data-archive]")
        with window.page.expect_download() as saved:
            window.page.click("[data-archive]")
        file = folder / "published.tar"
        saved.value.save_as(file)
        key = shlex.split(commands[0])[-1]
        run(BIN / "urna-verify", file, "--key", key)
        data = bytearray(file.read_bytes())
        at = data.rfind(b'"type":"')
        data[at - 3] ^= 1
        file.write_bytes(data)
        run(BIN / "urna-verify", file, "--key", key, expect=None)


if __name__ == "__main__":
    house.main([software, forged_status, forged_manifest, lock_out, events, hostile_parameters, folded, chain, reports, export], set_up, FilesOfHouse.environment)
