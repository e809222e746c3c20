"""What the checks of the raffles' console share: somebody's desk, with the page of a raffle on a tablet, as it is worked on the evening."""

import re

import house
from harness import require
from raffles import PASSWORD, People, Raffle, Unit, instant

TABLET = {"viewport": {"width": 1024, "height": 768}, "has_touch": True}
# Who has which role: the people of `raffles.People`.
MANAGER, OFFICIAL, REGULATOR, SELLER = "mgr1", "draw1", "reg1", "op7"


def staff(house_, *units, kind=Unit):
    """The people, and selling units that are enrolled and enabled."""
    house_.people = People(house_.server)
    house_.units = {name: kind(house_.server, house_.people, name) for name in units}


def on_sale(house_, name, **changes):
    """A raffle in which the units have numbers."""
    raffle = Raffle(house_.server, house_.people, name, **changes)
    raffle.do("event-manager", "activate")
    for unit in house_.units.values():
        unit.lease(raffle, 200)
    return raffle


def sell(raffle, unit, *packages):
    clock = getattr(unit, "clock", None)
    sales = [unit.sell(raffle, package, sold_at=instant(clock.seconds if clock else 0)) for package in packages]
    results = unit.upload(raffle)
    require(all(result["outcome"] in ("recorded", "repeated") for result in results), f"{unit.id} could not sell: {results}")
    return sales


def close_and_acknowledge(raffle, units):
    raffle.do("event-manager", "close")
    for unit in units:
        unit.close(raffle)
    raffle.do("event-manager", "reconcile")
    raffle.do("event-manager", "acknowledge")


def sold(house_, name, **changes):
    """A raffle with three tickets of two units, as it is before the close; its sales."""
    raffle = on_sale(house_, name, **changes)
    a, b = house_.units.values()
    return raffle, sell(raffle, a, "P1", "P3") + sell(raffle, b, "P2")


class Desk:
    """A window in which somebody is logged on by a cookie: by name, or (None) as the owner of the installation."""

    def __init__(self, house_, user=None, device=TABLET, **options):
        self.window = house_.window(device, **options)
        self.page = self.window.page
        self.asked = []
        self.page.on("request", lambda request: self.asked.append(f"{request.method} {request.url.removeprefix(house_.url)}"))
        self._log_on(house_, user)

    def _log_on(self, house_, user):
        """Once for all of a person's windows: the server ends the oldest of somebody's sessions when they are too many."""
        known = house_.__dict__.setdefault("sessions", {})
        if (house_.url, user) in known:
            self.window.context.add_cookies(known[house_.url, user])
            return
        if user is None:
            self.window.log_in()
        else:
            answer = self.window.context.request.post(
                f"{house_.url}/v1/sessions", data={"user": user, "password": PASSWORD, "cookie": True}, headers={"Origin": house_.url})
            require(answer.status == 201, f"{user} could not log on: {answer.status} {answer.text()[:300]}")
        known[house_.url, user] = self.window.context.cookies()

    def at(self, raffle, tab="units"):
        """At this raffle's page, with this tab open."""
        self.window.goto(f"/console/r/{getattr(raffle, 'id', raffle)}#{tab}")
        self.page.wait_for_selector(".now-state")
        return self

    def tab(self, name):
        self.page.click(f"#tab-{name}")
        return self

    def button(self, name, within="main"):
        return self.page.locator(f"{within} button:visible, {within} a.btn:visible").filter(has_text=name).first

    def press(self, name, typed=None, within="main", twice=False):
        """Presses a button; where a name has to be typed in, tries a wrong one first."""
        button = self.button(name, within)
        button.dblclick() if twice else button.click()
        if typed is not None:
            self.confirm(typed)
        return self

    def confirm(self, typed):
        """Answers the question. With a name to be typed: another name must not do."""
        yes = self.page.locator("dialog .actions button[value=yes]")
        yes.wait_for()
        if typed:
            require(yes.is_disabled(), "a step that takes a typed name can be confirmed without it")
            self.page.fill("#dialog-typed", f"{typed}x")
            require(yes.is_disabled(), "another name confirms the step")
            self.page.fill("#dialog-typed", typed)
        yes.click()
        return self

    def fill(self, label, value, within="main"):
        self.page.locator(f"{within} .field:visible").filter(has=self.page.locator("label", has_text=label)).first.locator("input, textarea").fill(str(value))
        return self

    def choose(self, label, value, within="main"):
        self.page.locator(f"{within} .field:visible").filter(has=self.page.locator("label", has_text=label)).first.locator("select").select_option(value)
        return self

    def unfold(self, summary, within="main"):
        details = self.page.locator(f"{within} details:visible").filter(has=self.page.locator("summary", has_text=summary)).last
        if details.get_attribute("open") is None:
            details.locator("summary").first.click()
        return details

    def says(self, *words, kind=None):
        """Until a notice has all of these words; its text."""
        notices = self.page.locator(f".said .notice{'.' + kind if kind else ''}:visible")
        return self.sees(words, notices, "no notice says so")

    def shows(self, *words, within="main"):
        """Until this part of the page has all of these words; without being loaded again."""
        return self.sees(words, self.page.locator(within), f"{within} does not show it")

    def sees(self, words, locator, otherwise):
        found = locator
        for word in words:
            found = found.filter(has_text=word)
        try:
            found.first.wait_for(timeout=house.PATIENCE)
        except house.BrowserError:
            require(False, f"{otherwise}: {words}; on the page: {self.page.inner_text('main')[:1800]!r}")
        return found.first.inner_text()

    def is_at(self, state):
        """Until the page says in large letters where the raffle stands."""
        self.sees([re.compile(f"^{re.escape(state)}$")], self.page.locator(".now-state"), "the page is not there")
        return self

    def count(self, call):
        """How often the page made this call."""
        return sum(1 for each in self.asked if each.startswith(call))
