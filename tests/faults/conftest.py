"""A place that is served, once for all tests of a file."""

from collections.abc import Iterator

import psutil
import pytest

from tests.faults.place import Place, served


@pytest.fixture(scope="module")
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """With the settings the file gives as `SETTINGS`."""
    settings = getattr(request.module, "SETTINGS", {})
    with served(tmp_path_factory.mktemp("place"), **settings) as running:
        yield running


@pytest.fixture(autouse=True)
def load() -> Iterator[None]:
    """Every figure is told with how busy the machine was."""
    yield
    print(f"  (load {psutil.getloadavg()[0]:.1f} on {psutil.cpu_count()} cores)")
