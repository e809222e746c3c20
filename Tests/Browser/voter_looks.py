#!/usr/bin/env python3
"""The voter's pages as some people need them: at 200 % zoom, with text twice as large, in the system's high contrast, without motion.

Zoom is what Chromium makes of it: a window of 1280 by 800 pixels shows 640 by 400 of CSS at two device pixels each. Large text is the
browser's own setting, of which pages learn by what 1rem is.
"""

import house
import town
from harness import require
from voting import Voter

ZOOMED = {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2}
# The size of text that a person set in the browser: 32 pixels rather than 16.
LARGE_TEXT = "html { font-size: 32px }"
PAGES = ["/", "/e/six", "/e/hostile", "/e/done", "/e/six/results", "/e/hostile/results", "/e/done/results", "/e/sealed/results", "/e/six/vote", "/e/done/vote", "/check", "/sell"]
# Wider than the page, beyond its sides, or with words that are cut off where nothing says so.
CUT = """() => {
  const found = [];
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > room) found.push(`the page is ${document.documentElement.scrollWidth} wide in ${room}`);
  const scrolls = (e) => { for (; e; e = e.parentElement) if (/auto|scroll/.test(getComputedStyle(e).overflowX)) return true; return false; };
  for (const e of document.querySelectorAll("body *")) {
    const style = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    if (!box.width || style.visibility === "hidden" || e.closest("details:not([open]) > :not(summary)") || e.closest("svg, .visually-hidden, .skip, dialog:not([open]), .unit-bar")) continue;
    if ((box.right > room + 1 || box.left < -1) && !scrolls(e) && style.position !== "fixed" && !e.closest(".bottom-bar")) found.push(`${e.tagName}.${e.className} from ${box.left | 0} to ${box.right | 0}`);
    const hasText = [...e.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!hasText || e.closest(".clamp, .long, .name") || e.matches("input, textarea, select, option")) continue;
    if (/hidden|clip/.test(style.overflowX) && e.scrollWidth > e.clientWidth + 1) found.push(`cut: ${e.tagName}.${e.className} ${e.textContent.slice(0, 30)}`);
    if (/hidden|clip/.test(style.overflowY) && e.scrollHeight > e.clientHeight + 2) found.push(`cut below: ${e.tagName}.${e.className} ${e.textContent.slice(0, 30)}`);
  }
  return found.slice(0, 6);
}"""
# What is stuck to the window may not take more of it than half, or the field that is typed in lies behind it.
STUCK = """() => [...document.querySelectorAll("body *")].filter((e) => /fixed|sticky/.test(getComputedStyle(e).position) && getComputedStyle(e).position !== "static" && e.getBoundingClientRect().width > innerWidth / 2)
  .reduce((sum, e) => sum + (e.closest("thead, th, table") ? 0 : e.getBoundingClientRect().height), 0) / innerHeight"""


def enlarge(page):
    """Text as large as a person set it; the policy of the pages lets no style in, the browser's own do not ask it."""
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    session.send("Emulation.setEmulatedMedia", {"media": ""})
    # Style sheets of the inspector stand in for the setting.
    session.send("DOM.enable")
    session.send("CSS.enable")
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    sheet = session.send("CSS.createStyleSheet", {"frameId": frame})["styleSheetId"]
    session.send("CSS.setStyleSheetText", {"styleSheetId": sheet, "text": LARGE_TEXT})
    return session


def look(page, where, problems, change=lambda page: None):
    page.wait_for_selector("h1", state="attached")
    change(page)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
    problems += [f"{where}: {found}" for found in page.evaluate(CUT)]
    page.evaluate("document.querySelectorAll('details.menu').forEach((each) => { each.open = false; })")
    share = page.evaluate(STUCK)
    if share > 0.5:
        problems.append(f"{where}: what sticks to the window takes {share:.0%} of it")


def walk(house_, device, language, change=lambda page: None, paths=PAGES):
    """Pages, and the whole way of a vote, step by step."""
    problems = []
    window = house_.window(device, language)
    for path in paths:
        window.goto(path)
        look(window.page, f"{path} {language}", problems, change)
    voter = Voter(house_, house_.six, device=device, language=language)
    page = voter.open().page
    change(page)
    page.fill("#code", "X")
    page.click("#code-form [type=submit]")
    page.wait_for_selector("#code[aria-invalid=true]")
    look(page, f"wrong code {language}", problems)
    page.fill("#code", house_.six.take_code())
    page.click("#code-form [type=submit]")
    page.wait_for_selector(".contest")
    for rows in (3, 0):
        page.click(f"#contest-4 .rank-add >> nth={rows}")
    page.check("#c0-1")
    look(page, f"ballot {language}", problems)
    voter.review()
    look(page, f"review {language}", problems)
    voter.cast().is_confirmed()
    page.wait_for_selector(".checks li")
    page.click("[aria-labelledby=keep-title] [aria-expanded]")
    page.wait_for_selector(".qr")
    look(page, f"receipt {language}", problems)
    require(not problems, f"{len(problems)} problems:\n  " + "\n  ".join(problems[:30]))


def zoomed(house_):
    """At 200 % zoom the whole vote is done without scrolling sideways, and nothing is cut off."""
    walk(house_, ZOOMED, "en")
    walk(house_, ZOOMED, "ar", paths=["/", "/check"])


def large_text(house_):
    """The same with text of twice the size, on a desk and on a phone."""
    walk(house_, house.DESKTOP, "es", enlarge)
    walk(house_, house.PHONE, "en", enlarge, ["/e/hostile", "/e/done/results"])


# The colour of a mark, and of what it stands on, as they come out on the screen.
CONTRAST = """([selector, pseudo, property]) => {
  const e = document.querySelector(selector);
  if (!e) return "is not there";
  const colour = getComputedStyle(e, pseudo || null)[property];
  let under = e.parentElement;
  const isClear = (text) => text === "rgba(0, 0, 0, 0)" || text === "transparent";
  while (under && isClear(getComputedStyle(under).backgroundColor)) under = under.parentElement;
  const ground = under ? getComputedStyle(under).backgroundColor : "rgb(255, 255, 255)";
  return isClear(colour) || colour === ground ? `${property} ${colour} on ${ground}` : null;
}"""
BALLOT = [
    (".option.is-chosen", "", "outlineColor"), (".score-cell input:checked + label", "", "backgroundColor"), (".rank-no", "", "backgroundColor"),
    (".rank-list .rank-item", "", "borderTopColor"), (".steps li[aria-current]", "", "borderTopColor"), (".bottom-bar .btn.primary", "", "borderTopColor"),
]
RESULTS = [(".bar-track", "", "borderTopColor"), (".is-ahead .bar-length", "", "backgroundColor"), (".bar:not(.is-ahead) .bar-length", "", "backgroundColor")]


def visible(page, marks, where, problems):
    for selector, pseudo, property_ in marks:
        wrong = page.evaluate(CONTRAST, [selector, pseudo, property_])
        if wrong:
            problems.append(f"{where}: {selector}{pseudo}: {wrong}")


def high_contrast(house_):
    """In the system's forced colours marks, bars, steps and the focus are still to be seen, on dark and on light."""
    problems = []
    for scheme in ("dark", "light"):
        voter = Voter(house_, house_.six, device=house.DESKTOP, forced_colors="active", theme=scheme).enter()
        page = voter.page
        require(page.evaluate("matchMedia('(forced-colors: active)').matches"), "forced colours are not on")
        page.check("#c0-1")
        page.check("#c3-0-7")
        page.click("#contest-4 .rank-add >> nth=0")
        page.click("#contest-4 .rank-add >> nth=0")
        visible(page, BALLOT, f"ballot {scheme}", problems)
        page.focus("#contest-4 .rank-grip")
        page.keyboard.press("ArrowDown")
        ring = page.evaluate("(() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, parseFloat(s.outlineWidth)]; })()")
        if ring[0] == "none" or ring[1] < 2:
            problems.append(f"ballot {scheme}: the focus is {ring}")
        shot(page, f"contrast-ballot-{scheme}")
        voter.review().cast().is_confirmed().is_checked()
        visible(page, [(".notice.good", "::before", "backgroundColor"), (".confirmed-mark", "", "borderTopColor")], f"receipt {scheme}", problems)
        voter.window.goto("/e/six/results")
        page.wait_for_selector(".bar.is-ahead")
        visible(page, RESULTS, f"results {scheme}", problems)
        for selector, property_ in ((".turnout .line", "stroke"), (".flow .block", "fill"), (".flow .band", "fill"), (".flow text", "fill")):
            wrong = page.query_selector(selector) and page.evaluate(CONTRAST, [selector, "", property_])
            if wrong:
                problems.append(f"results {scheme}: {selector}: {wrong}")
        shot(page, f"contrast-results-{scheme}")
    require(not problems, f"{len(problems)} problems:\n  " + "\n  ".join(problems))


def no_motion(house_):
    """Whoever asked for less motion gets none: nothing is animated on the ballot, while casting, or when results change."""
    moving = "document.getAnimations().filter((one) => one.playState === 'running').map((one) => one.effect?.target?.className ?? '')"
    for wanted in ("reduce", "no-preference"):
        voter = Voter(house_, house_.six, reduced_motion=wanted).enter()
        page = voter.page
        for _ in range(3):
            page.click("#contest-4 .rank-add >> nth=0")
        page.focus("#contest-4 .rank-grip")
        page.keyboard.press("ArrowDown")
        found = page.evaluate(moving)
        voter.review()
        page.route("**/ballots", lambda route: None)
        voter.cast()
        page.wait_for_selector(".spinner")
        found += page.evaluate(moving)
        if wanted == "reduce":
            require(not found, f"there is motion: {found}")
        else:
            require("spinner" in found, f"the check sees no motion where there is some: {found}")


def shot(page, name):
    folder = house.os.environ.get("URNA_SHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


if __name__ == "__main__":
    house.main([zoomed, large_text, high_contrast, no_motion], town.build)
