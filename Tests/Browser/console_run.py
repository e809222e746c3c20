#!/usr/bin/env python3
"""The organiser's console: an election from its opening to the certified result, what it gives away, names that bite, and a session that ends."""

import csv
import io
import json
import shlex

import house
from harness import BIN, require, run
from organising import Organiser, definition_of, write_roll
from town import HOSTILE, HOSTILE_TITLE
from voting import Voter


def life(house_):
    """Opened, voted with a code of the saved file, closed and certified by typing the name, once whatever is pressed; a second window follows."""
    election = house_.election("life", [house.contest(candidates=("Ash", "Birch"))], voters=0, is_open=False)
    organiser, second = Organiser(house_).log_in("/console/e/life"), Organiser(house_).log_in("/console/e/life")
    page = organiser.page
    organiser.choose_roll(write_roll(house_.folder / "life.csv", ["ada@example.org,North", "ben@example.org,South"]))
    codes = organiser.import_roll()
    organiser.take("Open the vote", "life")
    organiser.until_state("Voting is open")
    require(not page.locator("input[type=file]").is_visible(), "the roll of an open vote can still be changed")
    second.until_state("Voting is open")
    Voter(house_, election, codes["ben@example.org"]).enter().mark(1).review().cast().is_confirmed()
    organiser.window.until("document.querySelectorAll('.figure b')[1].textContent === '1'", "the ballot is counted in the console")
    for step, state, late in (("Close the vote", "Closed, being counted", False), ("Certify the result", "Certified result", True)):
        dialog = organiser.step(step)
        for wrong in ("", "lif", "LIFE", "life2", "ada@example.org"):
            dialog.locator("#dialog-typed").fill(wrong)
            require(dialog.get_by_role("button", name=step, exact=True).is_disabled(), f"{wrong!r} passes for the name")
            page.keyboard.press("Enter")
        require(dialog.is_visible(), "Enter with a wrong name does something")
        page.keyboard.press("Escape")
        dialog.wait_for(state="detached")
        # The other window has its question open already, and answers it when it is too late.
        other = second.step(step)
        other.locator("#dialog-typed").fill("life")
        size = election.information(house_.server)["log"]["size"]
        sent = organiser.requests(f"{election.path}/{step.split()[0].lower()}")
        organiser.take(step, "life", twice=True)
        organiser.until_state(state)
        require(len(sent) == 1, f"{step} was sent {len(sent)} times: {sent}")
        grown = election.information(house_.server)["log"]["size"] - size
        require(grown == 1, f"{step} made {grown} entries")
        # Once before its page has looked again, once after: the question stays open, and the page behind it has gone on.
        if late:
            second.until_state(state)
        second.page.evaluate("document.querySelector('.said').replaceChildren()")
        other.get_by_role("button", name=step, exact=True).click()
        second.page.wait_for_selector(".said :text('changed from somewhere else')")
        second.until_state(state)
        require(election.information(house_.server)["log"]["size"] == size + 1, f"{step} was done twice")
    require(page.locator(".steps ~ .stack button").count() == 0, "after the last step there is another")


def downloads(house_):
    """What the console gives away is what the server answers; of a sealed election before its close there is no result."""
    election = house_.election("taken", [house.contest(candidates=("Ash", "Birch"))], voters=4)
    election.cast_all([{"q": ["ash"]}, {"q": ["ash"]}, {"q": ["birch"]}])
    require(election.cast == 3, "not all ballots are counted")
    organiser = Organiser(house_).log_in("/console/e/taken")
    require(json.loads(organiser.download("Definition (JSON)")[0]) == definition_of(house_, "taken"), "the definition is another")
    data, name = organiser.download("Results (JSON)")
    require((name, json.loads(data)) == ("taken-results.json", election.results(house_.server)), f"{name} is another result: {data[:300]}")
    data, name = organiser.download("Results (CSV)")
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    require(name.endswith(".csv") and [(row["candidate"], row["votes"]) for row in rows][:2] == [("ash", "2"), ("birch", "1")], f"{name} holds {data.decode()}")
    data, name = organiser.download("Cast vote records (NIST JSON)")
    report = json.loads(data)
    require(report["@type"] == "CVR.CastVoteRecordReport" and len(report["CVR"]) == 3, f"{name} holds {data[:500]}")
    data, name = organiser.download("Whole ledger (tar)")
    archive = house_.folder / name
    archive.write_bytes(data)
    command = organiser.page.locator("pre", has_text="urna-verify").inner_text()
    key = shlex.split(command)[-1]
    told = json.loads(run(BIN / "urna-verify", archive, "--key", key, "--json"))
    require(told["passed"] is True, f"urna-verify says of {name}: {told}")
    sealed = house_.election("shut", [house.contest()], voters=3, results="sealed")
    sealed.cast_all([{"q": ["yes"]}])
    organiser.window.goto("/console/e/shut")
    organiser.page.get_by_text("Definition (JSON)").wait_for()
    text = organiser.window.text("main")
    require("Whole ledger" in text and "Results (JSON)" not in text and "Cast vote records" not in text and "once voting has closed" in text, f"a sealed election gives results away: {text}")
    sealed.change(house_.server, "close")
    organiser.page.get_by_text("Results (JSON)").wait_for()


def hostile_names(house_):
    """Names that are programs, that turn the direction, or that never end are text in the form, its preview, the question and the page."""
    organiser = Organiser(house_).log_in("/console/elections/new")
    page = organiser.page
    names = [name for _, name in HOSTILE]
    page.get_by_label("Title", exact=True).fill(HOSTILE_TITLE)
    part = organiser.question(0)
    part.get_by_label("Question", exact=True).fill(HOSTILE_TITLE)
    part.get_by_label("How it is counted").select_option("irv")
    part.get_by_label("Choices").fill("\n".join(names))
    page.get_by_label("Short name").fill("biting")
    page.locator(".preview .rank-add").nth(len(names) - 1).wait_for()
    sent = organiser.create("biting")
    require([each["name"] for each in sent["contests"][0]["candidates"]] == names, f"the form changed the names: {sent}")
    require(definition_of(house_, "biting")["contests"][0]["candidates"][4]["name"] == names[4], "the server has other names")
    require(page.locator("h1").inner_text() == HOSTILE_TITLE and page.title().startswith(HOSTILE_TITLE[:20]), f"the page is called {page.title()!r}")
    window = organiser.window
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        window.until("document.documentElement.scrollWidth <= innerWidth", f"names widen the page beyond {width} pixels")
    require(window.page.evaluate("window.stolen === undefined && document.querySelectorAll('main img, main script').length === 0"), "a name ran as a program")


def session_over(house_):
    """A session that ends in the middle of work: the page says so, takes the log-in on the spot, and goes on with all that was typed."""
    organiser = Organiser(house_).log_in("/console/elections/new")
    page = organiser.page
    page.get_by_label("Title", exact=True).fill("Typed before the end")
    organiser.question(0).get_by_label("Question", exact=True).fill("Question")
    organiser.question(0).get_by_label("Choices").fill("Yes\nNo")
    page.get_by_label("Short name").fill("survivor")
    organiser.end_session()
    page.get_by_role("button", name="Create the vote").click()
    dialog = page.locator("dialog[open]")
    dialog.wait_for()
    require("session has ended" in dialog.inner_text(), f"the page says {dialog.inner_text()!r}")
    dialog.get_by_label("API token").fill("urna_admin_wrong")
    page.keyboard.press("Enter")
    dialog.locator(".notice.bad").wait_for()
    dialog.get_by_role("button", name="Cancel").click()
    page.locator(".said .notice.bad").wait_for()
    require(page.get_by_label("Title", exact=True).input_value() == "Typed before the end", "the form was lost")
    page.locator(".said a").click()
    dialog.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Create the vote").click()
    dialog.get_by_label("API token").fill(house_.server.admin_token)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/e/survivor")
    # Logged in anew in another tab, the first one goes on by itself.
    tab = organiser.window.context.new_page()
    organiser.window.log_in()
    tab.close()
    require(page.get_by_role("button", name="Open the vote").count() == 0, "a vote without a roll is offered to be opened")
    organiser.choose_roll(write_roll(house_.folder / "late.csv", ["ada@example.org,North"]))
    require(len(organiser.import_roll()) == 1, "the roll is not imported")
    organiser.take("Open the vote", "survivor")
    organiser.until_state("Voting is open")
    require(definition_of(house_, "survivor")["title"] == "Typed before the end", "another election was created")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(f"{house_.url}/")
    organiser.window.goto("/console/e/survivor")
    require("/login?next=" in page.url, f"after logging out the console is at {page.url}")


if __name__ == "__main__":
    house.main([life, downloads, hostile_names, session_over])
