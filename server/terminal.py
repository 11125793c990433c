"""What commands say to people: results on standard output, progress and complaints on standard error."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TimeElapsedColumn

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class Failure(Exception):
    """A command cannot do its work; the message says why and what to do. The exit code is 1."""


@contextmanager
def working(doing: str) -> Iterator[None]:
    """Show that something takes its time, on a terminal only."""
    if not err.is_terminal:
        yield
        return
    with err.status(f"{doing} …"):
        yield


@contextmanager
def progressing(doing: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far something is, on a terminal only; what it lends is told how many parts of how many are done."""
    columns = (SpinnerColumn(), "{task.description} …", BarColumn(), "{task.percentage:>3.0f} %", TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as shown:
        task = shown.add_task(doing, total=None)
        yield lambda done, parts: shown.update(task, completed=done, total=parts)


def stop_cleanly() -> None:
    """Let SIGTERM and a closed terminal end a command as Ctrl-C does, so that what it started is stopped."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
