"""A receipt printer at the page, and how it looks: themes, right to left, axe."""

import json

from harness import require
from sell_scene import UNIT, eventually, look

def installable(scene):
    """Chromium finds nothing that keeps the page from being installed: manifest, icons of the sizes that they claim, start page in its scope."""
    page = scene.page
    line = scene.context.new_cdp_session(page)
    manifest = line.send("Page.getAppManifest")
    require(manifest["url"].endswith("/sell/manifest.webmanifest") and not manifest["errors"], f"the manifest: {manifest['errors']}")
    told = json.loads(manifest["data"])
    require(told["display"] == "standalone" and told["start_url"] == told["scope"] == told["id"] == "/sell", f"the manifest says {told}")
    # A window without a history may install nothing; every other reason counts.
    errors = [error for error in line.send("Page.getInstallabilityErrors")["installabilityErrors"] if error["errorId"] != "in-incognito"]
    require(not errors, f"not to be installed: {errors}")
    for icon in told["icons"]:
        picture = scene.context.request.get(scene.front.url + icon["src"]).body()
        if icon["type"] == "image/png":
            size = "x".join(str(int.from_bytes(picture[place : place + 4], "big")) for place in (16, 20))
            require(picture.startswith(b"\x89PNG") and size == icon["sizes"], f"{icon['src']} is {size}, not {icon['sizes']}")
    require({"192x192", "512x512"} <= {icon["sizes"] for icon in told["icons"]}, "icons of 192 and 512 pixels are asked for")


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


# A second printer, for counterfoils; it stands on the paper of the first.
STUBS = "(window.__bytes.length ? String.fromCharCode(...window.__bytes) : '').split('\\x1b@').filter((text) => text.includes('COUNTERFOIL'))"


def counterfoils(scene):
    """Stubs for the drum: by the browser and by a printer of their own, which runs out of paper, is taken out and comes back."""
    unit, page = scene.unit, scene.page
    unit.tab("unit")
    page.select_option("#counterfoil-kind", "same")
    unit.wait_for_text("main", "Ready")
    unit.tab("sell")
    before = unit.count()
    page.click("[data-package=P2]")
    page.click("dialog .cash")
    unit.wait_until(f"window.__printed.length === {before + 2}", "the counterfoils come out after their ticket")
    sale = unit.sales()[-1]
    text = unit.printed()[-1]["text"]
    require(text.count("COUNTERFOIL") == 3 and text.count(f"Ticket: {sale['ticket']}") == 3, f"not a stub for each number: {text}")
    require(page.locator("#sheet section").count() == 3 and "REPRINT" not in text, "the stubs share paper, or are marked")
    page.emulate_media(media="print")
    scene.shot("counterfoils-paper")
    page.emulate_media(media="screen")

    unit.tab("unit")
    page.evaluate(SERIAL)
    unit.tab("sell")
    unit.tab("unit")
    page.select_option("#counterfoil-kind", "serial")
    page.click("section:has(#counterfoil-kind) button:text-is('Connect the printer')")
    unit.wait_until("document.querySelector('section:has(#counterfoil-kind) .tag')?.textContent === 'Connected'", "the counterfoil printer is connected")
    page.evaluate("window.__paper = 0x72")
    unit.tab("sell")
    unit.sell("P2")
    unit.wait_for_text("#stubs", "3 counterfoils wait")
    scene.shot("counterfoils-wait")
    unit.sell("P1")
    unit.wait_for_text("#stubs", "4 counterfoils wait")
    require(page.evaluate(f"{STUBS}.length") == 0, "a printer without paper printed")

    # Taken out: paper alone brings nothing.
    unit.tab("unit")
    page.click("button:text-is('Take the counterfoil printer out')")
    page.evaluate("window.__paper = 0x12")
    unit.wait_for_text("main", "Taken out")
    look(scene, "counterfoils")
    page.click("button:text-is('Put it in again')")
    unit.wait_until(f"{STUBS}.length === 4 && document.getElementById('stubs-waiting').textContent === '0'", "what waited comes out, once")
    numbers = [number for sale in unit.sales()[-2:] for number in sale["numbers"]]
    stubs = page.evaluate(STUBS)
    require(all(f"\n{number}\n" in stub.replace("\x1d!\x11", "\n") for number, stub in zip(numbers, stubs)), f"other numbers: {numbers} on {stubs}")
    page.click("button:text-is('Upload now')")
    for code in ("PRINTER_PAPER_OUT", "PRINTER_REMOVED", "PRINTER_ENABLED"):
        eventually(lambda: any(event["data"].get("printer") == "counterfoils" for event in scene.events(code)), f"the server is told {code}")
    page.select_option("#counterfoil-kind", "none")
    unit.wait_until("!document.querySelector('#stubs-waiting')", "no counterfoils any more")


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
        page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {})))")
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


def high_contrast(scene):
    """In the system's forced colours the tab that is open, the line's state and the buffer are still told apart."""
    unit, page = scene.unit, scene.page
    page.emulate_media(forced_colors="active")
    unit.tab("sell")
    shown = page.evaluate("""() => {
      const colour = (selector, property, pseudo) => getComputedStyle(document.querySelector(selector), pseudo)[property];
      return {
        ground: colour("body", "backgroundColor"), current: colour(".tabs-bar [aria-current]", "borderTopColor"), other: colour(".tabs-bar button:not([aria-current])", "borderTopColor"),
        dot: colour("#link", "backgroundColor", "::before"), meter: colour(".unit-bar .meter", "borderTopStyle"), fill: colour(".unit-bar .meter > span", "backgroundColor"),
      };
    }""")
    require(shown["current"] not in (shown["ground"], shown["other"]), f"the open tab looks like the others: {shown}")
    require(shown["dot"] != shown["ground"] and shown["fill"] != shown["ground"] and shown["meter"] == "solid", f"state or buffer cannot be seen: {shown}")
    page.focus("[data-package=P1]")
    page.keyboard.press("Tab")
    ring = page.evaluate("[getComputedStyle(document.activeElement).outlineStyle, document.activeElement.className]")
    require(ring[0] != "none", f"the focus cannot be seen: {ring}")
    scene.shot("high-contrast")
    page.emulate_media(forced_colors="none")
