#!/usr/bin/env python3
"""People in a browser: added with a role and a password that is handed over once, let in to what the role may, and locked out."""

import house
from harness import require
from raffles import Raffle
from staffing import OWN, Authenticator, Governor, Worker

PEOPLE = {"mgr": ("Mara Manager", "Event manager"), "clerk": ("Cleo Clerk", "Seller"), "aud": ("Aud Auditor", "Regulator, auditor")}


def set_up(house_):
    class Owner:
        """Every step of this raffle is the administrator's."""

        def __getitem__(self, _):
            return house_.server.admin_token

    house_.election("town", [house.contest()], voters=3)
    house_.raffle = Raffle(house_.server, Owner(), "rivertown")
    house_.secrets = {}


def add_everybody(house_):
    """An administrator adds an event manager, a clerk and an auditor, whom the checks after this one need; each first password is shown once and is to be changed."""
    owner = Governor(house_)
    for user, (name, role) in PEOPLE.items():
        house_.secrets[user] = owner.add(user, name, role, second_factor=user == "aud")
    require(len(set(each[0] for each in house_.secrets.values())) == 3, f"two have one password: {house_.secrets}")
    require([len(house_.secrets[user]) for user in PEOPLE] == [1, 1, 2], f"not only the auditor has a second factor: {house_.secrets}")
    house_.apps = {"aud": Authenticator(house_.secrets["aud"][1])}
    owner.page.get_by_text("Add somebody").click()
    form = owner.page.locator("form").filter(has=owner.page.get_by_label("Login name")).first
    form.get_by_label("Login name").fill("mgr")
    form.get_by_label("Name", exact=True).fill("Second")
    form.get_by_role("checkbox", name="Regulator, auditor").check()
    form.get_by_role("checkbox", name="Seller").check()
    require(not form.get_by_role("checkbox", name="Regulator, auditor").is_checked(), "a role that stands alone is held with another")
    form.get_by_role("button", name="Add", exact=True).click()
    form.locator(".field", has=owner.page.get_by_label("Login name")).locator(".error").wait_for()
    require("never given twice" in form.locator(".error").inner_text(), f"of a name in use the page says {form.inner_text()}")
    for user in PEOPLE:
        worker = Worker(house_, user, house_.secrets[user][0], house_.apps.get(user))
        if user == "mgr":
            worker.try_log_in().page.locator("#renew").wait_for()
            worker.goto("/console").is_told("Choose your own password first")
            require(worker.links() == ["Votes and raffles", "Your account"], f"with a password of somebody else's the page offers {worker.links()}")
            worker.window.context.clear_cookies()
        worker.begin(OWN)
    late = Worker(house_, "mgr", house_.secrets["mgr"][0]).try_log_in()
    late.page.locator("#said .notice.bad").wait_for()


def only_what_the_role_may(house_):
    """Each sees what their role may do and no more, and the server refuses what the page does not offer."""
    clerk = Worker(house_, "clerk", OWN).log_in()
    require(clerk.links() == ["Votes and raffles", "Your account"], f"the clerk is offered {clerk.links()}")
    clerk.goto("/console/people")
    require("does not show this page" in clerk.window.text("main") and clerk.page.locator("main form, main table").count() == 0, "the clerk sees the people")
    clerk.goto("/console/r/rivertown")
    offered = [each.inner_text() for each in clerk.page.locator("#app button:visible").all()]
    require(not [each for each in offered if "Begin" in each or "Close" in each or "Freeze" in each], f"the clerk is offered {offered}")
    for path, body in (("/v1/raffles/rivertown/draws", {"prize": "main"}), ("/v1/raffles/rivertown/activate", {}), ("/v1/elections/town/close", {}), ("/v1/staff", {"id": "x"})):
        require(clerk.asks("POST", path, body) in (401, 403), f"the clerk may {path}")
    auditor = Worker(house_, "aud", OWN, house_.apps["aud"]).log_in("/console/people")
    auditor.page.get_by_text("Mara Manager").wait_for()
    require("your role does not allow you to change" in auditor.window.text("main"), "the auditor is not told")
    buttons = [each.inner_text() for each in auditor.page.locator("#app button:visible").all()]
    require(buttons == [], f"the auditor is offered {buttons}")
    require(auditor.asks("PATCH", "/v1/staff/clerk", {"active": False}) == 403, "the auditor may disable people")
    require(auditor.asks("PUT", "/v1/remote-access", {"enabled": True}) == 403, "the auditor may open remote access")
    auditor.goto("/console/remote")
    auditor.is_told("Shut: nobody")
    require(auditor.page.locator("#app button:visible").count() == 0, "the auditor is offered to open remote access")
    auditor.goto("/console/e/town")
    require(auditor.page.locator("#app .steps ~ .stack button").count() == 0, "the auditor is offered to close the vote")
    manager = Worker(house_, "mgr", OWN).log_in("/console")
    require("New raffle" not in manager.links() and "People" in manager.links(), f"the manager is offered {manager.links()}")
    manager.goto("/console/r/rivertown")
    manager.page.locator("#app button:visible").first.wait_for()
    require(manager.asks("POST", "/v1/raffles/rivertown/draws", {"prize": "main"}) == 403, "the manager may draw")


def locked_out(house_):
    """After five wrong passwords the right one does not help either, in the same words; the administrator sees it and lifts the lock."""
    clerk = Worker(house_, "clerk", OWN)
    for number in range(5):
        clerk.try_log_in(password=f"wrong password {number}")
        clerk.page.locator("#said .notice.bad").wait_for()
        clerk.window.until("document.querySelector('#password').value === ''", "the wrong password is taken away")
    words = clerk.page.inner_text("#said")
    require("after many tries, wait" in words, f"the page says {words!r}")
    with clerk.page.expect_response("**/v1/sessions") as answer:
        clerk.try_log_in()
    require(answer.value.status == 401, "the lock lets the right password in")
    clerk.page.locator("#said .notice.bad").wait_for()
    require(clerk.page.inner_text("#said") == words, f"a stranger learns that the account is locked: {clerk.page.inner_text('#said')!r}")
    owner = Governor(house_)
    owner.page.locator("[data-open=clerk]").wait_for()
    require(owner.standing("clerk") == "locked out", f"the clerk is {owner.standing('clerk')}")
    panel = owner.open("clerk")
    panel.get_by_role("button", name="Unlock").click()
    owner.confirm("Unlock")
    owner.is_told("clerk may try again")
    require(owner.standing("clerk") == "may work", f"the clerk is {owner.standing('clerk')}")
    clerk.log_in()


if __name__ == "__main__":
    house.main([add_everybody, only_what_the_role_may, locked_out], set_up)
