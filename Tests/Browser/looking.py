"""How the checks look at any page: axe-core finds nothing, nothing is complained of, nothing is too wide, in two languages, both themes, on a phone and a desk.

Each page is loaded for each language and device; the theme is changed on the loaded page, as the system does at dusk.
"""

import json
import time

import house
from harness import require, say, skip

try:
    from axe_core_python.base import AXE_SCRIPT
except ImportError:
    skip("the Python package 'axe-core-python' is not installed (scripts/setup.sh test)")

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = f"""axe.run(document, {{ runOnly: {json.dumps(TAGS)}, resultTypes: ["violations"] }}).then(({{ violations }}) => violations.map((found) =>
  `${{found.id}}: ${{found.help}}: ` + found.nodes.slice(0, 3).map((node) => node.target.join(" ") + " " + (node.any[0]?.message ?? "").slice(0, 160)).join("; ")))"""
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
