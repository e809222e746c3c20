"""A voter at the ballot page, as far as the checks need one."""

from house import PHONE, contest, require

# One contest of every method, so that a ballot has every kind of field.
SIX = [
    contest("one", candidates=("Ash", "Birch", "Cedar"), title="Choose one"),
    contest("some", candidates=("Maple", "Oak", "Pine", "Rowan"), title="Choose up to two", seats=2, max=2),
    contest("appr", "approval", ("Red", "Green", "Blue"), "Approve of any"),
    contest("score", "score", ("Tea", "Coffee", "Water"), "Score each from 0 to 10", maxScore=10),
    contest("irv", "irv", ("Spring", "Summer", "Autumn", "Winter"), "Rank up to three", maxRanks=3),
    contest("stv", "stv", ("Ada", "Ben", "Cleo"), "Rank for two seats", seats=2),
    contest("sch", "schulze", ("North", "East", "South", "West"), "Rank as many as you like"),
]


class Voter:
    """A window at the ballot page of an election."""

    def __init__(self, house, election, code=None, device=PHONE, window=None, **options):
        self.election, self.window = election, window or house.window(device, **options)
        self.page = self.window.page if window is None else window.context.new_page()
        self.code = code

    def open(self):
        self.page.goto(f"{self.window.house.url}/e/{self.election.id}/vote")
        return self

    def enter(self, code=None):
        """Types the code; the ballot is there afterwards."""
        self.code = code or self.code or self.election.take_code()
        self.open()
        self.page.fill("#code", self.code)
        self.page.click("#code-form [type=submit]")
        self.page.wait_for_selector(".contest")
        return self

    def mark(self, candidate=0):
        """Chooses in the first contest."""
        self.page.check(f"#c0-{candidate}")
        return self

    def review(self):
        self.page.click(".bottom-bar .primary")
        self.page.wait_for_selector(".review")
        return self

    def cast(self):
        self.page.click("#cast")
        return self

    def is_confirmed(self):
        self.page.wait_for_selector(".confirmed")
        return self

    def is_checked(self):
        """The receipt's own check, done in the page, finds nothing wrong."""
        self.page.wait_for_selector(".checks li")
        self.page.wait_for_selector(".notice.good")
        steps = self.page.eval_on_selector_all(".checks li", "all => all.map(li => [li.dataset.ok ?? 'skipped', li.innerText])")
        require(not [step for step in steps if step[0] == "false"], f"the page finds its own receipt wrong: {steps}")
        require(len([step for step in steps if step[0] == "true"]) >= 4, f"the page checked next to nothing: {steps}")
        return steps

    def keep(self, path):
        """Saves the receipt as a file, by the page's own button."""
        with self.page.expect_download() as download:
            self.page.click("[aria-labelledby=keep-title] .btn.primary")
        download.value.save_as(path)
        return path


def until_cast(election, count, what):
    found = election.cast
    require(found == count, f"{what}: the server counts {found} ballots, not {count}")
