"""People who work here, as far as the checks need them: their passwords, their authenticator apps, their windows."""

import base64
import hashlib
import hmac
import struct
import time

import house
from harness import require

# What people choose themselves.
OWN = "green-stone-water-8"


class Authenticator:
    """An authenticator app (RFC 6238: SHA-1, 6 digits, 30 s). Each code is newer than the one before, as the server wants it."""

    def __init__(self, secret):
        self.key = base64.b32decode(secret.replace(" ", ""))
        self.last = int(time.time()) // 30 - 2

    def code(self):
        # The server takes the codes of half a minute around now: that is three without waiting.
        self.last = max(self.last + 1, int(time.time()) // 30 - 1)
        require(self.last <= int(time.time()) // 30 + 1, "more codes are needed than half a minute has")
        digest = hmac.new(self.key, struct.pack(">Q", self.last), hashlib.sha1).digest()
        at = digest[-1] & 15
        return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


class Worker:
    """Somebody at a browser of their own."""

    def __init__(self, house_, user, password, app=None, device=house.DESKTOP, **options):
        self.house, self.user, self.password, self.app = house_, user, password, app
        self.window = house_.window(device, **options)
        self.page = self.window.page

    def try_log_in(self, password=None, path="/console", code=None):
        """Fills the page /login in and sends it."""
        page = self.page
        if "/login" not in page.url:
            self.window.goto(f"/login?next={path}")
        page.fill("#user", self.user)
        page.fill("#password", password or self.password)
        if code or self.app:
            page.fill("#totp", code or self.app.code())
        page.click("#person [type=submit]")
        return self

    def arrives(self, path):
        self.page.wait_for_url(self.house.url + path)

    def log_in(self, path="/console"):
        self.try_log_in(path=path)
        self.arrives(path)
        self.page.wait_for_selector("h1")
        return self

    def begin(self, own, path="/console"):
        """The first log-in: the password that was handed over is good for choosing another, and for nothing else."""
        self.try_log_in(path=path)
        self.page.locator("#renew").wait_for()
        self.page.fill("#new-password", "short")
        self.page.click("#renew [type=submit]")
        self.page.locator("#renew .error").wait_for()
        require("12 characters" in self.page.inner_text("#renew .error"), f"of a short password the page says {self.page.inner_text('#renew .error')!r}")
        self.page.fill("#new-password", own)
        self.page.click("#renew [type=submit]")
        self.password = own
        if self.app:
            # The code was used: the page asks for the next.
            self.is_told("The password is changed")
            self.try_log_in(path=path)
        self.arrives(path)
        return self

    def goto(self, path):
        self.window.goto(path)
        self.page.wait_for_selector("h1")
        return self

    def is_told(self, words):
        self.page.locator(".notice", has_text=words).first.wait_for()

    def links(self):
        """The ways that the console offers."""
        self.page.locator(".console-nav [aria-current]").wait_for()
        return [link.inner_text() for link in self.page.locator(".console-nav a:visible, .row-apart a.btn:visible").all()]

    def asks(self, method, path, body=None):
        """What the server answers to this person's own page, whatever the page would offer."""
        csrf = self.page.evaluate("JSON.parse(document.getElementById('page-data').textContent).csrf")
        answer = self.window.context.request.fetch(self.house.url + path, method=method, data=body or {}, headers={"Origin": self.house.url, "Urna-CSRF": csrf})
        return answer.status

    def confirm(self, button, typed=None):
        """Answers the question that is open, by typing the name if it asks for one."""
        dialog = self.page.locator("dialog[open]")
        dialog.wait_for()
        if typed:
            answer = dialog.get_by_role("button", name=button, exact=True)
            require(answer.is_disabled(), "the step does not wait for the name")
            dialog.locator("#dialog-typed").fill(typed)
        dialog.get_by_role("button", name=button, exact=True).click()
        dialog.wait_for(state="detached")


class Governor(Worker):
    """Whoever adds and changes people, at /console/people."""

    def __init__(self, house_):
        super().__init__(house_, "owner", None)
        self.window.log_in()
        self.goto("/console/people")

    def add(self, user, name, *roles, second_factor=False):
        """Adds somebody by the form; (password, secret of the second factor), as the page shows them once."""
        page = self.page
        page.get_by_text("Add somebody").click()
        form = page.locator("form").filter(has=page.get_by_label("Login name")).first
        form.get_by_label("Login name").fill(user)
        form.get_by_label("Name", exact=True).fill(name)
        for role in form.get_by_role("group", name="Roles").get_by_role("checkbox").all():
            role.uncheck()
        for role in roles:
            form.get_by_role("checkbox", name=role).check()
        if second_factor:
            form.get_by_role("checkbox", name="Second factor").check()
        form.get_by_role("button", name="Add", exact=True).click()
        return self.take_secrets(user)

    def take_secrets(self, user):
        page = self.page
        page.locator(".once").wait_for()
        shown = page.locator(".once .secret").all_inner_texts()
        require(shown[0] == user, f"the page hands over {shown}")
        if page.locator(".once .qr").count():
            page.locator(".once .qr svg").wait_for()
        page.get_by_role("button", name="I have handed it over").click()
        require(page.locator(".once").count() == 0 and shown[-1] not in page.content(), "the secret stays on the page")
        return shown[1:]

    def open(self, user):
        self.page.locator(f"[data-open='{user}']").click()
        return self.page.locator(f"section[aria-label='{user}']")

    def standing(self, user):
        return self.page.locator("tr").filter(has=self.page.locator(f"[data-open='{user}']")).locator(".tag").inner_text()
