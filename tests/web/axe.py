"""What axe-core finds wrong with a page by WCAG 2.2 AA."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def source() -> str:
    """The script, from the modules the pages were built with."""
    return AXE.read_text()


def accessible(page: Page) -> None:
    """Nothing is wrong with the page as it is now."""
    page.locator("h1").first.wait_for()
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(source())
    found = page.evaluate(
        "(rules) => axe.run(document, {runOnly: {type: 'tag', values: rules}}).then(({violations}) => violations.map("
        "({id, nodes}) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`))",
        RULES,
    )
    assert found == [], f"{page.url}: {found}"
