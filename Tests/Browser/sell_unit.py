"""A selling unit in a real browser, as a seller uses it: by touch and by keyboard."""

import time

PIN = "274951"

# Stands for the printer: keeps what was on the sheet, and how many sales were in the journal at that moment.
PRINTER = """
window.__printed = [];
window.print = () => {
  const text = document.getElementById('sheet').textContent;
  const request = indexedDB.open('urna-sell');
  request.onsuccess = () => {
    const all = request.result.transaction('journal').objectStore('journal').getAll();
    all.onsuccess = () => {
      window.__printed.push({ text, journalled: all.result.filter((bytes) => bytes[12] === 5).length });
      request.result.close();
    };
  };
};
"""


class UnitPage:
    def __init__(self, context, url):
        self.page = context.new_page()
        self.url, self.errors = url, []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: self.errors.append(message.text) if "Content Security Policy" in message.text else None)
        self.page.add_init_script(PRINTER)

    def open(self):
        self.page.goto(f"{self.url}/sell")

    def enrol(self, name, operator, register):
        """`register(public key)` makes the unit known at the server and gives an enrolment code."""
        page = self.page
        page.fill("#id", name)
        page.click("button[type=submit]")
        key = page.text_content("#public-key")
        self.fill_enrolment(register(key), operator)
        return key

    def fill_enrolment(self, code, operator):
        page = self.page
        page.fill("#code", code)
        page.fill("#operator", operator)
        page.fill("#new-pin", PIN)
        page.fill("#again", PIN)
        page.click("button[type=submit]")
        page.wait_for_selector(".pad")

    def log_on(self, pin=PIN, keyboard=False):
        page = self.page
        page.wait_for_selector(".pad")
        if keyboard:
            page.focus("#pin")
            page.keyboard.type(pin)
            page.keyboard.press("Enter")
        else:
            for digit in pin:
                page.click(f".pad button:text-is('{digit}')")
            page.click(".pad button[type=submit]")

    def wait_for_tabs(self):
        self.page.wait_for_selector(".tabs-bar:not([hidden])")

    def tab(self, name):
        self.page.click(f"[data-tab={name}]")

    def sell(self, package):
        """Takes the money and waits until the ticket was printed."""
        before = self.count()
        self.page.click(f"[data-package={package}]")
        self.page.click("dialog .cash")
        self.wait_until(f"window.__printed.length > {before}", "the ticket is printed")

    def count(self):
        return self.page.evaluate("window.__printed.length")

    def printed(self):
        return self.page.evaluate("window.__printed")

    def wait_until(self, condition, what, seconds=20):
        """Asks again and again from outside: the page's own policy forbids what Playwright would do inside."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(condition):
            if time.monotonic() > end:
                raise AssertionError(f"{what}: not within {seconds} s; on the screen: {self.page.inner_text('body')[:900]}")
            time.sleep(0.05)

    def wait_for_text(self, selector, text, seconds=20):
        self.wait_until(f"Boolean(document.querySelector({selector!r})?.textContent.includes({text!r}))", f"{selector} says {text!r}", seconds)

    def say(self):
        return self.page.text_content("#toast")

    def sales(self):
        """(sequence, price, numbers) of all sales, from the journal in the browser."""
        return self.page.evaluate(
            """async () => {
              const database = await new Promise((resolve) => { const r = indexedDB.open('urna-sell'); r.onsuccess = () => resolve(r.result); });
              const rows = await new Promise((resolve) => { const r = database.transaction('journal').objectStore('journal').getAll(); r.onsuccess = () => resolve(r.result); });
              database.close();
              return rows.filter((bytes) => bytes[12] === 5).map((bytes) => JSON.parse(new TextDecoder().decode(bytes.subarray(17, bytes.length - 36))).sale);
            }"""
        )
