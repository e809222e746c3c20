"""The selling unit as a web page, in a real Chromium against the real server.

    URNA_BIN=.build/debug python3 Tests/Browser/sell.py [--shots FOLDER]

Takes the Python packages `playwright` and `cryptography`, and a Chromium (URNA_CHROMIUM, default /usr/bin/chromium). URNA_PAGES is the
folder of the pages that the server is started with; without it, a copy of the source tree's, so that a signed update can be tried.
"""

import base64
import os
import shutil
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "EndToEnd"))

from harness import BIN, ROOT, Process, Server, main, require, say, skip  # noqa: E402
from raffles import People, Raffle, events  # noqa: E402

try:
    from playwright.sync_api import sync_playwright
except ImportError:
    skip("the Python package 'playwright' is not installed (scripts/setup.sh test)")

try:
    from axe_core_python.sync_playwright import Axe
except ImportError:
    Axe = None

from sell_front import Front  # noqa: E402
from sell_unit import PIN, UnitPage  # noqa: E402

ASSETS = Path(os.environ.get("URNA_PAGES", ROOT / "Sources" / "Portal" / "Assets"))
CHROMIUM = os.environ.get("URNA_CHROMIUM", "/usr/bin/chromium")
PHONE = {"viewport": {"width": 360, "height": 640}, "device_scale_factor": 2, "has_touch": True, "locale": "en-GB"}
BUFFER = 20
UNIT = "RSU-W"
# A title that would run if it were taken for markup.
HOSTILE = "<img src=x onerror='globalThis.stolen = 1'> مرحبا 50/50"


def eventually(condition, what, seconds=40):
    end = time.monotonic() + seconds
    while not condition():
        require(time.monotonic() < end, f"{what}: not within {seconds} s")
        time.sleep(0.3)


class PageServer(Server):
    """`urna serve` with pages from a folder that the check may change."""

    def __init__(self, folder, assets):
        self.data = folder / "server-data"
        Process.__init__(self, folder / f"server-{time.monotonic_ns()}.log", BIN / "urna", "serve", "--data", self.data, "--port", "0", "--pages", assets)
        try:
            self.port = self.wait_for(self._printed_port, "urna serve prints its port")
            self.url = f"http://127.0.0.1:{self.port}"
            self.wait_for(self._is_ready, "urna serve is ready")
        except BaseException:
            self.stop()
            raise


class Scene:
    """The server with a raffle on sale, the line before it, the browser and the unit in it."""

    def __init__(self, folder, server, front, browser, assets, shots):
        self.folder, self.server, self.front, self.assets, self.shots = folder, server, front, assets, shots
        self.people = People(server)
        self.raffle = Raffle(server, self.people, title=HOSTILE, rsu={"bufferLimit": BUFFER})
        self.raffle.do("event-manager", "activate")
        self.context = browser.new_context(**PHONE)
        self.unit = UnitPage(self.context, front.url)
        self.page = self.unit.page

    def register(self, key):
        self.server.json("POST", "/v1/rsus", {"id": UNIT, "name": UNIT, "publicKey": key}, self.people["admin"], expect=(201,))
        return self.server.json("POST", f"/v1/rsus/{UNIT}/enrolment", {"operator": "op7"}, self.people["admin"])["code"]

    def restart_server(self):
        self.server.stop()
        self.server = PageServer(self.folder, self.assets)
        self.people.server = self.raffle.server = self.server
        self.people.log_on_all()
        self.front.target = urlsplit(self.server.url)

    def shot(self, name):
        if self.shots:
            self.page.screenshot(path=str(self.shots / f"sell-{name}.png"))

    def events(self, code):
        return [event for event in events(self.server, self.people, ledger=self.raffle.id) if event["event"] == code]


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
    require(page.evaluate("window.__printed[0].journalled") == 1, "the ticket was printed before its sale was in the journal")
    page.click("dialog [data-value=yes]")
    unit.wait_for_text("#uploaded", "1 of 1")
    require(len(unit.sales()) == 1, f"a double tap sold {len(unit.sales())} tickets")
    text = unit.printed()[0]["text"]
    for part in ("Rivertown Youth Hockey", "Rivertown Arena", "L-1234", f"{UNIT}-1", "USD 10.00", "Validation: ", "1 2 3"):
        require(part in text, f"the ticket lacks {part!r}: {text}")
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


def compare(scene):
    """The server's books against the unit's: tickets, money, and each ticket by itself."""
    sales = scene.unit.sales()
    books = scene.raffle.get(role="regulator")["sales"]
    gross = sum(sale["price"] for sale in sales)
    require(books["tickets"] == len(sales) and books["gross"] == gross, f"the server has {books}, the unit {len(sales)} tickets for {gross}")
    for sale in sales:
        held = scene.raffle.get(f"tickets/{sale['ticket']}", role="regulator")
        require(held["numbers"] == sale["numbers"] and held["price"] == sale["price"], f"{sale['ticket']} is another at the server: {held}")
    conflicts = scene.events("SALE_CONFLICT")
    require(not conflicts, f"there were conflicts: {conflicts}")


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


# A receipt printer on a serial line: takes bytes, and says how much paper it has.
SERIAL = """() => {
  window.__paper = 0x12;
  window.__bytes = [];
  class Port extends EventTarget {
    async open() {}
    async close() {}
    get writable() {
      return this.out ??= new WritableStream({ write: (bytes) => {
        if (bytes.length === 3 && bytes[0] === 0x10) this.answer?.enqueue(Uint8Array.of(window.__paper));
        else window.__bytes.push(...bytes);
      } });
    }
    get readable() {
      if (!this.in?.isOpen) {
        const source = { isOpen: true };
        source.stream = new ReadableStream({ start: (controller) => (this.answer = controller), cancel: () => (source.isOpen = false) });
        this.in = source;
      }
      return this.in.stream;
    }
  }
  const port = new Port();
  Object.defineProperty(navigator, 'serial', { value: { requestPort: async () => port, getPorts: async () => [] }, configurable: true });
}"""


def receipt_printer(scene):
    """Bytes go to the printer, its paper is looked at, and without paper nothing is sold until it says that there is some."""
    unit, page = scene.unit, scene.page
    page.evaluate(SERIAL)
    unit.tab("unit")
    page.select_option("#kind", "serial")
    page.click("button:text-is('Connect the printer')")
    unit.wait_until("[...document.querySelectorAll('.tag')].some((tag) => tag.textContent === 'Connected')", "the printer is connected")

    def tap(package):
        unit.tab("sell")
        page.click(f"[data-package={package}]")
        page.click("dialog .cash")

    before = len(unit.sales())
    tap("P1")
    unit.wait_until("window.__bytes.length > 200 && document.getElementById('last-ticket').parentElement.parentElement.nextSibling.textContent === 'Printed'", "the ticket is printed")
    sent = bytes(page.evaluate("window.__bytes"))
    require(sent[:2] == b"\x1b@" and sent[-4:] == b"\x1dVB\x00", "the ticket is not framed as ESC/POS wants it")
    require(f"Ticket: {UNIT}-{before + 1}".encode() in sent and f"|{UNIT}-{before + 1}|".encode() in sent, "the paper lacks the ticket or its code")
    page.evaluate("window.__paper = 0x72")
    tap("P1")
    unit.wait_for_text(".notice", "out of paper")
    require(len(unit.sales()) == before + 2, "the sale whose ticket did not come out is gone")
    page.click("[data-package=P1]", force=True)
    unit.wait_for_text("#toast", "out of paper")
    page.evaluate("window.__paper = 0x12; window.__bytes = []")
    page.click("button:text-is('The printer is ready again')")
    page.click(".last button")
    page.click("dialog [data-value=reprint]")
    unit.wait_until("String.fromCharCode(...window.__bytes).includes('*** REPRINT ***')", "the ticket is printed again")
    eventually(lambda: scene.events("PRINTER_PAPER_OUT"), "the server is told that there was no paper")
    unit.tab("unit")
    page.select_option("#kind", "browser")


def accessible(scene):
    """axe finds nothing in any view, light or dark; Arabic runs from right to left."""
    unit, page = scene.unit, scene.page
    for theme in ("light", "dark"):
        unit.tab("unit")
        page.select_option("#theme", theme)
        for tab in ("sell", "tickets", "unit"):
            unit.tab(tab)
            look(scene, f"{tab}-{theme}")
        unit.tab("sell")
        page.click("[data-package=P3]")
        page.wait_for_selector("dialog .cash")
        page.wait_for_timeout(500)
        look(scene, f"pay-{theme}")
        page.keyboard.press("Escape")
    unit.tab("unit")
    page.select_option("#language", "ar")
    unit.wait_until("document.documentElement.dir === 'rtl'", "Arabic is written from right to left")
    unit.tab("sell")
    look(scene, "sell-arabic")
    require(page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen")
    unit.tab("unit")
    page.select_option("#language", "en")
    page.select_option("#theme", "auto")


def look(scene, name):
    scene.shot(name)
    if Axe is None:
        return
    found = Axe().run(scene.page)["violations"]
    told = [(one["id"], [node["target"] for node in one["nodes"]][:4]) for one in found]
    require(not told, f"axe on {name}: {told}")


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


def server_restarts(scene):
    """The session is gone with the server; the unit shows again who it is, and nobody types anything."""
    unit = scene.unit
    scene.restart_server()
    unit.tab("sell")
    unit.sell("P2")
    count = len(unit.sales())
    unit.wait_for_text("#uploaded", f"{count} of {count}", 60)
    compare(scene)


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


def second_page(scene):
    other = UnitPage(scene.context, scene.front.url)
    other.open()
    other.wait_for_text("main", "another tab")
    require(other.page.query_selector("[data-package]") is None, "a second page sells, too")
    other.page.close()


def updates(scene):
    """Files that differ, a release that another key signed, and one that is signed but whose files differ: none is installed."""
    unit, page, front = scene.unit, scene.page, scene.front
    unit.tab("unit")
    software = page.text_content("#software")
    app = (scene.assets / "sell" / "app.js").read_bytes()
    forged = forge(page.evaluate("fetch('/sell/release', { cache: 'no-store' }).then((answer) => answer.text())"), app)
    worker = (scene.assets / "sell" / "sw.js").read_bytes() + b"\n// another\n"

    def offer(replaced, expected):
        front.replaced = replaced
        page.click("button:text-is('Look for an update')")
        unit.wait_for_text("#update", expected)

    offer({}, "up to date")
    offer({"/sell/release": forged, "/sell/app.js": app + b"\nglobalThis.stolen = 1;\n"}, "not signed with the key")
    # The new worker file is fetched by the browser itself: it must not get in without a signed release.
    offer({"/sell/release": forged, "/sell/sw.js": worker}, "not signed with the key")
    page.evaluate("navigator.serviceWorker.getRegistration('/sell').then((registration) => registration.update()).catch(() => {})")
    page.wait_for_timeout(1500)
    require(not page.evaluate("navigator.serviceWorker.getRegistration('/sell').then((r) => Boolean(r.waiting || r.installing))"), "an unsigned worker was installed")
    front.replaced = {}

    # Signed by the server, but a file differs on its way.
    note = (scene.assets / "sell" / "icon.svg")
    note.write_bytes(note.read_bytes() + b"\n")
    time.sleep(1.5)
    offer({"/sell/app.js": app + b"\nglobalThis.stolen = 1;\n"}, "not as it was signed: app.js")
    require(page.text_content("#software") == software, "another program is shown")
    page.reload()
    unit.log_on()
    unit.wait_for_tabs()
    unit.tab("unit")
    require(page.text_content("#software") == software, "another program runs")
    require(page.evaluate("globalThis.stolen === undefined"), "code that nobody signed ran")
    eventually(lambda: scene.events("PROGRAM_MISMATCH"), "the server is told of the update that was refused")

    # And the same, whole.
    offer({}, "signed update is ready")
    scene.shot("update")
    page.click("button:text-is('Install and start again')")
    unit.log_on()
    unit.wait_for_tabs()
    unit.tab("unit")
    require(page.text_content("#software") != software, "the signed update was not installed")
    require("passed" in page.inner_text("main").lower(), "the updated program fails its check")


def forge(note, app):
    """The release with another digest for app.js, signed by somebody else under the same name."""
    import hashlib

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    text, _, signature = note.partition("\n\n")
    changed = hashlib.sha256(app + b"\nglobalThis.stolen = 1;\n").hexdigest()
    lines = [f"{changed}  app.js" if line.endswith("  app.js") else line for line in text.split("\n")]
    text = "\n".join(lines) + "\n"
    _, name, blob = signature.strip().split(" ")
    key_id = base64.b64decode(blob)[:4]
    return f"{text}\n— {name} {base64.b64encode(key_id + Ed25519PrivateKey.generate().sign(text.encode())).decode()}\n".encode()


def tampered(scene):
    unit, page = scene.unit, scene.page
    unit.tab("unit")
    tamper = """async () => {
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        const found = await cache.match('/sell/core/selling.js');
        const text = (await found.text()).replace('BUFFER_FULL', 'BUFFER_FUL_');
        await cache.put('/sell/core/selling.js', new Response(text, { headers: found.headers }));
      }
    }"""
    page.evaluate(tamper)
    page.click("button:text-is('Check now')")
    unit.wait_for_text("#toast", "core/selling.js")
    unit.tab("sell")
    unit.wait_for_text("#error-code", "PROGRAM_MISMATCH")
    require(page.query_selector("[data-package]") is None, "a program that fails its check still sells")
    scene.shot("mismatch")
    page.reload()
    page.wait_for_selector("#code")
    require("core/selling.js" in page.text_content("#code"), "the screen does not say which file differs")
    require(page.query_selector(".pad") is None, "the unit can be opened")
    page.click("section[lang=en] a")
    unit.log_on()
    unit.wait_for_tabs()
    unit.tab("sell")
    unit.sell("P1")


def close_and_damage(scene):
    unit, page = scene.unit, scene.page
    scene.raffle.do("event-manager", "close")
    unit.tab("unit")
    page.click("button:text-is('Close the unit')")
    unit.wait_for_text("#toast", "the server agrees", 30)
    compare(scene)
    require(scene.events("RSU_CLOSED"), "the unit is not closed at the server")
    unit.tab("sell")
    unit.wait_for_text(".notice", "closed for this raffle")

    # A bit of the memory flips.
    page.evaluate(
        """async () => {
          const database = await new Promise((resolve) => { const r = indexedDB.open('urna-sell'); r.onsuccess = () => resolve(r.result); });
          const store = database.transaction('journal', 'readwrite').objectStore('journal');
          await new Promise((resolve) => {
            store.openCursor().onsuccess = ({ target: { result: cursor } }) => {
              if (!cursor) return resolve();
              if (cursor.value[12] === 5) { const bytes = cursor.value.slice(); bytes[60] ^= 1; cursor.update(bytes).onsuccess = resolve; }
              else cursor.continue();
            };
          });
          database.close();
        }"""
    )
    page.reload()
    unit.log_on()
    unit.wait_for_tabs()
    unit.tab("sell")
    unit.wait_for_text(".notice", "is damaged")
    scene.shot("damaged")
    require(page.query_selector("[data-package]") is None, "a unit with a damaged memory sells")
    with page.expect_download() as download:
        unit.tab("unit")
        page.click("button:text-is('Save the recovery file')")
    text = Path(download.value.path()).read_text()
    eventually(lambda: scene.events("CRITICAL_MEMORY_CORRUPT"), "the server is told of the damaged memory")
    require(text.startswith("urna-rsu-recovery-v1\n") and text.count('{"sale":') == BUFFER + 6, "the recovery file does not hold the sales that could be read")


STEPS = [
    install_and_enrol, log_on_and_get_numbers, sell_online, sell_offline, reload_offline, come_back, void_and_reprint, keyboard_only, receipt_printer,
    accessible,
    second_page, enrol_again, server_restarts, clock_set_back, updates, tampered, close_and_damage,
]


def check(folder):
    shots = Path(sys.argv[sys.argv.index("--shots") + 1]) if "--shots" in sys.argv else None
    if shots:
        shots.mkdir(parents=True, exist_ok=True)
    assets = folder / "pages"
    shutil.copytree(ASSETS, assets)
    with PageServer(folder, assets) as server, sync_playwright() as playwright:
        front, scene = Front(server.url), None
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            scene = Scene(folder, server, front, browser, assets, shots)
            for step in STEPS:
                began = time.monotonic()
                try:
                    step(scene)
                except Exception as failure:
                    scene.shot("failure")
                    require(False, f"{step.__name__}: {failure}\nerrors of the page: {scene.unit.errors}")
                require(not scene.unit.errors, f"{step.__name__}: errors of the page: {scene.unit.errors}")
                say(f"ok {step.__name__} ({time.monotonic() - began:.1f} s)")
        finally:
            if scene:
                scene.server.stop()
            browser.close()
            front.close()


if __name__ == "__main__":
    main(check)
