"""What of an error leaves the house: clients' mistakes as they are, our own faults behind a trace id."""

from typing import Any

import asyncpg
import structlog
from graphql import GraphQLError, GraphQLFormattedError, GraphQLSyntaxError
from sqlalchemy.exc import DBAPIError

from models.errors import Rejected
from resolvers.scope import Busy
from server.logs import trace_id

PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
OPERATION_UNKNOWN = "OPERATION_RESOLUTION_FAILURE"
BAD_INPUT = "BAD_USER_INPUT"
TOO_COMPLEX = "QUERY_TOO_COMPLEX"
TOO_MANY_OPERATIONS = "TOO_MANY_OPERATIONS"
FORBIDDEN = "FORBIDDEN"
RATE_LIMITED = "RATE_LIMITED"
BUSY = "BUSY"
TIMEOUT = "TIMEOUT"
UNAVAILABLE = "UNAVAILABLE"
INTERNAL = "INTERNAL"

STOPPED = "This took too long and was stopped. Ask for less at once: a smaller page, fewer fields, a narrower filter."
AWAY = "The database broke off, and it is not certain whether this was done. Ask again, with the same idempotency key."
AWAY_STATES = ("08", "53", "57P", "58")
"""States of a database that was lost, has run out of something, or cannot read or write its disk."""
UNWRITABLE = "25006"
"""The state of one that takes no writes: a standby, or one that was made to."""
FAULT = "Something went wrong on our side. Quote the trace id when you report it."

log = structlog.get_logger(__name__)


class Refused(Exception):
    """A request that is not executed. `errors` carry a code each and are fit to be sent."""

    milliseconds = 0
    """Of a processor, which it took to find out."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


def request_error(code: str, message: str, **extensions: Any) -> GraphQLError:
    """An error about the request itself, for its sender."""
    return GraphQLError(message, extensions={"code": code, **extensions})


def refused(code: str, message: str, **extensions: Any) -> Refused:
    """The refusal of a whole request for one reason."""
    return Refused([request_error(code, message, **extensions)])


def coded(error: GraphQLError, code: str) -> GraphQLError:
    """The same error with a code and without guesses at names the sender may not know."""
    return GraphQLError(
        _without_suggestion(error.message),
        error.nodes,
        error.source,
        error.positions,
        error.path,
        extensions={**(error.extensions or {}), "code": code},
    )


def present(error: GraphQLError) -> GraphQLFormattedError:
    """The error as its sender may read it; what nobody expected is logged with its stack and masked."""
    cause = _cause(error)
    if isinstance(cause, Rejected):
        extensions = {"code": cause.code.name} | ({"path": cause.path} if cause.path else {})
        return _located(error, cause.message, extensions).formatted
    if isinstance(cause, GraphQLError):
        if "code" in (cause.extensions or {}):
            return _located(error, cause.message, cause.extensions or {}).formatted
        if code := _code_of(error, cause):
            return _located(error, _without_suggestion(cause.message), {"code": code}).formatted
    elif _is_about_input(error):
        return _located(error, _without_suggestion(error.message), {"code": BAD_INPUT}).formatted
    return _overtaxed(error, cause) or _masked(error, cause).formatted


def fault(raised: BaseException) -> GraphQLFormattedError:
    """The answer to an exception that never became a GraphQL error: masked, unless there was only too much to do."""
    error = GraphQLError(str(raised))
    return _overtaxed(error, raised) or _masked(error, raised).formatted


def is_busy(error: GraphQLFormattedError) -> bool:
    """Whether the same may be asked again in a moment, because nothing is wrong with it."""
    return error.get("extensions", {}).get("code") == BUSY


def is_too_slow(cause: BaseException) -> bool:
    """Whether PostgreSQL stopped a statement, be it told by the driver or through SQLAlchemy."""
    if isinstance(cause, DBAPIError):
        return getattr(cause.orig, "sqlstate", None) == asyncpg.QueryCanceledError.sqlstate
    return isinstance(cause, asyncpg.QueryCanceledError)


def is_away(cause: BaseException) -> bool:
    """Whether the database was lost, or cannot do what it usually can, so that the same may be asked again later."""
    if isinstance(cause, DBAPIError) and cause.connection_invalidated:
        return True
    state = getattr(cause.orig if isinstance(cause, DBAPIError) else cause, "sqlstate", None)
    return isinstance(cause, ConnectionError) or str(state).startswith(AWAY_STATES) or state == UNWRITABLE


def _overtaxed(error: GraphQLError, cause: BaseException) -> GraphQLFormattedError | None:
    """What is said when there was too much to do: at once by all, or by this operation."""
    if isinstance(cause, Busy):
        log.warning("busy", path=error.path, reason=cause.message)
        return _located(error, cause.message, {"code": BUSY}).formatted
    if is_too_slow(cause):
        log.warning("stopped a statement that took too long", path=error.path)
        return _located(error, STOPPED, {"code": TIMEOUT}).formatted
    if is_away(cause):
        log.warning("the database broke off", path=error.path, reason=str(cause).split("\n")[0])
        return _located(error, AWAY, {"code": UNAVAILABLE}).formatted
    return None


def _cause(error: GraphQLError) -> BaseException:
    """What was raised first. graphql-core wraps, sometimes twice."""
    cause: BaseException = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _code_of(error: GraphQLError, cause: GraphQLError) -> str | None:
    """The code of an error graphql-core made itself, None where it means a fault of ours."""
    if isinstance(cause, GraphQLSyntaxError):
        return PARSE_FAILED
    if _is_about_input(error):
        return BAD_INPUT
    return VALIDATION_FAILED if error.path is None else None


def _is_about_input(error: GraphQLError) -> bool:
    """Whether a variable or an argument could not be read. graphql-core has no class for these, only wordings."""
    return error.message.startswith(("Variable '", "Argument '", "Too many errors processing variables"))


def _without_suggestion(message: str) -> str:
    return message.split(" Did you mean ", 1)[0]


def _located(error: GraphQLError, message: str, extensions: dict[str, Any]) -> GraphQLError:
    return GraphQLError(message, error.nodes, error.source, error.positions, error.path, extensions=extensions)


def _masked(error: GraphQLError, cause: BaseException) -> GraphQLError:
    trace = trace_id()
    log.error("unexpected error", path=error.path, exc_info=(type(cause), cause, cause.__traceback__))
    return _located(error, FAULT, {"code": INTERNAL, "traceId": trace})
