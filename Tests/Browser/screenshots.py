#!/usr/bin/env python3
"""Takes the pictures of the README, of the real pages on a real server: `make screenshots`.

    Tests/Browser/screenshots.py [--out docs/screenshots]

Each picture is a PNG of at most 150 KB. Votes are drawn from a generator with a fixed seed, so that a picture changes when its page does.
"""

import io
import random
import struct
import sys
import zlib
from pathlib import Path

import house
from harness import require, say
from raffles import People, Raffle, Unit, close_all
from town import draw
from voting import Voter

OUT = Path(sys.argv[sys.argv.index("--out") + 1]) if "--out" in sys.argv else Path(__file__).resolve().parents[2] / "docs" / "screenshots"
BYTES_MAX = 150_000
MAYOR = ("Ada Moreno", "Benedict Okafor", "Chiara Lindqvist", "Dev Ramanathan", "Elodie Fontaine")
COUNCIL = ("Farid Haddad", "Greta Solberg", "Hiro Tanaka", "Imani Njoroge", "Katya Orlova")


def set_up(house_):
    chance = random.Random(7)
    house_.town = house_.election("alderbrook-2026", [
        house.contest("mayor", "irv", MAYOR, "Mayor", maxRanks=4), house.contest("council", candidates=COUNCIL, title="City council, three seats", seats=3, max=3),
    ], voters=420, title="City of Alderbrook: municipal election")
    mayor, council = ([name.lower().split()[0] for name in names] for names in (MAYOR, COUNCIL))

    def ranks():
        left, weights, chosen = list(mayor), [30, 27, 20, 14, 9], []
        for _ in range(chance.randint(1, 4)):
            at = chance.choices(range(len(left)), weights)[0]
            chosen.append(left.pop(at))
            weights.pop(at)
        return chosen

    house_.town.cast_all([{"mayor": ranks(), "council": chance.sample(council, 3)} for _ in range(311)])
    people = People(house_.server)
    house_.raffle = raffle = Raffle(house_.server, people, "rivertown", numbers={"first": 1, "last": 5000})
    raffle.do("event-manager", "activate")
    unit = Unit(house_.server, people, "RSU-7")
    unit.lease(raffle, 2000)
    for _ in range(90):
        unit.sell(raffle, chance.choice(("P1", "P2", "P3", "P3")))
    sales = unit.sales[raffle.id]
    for at in range(0, len(sales), 45):
        unit.upload(raffle, sales[at:at + 45])
    house_.finish = lambda: (close_all(raffle, {unit.id: unit}), draw(raffle))


def picture(window, name, **options):
    """Writes the page as it is seen; fewer colours when it would be too heavy."""
    window.page.wait_for_timeout(700)
    data = window.page.screenshot(**options)
    path = OUT / f"{name}.png"
    path.write_bytes(data)
    if len(data) > BYTES_MAX:
        path.write_bytes(lighter(data))
    size = path.stat().st_size
    say(f"        {path.name}: {size:,} bytes")
    require(size <= BYTES_MAX, f"{path.name} has {size} bytes, more than {BYTES_MAX}")


def lighter(data):
    try:
        from PIL import Image
    except ImportError:
        return data
    out = io.BytesIO()
    Image.open(io.BytesIO(data)).convert("RGB").quantize(192, dither=0).save(out, "PNG", optimize=True)
    return out.getvalue()


def ballot(house_):
    voter = Voter(house_, house_.town, theme="light").enter()
    for _ in range(2):
        voter.page.click("#contest-0 .rank-add >> nth=0")
    voter.page.check("#c1-1")
    voter.page.evaluate("scrollTo(0, 0)")
    picture(voter.window, "ballot-phone")
    voter.review().cast().is_confirmed().is_checked()
    picture(voter.window, "receipt-phone")
    arabic = Voter(house_, house_.town, theme="dark", language="ar").enter()
    arabic.page.click("#contest-0 .rank-add >> nth=1")
    arabic.page.evaluate("scrollTo(0, 0)")
    picture(arabic.window, "ballot-arabic-dark")


def results(house_):
    window = house_.window(house.DESKTOP)
    window.goto("/e/alderbrook-2026/results")
    window.page.wait_for_selector("text=checkpoint verified")
    picture(window, "results")
    screen = house_.window({"viewport": {"width": 1280, "height": 720}}, theme="dark")
    screen.goto("/e/alderbrook-2026/screen")
    picture(screen, "screen")


def raffle(house_):
    window = house_.window(house.DESKTOP, theme="dark")
    window.goto("/r/rivertown")
    picture(window, "raffle")
    house_.finish()
    window = house_.window(house.DESKTOP)
    window.goto("/r/rivertown/draw")
    window.page.click(".recompute .row .btn >> nth=0")
    window.page.wait_for_selector(".recompute .notice", timeout=60_000)
    window.page.locator(".recompute").scroll_into_view_if_needed()
    picture(window, "draw")


def console(house_):
    window = house_.window(house.DESKTOP)
    window.log_in()
    for path, name in (("/console", "console"), ("/console/e/alderbrook-2026", "console-election"), ("/audit", "audit")):
        window.goto(path)
        picture(window, name)


def check_png(house_):
    """Every picture is a whole PNG file."""
    for path in sorted(OUT.glob("*.png")):
        data = path.read_bytes()
        require(data[:8] == b"\x89PNG\r\n\x1a\n" and data[-8:-4] == b"IEND", f"{path.name} is no whole PNG")
        length = struct.unpack(">I", data[8:12])[0]
        require(zlib.crc32(data[12:16 + length]) == struct.unpack(">I", data[16 + length:20 + length])[0], f"{path.name} is damaged")


if __name__ == "__main__":
    sys.argv = [argument for argument in sys.argv if argument not in ("--out", str(OUT))]
    OUT.mkdir(parents=True, exist_ok=True)
    house.main([ballot, results, raffle, console, check_png], set_up)
