"""A place that is served, once for all tests of a file."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest

from tests.faults.place import Place, served


@pytest.fixture(scope="module")
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """With the settings the file gives as `SETTINGS`. Not in pytest's own folder: the third run after this one removes
    that, and this one may take hours."""
    settings = getattr(request.module, "SETTINGS", {})
    with TemporaryDirectory(prefix="clientgraph-") as folder, served(Path(folder), **settings) as running:
        yield running


@pytest.fixture(autouse=True)
def load() -> Iterator[None]:
    """Every figure is told with how busy the machine was."""
    yield
    print(f"  (load {psutil.getloadavg()[0]:.1f} on {psutil.cpu_count()} cores)")
