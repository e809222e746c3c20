"""What the checks of the pages share: the real server with its pages, elections made over its API, and one Chromium.

A check is a function that takes the `House`. Each prints one line, `ok` or `FAILED`; the exit code says whether all passed.

    URNA_BIN=.build/debug python3 Tests/Browser/vote.py [NAME…]      only the checks whose name holds a NAME

URNA_PAGES: a folder of pages to be served rather than those built with the program; URNA_CHROMIUM: another browser than /usr/bin/chromium; URNA_SHOTS: a folder
that gets a picture of every page that was open when a check failed.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "EndToEnd"))

from elections import NamedElection, PageServer, contest  # noqa: E402, F401
from harness import BIN, CheckFailed, require, say, skip  # noqa: E402

try:
    from playwright.sync_api import Error as BrowserError
    from playwright.sync_api import sync_playwright
except ImportError:
    skip("the Python package 'playwright' is not installed (scripts/setup.sh test)")

CHROMIUM = os.environ.get("URNA_CHROMIUM", "/usr/bin/chromium")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
VENUE = {"viewport": {"width": 1920, "height": 1080}}
# How long anything on a page may take on a busy machine of two cores, in ms.
PATIENCE = 20_000


class Window:
    """A browser of its own (cookies, storage) with a page, and what its pages complained about."""

    def __init__(self, house, device=PHONE, language="en", theme="light", **options):
        self.house, self.complaints = house, []
        self.context = house.browser.new_context(**{**device, "locale": language, "color_scheme": theme, **options})
        self.context.set_default_timeout(PATIENCE)
        self.context.on("page", self._listen)
        self.page = self.context.new_page()

    def _listen(self, page):
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error.stack or error}"))
        page.on("console", lambda message: self._heard(page, message))
        page.on("response", lambda answer: self._answered(page, answer))

    def _heard(self, page, message):
        # A request that failed is said by the browser, whether the page copes with it or not: the checks look at what the page makes of it.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(f"{page.url}: {message.text}")

    def _answered(self, page, answer):
        if answer.status >= 400 and "/assets/" in answer.url:
            self.complaints.append(f"{page.url}: {answer.url} answered {answer.status}")

    def goto(self, path, **options):
        return self.page.goto(self.house.url + path, **options)

    def until(self, expression, what, page=None, seconds=PATIENCE / 1000):
        """Asks from outside until the expression is true: the pages' policy forbids what Playwright would evaluate inside."""
        end = time.monotonic() + seconds
        page = page or self.page
        while not (found := page.evaluate(expression)):
            require(time.monotonic() < end, f"{what}: not within {seconds:.0f} s; on the page: {page.inner_text('body')[:600]!r}")
            page.wait_for_timeout(50)
        return found

    def log_in(self, token=None):
        """As an administrator, with a cookie."""
        answer = self.context.request.post(
            f"{self.house.url}/v1/sessions", data={"token": token or self.house.server.admin_token, "cookie": True}, headers={"Origin": self.house.url})
        require(answer.status == 201, f"logging in answered {answer.status}: {answer.text()[:500]}")

    def text(self, selector):
        return self.page.inner_text(selector)

    def close(self):
        self.context.close()


class House:
    """The server, the browser, and the windows that a check opens; they are closed after it."""

    def __init__(self, folder, playwright, environment=None):
        self.folder, self.windows = folder, []
        self.server = PageServer(folder / "data", environment=environment)
        self.browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

    @property
    def url(self):
        return self.server.url

    def window(self, *device, **options):
        window = Window(self, *device, **options)
        self.windows.append(window)
        return window

    def election(self, name, contests, voters=10, results="live", is_open=True, **definition):
        return NamedElection(self.server, name, {"title": name.title(), "results": results, "contests": contests, **definition}, voters, is_open)

    def restart(self, while_away=lambda: None):
        """Stops the server, and starts it again on the same port."""
        port = self.server.port
        self.server.stop()
        while_away()
        self.server = PageServer(self.server.data, port, self.server.environment)

    def close_windows(self):
        for window in self.windows:
            window.close()
        self.windows = []

    def close(self):
        self.close_windows()
        self.browser.close()
        self.server.stop()


def perform(house, check):
    began = time.monotonic()
    try:
        check(house)
        for window in house.windows:
            require(not window.complaints, f"the browser complains: {window.complaints[:5]}")
        say(f"ok      {check.__name__} ({time.monotonic() - began:.1f} s)")
        return True
    # Whatever a check stumbles over is its failure; the next one still runs.
    except Exception as failure:  # noqa: BLE001
        say(f"FAILED  {check.__name__}: {type(failure).__name__}: {str(failure)[:3000]}")
        keep_pictures(house, check.__name__)
        return False
    finally:
        house.close_windows()


def keep_pictures(house, name):
    folder = os.environ.get("URNA_SHOTS")
    for number, window in enumerate(house.windows):
        if window.complaints:
            say(f"        the browser also complained: {window.complaints[:3]}")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            try:
                window.page.screenshot(path=str(Path(folder) / f"{name}-{number}.png"), timeout=5000)
            except BrowserError as failure:
                say(f"        no picture of window {number}: {str(failure)[:200]}")


def main(checks, set_up=None, environment=lambda folder: None):
    """Runs the checks, those named on the command line if any, one after the other on one server and one browser."""
    wanted = [name for name in sys.argv[1:] if not name.startswith("-")]
    if not Path(CHROMIUM).exists():
        skip(f"there is no {CHROMIUM} (Debian's package chromium; scripts/setup.sh test)")
    if not (BIN / "urna").exists():
        say(f"FAILED: there is no {BIN / 'urna'}: run 'make build'")
        sys.exit(1)
    chosen = [check for check in checks if not wanted or any(name in check.__name__ for name in wanted)]
    require(chosen, f"no check is called {wanted}")
    with tempfile.TemporaryDirectory(prefix="urna-pages-") as folder, sync_playwright() as playwright:
        house = House(Path(folder), playwright, environment(Path(folder)))
        try:
            if set_up:
                set_up(house)
            failed = [check.__name__ for check in chosen if not perform(house, check)]
        except CheckFailed as failure:
            say(f"FAILED  to set up: {failure}")
            sys.exit(1)
        finally:
            house.close()
    say(f"{len(chosen) - len(failed)} of {len(chosen)} passed" + (f"; failed: {', '.join(failed)}" if failed else ""))
    sys.exit(1 if failed else 0)
