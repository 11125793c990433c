"""Who asks: everybody of the world, and beside each others of equal rights who are somebody else and see other rows."""

from dataclasses import replace
from uuid import UUID

from permissions.viewer import Kind, Viewer
from tests.compiled.worlds import World

MEMBERS = 6
"""How many are in a group at most."""
STRANGER = UUID(int=9, version=4)
TOKENS = {"limited, some": "token, limited", "contact, all": "token, contact"}
"""Whose rights a token has."""

Groups = dict[str, list[str]]
"""The names of viewers of equal rights, by the name of the first."""


def crowd(world: World, clients_of_contacts: dict[UUID, UUID]) -> Groups:
    """Put them into the world. What is drawn once is asked by all of a group, and its plan is made once."""
    groups: Groups = {}
    for name, first in list(world.viewers.items()):
        group = {name: first}
        if name in TOKENS:
            group[TOKENS[name]] = _another(world, first, 1, clients_of_contacts)
        while len(group) < (MEMBERS if first.is_signed_in else 1):
            group[f"{name} {len(group) + 1}"] = _another(world, first, len(group), clients_of_contacts)
        groups[name] = list(group)
        for each, viewer in group.items():
            # Nobody's contacts of other clients: who one is elsewhere is one's own to know.
            world.viewers[each] = replace(viewer, identity_id=STRANGER if viewer.is_signed_in else None)
    return groups


def _another(world: World, first: Viewer, turn: int, clients_of_contacts: dict[UUID, UUID]) -> Viewer:
    """Somebody else: another user with other clients, or a contact of another client."""
    if first.kind is Kind.CONTACT:
        others = [key for key, client in clients_of_contacts.items() if client != first.client_id]
        contact = others[turn * 5 % len(others)]
        return replace(first, contact_id=contact, client_id=clients_of_contacts[contact])
    users, clients = world.keys["User"], world.keys["Client"]
    user = users[(users.index(first.user_id) + turn * 3) % len(users)] if first.user_id else None
    start = clients.index(first.client_ids[0]) + turn * len(first.client_ids) if first.client_ids else 0
    covered = {clients[(start + step) % len(clients)] for step in range(len(first.client_ids))}
    return replace(first, user_id=user, client_ids=tuple(sorted(covered, key=str)))


SORTS = ("contact, all", "limited, some", "contact, PROJECTS", "limited, one", "staff", "nobody", "limited")


def turn_of(groups: Groups, seed: int) -> tuple[int, str]:
    """The group that asks the questions of a seed, and its number: those from whom most is hidden come first, so that a
    short run asks as one of each sort; odd seeds begin in the middle, with those to whom even ones come last."""
    ordered = sorted(groups, key=_strange)
    number = (seed // 2 + seed % 2 * (len(ordered) // 2)) % len(ordered)
    return number, ordered[number]


def _strange(name: str) -> int:
    return next((number for number, each in enumerate(SORTS) if name.startswith(each)), len(SORTS))


def audience(name: str, viewer: Viewer) -> str:
    """What sort of viewer somebody is, as the matrix tells them apart."""
    if name.startswith("token"):
        return "token"
    if viewer.kind is Kind.ALL:
        return "administrator" if viewer.is_admin else "staff" if viewer.is_staff else "analyst"
    return viewer.kind.name.lower()
