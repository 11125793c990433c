"""Leaks as somebody might write them, planted in the product while a question is asked. None of them is in the product.

Each is one line somebody forgot, in the interpreter, the compiler or both, with the last wall taken down.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select, true

from models import Client, File, Project
from models.core import ids
from models.errors import ErrorCode, Rejected
from permissions import base, event, file, project, task
from permissions.viewer import Viewer
from resolvers import change, client, loaders, log, notification, pages, reading, reports, search
from resolvers.compiled import asked, compiler, covering, figures, groups, plan
from resolvers.compiled import pages as compiled_pages
from resolvers.compiled.scopes import Scope, scope_of
from schema.core import figures as shown_figures
from schema.core import group_orders as shown_orders
from schema.core import guard
from schema.core.node import GRAMMARS

Leaking = Callable[[], Any]


@dataclass(frozen=True)
class Leak:
    """A leak by name, how it is planted, and whose questions may find it."""

    name: str
    plant: Leaking
    finders: tuple[str, ...]


LEAKS: list[Leak] = []
CONTACTS = ("contact, all", "contact, PROJECTS", "contact, INVOICES+PROJECTS", "token, contact")
LIMITED = ("limited, one", "limited, some", "limited analyst", "token, limited", "limited, none")
WITHOUT_COSTS = ("staff", "limited, one", "staff, bill", "contact, all")


@contextmanager
def patched(*changes: tuple[Any, str, Any]) -> Iterator[None]:
    """Put something else in the place of attributes, for a while."""
    if any(isinstance(owner, type) and issubclass(owner, base.Rows) for owner, *_ in changes):
        # Scopes are written out once; here they are written out as they are now.
        changes += tuple((each, "scope_of", scope_of.__wrapped__) for each in (asked, covering))
    before = [(owner, name, owner.__dict__[name]) for owner, name, _ in changes]
    for owner, name, other in changes:
        setattr(owner, name, other)
    forgotten()
    try:
        yield
    finally:
        for owner, name, was in before:
            setattr(owner, name, was)
        forgotten()


def forgotten() -> None:
    """Write scopes out anew: those that were written out are of other permissions."""
    scope_of.cache_clear()


def leak(*finders: str) -> Callable[[Leaking], Leaking]:
    """Note a leak; its name is the first line of its docstring."""

    def noted(plant: Leaking) -> Leaking:
        LEAKS.append(Leak(str(plant.__doc__).strip().rstrip("."), plant, finders))
        return plant

    return noted


def _all(*_: Any, **__: Any) -> Any:
    return true()


class _Open(pages.Page):
    """A page nobody narrowed down to what the viewer may see."""

    def _conditions(self) -> list[Any]:
        tied = self.link.conditions(self.viewer) if self.link else []
        return [*tied, *self.where]


def _opened(page: pages.Page) -> pages.Page:
    other = copy(page)
    object.__setattr__(other, "__class__", _Open)
    return replace(other, key=("opened", page.key))


def _unscoped(original: Any) -> Any:
    """A function of the compiler that runs as if every row were in scope."""

    def run(*given: Any, **named: Any) -> Any:
        with patched((asked, "scope_of", lambda *_: Scope(true(), "", (), is_plain=False))):
            return original(*given, **named)

    return run


def _read_in(*places: str) -> Any:
    """Values that are withheld, and yet read in some modules or functions."""
    original = reading.Reading.as_read_by

    def as_read_by(self: Any, viewer: Viewer) -> Any:
        frame: Any = sys._getframe(1)
        near = [frame, frame.f_back, frame.f_back.f_back]
        asking = {each.f_code.co_name for each in near} | {each.f_globals["__name__"] for each in near[:1]}
        return self.value(viewer) if asking & set(places) else original(self, viewer)

    return (reading.Reading, "as_read_by", as_read_by)


@leak(*CONTACTS, *LIMITED)
def a_scope() -> Any:
    """The scope of one model was forgotten."""
    return patched((task.TaskRows, "rows", _all))


@leak(*CONTACTS, *LIMITED)
def total_count() -> Any:
    """totalCount counts whatever there is."""

    async def count(self: Any) -> int:
        return await original(_opened(self))

    original = pages.Page.count
    return patched((pages.Page, "count", count), (compiled_pages.Page, "count", _unscoped(compiled_pages.Page.count)))


def _figured(is_grouped: bool) -> Any:
    original = pages.Page._figures_statement

    def statement(self: Any, parents: Any, measures: Any, by: Any, cut: Any) -> Any:
        return original(_opened(self) if bool(by) is is_grouped else self, parents, measures, by, cut)

    module, name = (groups, "groups") if is_grouped else (figures, "aggregate")
    compiled = (module, name, _unscoped(getattr(module, name)))
    return patched((pages.Page, "_figures_statement", statement), compiled)


@leak(*CONTACTS, *LIMITED)
def an_aggregate() -> Any:
    """An aggregate adds up whatever there is."""
    return _figured(is_grouped=False)


@leak(*CONTACTS, *LIMITED)
def the_groups() -> Any:
    """Groups are made of whatever there is."""
    return _figured(is_grouped=True)


@leak(*CONTACTS, *LIMITED)
def a_search() -> Any:
    """A search finds hidden rows, and leaves them out only when it shows them."""
    return patched((search, "scope", _all))


@leak(*CONTACTS, *LIMITED)
def a_group() -> Any:
    """Rows whose key is hidden are in groups of their own."""
    return patched((shown_figures, "_as_seen", lambda reading, target: reading))


@leak(*WITHOUT_COSTS)
def an_order() -> Any:
    """A list is put in the order of a column that is withheld."""
    original, orders = reading.Reading.as_read_by, set(GRAMMARS["Project"].orders.values())

    def as_read_by(self: Any, viewer: Viewer) -> Any:
        is_order = self in orders and sys._getframe(1).f_code.co_name == "order_by"
        return Project.budget if is_order else original(self, viewer)

    return patched((reading.Reading, "as_read_by", as_read_by))


@leak(*WITHOUT_COSTS)
def a_filter() -> Any:
    """A filter compares a field that is withheld."""
    return patched(_read_in("schema.core.filters"))


@leak(*WITHOUT_COSTS)
def a_cursor() -> Any:
    """A cursor holds a value that is withheld."""
    return patched(_read_in("place_of"))


@leak(*WITHOUT_COSTS)
def a_measure() -> Any:
    """A measure adds up a field that is withheld."""
    resolve, gate, is_allowed = guard.Guard.resolve, compiler.Compiler.gate, reading.Reading.allows

    def resolved(self: Any, next_: Any, source: Any, info: Any, **given: Any) -> Any:
        is_measure = self.name.split(".")[0].endswith(("Measures", "Bounds"))
        return next_(source, info, **given) if is_measure else resolve(self, next_, source, info, **given)

    def gated(self: Any, place: Any) -> Any:
        is_measure = place.definition.guard.name.split(".")[0].endswith(("Measures", "Bounds"))
        return None if is_measure else gate(self, place)

    def allows(self: Any, viewer: Viewer) -> bool:
        asking = sys._getframe(1).f_globals["__name__"]
        return asking in (shown_figures.__name__, figures.__name__) or is_allowed(self, viewer)

    return patched(
        (guard.Guard, "resolve", resolved),
        (compiler.Compiler, "gate", gated),
        (reading.Reading, "allows", allows),
        _read_in("_figures_statement", "resolvers.compiled.figures"),
    )


@leak(*WITHOUT_COSTS)
def an_order_of_groups() -> Any:
    """Groups are put in the order of a measure that is withheld."""
    is_allowed = reading.Reading.allows

    def allows(self: Any, viewer: Viewer) -> bool:
        asking = sys._getframe(1).f_globals["__name__"]
        return asking == shown_orders.__name__ or is_allowed(self, viewer)

    return patched((reading.Reading, "allows", allows), _read_in("_figures_statement", "resolvers.compiled.figures"))


@leak(*CONTACTS, *LIMITED)
def a_page_info() -> Any:
    """hasNextPage says yes because of a hidden row."""
    original = pages.Page.slice

    async def cut(self: Any) -> Any:
        shown, there = await original(self), await original(_opened(self))
        return replace(shown, has_next=len(there.rows) > len(shown.rows) or there.has_next)

    return patched((pages.Page, "slice", cut))


@leak(*CONTACTS, *LIMITED)
def an_edge() -> Any:
    """A list below a visible row shows whatever hangs on it."""
    scoped, conditions = asked.Asked.scoped, pages.Page._conditions

    def hung(self: Any, place: Any, key: Any = None, link: Any = None, **named: Any) -> Any:
        return [] if link is not None else scoped(self, place, key, link, **named)

    def tied(self: Any) -> Any:
        return _Open._conditions(self) if self.link else conditions(self)

    return patched((asked.Asked, "scoped", hung), (pages.Page, "_conditions", tied))


@leak(*CONTACTS, *LIMITED)
def a_node() -> Any:
    """A row is found by its id, whoever asks."""
    scoped = asked.Asked.scoped

    def found(self: Any, place: Any, key: Any = None, link: Any = None, **named: Any) -> Any:
        return [] if key is not None else scoped(self, place, key, link, **named)

    return patched((asked.Asked, "scoped", found), (loaders, "visible", lambda model, viewer: select(model)))


@leak(*LIMITED)
def an_existence() -> Any:
    """A verb refuses a hidden row in other words than one that is not there."""
    find = change.Change.find

    async def found(self: Any, model: Any, given: Any, *more: Any, **named: Any) -> Any:
        try:
            return await find(self, model, given, *more, **named)
        except Rejected as refused:
            parsed = ids.parse(given) if isinstance(given, str) else None
            if parsed and await self.scalar(select(model.id).where(model.id == parsed[1])):
                raise Rejected(ErrorCode.NOT_FOUND, "It is not yours.", refused.path) from refused
            raise

    return patched((change.Change, "find", found))


@leak("limited, one", "limited, some", "limited, none", "limited, all")
def a_duplicate() -> Any:
    """DUPLICATE tells of a hidden client's name."""
    original = client.open_client

    async def opened(change: Any, given: Any, *more: Any, **named: Any) -> Any:
        if await change.scalar(select(Client.id).where(func.lower(Client.name) == given.name.lower()).limit(1)):
            raise Rejected(ErrorCode.DUPLICATE, "There is a client of this name.", ["name"])
        return await original(change, given, *more, **named)

    return patched((client, "open_client", opened))


@leak(*LIMITED, *CONTACTS)
def a_timeline() -> Any:
    """A timeline shows and counts what happened to hidden rows."""
    return patched((event.EventRows, "rows", lambda self, viewer: event.about(viewer)))


@leak(*CONTACTS, *LIMITED)
def a_stream() -> Any:
    """A stream tells of a hidden row."""
    return patched((log, "seen", _all))


@leak("contact, all", "contact, DOCUMENTS", "token, contact")
def a_file() -> Any:
    """Internal files are shown to the client's people."""
    rows = file.FileRows.rows

    def shown(self: Any, viewer: Viewer) -> Any:
        return viewer.covers(File.client_id) if viewer.is_contact else rows(self, viewer)

    return patched((file.FileRows, "rows", shown))


@leak(*CONTACTS)
def a_project() -> Any:
    """Projects that are not in the portal are shown there."""
    return patched((project.ProjectRows, "rows", lambda self, viewer: viewer.covers(Project.client_id)))


@leak("contact, all", *LIMITED)
def a_plan() -> Any:
    """A plan made for one viewer answers another of other rights."""

    def find(self: Any, operation: Any, viewer: Viewer, variables: dict[str, Any]) -> Any:
        key = (operation.key, operation.forms(variables))
        if key not in self._kept:
            self._kept[key] = plan._made(operation, plan.Shape.of(viewer), key[1])
        if isinstance(self._kept[key], plan.Uncompilable):
            raise self._kept[key]
        return self._kept[key]

    return patched((plan.Plans, "find", find))


@leak("contact, all", "token, contact")
def a_note() -> Any:
    """Internal notes are shown to the client's people."""
    return patched((base.StaffOnly, "allows", lambda self, viewer: viewer.is_signed_in))


@leak("limited, some", "limited, one", "contact, all")
def a_report() -> Any:
    """A report adds up every client."""
    return patched((reports, "scope", _all))


@leak("staff", *LIMITED)
def a_count_of_notifications() -> Any:
    """The number of unread notifications counts those of others."""
    return patched((notification, "scope", _all))
