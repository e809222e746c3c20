#!/usr/bin/env python3
"""The organiser's console: the form of an election, what is wrong with it, and the roll."""

import json

import house
from harness import require
from organising import Organiser, definition_of, write_roll

# One question of every method, as the form is filled in, and the definition that is meant by it.
FILLED = [
    ("Mayor", "plurality", {"To be elected": 2, "Choose at most": 2}, ["Ada", "Ben", "Cleo"]),
    ("Parks", "approval", {}, ["Alder Park", "Birch Park"]),
    ("Library hours", "score", {"Highest score": 10}, ["Longer", "Same"]),
    ("Season", "irv", {"Most ranks": 3}, ["Spring", "Summer", "Autumn", "Winter"]),
    ("Council", "stv", {"To be elected": 2}, ["Dora", "Emil", "Finn"]),
    ("Name of the bridge", "schulze", {}, ["North", "South"]),
]
TIE, OVER = "previous-round-then-lot", {"overvote": "skip", "skippedRank": "advance"}
MEANT = {
    "mayor": {"method": "plurality", "seats": 2, "min": 1, "max": 2, "rules": {"tieBreak": TIE}},
    "parks": {"method": "approval", "seats": 1, "rules": {"tieBreak": TIE}},
    "library-hours": {"method": "score", "seats": 1, "maxScore": 10, "rules": {"tieBreak": TIE}},
    "season": {"method": "irv", "seats": 1, "maxRanks": 3, "rules": {**OVER, "stop": "last-two", "writeIns": "eliminate-first", "tieBreak": TIE}},
    "council": {"method": "stv", "seats": 2, "maxRanks": 3, "rules": {**OVER, "writeIns": "eliminate-first", "tieBreak": TIE}},
    "name-of-the-bridge": {"method": "schulze", "seats": 1, "maxRanks": 2, "rules": {"unranked": "last", "tieBreak": TIE}},
}


def every_method(house_):
    """Logged in by the page, the form makes a question of each method; its readings, its ballot and its JSON, also as a file, are what was meant."""
    organiser = Organiser(house_).log_in("/console/elections/new")
    page = organiser.page
    require(page.url.endswith("/console/elections/new"), f"after the log-in the page is {page.url}")
    page.get_by_label("Title", exact=True).fill("Spring elections")
    page.get_by_label("Results", exact=True).select_option("live")
    readings = set()
    for number, (title, method, numbers, candidates) in enumerate(FILLED):
        part = organiser.question(number)
        part.get_by_label("How it is counted").select_option(method)
        part.get_by_label("Question", exact=True).fill(title)
        for label, value in numbers.items():
            part.get_by_label(label).fill(str(value))
        part.get_by_label("Choices").fill("\n".join(candidates))
        readings.add(part.locator(".reading p").inner_text())
    require(len(readings) == len(FILLED), f"the reading of the rules is the same for two methods: {readings}")
    choices = sum(organiser.try_rules(organiser.question(number)) for number in range(len(FILLED)))
    require(choices == 24, f"the six methods have {choices} choices of rules between them")
    page.locator(".preview .contest").nth(5).wait_for()
    shown = [each.strip() for each in page.locator(".preview .contest h2").all_inner_texts()]
    require(shown == [title for title, *_ in FILLED], f"the preview shows {shown}")
    contests = [{"id": key, "title": title, "candidates": [{"id": name.lower().replace(" ", "-"), "name": name} for name in names], **MEANT[key]}
                for key, (title, _, _, names) in zip(MEANT, FILLED)]
    meant = {"title": "Spring elections", "ballots": "pseudonymous", "results": "live", "opensAt": None, "closesAt": None, "contests": contests}
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a file").click()
    require(json.loads(saved.value.path().read_text()) == meant, f"the saved file is {saved.value.path().read_text()}, meant was {meant}")
    page.reload()
    page.set_input_files("input[type=file]", saved.value.path())
    page.get_by_text("The file is in the form").first.wait_for()
    sent = organiser.create("spring-elections")
    require(sent == meant, f"the form sent {sent}, meant was {meant}")
    kept = definition_of(house_, "spring-elections")
    for contest, there in zip(contests, kept["contests"]):
        rules = {**there["rules"], **contest["rules"]}
        require({**there, **contest, "rules": rules} == there, f"the server keeps {there}, meant was {contest}")
    require({**kept, "contests": contests} == meant, f"the server keeps {kept}")


def wrong_input(house_):
    """Each thing that is wrong is said at its field, in words; mended, the same form goes through."""
    organiser = Organiser(house_).log_in("/console/elections/new")
    page = organiser.page
    page.get_by_label("Voting opens").fill("2031-05-02T10:00")
    page.get_by_label("Voting closes").fill("2031-05-01T10:00")
    part, second = organiser.question(0), organiser.question(1)
    part.get_by_label("To be elected").fill("4")
    part.get_by_label("Choices").fill("Ada\n" + "x" * 201)
    second.get_by_label("How it is counted").select_option("score")
    second.get_by_label("Question", exact=True).fill("Second")
    second.get_by_label("Highest score").fill("1000")
    page.get_by_role("button", name="Create the vote").click()
    organiser.said_at(page.get_by_label("Title", exact=True), "This is empty.")
    require(page.evaluate("document.activeElement.id") == page.get_by_label("Title", exact=True).get_attribute("id"), "the focus is not at the first field that is wrong")
    for where, words in (
        (page.get_by_label("Voting closes"), "close after it opens"), (part.get_by_label("Question", exact=True), "This is empty."), (part.get_by_label("To be elected"), "from 1 to 2"),
        (part.get_by_label("Choices"), "Line 2: This is longer than 200 characters."), (second.get_by_label("Choices"), "There are 0"), (second.get_by_label("Highest score"), "from 1 to 100"),
    ):
        organiser.said_at(where, words)
    page.get_by_label("Short name").fill("Not An Id")
    page.get_by_label("Title", exact=True).fill("Mended")
    require(page.get_by_label("Title", exact=True).get_attribute("aria-invalid") is None, "a field that was changed still counts as wrong")
    page.get_by_label("Voting closes").fill("2031-05-03T10:00")
    part.get_by_label("To be elected").fill("1")
    part.get_by_label("Question", exact=True).fill("First")
    part.get_by_label("Choices").fill("Ada\nBen")
    second.get_by_label("Choices").fill("Yes\nNo")
    second.get_by_label("Highest score").fill("5")
    page.get_by_role("button", name="Create the vote").click()
    organiser.said_at(page.get_by_label("Short name"), "a-z, 0-9 and -")
    page.get_by_label("Short name").fill("mended")
    sent = organiser.create("mended")
    require((sent["opensAt"][:4], [each["id"] for each in sent["contests"]]) == ("2031", ["first", "second"]), f"the form sent {sent}")


def roll(house_):
    """A roll of thousands: bad lines and voters that are there twice are named and nothing is taken; then it is taken, with its codes as a file."""
    election = house_.election("rolled", [house.contest()], voters=0, is_open=False)
    organiser = Organiser(house_).log_in("/console/e/rolled")
    page = organiser.page
    rows = [f"v{number}@example.org,{('North', 'South')[number % 2]}" for number in range(4000)]
    bad = [*rows[:1500], "v7@example.org,North", ",South", *rows[1500:], "w" * 200 + ",North", "one,two,three"]
    organiser.choose_roll(write_roll(house_.folder / "bad.csv", bad))
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_selector(".errors-table")
    found = page.locator(".errors-table tbody tr").all_inner_texts()
    require([row.split("\t")[0].strip() for row in found] == ["1502", "1503", "4004", "4005"], f"the page names the lines {found}")
    require("line 9" in found[0] and "missing" in found[1] and "128" in found[2] and "columns: 3; in the heading: 2" in found[3], f"the page says {found}")
    require(election.results(house_.server)["turnout"]["eligible"] == 0, "something of a bad roll was imported")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the list").click()
    require(len(saved.value.path().read_text().splitlines()) == 4, "the saved list has another number of errors")
    organiser.choose_roll(write_roll(house_.folder / "good.csv", rows))
    organiser.slow_uploads()
    page.get_by_role("button", name="Look for errors").click()
    organiser.window.until("!document.querySelector('progress').closest('[hidden]') && document.querySelector('progress').max === 1", "progress is shown")
    page.wait_for_selector("text=No errors: 4,000 voters")
    organiser.slow_uploads(False)
    codes = organiser.import_roll()
    require(len(codes) == 4000 and len(set(codes.values())) == 4000, f"the file has {len(codes)} codes")
    told = page.locator(".notice.good").inner_text()
    require("this once" in told and "cannot be had again" in told, f"of the codes the page says {told!r}")
    organiser.window.until("document.querySelector('.figure b').textContent === '4,000'", "the page shows how many are on the roll")
    page.reload()
    require("Save the codes" not in organiser.window.text("main"), "the page still has the codes")
    organiser.choose_roll(write_roll(house_.folder / "short.csv", rows[:10]))
    page.get_by_role("button", name="Import", exact=True).click()
    require("4,000" in page.locator("dialog").inner_text(), "replacing a roll is not asked about")
    page.get_by_role("button", name="Cancel").click()
    require(election.results(house_.server)["turnout"]["eligible"] == 4000, "a roll was replaced without a yes")


if __name__ == "__main__":
    house.main([every_method, wrong_input, roll])
