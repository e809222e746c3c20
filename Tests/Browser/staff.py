#!/usr/bin/env python3
"""People in a browser: added with a role and a password that is handed over once, let in, kept out, and put out."""

import house
from harness import require
from raffles import Raffle
from staffing import Authenticator, Governor, Worker

OWN = "green-stone-water-8"
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
    """An administrator adds an event manager, a clerk and an auditor; each first password is shown once and has to be changed at the first log-in."""
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


def put_out(house_):
    """A session is ended by somebody else, and the person says so on the spot; disabled by typing the name, nobody comes in."""
    manager = Worker(house_, "mgr", OWN).log_in("/console/account")
    owner = Governor(house_)
    row = owner.page.locator("section", has_text="Who is logged on").locator("tr", has=owner.page.get_by_text("mgr", exact=True)).last
    row.get_by_role("button", name="End").click()
    owner.confirm("End")
    owner.is_told("The session of mgr is over")
    page = manager.page
    page.get_by_label("Present password").fill(OWN)
    page.get_by_label("New password").fill("river-lantern-oak-9")
    page.get_by_label("The same again").fill("river-lantern-oak-9")
    page.get_by_role("button", name="Change the password").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("Password").fill(OWN)
    page.keyboard.press("Enter")
    manager.is_told("The password is changed")
    manager.password = "river-lantern-oak-9"
    manager.log_in("/console/account")
    panel = owner.open("mgr")
    panel.get_by_role("button", name="Disable").click()
    owner.confirm("Disable", typed="mgr")
    owner.is_told("mgr is disabled")
    manager.goto("/console")
    require("/login?next=" in page.url, f"who was disabled stays in, at {page.url}")
    manager.try_log_in()
    page.locator("#said .notice.bad").wait_for()
    panel.get_by_role("button", name="Enable").click()
    owner.confirm("Enable")
    owner.is_told("mgr may work again")
    panel.get_by_role("button", name="New password").click()
    owner.confirm("New password", typed="mgr")
    [given] = owner.take_secrets("mgr")
    manager.password = given
    manager.begin("another-own-password-5")


def second_factor_and_remote_access(house_):
    """An administrator of the system renews the own second factor, and opens remote access by typing the server's name; what happened is listed."""
    owner = Governor(house_)
    given, secret = owner.add("boss", "Bo Boss", "Administrator of the system")
    boss = Worker(house_, "boss", given, Authenticator(secret)).begin(OWN, "/console/account")
    page = boss.page
    page.get_by_text("this one", exact=True).wait_for()
    page.get_by_role("button", name="Set it up anew").click()
    boss.confirm("Set it up anew", typed="boss")
    page.locator(".once .qr svg").wait_for()
    old, boss.app = boss.app, Authenticator(page.locator(".once .secret").last.inner_text())
    page.get_by_role("button", name="I have handed it over").click()
    page.wait_for_url("**/login?next=/console/account")
    boss.try_log_in(code=old.code())
    page.locator("#said .notice.bad").wait_for()
    # A code of a time that was used already is not taken, although the secret is another.
    boss.app.last = old.last - 1
    boss.log_in("/console/account")
    boss.goto("/console/remote")
    boss.is_told("Shut: nobody")
    page.get_by_label("For how long").select_option("2")
    page.get_by_role("button", name="Open remote access").click()
    boss.confirm("Open remote access", typed=house_.url.split("//")[1])
    boss.is_told("Remote access is open")
    page.get_by_role("button", name="Shut it now").click()
    boss.is_told("Remote access is shut")
    page.locator("tbody tr").nth(1).wait_for()
    rows = page.locator("section", has_text="What happened before").locator("tbody tr").all_inner_texts()
    require(len(rows) == 2 and "shut" in rows[0] and "opened" in rows[1] and all("boss" in row for row in rows), f"the history is {rows}")
    require(house_.server.json("GET", "/v1/remote-access", token=house_.server.admin_token)["enabled"] is False, "remote access stays open")


if __name__ == "__main__":
    house.main([add_everybody, only_what_the_role_may, locked_out, put_out, second_factor_and_remote_access], set_up)
