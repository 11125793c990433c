"""Running commands of the platform: within this process, which is quick, or as processes of their own."""

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from server import cli

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


def environment(data_dir: Path, **variables: str) -> dict[str, str]:
    """Our environment with only these CLIENTGRAPH_ variables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CLIENTGRAPH_")}
    given = {f"CLIENTGRAPH_{name.upper()}": value for name, value in variables.items()}
    return kept | {"CLIENTGRAPH_DATA_DIR": str(data_dir)} | given


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Run a command to its end, on a data directory of its own."""
    monkeypatch.setattr(cli, "stop_cleanly", lambda: None)

    def run(*arguments: str, stdin: str = "", **variables: str) -> Done:
        capsys.readouterr()
        with monkeypatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("CLIENTGRAPH_")]:
                patch.delenv(name)
            for name, value in environment(tmp_path / "data", **variables).items():
                patch.setenv(name, value)
            patch.setattr("sys.argv", ["clientgraph", *arguments])
            patch.setattr("sys.stdin", io.StringIO(stdin))
            with pytest.raises(SystemExit) as ended:
                cli.main()
        said = capsys.readouterr()
        return Done(ended.value.code or 0, said.out, said.err)

    return run
