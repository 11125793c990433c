"""Plans: a statement ready to run, with what it takes to run it. Kept, and shared by all viewers of one shape."""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from enum import Enum
from functools import cached_property
from threading import Lock
from typing import Any
from uuid import UUID

import orjson
import structlog
from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.exc import SQLAlchemyError

from models.core.base import Base
from models.core.money import plain
from models.errors import Rejected
from permissions.viewer import Kind, Viewer
from resolvers.compiled.compiler import Compiler
from resolvers.compiled.parameters import Fill, Prepare, Read, Run, Uncompilable, resolved
from resolvers.compiled.shape import Shape, told
from resolvers.compiled.text import FILLED, IMPOSSIBLE, WITHHELD, Pieces, quoted, said

log = structlog.get_logger(__name__)
DIALECT = asyncpg_dialect()
SETTINGS = {
    Kind.ALL: ("app.kind", "app.user", "app.admin"),
    Kind.LIMITED: ("app.kind", "app.user", "app.clients", "app.admin"),
    Kind.CONTACT: ("app.kind", "app.contact", "app.client", "app.portal"),
}
"""What the last wall asks of a viewer of each kind; the role is the connection's."""
PERSONAL = frozenset({"me", "my contact"})
"""Parameters, as they are shown, whose values differ between viewers of one shape and scope. What the last wall is told
follows from the same scopes, so it adds nothing to these."""
_FILLED = re.compile(rb"%c(\d+):([0-9a-f-]+)(?::(\d+))?%c" % (FILLED, FILLED))
_WITHHELD = re.compile(rb"%c(\d+)%c" % (WITHHELD, WITHHELD))


class Changed(Exception):
    """Who asks is not who they were a moment ago; their viewer has to be read again."""


@dataclass(frozen=True)
class Finished:
    """The `data` of an answer as JSON, and the fields withheld in it."""

    data: bytes
    withheld: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Plan:
    """One statement. It holds the document and a shape; ids, variables and who asks are its parameters."""

    statement: str
    parameters: tuple[tuple[Callable[[Run], Any], Callable[[Any], Any] | None], ...]
    withheld: tuple[str, ...] = ()
    preludes: tuple[tuple[Prepare, dict[str, Any]], ...] = ()
    """What is worked out before, by rules that are not said in SQL, and handed to the statement as JSON."""
    fillers: tuple[Fill, ...] = ()
    """What makes of a key what the database cannot know."""
    checks: tuple[Read, ...] = ()
    """What is read and refused even where the statement has no use for it."""
    shapes: tuple[tuple[str, str], ...] = ()
    """What each parameter is, and its SQL type."""

    def values(self, run: Run) -> list[Any]:
        """The values of the parameters, in order. Raises Uncompilable where one is not what it should be: the
        interpreter then says what is wrong with it."""
        try:
            for check in self.checks:
                check(run)
            return [read(run) if convert is None else convert(read(run)) for read, convert in self.parameters]
        except (Rejected, ValueError, TypeError, ArithmeticError) as wrong:
            raise Uncompilable("a value that is refused") from wrong

    async def answer(self, context: Any, variables: dict[str, Any]) -> Finished:
        """Run it for the viewer of a context. Raises Uncompilable where the answer needs the interpreter's words."""
        if self.preludes and context.mark is not None:
            raise Changed
        run = await self.started(context, variables)
        if context.mark is None:
            row = await context.readers.answer(context.viewer, self.statement, self.values(run))
        else:
            held = (context.mark, context.session.token_hash, context.session.is_api_token)
            values = [*self.values(run), *held]
            row = await context.readers.answer(context.viewer, self.confirming, values)
        if row[0] is None:
            raise Changed
        return self.finished(context, row[0])

    async def started(self, context: Any, variables: dict[str, Any], keys: tuple[UUID | None, ...] = ()) -> Run:
        """A run for the viewer of a context, with what has to be worked out before the statement."""
        run = Run(context.viewer, variables, keys=keys)
        for place, (prepare, given) in enumerate(self.preludes):
            run.prepared[place] = await _prepared(context, prepare, given, run)
        return run

    @cached_property
    def is_personal(self) -> bool:
        """Whether viewers of one shape and scope may be answered differently."""
        return any(name in PERSONAL for name, _ in self.shapes)

    @cached_property
    def confirming(self) -> str:
        """The statement for a viewer kept from before: it answers null where they are not what they were."""
        mark, token, kind = (len(self.parameters) + place for place in (1, 2, 3))
        return (
            f"SELECT CASE WHEN standing.mark = ${mark}::VARCHAR THEN (\n{self.statement}\n) END AS data\n"
            f"FROM (SELECT app_standing(${token}::VARCHAR, ${kind}::BOOLEAN) AS mark OFFSET 0) AS standing"
        )

    def finished(self, context: Any, text: str) -> Finished:
        """The answer without its marks."""
        data = text.encode()
        if IMPOSSIBLE in data:
            raise Uncompilable("a null where none may be")
        if self.fillers and FILLED in data:
            data = _FILLED.sub(lambda found: self._fill(context, *found.groups()), data)
        if not self.withheld or WITHHELD not in data:
            return Finished(data)
        names = {self.withheld[int(place)] for place in set(_WITHHELD.findall(data))}
        return Finished(_WITHHELD.sub(b"", data), frozenset(names))

    def _fill(self, context: Any, place: bytes, key: bytes, number: bytes | None) -> bytes:
        beside = () if number is None else (int(number),)
        return orjson.dumps(self.fillers[int(place)](context, UUID(key.decode()), *beside))


def compiled(compiler: Compiler, pieces: Pieces) -> Plan:
    """The plan of some text: inside the viewer's scope, as one statement."""
    return replace(
        plan_of(compiler.viewer, said(pieces)),
        withheld=tuple(compiler.withheld),
        preludes=tuple(compiler.preludes),
        fillers=tuple(compiler.fillers),
        checks=tuple(compiler.checks),
    )


def plan_of(viewer: Viewer, text: ColumnElement[str]) -> Plan:
    """The plan of an expression over the parameters of viewers of a shape, asked inside the scope of each."""
    settings = [func.set_config(quoted(name), told(name), True) for name in SETTINGS.get(viewer.kind, ("app.kind",))]
    # The settings are set before the text is worked out, and end with the statement's own transaction.
    statement = select(case((func.concat(*settings).is_not(None), text)).label("data"))
    made = statement.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True, "render_postcompile": True})
    processors = made._bind_processors
    binds = [(name, made.binds[name]) for name in made.positiontup or ()]
    return Plan(
        str(made),
        tuple((bind.read, processors.get(name)) for name, bind in binds),
        shapes=tuple((bind.shown, bind.type.compile(DIALECT)) for _, bind in binds),
    )


async def _prepared(context: Any, prepare: Prepare, given: dict[str, Any], run: Run) -> str:
    try:
        found = await prepare(context, {name: resolved(value, run) for name, value in given.items()})
    except Rejected as refused:
        raise Uncompilable(refused.message) from refused
    return orjson.dumps(_plain(found)).decode()


def _plain(value: Any) -> Any:
    """A value as JSON has it, written as the database would write it; a row by its columns."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Base):
        return {column.key: _plain(getattr(value, column.key)) for column in value.__table__.c}
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Enum):
        return value.name
    return str(value) if isinstance(value, UUID) else value


class Plans:
    """The plans that were made, the most recently used first, and no more than so many. Any thread may ask for one."""

    def __init__(self, most: int = 1000) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Plan | Uncompilable] = OrderedDict()
        self._lock = Lock()
        self.hits = self.misses = 0
        """How often a plan was there already, and how often it had to be made."""

    def knows(self, operation: Any, viewer: Viewer, variables: dict[str, Any]) -> bool:
        """Whether the plan is made already, or known not to be."""
        return (operation.key, operation.forms(variables), viewer.shape) in self._kept

    def find(self, operation: Any, viewer: Viewer, variables: dict[str, Any]) -> Plan:
        """The plan of an operation for viewers of this shape and variables of this form. Raises Uncompilable."""
        forms = operation.forms(variables)
        key = (operation.key, forms, viewer.shape)
        with self._lock:
            if found := self._kept.get(key):
                self.hits += 1
                self._kept.move_to_end(key)
        if found is None:
            found = _made(operation, Shape.of(viewer), forms)
            with self._lock:
                self.misses += 1
                self._kept[key] = found
                if len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        if isinstance(found, Uncompilable):
            raise found
        return found


def _made(operation: Any, shape: Shape, forms: Any) -> Plan | Uncompilable:
    """The plan, or why there is none, which is kept as well."""
    try:
        return operation.compile(shape, forms)
    except Uncompilable as reason:
        return Uncompilable(*reason.args)
    except Rejected as refused:
        return Uncompilable(refused.message)
    except SQLAlchemyError as broken:
        log.exception("a statement that cannot be made", reason=str(broken).split("\n")[0])
        return Uncompilable("a statement that cannot be made")
