"""The matrix: every field of every type, and what each audience reads of it (`clientgraph permissions`).

It is worked out of the permission classes as they stand on the schema, for one viewer of every kind. What it says is
asked for and compared in tests/compiled/test_matrix.py.
"""

from collections.abc import Iterator
from dataclasses import replace
from enum import Enum
from typing import Any

from sqlalchemy import BinaryExpression, ColumnElement, Select
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BooleanClauseList, False_, Grouping, True_
from sqlalchemy.sql.selectable import ScalarSelect
from strawberry import Schema

from models.core.access import Ability, PortalPermission, Role
from models.core.base import Base, new_id
from permissions.base import Permission, Visible, scope
from permissions.viewer import NOBODY, Kind, Viewer
from schema.core.guard import Guard
from schema.core.node import GRAMMARS


class Mark(Enum):
    """What an audience reads of a field."""

    ALWAYS = "+"
    BY_ROW = "~"
    NEVER = "-"


STAFF = Viewer(kind=Kind.ALL, role=Role.STAFF, user_id=new_id(), name="staff")
LIMITED = replace(STAFF, kind=Kind.LIMITED, role=Role.STAFF_LIMITED, client_ids=(new_id(),))
CONTACT = Viewer(kind=Kind.CONTACT, role=Role.CONTACT, contact_id=new_id(), client_id=new_id(), name="contact")

AUDIENCES: dict[str, tuple[Viewer, ...]] = {
    "nobody signed in": (NOBODY,),
    "contact: no permission, " + ", ".join(each.name for each in PortalPermission): (
        CONTACT,
        *(replace(CONTACT, portal_permissions=frozenset({each})) for each in PortalPermission),
    ),
    "user: limited staff, staff, with SEE_COSTS, with BILL, analyst, administrator, owner": (
        LIMITED,
        STAFF,
        *(replace(STAFF, abilities=frozenset({each})) for each in Ability),
        *(replace(STAFF, role=role) for role in (Role.ANALYST, Role.ADMIN, Role.OWNER)),
    ),
    "API token for some clients: limited staff, staff, analyst": tuple(
        replace(LIMITED, role=role) for role in (Role.STAFF_LIMITED, Role.STAFF, Role.ANALYST)
    ),
}
"""Who is told apart, column by column. A token for every client reads what a user of its role reads."""

VIEWERS = [viewer for group in AUDIENCES.values() for viewer in group]
WIDTH = 60


def printed(graph: Schema) -> str:
    """The whole matrix: a line for every field, then one for every verb."""
    fields = [
        f"{f'{owner}.{field}':<{WIDTH}} {_row(mark(owner, guard, viewer) for viewer in VIEWERS)}{_named(guard)}"
        for owner, field, guard in guards(graph)
        if owner != "Mutation"
    ]
    verbs = [
        f"{field:<{WIDTH}} {_row(mark(owner, guard, viewer) for viewer in VIEWERS)}{_named(guard)}"
        for owner, field, guard in guards(graph)
        if owner == "Mutation"
    ]
    return "\n".join([*_heading(), *fields, "", "Verbs: + gets past the guard, - does not.", "", *verbs, ""])


def guards(graph: Schema) -> Iterator[tuple[str, str, Guard]]:
    """Every field of every object and interface type with its permission classes, by name."""
    for owner, shown in sorted(graph._schema.type_map.items()):
        if owner.startswith("__") or not hasattr(shown, "fields") or hasattr(shown, "out_type"):
            continue
        for name, field in sorted(shown.fields.items()):
            declared = field.extensions["strawberry-definition"]
            yield owner, name, next(each for each in declared.extensions if isinstance(each, Guard))


def mark(owner: str, guard: Guard, viewer: Viewer) -> Mark:
    """What a viewer reads of a field: by its classes, and by the scope of the rows that carry it."""
    if not all(each.allows(viewer) for each in guard.permissions):
        return Mark.NEVER
    asked = [each.rows(viewer) for each in guard.permissions if each.narrows]
    if owner in GRAMMARS:
        asked.append(scope(GRAMMARS[owner].model, viewer))
    known = [certain(each) for each in asked]
    return Mark.NEVER if False in known else Mark.ALWAYS if all(known) else Mark.BY_ROW


def exists(model: type[Base], viewer: Viewer) -> bool:
    """Whether there can be rows of a model for a viewer."""
    return certain(scope(model, viewer)) is not False


def certain(condition: Any) -> bool | None:
    """Whether a predicate holds for every row, or for none; None where it depends on the row."""
    match condition:
        case True_() | False_():
            return isinstance(condition, True_)
        case Grouping():
            return certain(condition.element)
        case BooleanClauseList():
            known = [certain(each) for each in condition.clauses]
            decisive = condition.operator is operators.or_
            return decisive if decisive in known else (not decisive) if None not in known else None
        case BinaryExpression(operator=operators.in_op):
            return None if _may_find(condition.right) else False
    return None


def _may_find(chosen: ColumnElement[Any]) -> bool:
    """Whether a SELECT may have rows."""
    found: Any = chosen.element if isinstance(chosen, Grouping | ScalarSelect) else chosen
    if not isinstance(found, Select) or found.whereclause is None:
        return True
    return certain(found.whereclause) is not False


def _heading() -> list[str]:
    return [
        "Who reads which field. `make permissions` writes this file; read the difference before it is committed.",
        "+ always, ~ on some rows, - never (null, and named in extensions.withheld; of a hidden row nothing is there).",
        "What has no rows of its own, a page or a sum, is marked by its classes alone and made of visible rows.",
        "Columns: " + "; ".join(AUDIENCES) + ".",
        "",
    ]


def _row(marks: Iterator[Mark]) -> str:
    return " ".join("".join(next(marks).value for _ in group) for group in AUDIENCES.values())


def _named(guard: Guard) -> str:
    names = [_name(each) for each in guard.permissions if not isinstance(each, Visible)]
    return "  " + ", ".join(names) if names else ""


def _name(permission: Permission) -> str:
    return type(permission).__name__
