"""The selling unit as a web page, in a real Chromium against the real server.

    URNA_BIN=.build/debug python3 Tests/Browser/sell.py [--shots FOLDER]

Takes the Python packages `playwright` and `cryptography`, for the look at accessibility `axe-core-python`, and a Chromium (URNA_CHROMIUM,
default /usr/bin/chromium). The server is started with a copy of the pages (URNA_PAGES, default the source tree's), so that a signed
update can be tried.
"""

import os
import shutil
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "EndToEnd"))

from harness import main, require, say, skip  # noqa: E402

try:
    from playwright.sync_api import sync_playwright
except ImportError:
    skip("the Python package 'playwright' is not installed (scripts/setup.sh test)")

from sell_front import Front  # noqa: E402
from sell_looks import accessible, counterfoils, high_contrast, installable, receipt_printer  # noqa: E402
from sell_program import damage, tampered, updates  # noqa: E402
from sell_scene import ASSETS, PageServer, Scene  # noqa: E402
from sell_selling import (  # noqa: E402
    clock_set_back, closing_time_offline, come_back, enrol_again, install_and_enrol, keyboard_only, log_on_and_get_numbers, reload_offline, second_page, sell_offline,
    sell_online, server_restarts, void_and_reprint,
)

CHROMIUM = os.environ.get("URNA_CHROMIUM", "/usr/bin/chromium")
STEPS = [
    install_and_enrol, installable, log_on_and_get_numbers, sell_online, sell_offline, reload_offline, come_back, void_and_reprint, keyboard_only,
    receipt_printer, counterfoils, accessible, high_contrast, second_page, enrol_again, server_restarts, clock_set_back, updates, tampered, closing_time_offline, damage,
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
