#!/usr/bin/env python3
"""Every page in two languages, both themes, on a phone and a desk: axe-core finds nothing, nothing is complained of, nothing is too wide.

Each page is loaded for each language and device; the theme is changed on the loaded page, as the system does at dusk.
"""

import json
import time

import house
import town
from harness import require, say, skip
from voting import Voter

try:
    from axe_core_python.base import AXE_SCRIPT
except ImportError:
    skip("the Python package 'axe-core-python' is not installed (scripts/setup.sh test)")

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = f"""axe.run(document, {{ runOnly: {json.dumps(TAGS)}, resultTypes: ["violations"] }}).then(({{ violations }}) => violations.map((found) =>
  `${{found.id}}: ${{found.help}}: ` + found.nodes.slice(0, 3).map((node) => node.target.join(" ") + " " + (node.any[0]?.message ?? "").slice(0, 160)).join("; ")))"""
PUBLIC = [
    "/", "/e/six", "/e/hostile", "/e/done", "/e/draft", "/e/six/results", "/e/hostile/results", "/e/done/results", "/e/sealed/results", "/e/six/screen",
    "/e/six/vote", "/e/done/vote", "/check", "/r/raffle-1", "/r/raffle-2", "/r/raffle-1/draw", "/r/raffle-1/screen", "/r/raffle-2/screen", "/ledger/e/six",
    "/ledger/r/raffle-1", "/login", "/audit", "/sell", "/nothing",
]
STAFF = [
    "/console", "/console/people", "/console/account", "/console/remote", "/console/elections/new", "/console/e/six", "/console/e/done", "/console/e/draft", "/console/raffles/new", "/console/r/raffle-1", "/console/r/raffle-2",
    "/audit", "/audit/events", "/audit/reports/raffle-1",
]
NARROW = 320


def settle(window):
    """Until the page's scripts have done what they do by themselves: there is a heading, and nothing was added for a moment."""
    page = window.page
    page.wait_for_selector("h1", state="attached")
    page.evaluate("""() => new Promise((resolve) => {
      const end = performance.now() + 5000;
      let timer = setTimeout(resolve, 250);
      new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(resolve, performance.now() > end ? 0 : 250); }).observe(document, { subtree: true, childList: true });
    })""")


def look(window, where, problems):
    """axe in both themes, the outline of the page, and its width."""
    page = window.page
    page.evaluate("document.querySelectorAll('details.more').forEach((each) => { each.open = true; })")
    settle(window)
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE_SCRIPT)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        problems += [f"{where} {theme}: {found}" for found in page.evaluate(AXE)]
    outline = page.evaluate("({ lang: document.documentElement.lang, dir: getComputedStyle(document.documentElement).direction, titles: document.querySelectorAll('h1').length, title: document.title, mains: document.querySelectorAll('main').length })")
    if outline["titles"] != 1 or outline["mains"] != 1 or not outline["title"]:
        problems.append(f"{where}: {outline}")
    if (outline["lang"], outline["dir"]) != (window.language, "rtl" if window.language == "ar" else "ltr"):
        problems.append(f"{where}: the page is in {outline['lang']}, {outline['dir']}")
    unresolved = page.evaluate("document.body.innerText.match(/\\{\\{[^}]*\\}\\}|\\bundefined\\b|\\bNaN\\b|\\[object |\\b(common|shell|server|home|election|results|vote|check|login|raffle|ledger|console(-[a-z]+)?|audit)\\.[a-z-]+(\\.[a-z-]+)*/g) ?? []")
    # The manifest lists the pages' own files: "audit.css" is one, not a key without a string.
    files = (".css", ".html", ".js", ".json", ".svg", ".webmanifest")
    unresolved = [text for text in unresolved if text not in ("{{t:x}}", "{{name}}") and not text.endswith(files)]
    if unresolved:
        problems.append(f"{where}: not filled in: {unresolved[:4]}")
    too_wide(page, where, problems)


def too_wide(page, where, problems):
    size = page.viewport_size
    for width in {size["width"], NARROW} if size["width"] < 600 else {size["width"]}:
        page.set_viewport_size({"width": width, "height": size["height"]})
        found = page.evaluate("""() => document.documentElement.scrollWidth <= innerWidth ? "" : `${document.documentElement.scrollWidth}: ` +
          [...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1).slice(0, 3).map((e) => e.tagName + "." + e.className).join(" ")""")
        if found:
            problems.append(f"{where}: wider than {width} pixels: {found}")
    page.set_viewport_size(size)


def walk(house_, paths, logged_in=False):
    problems = []
    for language in ("en", "ar"):
        for device, name in ((house.PHONE, "phone"), (house.DESKTOP, "desk")):
            window = house_.window(device, language)
            window.language = language
            if logged_in:
                window.log_in()
            for path in paths:
                began = time.monotonic()
                answer = window.goto(path)
                where = f"{path} {language} {name}"
                if answer.status != (404 if path == "/nothing" else 200) or "/login" in window.page.url and path != "/login":
                    problems.append(f"{where}: answered {answer.status} at {window.page.url}")
                    continue
                look(window, where, problems)
                if time.monotonic() - began > 15:
                    say(f"        {where} took {time.monotonic() - began:.0f} s")
            problems += window.complaints
            window.complaints = []
            window.close()
            house_.windows.remove(window)
    require(not problems, f"{len(problems)} problems:\n  " + "\n  ".join(problems[:40]))


def public_pages(house_):
    walk(house_, PUBLIC)


def staff_pages(house_):
    walk(house_, STAFF, logged_in=True)


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


def console_steps(house_):
    """What the console shows only after a step: what is wrong with a form and a roll, a person, a secret that is handed over, a question, a log-in."""
    problems = []
    for language, device in (("en", house.PHONE), ("ar", house.DESKTOP)):
        window = house_.window(device, language)
        window.language = language
        window.log_in()
        page = window.page
        window.goto("/console/elections/new")
        page.click("#side .btn.primary")
        page.wait_for_selector("[aria-invalid]")
        look(window, f"{language} form with errors", problems)
        window.goto("/console/e/draft")
        page.set_input_files("input[type=file]", {"name": "roll.csv", "mimeType": "text/csv", "buffer": b"voter_id,region\na,North\na,South\n,North\n"})
        page.click("#app .file-btn ~ .btn.primary")
        page.wait_for_selector(".errors-table")
        look(window, f"{language} roll with errors", problems)
        window.goto("/console/people")
        page.click("[data-open=mgr1]")
        look(window, f"{language} person", problems)
        person = "section[aria-label=mgr1] "
        page.click(f"{person}.row:not(form .row) .btn >> nth=1")
        page.wait_for_selector("dialog[open]")
        look(window, f"{language} question", problems)
        page.fill("#dialog-typed", "mgr1")
        page.click("dialog[open] .actions .btn:not([type=button])")
        page.wait_for_selector(".once .qr svg")
        look(window, f"{language} secret", problems)
        token = next(cookie["value"] for cookie in window.context.cookies() if cookie["name"] == "urna")
        house_.server.call("DELETE", "/v1/sessions/current", token=token)
        page.click("[data-open=reg1]")
        page.click("section[aria-label=reg1] .btn.danger")
        page.fill("#dialog-typed", "reg1")
        page.click("dialog[open] .actions .btn:not([type=button])")
        page.wait_for_selector("#again-token")
        look(window, f"{language} log-in", problems)
        problems += window.complaints
        window.complaints = []
    require(not problems, f"{len(problems)} problems:\n  " + "\n  ".join(problems[:40]))


if __name__ == "__main__":
    house.main([public_pages, staff_pages, ballot_steps, console_steps], town.build)
