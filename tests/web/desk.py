"""How people use the desk, as its tests say it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from statistics import median
from typing import Any

from playwright.sync_api import Locator, Page, Route, expect

SOON_MS = 1000
"""How long what one browser did may take to show in another, from the press to the sight of it."""

ACTS = """() => { for (const kind of ["click", "drop", "keydown", "change"])
  document.addEventListener(kind, () => { window.acted = Date.now(); }, { capture: true }); }"""
WATCHES = """([where, text]) => { window.seen = new Promise((done, fail) => {
  const look = () => [...document.querySelectorAll(where)].some((each) => each.textContent.includes(text));
  if (look()) return fail(new Error(`${text} was there before`));
  const watcher = new MutationObserver(() => look() && (watcher.disconnect(), done(Date.now())));
  watcher.observe(document.body, { subtree: true, childList: true, characterData: true });
  setTimeout(() => fail(new Error(`${text} did not come`)), 30000);
}); window.seen.catch(() => undefined); }"""


class AtOnce:
    """What is done in one browser shows in another within a second, without a reload.

    Timed by the clocks of the browsers, so that it is the desk that is timed and not the test.
    """

    def __init__(self) -> None:
        self.took: dict[str, int] = {}

    @contextmanager
    def __call__(self, actor: Page, watcher: Page, where: str, text: str) -> Iterator[None]:
        """What is done last in here shows the text there, in an element that a selector finds."""
        actor.evaluate(ACTS)
        watcher.evaluate(WATCHES, [where, text])
        yield
        self.took[text] = watcher.evaluate("() => window.seen") - actor.evaluate("() => window.acted")

    def check(self) -> None:
        """All of it was seen within the time, and one at most within twice of it. Half of it was seen in half of what a
        crowded machine is given, so that a crowd excuses no more than it takes."""
        within = SOON_MS * crowded()
        assert median(self.took.values()) <= max(SOON_MS, within / 2), (self.took, within)
        late = [text for text, took in self.took.items() if took > within]
        assert len(late) <= 1 and max(self.took.values()) <= 2 * within, (self.took, within)


def crowded() -> float:
    """How many times longer everything takes here than on a machine with two things to do for each processor: 1 there
    and wherever there is less to do, as in `make test` by itself."""
    return max(1.0, os.getloadavg()[0] / (2 * (os.cpu_count() or 1)))


def drag(card: Locator, column: Locator, title: str) -> None:
    """Drag a card to a column of a board. What comes in moves cards about: who took hold of another tries again."""
    for _ in range(2):
        card.drag_to(column)
        with suppress(AssertionError):
            expect(column).to_contain_text(title, timeout=5000)
            return
    raise AssertionError(f"{title} cannot be dragged")


def in_twos(route: Route) -> None:
    """Ask for pages of two rows: there is more than a page of them then, and little to look through."""
    asked = route.request.post_data_json
    if asked and "first" in asked.get("variables", {}):
        asked["variables"]["first"] = 2
    route.continue_(post_data=json.dumps(asked))


def go(page: Page, place: str, *, base: str = "/desk", heading: bool = True) -> None:
    """Go to a place of the desk, or of another page, as one of its links does, and wait for what it shows."""
    page.evaluate(
        "place => { history.pushState(null, '', place); dispatchEvent(new PopStateEvent('popstate')); }",
        base + place,
    )
    expect(page.locator(".skeleton")).to_have_count(0)
    if heading:
        page.locator("h1").first.wait_for()


def dialog(page: Page) -> Locator:
    """The one that is open."""
    return page.get_by_role("dialog")


def fill(page: Page, fields: dict[str, str]) -> None:
    """Fields of the dialog by their labels."""
    for label, text in fields.items():
        dialog(page).get_by_label(label, exact=True).fill(text)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def choose(page: Page, label: str, text: str) -> None:
    """Find something by a combobox of the dialog and take the first."""
    dialog(page).get_by_role("combobox", name=label).fill(text)
    page.get_by_role("option", name=text).first.click()


def told(page: Page, text: Any) -> None:
    """Something was said in passing."""
    expect(page.locator(".toast").filter(has_text=text).last).to_be_visible()


def titled(page: Page, text: Any) -> None:
    """The page one is on."""
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def state(page: Page, text: str) -> None:
    """How far what the page shows is, beside its title."""
    expect(page.locator(".page-tools .badge").first).to_have_text(text)


def id_of(page: Page) -> str:
    """The id of what the page shows."""
    return page.url.rpartition("/")[2]
