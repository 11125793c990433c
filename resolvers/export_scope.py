"""For whom a file is that was made in somebody's scope: for who sees at least as much, and for nobody else."""

from typing import Any
from uuid import UUID

from models import Ability, Role
from permissions.viewer import Kind, Viewer


def scope_of(viewer: Viewer) -> dict[str, Any]:
    """What decides which rows and fields a viewer is shown, to be kept beside a file."""
    return {
        "user": str(viewer.user_id),
        "kind": viewer.kind.name,
        "role": viewer.role.name if viewer.role else None,
        "clients": [str(key) for key in viewer.client_ids],
        "abilities": sorted(ability.name for ability in Ability if viewer.can(ability)),
    }


def of_scope(kept: dict[str, Any]) -> Viewer:
    """The viewer a file was made for, as they were."""
    return Viewer(
        kind=Kind[kept["kind"]],
        role=Role[kept["role"]],
        user_id=UUID(kept["user"]),
        client_ids=tuple(map(UUID, kept["clients"])),
        abilities=frozenset(Ability[name] for name in kept["abilities"]),
    )


def sees_no_less(viewer: Viewer, other: Viewer) -> bool:
    """Whether somebody may read what was made for somebody else, or for themselves at another time.

    Somebody else has to cover every client: a limited scope has rows of one's own in it (leads, tasks), which no set
    of clients stands for. What is personal even to those who cover everything is its owner's to send.
    """
    same = viewer.user_id == other.user_id and other.kind is Kind.LIMITED
    covers = viewer.kind is Kind.ALL or (same and set(other.client_ids) <= viewer.clients_covered)
    may = all(viewer.can(ability) for ability in Ability if other.can(ability))
    return viewer.is_user and covers and may and viewer.is_staff >= other.is_staff and viewer.is_admin >= other.is_admin
