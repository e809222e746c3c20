#!/usr/bin/env python3
"""Every page of the staff, as pages.py looks at those of everybody; and what the console shows only after a step."""

import house
import town
from harness import require
from looking import look, walk

STAFF = [
    "/console", "/console/people", "/console/account", "/console/remote", "/console/elections/new", "/console/e/six", "/console/e/done", "/console/e/draft",
    "/console/raffles/new", "/console/r/raffle-1", "/console/r/raffle-2", "/audit", "/audit/events", "/audit/reports/raffle-1",
]


def staff_pages(house_):
    walk(house_, STAFF, logged_in=True)


def console_steps(house_):
    """What the console shows only after a step: what is wrong with a form and a roll, a person, a secret that is handed over, a question, a log-in."""
    problems = []
    for language, device in (("en", house.PHONE), ("ar", house.DESKTOP)):
        window = house_.window(device, language)
        window.language = language
        window.log_in()
        page = window.page
        window.goto("/console/elections/new")
        page.click("#side .btn.primary")
        page.wait_for_selector("[aria-invalid]")
        look(window, f"{language} form with errors", problems)
        window.goto("/console/e/draft")
        page.set_input_files("input[type=file]", {"name": "roll.csv", "mimeType": "text/csv", "buffer": b"voter_id,region\na,North\na,South\n,North\n"})
        page.click("#app .file-btn ~ .btn.primary")
        page.wait_for_selector(".errors-table")
        look(window, f"{language} roll with errors", problems)
        window.goto("/console/people")
        page.click("[data-open=mgr1]")
        look(window, f"{language} person", problems)
        person = "section[aria-label=mgr1] "
        page.click(f"{person}.row:not(form .row) .btn >> nth=1")
        page.wait_for_selector("dialog[open]")
        look(window, f"{language} question", problems)
        page.fill("#dialog-typed", "mgr1")
        page.click("dialog[open] .actions .btn:not([type=button])")
        page.wait_for_selector(".once .qr svg")
        look(window, f"{language} secret", problems)
        token = next(cookie["value"] for cookie in window.context.cookies() if cookie["name"] == "urna")
        house_.server.call("DELETE", "/v1/sessions/current", token=token)
        page.click("[data-open=reg1]")
        page.click("section[aria-label=reg1] .btn.danger")
        page.fill("#dialog-typed", "reg1")
        page.click("dialog[open] .actions .btn:not([type=button])")
        page.wait_for_selector("#again-token")
        look(window, f"{language} log-in", problems)
        problems += window.complaints
        window.complaints = []
    require(not problems, f"{len(problems)} problems:\n  " + "\n  ".join(problems[:40]))


if __name__ == "__main__":
    house.main([staff_pages, console_steps], town.build)
