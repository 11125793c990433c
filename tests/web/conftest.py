"""A browser, the served demo business, and what is true of every page: a quiet console and nothing from elsewhere."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

from server.demo import PASSWORD
from server.pages import MANIFEST

from .served import Program, Programs, served

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 30_000
"""How long something may take to appear on a machine that does other things as well, and asks for the first time."""
EXPECTED = ("ERR_INTERNET_DISCONNECTED", "ERR_NETWORK_CHANGED", "status of 503")
"""What the console says by itself where a test takes the network away, and where the machine has too much to do: the
page asks again then."""


@pytest.fixture(scope="package")
def address(database: Callable[[str], str]) -> Iterator[str]:
    """Where the demo business is served, pages and all."""
    assert MANIFEST.exists(), "the pages are not built: make web"
    with TemporaryDirectory(prefix="clientgraph-") as folder, served(Path(folder), database("pages")) as url:
        yield url


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    path = shutil.which("chromium")
    assert path, "the tests of the pages need Chromium: apt-get install chromium"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def programs(address: str) -> Iterator[Programs]:
    """Makes programs that ask the graph beside the browser."""
    made: list[Program] = []

    def make(email: str) -> Program:
        made.append(Program(address, email))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def opened(address: str, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages in a browser of their own. At the end no console has complained and nothing came from elsewhere."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    host = urlsplit(address).netloc

    def complain(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(each in message.text for each in EXPECTED):
            complaints.append(f"{message.type}: {message.text}")

    def look(request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme not in ("data", "blob") and where.netloc != host:
            complaints.append(f"asked elsewhere: {request.url}")

    def open_page(place: str, *, width: int = 1280, dark: bool = False, known: Any = None) -> Page:
        colours = "dark" if dark else "light"
        size: ViewportSize = {"width": width, "height": 900}
        context = browser.new_context(
            base_url=address, viewport=size, color_scheme=colours, locale="en-GB", storage_state=known
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        context.on("console", complain)
        context.on("request", look)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        page = context.new_page()
        page.goto(place)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="package")
def sessions() -> dict[str, Any]:
    """The cookies of those who signed in before: most tests are about something else."""
    return {}


@pytest.fixture
def signed_in(opened: Callable[..., Page], sessions: dict[str, Any]) -> Callable[..., Page]:
    """Opens a page signed in: by its form the first time, and whenever the session is over."""

    def sign_in(email: str, place: str, **how: object) -> Page:
        page = opened(place, known=sessions.get(email), **how)
        form, shell = page.get_by_role("button", name="Sign in"), page.locator(".shell")
        form.or_(shell).first.wait_for()
        if form.is_visible():
            page.get_by_label("E-mail").fill(email)
            page.get_by_label("Password").fill(PASSWORD)
            form.click()
            shell.wait_for()
            sessions[email] = page.context.storage_state()
        return page

    return sign_in
