"""How the tests are divided where several processes run them: by file, those that take longest first.

Every process has a PostgreSQL of its own, so files do not meet. The acceptance tests are not divided: they have seconds
to keep, and `make test` runs them by themselves, beside all others, which give way to them.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

ONE_DAY = "tests/acceptance"
"""One served instance and one day on it, step by step."""
ONE_WORLD = {
    f"tests/compiled/test_{name}.py" for name in ("equal", "explain", "falls_back", "matrix", "oracle", "relations")
}
"""The files that ask in `worlds`, which take longer to build than most files to run."""
TWO_WORLDS = "tests/apart/"
"""The files that ask in one world and its other."""
ONE_BROWSER = "tests/web/"
"""The files that look at one served demo with one browser."""
LONGEST = (ONE_BROWSER, "worlds", TWO_WORLDS, "tests/compiled/test_story.py", "tests/walls/test_same_rows.py")
"""What would keep one process busy while the others have run out of tests, were it not begun first."""


def longest_first(items: list[pytest.Item]) -> None:
    """Put the tests into the order in which they are handed out."""
    items.sort(key=lambda item: LONGEST.index(group) if (group := group_of(item.nodeid)) in LONGEST else len(LONGEST))


def group_of(nodeid: str) -> str:
    """What is run by one process: a file, or several that share what they ask in."""
    file = nodeid.split("::", 1)[0]
    if file.startswith(f"{ONE_DAY}/"):
        return ONE_DAY
    for folder in (TWO_WORLDS, ONE_BROWSER):
        if file.startswith(folder):
            return folder
    return "worlds" if file in ONE_WORLD else file


class ByFile(LoadScopeScheduling):
    """A file is run by one process from its first test to its last."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
