"""An organiser at the console, as far as the checks need one."""

import csv
import json

import house
from harness import require


def definition_of(house_, election):
    return house_.server.json("GET", f"/v1/elections/{election}")["definition"]


def write_roll(path, rows):
    path.write_text("voter_id,region\n" + "".join(f"{row}\n" for row in rows))
    return path


class Organiser:
    """A window in which somebody runs elections."""

    def __init__(self, house_, device=house.DESKTOP, **options):
        self.house, self.window = house_, house_.window(device, accept_downloads=True, **options)
        self.page = self.window.page

    def log_in(self, path="/console", token=None):
        """By the page /login, to which a page of the console sends whoever is not logged in."""
        page = self.page
        self.window.goto(path)
        require("/login?next=" in page.url, f"{path} is shown to anyone: {page.url}")
        page.click("details.more summary")
        page.fill("#token", token or self.house.server.admin_token)
        page.press("#token", "Enter")
        page.wait_for_url(self.house.url + path)
        page.wait_for_selector("h1")
        return self

    def end_session(self):
        """As the server does when nothing was asked for a while; the page is not told."""
        token = next(cookie["value"] for cookie in self.window.context.cookies() if cookie["name"] == "urna")
        status, _, answer = self.house.server.call("DELETE", "/v1/sessions/current", token=token)
        require(status == 204, f"the session does not end: {status} {answer}")

    # The form of an election

    def question(self, number):
        """The part of the form for the question of this number, from 0; made when it is not there yet."""
        parts = self.page.locator(".part")
        while parts.count() <= number:
            self.page.get_by_role("button", name="Add a question").click()
        return parts.nth(number)

    def try_rules(self, part):
        """Makes each choice of each rule and goes back to the first; each has a reading of its own. How many there are."""
        count = 0
        part.get_by_text("Rules for rare cases").click()
        for select in part.locator("details select:visible").all():
            readings = {}
            values = [option.get_attribute("value") for option in select.locator("option").all()]
            for value in [*values[1:], values[0]]:
                select.select_option(value)
                readings[value] = part.locator(".reading").inner_text()
            require(len(set(readings.values())) == len(values) > 1, f"the reading does not follow the choice: {readings}")
            count += len(values)
        return count

    def create(self, name):
        """Creates it; what the form sent."""
        with self.page.expect_request(lambda request: request.method == "POST" and "/v1/elections" in request.url) as sent:
            self.page.get_by_role("button", name="Create the vote").click()
        self.page.wait_for_url(f"**/console/e/{name}")
        return json.loads(sent.value.post_data)

    def said_at(self, field, words):
        """The words stand at the field, and are what a screen reader says of it."""
        field.and_(self.page.locator("[aria-invalid=true]")).wait_for()
        ids = field.get_attribute("aria-describedby").split()
        said = " ".join(self.page.locator(f"#{each}").inner_text() for each in ids)
        require(words in said, f"at the field stands {said!r}, not {words!r}")

    # The roll

    def choose_roll(self, path):
        self.page.set_input_files("input[type=file]", path)

    def slow_uploads(self, slow=True):
        """As over a bad line: 50 kB a second."""
        session = self.page.context.new_cdp_session(self.page)
        rate = 50_000 if slow else -1
        session.send("Network.emulateNetworkConditions", {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": rate})

    def import_roll(self):
        """Imports the chosen file; voter id to code, from the file that the page saves."""
        with self.page.expect_download() as saved:
            self.page.get_by_role("button", name="Import", exact=True).click()
        with open(saved.value.path(), newline="") as file:
            return {row["voter_id"]: row["code"] for row in csv.DictReader(file)}

    # Its steps

    def step(self, name):
        """Presses the button of a step; the question that follows."""
        self.page.locator(".steps ~ .stack").get_by_role("button", name=name, exact=True).click()
        return self.page.locator("dialog[open]")

    def until_state(self, words):
        self.window.until(f"document.getElementById('state').textContent === {json.dumps(words)}", f"the page says {words!r}")

    def requests(self, path):
        """The requests that change something at this path from now on; the list grows."""
        sent = []
        self.page.on("request", lambda request: sent.append(request.method) if request.url.endswith(path) and request.method != "GET" else None)
        return sent

    def take(self, name, election, twice=False):
        """Takes a step by typing the election's id."""
        dialog = self.step(name)
        dialog.locator("#dialog-typed").fill(election)
        button = dialog.get_by_role("button", name=name, exact=True)
        button.dblclick() if twice else button.click()

    def download(self, label):
        """The bytes of a download, and the name it has."""
        with self.page.expect_download() as saved:
            self.page.get_by_text(label, exact=True).click()
        return saved.value.path().read_bytes(), saved.value.suggested_filename
