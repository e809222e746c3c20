"""A server with something of everything to look at: elections of all kinds, names that bite, a raffle that was drawn and one on sale."""

import house
from harness import require
from raffles import People, Raffle, close_all, sold_raffle
from voting import SIX

LONG = 200
HOSTILE = [
    ("a", "<script>window.stolen = 1</script><img src=x onerror='window.stolen = 2'>"), ("b", "שמואל בן־דוד (3)"), ("c", "مرشّح ذو اسم طويل (A+B) 123"),
    ("d", "L" + "o" * (LONG - 3) + "ng"), ("e", "{count} {{t:x}} </script> {{name}}"), ("f", "Zalgo " + "o\u0301\u0302\u0303\u0304" * 30), ("g", "' onfocus=alert(1) \" &amp; &#60;"),
]
HOSTILE_TITLE = "Names that </title></script><script>window.stolen = 3</script> bite"


def build(house_):
    """Fills the server; the elections and raffles become members of the house."""
    server = house_.server
    house_.six = house_.election("six", SIX, voters=30)
    house_.six.cast_all([
        {"one": ["ash"], "some": ["oak"], "appr": ["red", "blue"], "score": {"tea": 9}, "irv": irv, "stv": ["ada", "ben"], "sch": ["north", "east"]}
        for irv in (["spring"], ["spring", "winter"], ["winter"], ["winter", "spring"], ["summer", "spring"], ["autumn", "winter"])])
    house_.hostile = house_.election("hostile", [
        house.contest("x", "irv", HOSTILE, "<b>Rank</b> them"), house.contest("y", candidates=HOSTILE, title="Choose one")], voters=12, title=HOSTILE_TITLE)
    house_.hostile.cast_all([{"x": list("abcdefg"), "y": [choice]} for choice in "abcdefg"])
    house_.sealed = house_.election("sealed", SIX[:2], voters=42, results="sealed", turnoutByRegion=True)
    house_.sealed.cast_all([{"one": ["cedar"]}] * 2)
    house_.done = house_.election("done", SIX[4:], voters=8)
    house_.done.cast_all([{"irv": ["summer"], "stv": ["cleo"], "sch": ["west", "south"]}] * 5)
    for step in ("close", "certify"):
        house_.done.change(server, step)
    house_.draft = house_.election("draft", SIX[:1], voters=0, is_open=False, opensAt="2030-03-01T08:00:00Z")
    house_.people = People(server)
    house_.drawn, units = sold_raffle(server, house_.people)
    close_all(house_.drawn, units)
    draw(house_.drawn)
    house_.sale = Raffle(server, house_.people, "raffle-2", title=HOSTILE_TITLE)
    house_.sale.do("event-manager", "activate")
    house_.units = units


def draw(raffle):
    """Draws the raffle's one prize with the certified generator; what was drawn."""
    drawn = raffle.do("draw-official", "draws", {"prize": "main"})
    require(drawn["verdict"] == "VALID", f"the draw gave {drawn}")
    raffle.do("draw-official", "prizes/main/official", {})
    return drawn
