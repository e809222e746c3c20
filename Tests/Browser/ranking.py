#!/usr/bin/env python3
"""Ranking in every way that there is: by keyboard as a screen reader tells it, dragged by mouse, dragged by finger, with names that are long."""

import house
from harness import require
from voting import Voter

NAMES = ["Spring", "Summer", "Autumn", "Winter"]
# As long as the server lets a name be, and one from right to left with marks of its own direction.
LONG = "Long " + "o" * 190
HEBREW = "שמואל בן־דוד (3)"
ARABIC = "مرشّح (A+B) 123"
# Everything that was said to a screen reader, in order.
HEARD = """(() => {
  window.__heard = [];
  const listen = () => new MutationObserver((changes) => {
    for (const { target } of changes) {
      const region = (target.nodeType === 1 ? target : target.parentElement)?.closest("[aria-live], [role=status], [role=alert]");
      const text = region?.textContent.trim();
      if (text) window.__heard.push(text);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
  listen();
})()"""


def set_up(house_):
    house_.rank = house_.election("rank", [house.contest("irv", "irv", NAMES, "Rank the seasons", maxRanks=3)], voters=20)
    house_.names = house_.election("names", [
        house.contest("x", "irv", [("a", LONG), ("b", HEBREW), ("c", ARABIC), ("d", "Dana")], "Rank"),
        {"id": "w", "title": "Or somebody else", "method": "plurality", "candidates": [{"id": "a", "name": "Ann"}, {"id": "w", "writeIn": True}]},
    ], voters=10)


def order(page):
    return page.eval_on_selector_all(".rank-list .rank-name", "all => all.map((e) => e.textContent)")


def tree(voter):
    """The accessibility tree as the browser gives it to screen readers: [(role, name, description)]."""
    line = voter.window.context.new_cdp_session(voter.page)
    nodes = line.send("Accessibility.getFullAXTree")["nodes"]
    value = lambda node, key: (node.get(key) or {}).get("value", "")  # noqa: E731
    return [(value(node, "role"), value(node, "name"), value(node, "description")) for node in nodes if not node.get("ignored")]


def as_it_is_read(house_):
    """Names and roles say what each control does; after each move the place is told, once."""
    voter = Voter(house_, house_.rank, device=house.DESKTOP)
    voter.page.add_init_script(HEARD)
    page = voter.enter().page
    controls = [(role, name) for role, name, _ in tree(voter)]
    require(("heading", "Rank the seasons") in controls, f"the question is no heading: {controls}")
    groups = [name for role, name in controls if role == "group"]
    require(any("Rank the seasons" in name for name in groups), f"the ranking is no group with its question's name: {groups}")
    for name in NAMES:
        require(any(role == "button" and name in text and "1" in text for role, text in controls), f"nothing offers to rank {name} first: {controls}")

    def press(key, wanted):
        page.evaluate("window.__heard.length = 0")
        page.keyboard.press(key)
        voter.window.until("window.__heard.length > 0", f"something is said after {key}", page)
        heard = page.evaluate("window.__heard")
        require(all(part in heard[-1] for part in wanted), f"after {key} is said {heard}, not {wanted}")
        require(len(set(heard)) == len(heard), f"said twice: {heard}")

    page.focus(".rank-add >> nth=1")
    press("Enter", ["Summer", "1"])
    press("Enter", ["Autumn", "2"])
    press("Enter", ["Winter", "3"])
    require(order(page) == ["Summer", "Autumn", "Winter"], f"ranked {order(page)}")
    # All three places are taken: the last one ranked has the focus, and is moved by keys.
    focus = "document.activeElement.getAttribute('aria-label')"
    require("Winter" in page.evaluate(focus), f"the focus is at {page.evaluate(focus)!r}")
    press("ArrowUp", ["Winter", "2"])
    press("Home", ["Winter", "1"])
    press("End", ["Winter", "3"])
    press("ArrowUp", ["Winter", "2"])
    require(order(page) == ["Summer", "Winter", "Autumn"], f"moved to {order(page)}")
    grips = [(name, description) for role, name, description in tree(voter) if role == "button" and "Winter" in name and "2" in name]
    require(grips and any(description for _, description in grips), f"the handle does not say how it is moved: {grips}")
    lists = [name for role, name, _ in tree(voter) if role == "list"]
    require(len(lists) >= 2 and all(lists[-2:]), f"the two lists have no names: {lists}")
    page.focus(".rank-add")
    press("Enter", ["3"])
    require(len(order(page)) == 3, "a fourth was ranked where three may be")
    page.focus(".rank-grip >> nth=0")
    press("Delete", ["Summer"])
    require(order(page) == ["Winter", "Autumn"], f"taken out, leaves {order(page)}")
    require("Winter" in page.evaluate(focus), f"after taking one out the focus is at {page.evaluate(focus)!r}")
    page.focus(".rank-add >> nth=0")
    press("1", ["Spring", "1"])
    require(order(page) == ["Spring", "Winter", "Autumn"], f"the key 1 made {order(page)}")


def middle(page, selector):
    page.locator(selector).first.scroll_into_view_if_needed()
    box = page.locator(selector).first.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def by_mouse(house_):
    """Dragged into the ranking, within it, out of it again; Escape puts a row back where it was; a plain click is no drag."""
    voter = Voter(house_, house_.rank, device=house.DESKTOP).enter()
    page = voter.page

    def drag(source, target, offset=0, cancel=False):
        x, y = middle(page, source)
        page.mouse.move(x, y)
        page.mouse.down()
        to_x, to_y = middle(page, target)
        page.mouse.move(x + 10, y + 10, steps=2)
        page.mouse.move(to_x, to_y + offset, steps=8)
        require(page.query_selector(".rank-ghost"), "no row follows the pointer")
        if cancel:
            page.keyboard.press("Escape")
        page.mouse.up()
        require(not page.query_selector(".rank-ghost, .rank-gap, .is-dragged"), "something is left of the drag")

    drag(".rank-pool .rank-item >> nth=2", ".rank-box")
    drag(".rank-pool .rank-item >> nth=0", ".rank-list .rank-item >> nth=0", -24)
    require(order(page) == ["Spring", "Autumn"], f"dragged into the ranking: {order(page)}")
    drag(".rank-pool .rank-item >> nth=0", ".rank-list .rank-item >> nth=1", 24)
    require(order(page) == ["Spring", "Autumn", "Summer"], f"dragged to the end: {order(page)}")
    drag(".rank-list .rank-item >> nth=2", ".rank-list .rank-item >> nth=0", -24)
    require(order(page) == ["Summer", "Spring", "Autumn"], f"dragged to the top: {order(page)}")
    drag(".rank-list .rank-item >> nth=0", ".rank-list .rank-item >> nth=2", 24, cancel=True)
    require(order(page) == ["Summer", "Spring", "Autumn"], f"Escape left {order(page)}")
    drag(".rank-list .rank-item >> nth=1", ".rank-pool", 40)
    require(order(page) == ["Summer", "Autumn"], f"dragged out: {order(page)}")
    page.click(".rank-add >> nth=0")
    require(order(page) == ["Summer", "Autumn", "Spring"], f"a click after the drags: {order(page)}")


class Finger:
    """Touches as Chromium gets them from a screen."""

    def __init__(self, voter):
        self.line = voter.window.context.new_cdp_session(voter.page)

    def _send(self, kind, *points):
        self.line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    def drag(self, start, end, steps=10):
        self._send("touchStart", start)
        for step in range(1, steps + 1):
            self._send("touchMove", tuple(a + (b - a) * step / steps for a, b in zip(start, end)))
        self._send("touchEnd")


def by_finger(house_):
    """The handle drags; a finger anywhere else on the row scrolls the page and ranks nothing."""
    voter = Voter(house_, house_.rank).enter()
    page, finger = voter.page, Finger(voter)
    for _ in range(3):
        page.tap(".rank-add >> nth=0")
    require(order(page) == NAMES[:3], f"tapped {order(page)}")
    x, y = middle(page, ".rank-grip >> nth=2")
    _, top = middle(page, ".rank-grip >> nth=0")
    finger.drag((x, y), (x, top - 20))
    voter.window.until("document.querySelector('.rank-list .rank-name').textContent === 'Autumn'", "the row is dragged to the top", page)
    require(order(page) == ["Autumn", "Spring", "Summer"], f"dragged by finger: {order(page)}")
    require(not page.query_selector(".rank-ghost, .rank-gap"), "something is left of the drag")
    before = page.evaluate("scrollY")
    x, y = middle(page, ".rank-list .rank-name >> nth=2")
    direction = -200 if before < 100 else 200
    finger.drag((x, y), (x, y + direction))
    voter.window.until(f"Math.abs(scrollY - {before}) > 40", "a finger on the name scrolls the page", page)
    require(order(page) == ["Autumn", "Spring", "Summer"], f"scrolling changed the ranking: {order(page)}")
    page.tap(".rank-list .rank-item >> nth=0 >> .rank-tool >> nth=-1")
    voter.window.until("document.querySelectorAll('.rank-list .rank-item').length === 2", "a tap on the cross takes it out", page)


def long_and_foreign_names(house_):
    """Names as long as may be and from right to left: whole in the tree, each in its own direction, nothing pushed out; a write-in, too."""
    voter = Voter(house_, house_.names).enter()
    page = voter.page
    for _ in range(4):
        page.click(".rank-add >> nth=0")
    require(order(page)[1:] == [HEBREW, ARABIC, "Dana"] and LONG in order(page)[0], f"ranked {order(page)}")
    require(page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "a long name makes the page wider")
    tools = page.eval_on_selector_all(".rank-list .rank-tool", "all => all.map((e) => e.getBoundingClientRect()).every((box) => box.width >= 24 && box.right <= innerWidth)")
    require(tools, "a long name pushes the tools out")
    # A name's own direction ends with it: the number beside it stays at the side of the page's language.
    for row in range(1, 3):
        require(page.locator(".rank-list .rank-name bdi").nth(row).evaluate("e => getComputedStyle(e).unicodeBidi") == "isolate", "a name turns what is beside it")
    page.check("#c1-1")
    field = "#contest-1 input[type=text]"
    page.fill(field, "x" * 10_000)
    require(0 < len(page.input_value(field)) <= 200, f"a write-in of {len(page.input_value(field))} characters")
    page.fill(field, "Ann\u202eeroL")
    page.click(".bottom-bar .primary")
    page.wait_for_selector("#problems .notice.bad, .review")
    require(page.query_selector(".review") is None, "a write-in that turns the direction gets further")
    page.fill(field, "<b>Zoë</b> שמואל")
    voter.review()
    require("<b>Zoë</b> שמואל" in page.inner_text(".review"), f"the review shows {page.inner_text('.review')!r}")
    voter.cast().is_confirmed().is_checked()


if __name__ == "__main__":
    house.main([as_it_is_read, by_mouse, by_finger, long_and_foreign_names], set_up)
