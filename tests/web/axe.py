"""What axe-core finds wrong with a page by WCAG 2.2 AA."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OF_COLOURS = {"type": "rule", "values": ["color-contrast"]}
"""What may be otherwise in the other theme, which has nothing but other colours."""
SETTLED = """() => new Promise((done) => {
  const end = () => document.getAnimations().forEach((each) => each instanceof CSSTransition && each.finish());
  requestAnimationFrame(() => requestAnimationFrame(() => (end(), done())));
})"""
"""Ends what goes over into other colours, once all of it has begun: two frames after they were asked for."""


@cache
def source() -> str:
    """The script, from the modules the pages were built with."""
    return AXE.read_text()


def accessible(page: Page) -> None:
    """Nothing is wrong with the page as it is now."""
    page.locator("h1").first.wait_for()
    expect(page.locator(".skeleton")).to_have_count(0)
    _judged(page, RULES)


def accessible_in_both_themes(page: Page) -> None:
    """Nothing is wrong with a page in the dark, nor by daylight; and it fits its window."""
    accessible(page)
    page.emulate_media(color_scheme="light")
    _judged(page, OF_COLOURS)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} is too wide"


def _judged(page: Page, rules: dict[str, Any]) -> None:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(source())
    page.evaluate(SETTLED)
    found = page.evaluate(
        "(how) => axe.run(document, how).then(({violations}) => violations.map("
        "({id, nodes}) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`))",
        {"runOnly": rules, "resultTypes": ["violations"], "preload": False},
    )
    assert found == [], f"{page.url}: {found}"
