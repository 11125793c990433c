"""Running commands of the platform as processes of their own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def environment(data_dir: Path, **variables: str) -> dict[str, str]:
    """Our environment with only these CLIENTGRAPH_ variables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CLIENTGRAPH_")}
    given = {f"CLIENTGRAPH_{name.upper()}": value for name, value in variables.items()}
    return kept | {"CLIENTGRAPH_DATA_DIR": str(data_dir)} | given


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a command to its end, on a data directory of its own."""

    def run(*arguments: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "server.cli", *arguments],
            cwd=ROOT,
            env=environment(tmp_path / "data", **variables),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run
