"""Logging: JSON lines for machines, coloured lines on a terminal, and a trace id on everything of one request."""

import logging
import random
import sys
from contextvars import ContextVar
from typing import Any

import structlog

STRANGERS = ("strawberry.execution", "strawberry.ws.task")
_trace: ContextVar[str | None] = ContextVar("trace", default=None)
"""Of whatever this task answers. A plain variable: one is begun for every request."""


def configure(level: str = "INFO") -> None:
    """Send structlog and the standard library's loggers through one set of processors, to standard error.

    Handlers that are there already, such as a test's, are kept.
    """
    shared = [
        structlog.contextvars.merge_contextvars,
        _add_trace,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    _quieten()
    if logging.root.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_last(sys.stderr.isatty())],
        )
    )
    logging.root.addHandler(handler)
    logging.root.setLevel(level)


def _last(on_terminal: bool) -> list[structlog.typing.Processor]:
    """Stacks are printed without local variables: those hold what people wrote."""
    if on_terminal:
        return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]


def _quieten() -> None:
    """The library logs every refused request with its stack; `server.graphql.errors` logs what was unexpected."""
    for name in STRANGERS:
        logging.getLogger(name).disabled = True
    logging.getLogger("server.database").setLevel(logging.WARNING)  # a pool tells how it is opened and closed
    logging.getLogger("procrastinate").setLevel(logging.WARNING)  # each job, begun and done
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = name != "uvicorn.access"


_numbers = random.Random()
"""Trace ids have to differ and may be guessed; asking the system for each takes as long as a short frame does."""


def begin_trace() -> str:
    """Give what follows in this task an id of its own, on every line it logs."""
    begun = f"{_numbers.getrandbits(64):016x}"
    _trace.set(begun)
    return begun


def trace_id() -> str:
    """The id of the request or operation at work; one is begun where there is none."""
    return _trace.get() or begin_trace()


def _add_trace(_logger: Any, _method: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    if begun := _trace.get():
        line.setdefault("trace_id", begun)
    return line
