"""Enrolment, selling with and without a line, and coming back."""

from harness import require
from sell_scene import BUFFER, CLOSING_HOURS, HOSTILE, UNIT, compare, eventually, look
from sell_unit import UnitPage


def install_and_enrol(scene):
    unit, page = scene.unit, scene.page
    unit.open()
    page.wait_for_selector("#id", timeout=60_000)
    look(scene, "setup")
    require(page.evaluate("navigator.serviceWorker.controller !== null"), "the page runs without its service worker")
    unit.enrol(UNIT, "op7", scene.register)
    scene.server.json("POST", f"/v1/rsus/{UNIT}/enable", {}, scene.people["admin"])
    look(scene, "pin")


def log_on_and_get_numbers(scene):
    unit, page = scene.unit, scene.page
    unit.log_on("111112")
    unit.wait_for_text(".problem", "wrong")
    unit.log_on()
    page.click(f"dialog [data-value={scene.raffle.id}]")
    unit.tab("sell")
    page.wait_for_selector("[data-package=P1]")
    unit.wait_for_text("#link", "Online")
    require(page.text_content(".raffle") == HOSTILE, f"the raffle's title is another: {page.text_content('.raffle')}")
    require(page.evaluate("globalThis.stolen === undefined"), "the raffle's title ran")


def sell_online(scene):
    unit, page = scene.unit, scene.page
    page.click("[data-package=P2]")
    page.wait_for_selector("dialog .cash")
    scene.shot("pay")
    page.dblclick("dialog .cash")
    page.wait_for_selector("dialog [data-value=yes]")
    # What stands for the printer reads the journal first, and the page asks whether the ticket came out meanwhile.
    unit.wait_until("window.__printed.length > 0", "the ticket is printed")
    require(page.evaluate("window.__printed[0].journalled") == 1, "the ticket was printed before its sale was in the journal")
    page.click("dialog [data-value=yes]")
    unit.wait_for_text("#uploaded", "1 of 1")
    require(len(unit.sales()) == 1, f"a double tap sold {len(unit.sales())} tickets")
    text = unit.printed()[0]["text"]
    for part in ("Rivertown Youth Hockey", "Rivertown Arena", "L-1234", f"{UNIT}-1", "USD 10.00", "Validation: ", "1 2 3"):
        require(part in text, f"the ticket lacks {part!r}: {text}")
    page.emulate_media(media="print")
    scene.shot("ticket")
    require(page.is_visible("#sheet svg.code") and not page.is_visible(".tabs-bar"), "the paper shows the page, or lacks the ticket's code")
    page.emulate_media(media="screen")
    unit.tab("unit")
    page.uncheck("input[type=checkbox]")
    scene.shot("unit")
    unit.tab("sell")


def sell_offline(scene):
    unit, page, context = scene.unit, scene.page, scene.context
    context.set_offline(True)
    unit.wait_for_text("#link", "Offline")
    for number in range(BUFFER):
        unit.sell("P1" if number % 2 else "P2")
    unit.wait_for_text("#waiting", f"{BUFFER} of {BUFFER}")
    unit.wait_for_text("#uploaded", f"1 of {BUFFER + 1}")
    require(all(ticket["journalled"] == number + 1 for number, ticket in enumerate(unit.printed())), "a ticket was printed before its sale was in the journal")
    # Shown as not on offer; tapped all the same it says why, and takes no money.
    page.click("[data-package=P1]", force=True)
    unit.wait_for_text("#toast", "buffer is full")
    require(page.query_selector("dialog") is None, "money is asked for what cannot be sold")
    require(len(unit.sales()) == BUFFER + 1, "the full buffer took another sale")
    scene.shot("buffer-full")


def reload_offline(scene):
    unit, page = scene.unit, scene.page
    before = unit.sales()
    page.reload()
    unit.log_on("999999")
    unit.wait_for_text(".problem", "wrong")
    unit.log_on(keyboard=True)
    unit.wait_for_tabs()
    require(unit.sales() == before, "the journal is another after the reload")
    unit.wait_for_text("#uploaded", f"1 of {BUFFER + 1}")
    require(sum(sale["offline"] for sale in before) == BUFFER, "sales without a connection are not marked as such")


def come_back(scene):
    """Two answers get lost; each sale is at the server once."""
    unit, context = scene.unit, scene.context
    scene.front.lose_answer("/sales")
    scene.front.lose_answer("/sales")
    context.set_offline(False)
    unit.tab("unit")
    for _ in range(4):
        scene.page.click("button:text-is('Upload now')")
        try:
            unit.wait_for_text("#uploaded", f"{BUFFER + 1} of {BUFFER + 1}", 8)
            break
        except AssertionError:
            continue
    unit.wait_for_text("#uploaded", f"{BUFFER + 1} of {BUFFER + 1}")
    compare(scene)
    # Told with the question how things stand: before the upload that the buffer is full, after it that it is empty.
    asked = lambda waiting: any(f"waiting={waiting}&capacity={BUFFER}&version=" in path for _, path in scene.front.requests)  # noqa: E731
    require(asked(BUFFER), "the unit did not tell that its buffer was full")
    eventually(lambda: asked(0), "the unit tells that nothing waits any more")


def void_and_reprint(scene):
    unit, page = scene.unit, scene.page
    ticket = f"{UNIT}-2"
    unit.tab("tickets")
    scene.shot("tickets")
    page.click(f"[data-ticket={ticket}]")
    page.click("dialog [data-value=mark]")
    page.select_option("#reason", "misprint")
    page.fill("#reason-note", "smeared <b>")
    page.click("dialog button[type=submit]")
    unit.wait_for_text(f"[data-ticket={ticket}]", "Void asked for")
    eventually(lambda: scene.raffle.get(f"tickets/{ticket}", role="regulator")["status"] == "marked", "the void request reaches the server")
    before = unit.count()
    page.click(f"[data-ticket={ticket}]")
    page.click("dialog [data-value=reprint]")
    unit.wait_until(f"window.__printed.length > {before}", "the ticket is printed again")
    text = unit.printed()[-1]["text"]
    require(text.count("*** REPRINT ***") == 2, f"the reprint is not marked: {text}")
    require(ticket in text, "another ticket was printed again")


def keyboard_only(scene):
    unit, page = scene.unit, scene.page
    unit.tab("sell")
    page.wait_for_selector("[data-package=P1]")
    before = len(unit.sales())
    page.keyboard.press("1")
    page.wait_for_selector("dialog .cash")
    page.keyboard.press("Enter")
    unit.wait_until(f"window.__printed.length && document.getElementById('last-ticket').textContent === '{UNIT}-{before + 1}'", "sold by keyboard")
    page.keyboard.press("2")
    page.wait_for_selector("dialog .cash")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    require(len(unit.sales()) == before + 1, "Escape sold a ticket")


def enrol_again(scene):
    """Taken from its operator and given back: what it has sold is still its own."""
    unit, page, admin = scene.unit, scene.page, scene.people["admin"]
    before = unit.sales()
    unit.tab("unit")
    page.click("button:text-is('Log off')")
    scene.server.json("POST", f"/v1/rsus/{UNIT}/unenrol", {"note": "battery changed"}, admin)
    unit.log_on()
    page.click("button:text-is('Enrol the unit again')")
    code = scene.server.json("POST", f"/v1/rsus/{UNIT}/enrolment", {"operator": "op7"}, admin)["code"]
    unit.fill_enrolment(code, "op7")
    scene.server.json("POST", f"/v1/rsus/{UNIT}/enable", {}, admin)
    unit.log_on()
    unit.wait_for_tabs()
    require(unit.sales() == before, "another journal after the enrolment")
    unit.tab("sell")


def server_restarts(scene):
    """The session is gone with the server; the unit shows again who it is, and nobody types anything."""
    unit = scene.unit
    scene.restart_server()
    unit.tab("sell")
    unit.sell("P2")
    count = len(unit.sales())
    unit.wait_for_text("#uploaded", f"{count} of {count}", 60)
    compare(scene)


def closing_time_offline(scene):
    """The closing time comes while there is no line: nothing more is sold, whatever the clock shows later; what was sold still goes up."""
    unit, page = scene.unit, scene.page
    unit.tab("sell")
    scene.front.is_cut = True
    unit.sell("P1")
    unit.wait_for_text("#link", "Offline", 40)
    page.evaluate(f"() => {{ window.__now = Date.now; Date.now = () => window.__now() + {CLOSING_HOURS + 1} * 3600e3; }}")
    unit.wait_for_text(".notice", "Selling is over")
    require(page.query_selector("[data-package]") is None, "packages are offered after the closing time")
    scene.shot("closing-time")
    page.evaluate("() => { Date.now = window.__now; }")
    page.reload()
    unit.log_on()
    unit.wait_for_tabs()
    unit.wait_for_text(".notice", "Selling is over")
    require(page.query_selector("[data-package]") is None, "a clock set back opens sales again")
    # What came out is not printed again: only the server knows when a draw begins.
    unit.tab("tickets")
    before = unit.count()
    page.click(".ticket >> nth=0")
    page.click("dialog [data-value=reprint]")
    unit.wait_for_text("#toast", "only the server prints it again")
    require(unit.count() == before, "a ticket came out after the closing time")
    unit.tab("unit")
    scene.front.is_cut = False
    page.click("button:text-is('Close the unit')")
    unit.wait_for_text("#toast", "the server agrees", 30)
    compare(scene)
    require(scene.events("RSU_CLOSED"), "the unit is not closed at the server")
    unit.tab("sell")
    unit.wait_for_text(".notice", "closed for this raffle")


def second_page(scene):
    other = UnitPage(scene.context, scene.front.url)
    other.open()
    other.wait_for_text("main", "another tab")
    require(other.page.query_selector("[data-package]") is None, "a second page sells, too")
    other.page.close()


def clock_set_back(scene):
    unit, page = scene.unit, scene.page
    unit.tab("sell")
    before = unit.sales()[-1]["soldAt"]
    page.evaluate("() => { const real = Date.now; Date.now = () => real() - 3600e3; }")
    unit.sell("P1")
    after = unit.sales()[-1]["soldAt"]
    require(after >= before, f"time went back with the clock: {before}, then {after}")
    unit.wait_for_text("#uploaded", f"{len(unit.sales())} of {len(unit.sales())}", 40)
    eventually(lambda: scene.events("CLOCK_STEP"), "the server is told that the clock was set")
    page.reload()
    unit.log_on()
    unit.wait_for_tabs()
