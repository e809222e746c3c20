#!/usr/bin/env python3
"""Reading without scripts, names that bite, and the headers that keep strangers out."""

import re

import house
import town
from harness import require
from voting import Voter

CSP = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data: blob:", "connect-src": "'self'", "font-src": "'self'",
    "manifest-src": "'self'", "worker-src": "'self'", "base-uri": "'none'", "form-action": "'self'", "frame-ancestors": "'none'",
}


def without_scripts(house_):
    """Home, elections, results, raffles, draws and reports are there to be read in a browser that runs no script."""
    drawn = house_.drawn.get()
    winner = str(drawn["winners"][0]["number"])
    window = house_.window(house.PHONE, java_script_enabled=False)
    for path, words in (
        ("/", ["Six", "Done", "Rivertown 50/50"]), ("/e/six", ["Ash", "Birch", "Spring", "Rank up to three"]), ("/e/done", ["Summer", "West"]),
        ("/e/six/results", ["Ash", "Oak", "6"]), ("/e/done/results", ["Summer", "Cleo", "5"]), ("/e/sealed/results", ["sealed", "2"]),
        ("/e/hostile/results", [town.HOSTILE[1][1], town.HOSTILE[0][1]]), ("/r/raffle-1", ["Rivertown 50/50", winner]), ("/r/raffle-1/draw", [winner]),
        ("/e/six/vote", ["JavaScript"]), ("/check", ["JavaScript"]), ("/login", ["JavaScript"]),
    ):
        require(window.goto(path).status == 200, f"{path} is not there")
        text = window.text("body")
        missing = [word for word in words if word not in text]
        require(not missing, f"{path} without scripts lacks {missing}: {text[:800]!r}")
    require("Cedar 2" not in " ".join(text.split()), "the sealed election tells")


def reports_without_scripts(house_):
    """The seven reports of a raffle, for whoever may read them."""
    window = house_.window(house.DESKTOP, java_script_enabled=False)
    window.log_in()
    require(window.goto("/audit/reports/raffle-1").status == 200 and "/login" not in window.page.url, f"the reports are at {window.page.url}")
    hrefs = [link.get_attribute("href") for link in window.page.query_selector_all("main a[href*='/reports/']")]
    kinds = {re.search(r"/reports/([a-z-]+)", href)[1] for href in hrefs if re.search(r"/v1/.*/reports/([a-z-]+)", href)}
    require(len(kinds) == 7, f"links to reports: {sorted(kinds)} of {hrefs}")
    for href in hrefs:
        if "/v1/" in href:
            answer = window.context.request.get(house_.url + href if href.startswith("/") else href)
            require(answer.status == 200 and len(answer.body()) > 40, f"{href} answered {answer.status}")


def hostile_names(house_):
    """Names that are scripts, markup, placeholders, right to left, or long: shown as the text they are, wherever names are shown."""
    stolen, pages = [], ["/", "/e/hostile", "/e/hostile/results", "/e/hostile/screen", "/r/raffle-2", "/r/raffle-2/screen", "/r/raffle-2/draw", "/ledger/e/hostile"]
    for theme, device in (("light", house.PHONE), ("dark", house.DESKTOP)):
        window = house_.window(device, theme=theme)
        window.page.on("dialog", lambda dialog: (stolen.append(dialog.message), dialog.dismiss()))
        window.log_in()
        for path in [*pages, "/console/e/hostile", "/console/r/raffle-2"]:
            window.goto(path)
            window.page.wait_for_timeout(400)
            require(window.page.evaluate("window.stolen") is None, f"{path} ran a name")
            require(window.page.query_selector("main img[src=x], main [onerror], main [onfocus], main script") is None, f"{path} took a name for markup")
        window.goto("/e/hostile")
        require(town.HOSTILE_TITLE in window.text("h1"), f"the title is shown as {window.text('h1')!r}")
        names = window.page.eval_on_selector_all("bdi", "all => all.map((e) => e.textContent)")
        missing = [name for _, name in town.HOSTILE if name not in names]
        require(not missing, f"names are not shown as they are: {missing}")
    voter = Voter(house_, house_.hostile).enter()
    shown = voter.page.eval_on_selector_all("#contest-0 .rank-name", "all => all.map((e) => e.textContent)")
    require(all(any(name in text for text in shown) for _, name in town.HOSTILE), f"the ballot shows {shown}")
    voter.page.check("#c1-0")
    voter.review().cast().is_confirmed().is_checked()
    require(voter.page.evaluate("window.stolen") is None and not stolen, f"a name ran on the ballot: {stolen}")


def names_too_long(house_):
    """Ten thousand characters, or marks that turn the reading direction of what comes after, are no name: the server says so."""
    for name, what in (("x" * 10_000, "ten thousand characters"), ("Ann\u202eeroL", "an override of the direction")):
        status, _, answer = house_.server.call(
            "POST", "/v1/elections?id=toolong", {"title": "T", "results": "live", "contests": [house.contest("q", candidates=[("a", name), ("b", "Ben")])]},
            house_.server.admin_token)
        require(status == 422 and b"candidates[0].name" in answer, f"{what}: answered {status} {answer[:300]!r}")


def headers(house_):
    """The policy of every page, and of what is no page; no page may be framed, and no script of a page's own may run inline."""
    for path in ("/", "/e/six/vote", "/r/raffle-1", "/check", "/login", "/sell", "/nothing", "/audit"):
        connection = house_.server.connect()
        connection.request("GET", path, headers={"Accept": "text/html"})
        answer = connection.getresponse()
        found, body = {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        require("content-security-policy" in found, f"{path} comes without a policy: {found}")
        policy = dict(part.strip().split(" ", 1) for part in found["content-security-policy"].split(";") if part.strip())
        wrong = {name: policy.get(name) for name, value in CSP.items() if policy.get(name) != value}
        require(not wrong, f"{path}: the policy has {wrong}")
        require(found.get("referrer-policy") == "no-referrer" and found.get("x-content-type-options") == "nosniff", f"{path}: {found}")
        require(found.get("cross-origin-opener-policy") == "same-origin", f"{path}: {found}")
        inline = re.findall(rb"<script(?![^>]*(?:src=|application/json))[^>]*>|\son[a-z]+=|\sstyle=", re.sub(rb"<script type=\"application/json\".*?</script>", b"", body, flags=re.S))
        require(not inline, f"{path} has inline code: {inline[:3]}")
    window = house_.window()
    window.goto("/check")
    window.page.evaluate("(() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s); })()")
    require(window.page.evaluate("window.ran") is None, "the policy lets an inline script run")
    require(len(window.complaints) >= 1, "the browser did not complain of an inline script: complaints are not heard")
    window.complaints.clear()


def sessions(house_):
    """A staff page asks to log in and then shows; a change without the token of the page, or from another origin, is refused; logging out ends it."""
    window = house_.window(house.DESKTOP)
    window.goto("/console")
    require("/login" in window.page.url, "the console is shown to anybody")
    window.page.click("details summary >> nth=-1")
    window.page.fill("#token", house_.server.admin_token)
    window.page.click("#token-form [type=submit]")
    window.page.wait_for_url("**/console")
    window.page.wait_for_selector("#logout")
    window.page.wait_for_load_state("networkidle")
    cookie = next(cookie for cookie in window.context.cookies() if "urna" in cookie["name"])
    require(cookie["httpOnly"] and cookie["sameSite"] == "Strict", f"the cookie is {cookie}")
    change = "async (headers) => (await fetch('/v1/elections/six/close', { method: 'POST', headers })).status"
    require(window.page.evaluate(change, {}) == 403, "a change without the page's token is taken")
    answer = window.context.request.post(f"{house_.url}/v1/elections/six/close", headers={"Origin": "http://evil.example"})
    require(answer.status == 403, f"a change from another origin answered {answer.status}")
    require(house_.six.information(house_.server)["state"] == "open", "the election was closed")
    window.page.click("#logout")
    window.page.wait_for_url(f"{house_.url}/")
    window.goto("/console")
    require("/login" in window.page.url, "logging out does not end the session")


if __name__ == "__main__":
    house.main([without_scripts, reports_without_scripts, hostile_names, names_too_long, headers, sessions], town.build)
