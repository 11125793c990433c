"""Permission classes: who may read a field at all, and which rows behind it exist for a viewer.

A class answers two questions and keeps no state (design.md section 3). `Rows` subclasses are the scope of a model
and the only way to its table; every other permission guards fields and verbs.
"""

from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Select, false, select, true
from strawberry.permission import BasePermission

from models.core.access import Ability
from models.core.base import Base
from permissions.viewer import Kind, Viewer


class Permission(BasePermission):
    """May this viewer read the field (`allows`), and for which of the rows that carry it (`rows`)?"""

    def allows(self, viewer: Viewer) -> bool:
        """Whether the viewer may read the field at all. Decided once per operation, without any row."""
        return True

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        """Which rows the field may be read on; all of them unless a class narrows it down."""
        return true()

    @property
    def narrows(self) -> bool:
        """Whether `rows` has to be asked; a class that overrides it says yes."""
        return type(self).rows is not Permission.rows

    def has_permission(self, source: Any, info: Any, **_: Any) -> bool:
        """Strawberry's way to ask; answers from the viewer alone."""
        return self.allows(info.context.viewer)


class Rows(Permission):
    """The scope of one model: which of its rows exist for a viewer. Subclasses set `of` and say `rows`."""

    of: ClassVar[type[Base]]
    scopes: ClassVar[dict[type[Base], "Rows"]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "of" in cls.__dict__:
            assert cls.of not in Rows.scopes, f"{cls.of.__name__} has a scope already"
            Rows.scopes[cls.of] = cls()

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        raise NotImplementedError


def scope(model: type[Base], viewer: Viewer) -> ColumnElement[bool]:
    """The rows of `model` that exist for the viewer; none where no scope class was written (deny by default)."""
    if viewer.kind is Kind.SYSTEM:
        return true()
    found = Rows.scopes.get(model)
    return found.rows(viewer) if found else false()


def visible(model: type[Base], viewer: Viewer) -> Select[Any]:
    """The only door to a table: a SELECT of the rows the viewer may know exist."""
    return select(model).where(scope(model, viewer))


def within(model: type[Base], viewer: Viewer, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Ids of visible rows, for `column.in_(within(…))`; stands on its own wherever it is put."""
    return select(model.id).where(scope(model, viewer), *conditions).correlate(None)


class Visible(Permission):
    """Whoever sees the row, or the root, sees the field; the scope decides which rows there are."""


class Public(Permission):
    """Anybody, signed in or not."""


class SignedIn(Permission):
    """Any signed-in user or contact."""

    def allows(self, viewer: Viewer) -> bool:
        return viewer.is_signed_in


class StaffOnly(Permission):
    """Those who work here, analysts included; never a contact."""

    def allows(self, viewer: Viewer) -> bool:
        return viewer.is_user


class CanWork(Permission):
    """Those who work here and may write; neither analysts nor contacts. Guards verbs."""

    def allows(self, viewer: Viewer) -> bool:
        return viewer.is_staff


class AdminOnly(Permission):
    """Owners and administrators."""

    def allows(self, viewer: Viewer) -> bool:
        return viewer.is_admin


class CanSeeCosts(Permission):
    """Needs SEE_COSTS; analysts have it, contacts never."""

    def allows(self, viewer: Viewer) -> bool:
        return viewer.can(Ability.SEE_COSTS)


class CanBill(Permission):
    """Needs BILL."""

    def allows(self, viewer: Viewer) -> bool:
        return viewer.is_staff and viewer.can(Ability.BILL)


def set_up(viewer: Viewer) -> ColumnElement[bool]:
    """All rows for those who work here, none for contacts: lists of the set-up, whose names contacts read on their
    jobs and nowhere else."""
    return false() if viewer.is_contact else true()
