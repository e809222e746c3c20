"""What the checks of the selling page share: the server with its pages, a raffle on sale, and the unit in the browser."""

import os
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "EndToEnd"))

from harness import BIN, ROOT, Process, Server, require  # noqa: E402
from raffles import People, Raffle, events  # noqa: E402
from sell_unit import UnitPage  # noqa: E402

try:
    from axe_core_python.sync_playwright import Axe
except ImportError:
    Axe = None

ASSETS = Path(os.environ.get("URNA_PAGES", ROOT / "Sources" / "Portal" / "Assets"))
PHONE = {"viewport": {"width": 360, "height": 640}, "device_scale_factor": 2, "has_touch": True, "locale": "en-GB"}
BUFFER = 20
UNIT = "RSU-W"
# After the checks; one of them sets the unit's clock beyond it.
CLOSING_HOURS = 4
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
        closing = (datetime.now(timezone.utc) + timedelta(hours=CLOSING_HOURS)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        self.raffle = Raffle(server, self.people, title=HOSTILE, rsu={"bufferLimit": BUFFER}, salesCloseAt=closing)
        self.raffle.do("event-manager", "activate")
        self.context = browser.new_context(**PHONE)
        self.unit = UnitPage(self.context, front.url)
        self.page = self.unit.page

    def register(self, key):
        self.server.json("POST", "/v1/rsus", {"id": UNIT, "name": UNIT, "publicKey": key}, self.people["admin"], expect=(201,))
        return self.server.json("POST", f"/v1/rsus/{UNIT}/enrolment", {"operator": "op7"}, self.people["admin"])["code"]

    def restart_server(self):
        self.server.stop()
        self.server = type(self.server)(self.folder, self.assets)
        self.people.server = self.raffle.server = self.server
        self.people.log_on_all()
        self.front.target = urlsplit(self.server.url)

    def shot(self, name):
        if self.shots:
            self.page.screenshot(path=str(self.shots / f"sell-{name}.png"))

    def events(self, code):
        return [event for event in events(self.server, self.people, ledger=self.raffle.id) if event["event"] == code]


def look(scene, name):
    scene.shot(name)
    if Axe is None:
        return
    found = Axe().run(scene.page)["violations"]
    told = [(one["id"], [node["target"] for node in one["nodes"]][:4]) for one in found]
    require(not told, f"axe on {name}: {told}")


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
