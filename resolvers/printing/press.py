"""The press: what a document says becomes PDF/A. Texts reach the template only as data, and nothing is fetched.

The same page gives the same bytes. Typst works outside of Python's lock, so the threads here hold up nobody.
"""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import datetime
from functools import cache
from importlib import import_module
from json import dumps
from pathlib import Path
from typing import Any

from resolvers.printing.page import Page

TEMPLATES = Path(__file__).parent / "templates"
STANDARD = "a-3a"
"""PDF/A-3a: to be kept for decades, with the structure that screen readers follow."""
MISSING = "\u25a1"
"""Stands for a character that no font of the press has."""
TRIES = 3
"""Which characters are missing is learned from the first try; one try more than is ever needed."""

_UNSHOWN = re.compile(r'the text `"(?P<text>(?:[^"\\]|\\.)+)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_pressmen = ThreadPoolExecutor(max_workers=2, thread_name_prefix="press")
"""So many documents are printed at once; others wait."""


async def printed(page: Page, made_at: datetime, fonts_dir: Path | None = None) -> bytes:
    """The page as PDF, printed beside the event loop. `made_at` is the instant that stands in it."""
    return await asyncio.get_running_loop().run_in_executor(_pressmen, pdf, page, made_at, fonts_dir)


def pdf(page: Page, made_at: datetime, fonts_dir: Path | None = None) -> bytes:
    """The page as PDF/A. Characters that no font has, neither typst's nor those of the directory, are boxes."""
    content = dumps(asdict(page), ensure_ascii=False)
    for _ in range(TRIES):
        try:
            return _compiled(content, made_at, _fonts(fonts_dir))
        except _typst().TypstError as refused:
            missing = _missing(refused.diagnostic)
            if not missing:
                raise
            content = content.translate(dict.fromkeys(missing, MISSING))
    raise ValueError("The press finds ever more characters it cannot show.")


@cache
def _typst() -> Any:
    """The library, loaded with the first document: it is large, and many servers print none."""
    return import_module("typst")


@cache
def _fonts(fonts_dir: Path | None) -> Any:
    """Those that come with typst, and those of the directory; never the machine's, so that pages look alike."""
    return _typst().Fonts(include_system_fonts=False, font_paths=[fonts_dir] if fonts_dir else [])


def _compiled(content: str, made_at: datetime, fonts: Any) -> Any:
    return _typst().compile(
        TEMPLATES / "page.typ",
        root=TEMPLATES,
        font_paths=fonts,
        ignore_system_fonts=True,
        package_path=TEMPLATES,
        package_cache_path=TEMPLATES,
        sys_inputs={"page": content},
        format="pdf",
        pdf_standards=[STANDARD],
        timestamp=int(made_at.timestamp()),
    )


def _missing(diagnostic: str) -> set[int]:
    """The characters that the press says it could not show."""
    found = (_ESCAPED.sub(lambda code: chr(int(code[1], 16)), each["text"]) for each in _UNSHOWN.finditer(diagnostic))
    return {ord(letter) for text in found for letter in text if letter.isprintable() and ord(letter) > 0x7F}
