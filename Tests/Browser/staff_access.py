#!/usr/bin/env python3
"""Who is let in, in a browser: sessions ended by others, people disabled, second factors renewed, remote access, administrators' tokens."""

import house
from harness import require
from organising import Organiser
from staffing import OWN, Authenticator, Governor, Worker


def set_up(house_):
    house_.election("town", [house.contest()], voters=3)
    person = {"id": "mgr", "name": "Mara Manager", "roles": ["event-manager"], "password": OWN}
    house_.server.json("POST", "/v1/staff", person, house_.server.admin_token)


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


def administrators(house_):
    """An owner makes an auditor's token, typed for by name and shown once; with it everything is seen and nothing offered to be changed."""
    owner = Governor(house_)
    page = owner.page
    page.get_by_text("Add an administrator").click()
    form = page.locator("form").filter(has_text="Make a token")
    form.get_by_label("Login name").fill("watcher")
    form.get_by_label("Name", exact=True).fill("Wanda Watcher")
    form.get_by_label("Roles").select_option("auditor")
    form.get_by_role("button", name="Make a token").click()
    owner.confirm("Make a token", typed="watcher")
    [token] = owner.take_secrets("watcher")
    require(token.startswith("urna_admin_"), "what is handed over is no token")
    watcher = Organiser(house_).log_in("/console/e/town", token)
    require(watcher.page.locator("#app .steps ~ .stack button").count() == 0 and "does not allow you to change" in watcher.window.text("main"), "an auditor may close a vote")
    watcher.window.goto("/console/people")
    watcher.page.get_by_text("Mara Manager").wait_for()
    require(watcher.page.locator("#app button:visible, #app form").count() == 0, "an auditor is offered to change people")
    watcher.window.goto("/console/elections/new")
    watcher.page.locator(".notice", has_text="does not allow you to change").wait_for()


if __name__ == "__main__":
    house.main([put_out, second_factor_and_remote_access, administrators], set_up)
