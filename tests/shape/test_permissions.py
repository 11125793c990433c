"""Nothing without a permission class, whatever kind of type it stands on; and who reads what, as it is committed."""

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import pytest
from graphql import is_interface_type

from models import Role
from permissions.base import Rows
from permissions.event import OWN, SETUP, is_told
from permissions.viewer import Kind, Viewer
from resolvers.compiled.scopes import scope_of
from schema import schema
from schema.build import Unguarded, refuse_unguarded
from schema.core.guard import Guard
from server.matrix import guards, printed

COMMITTED = Path(__file__).parents[2] / "docs" / "permissions.txt"
ONE_OF_EACH = {
    "object": "Client.name",
    "interface": "ClientScoped.client",
    "root interface": "Node.id",
    "connection": "ClientConnection.totalCount",
    "edge": "ClientEdge.node",
    "page": "PageInfo.hasNextPage",
    "payload": "ClientPayload.client",
    "refusal": "UserError.message",
    "sums": "InvoiceAggregate.count",
    "group": "InvoiceGroup.key",
    "group key": "InvoiceGroupKey.client",
    "part of a row": "Address.city",
    "value": "Money.amount",
    "report": "ProfitRow.revenue",
    "query": "Query.clients",
    "mutation": "Mutation.createClient",
    "subscription": "Subscription.events",
}


def field_of(name: str):
    """A field as strawberry has it."""
    owner, field = name.split(".")
    return schema._schema.type_map[owner].fields[field].extensions["strawberry-definition"]


def every_field() -> Iterator[str]:
    """Every field of the schema, by name."""
    return (f"{owner}.{field}" for owner, field, _ in guards(schema))


@pytest.mark.parametrize("name", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
@pytest.mark.parametrize("left", [[], [Guard([])]], ids=["no guard", "a guard without a class"])
def test_a_permission_taken_away_stops_the_start(monkeypatch, name, left):
    field = field_of(name)
    monkeypatch.setattr(field, "extensions", [each for each in field.extensions if not isinstance(each, Guard)] + left)

    with pytest.raises(Unguarded, match=rf"^No permission class on: [\w., ]*\b{name.replace('.', '[.]')}\b"):
        refuse_unguarded(schema)


def test_no_field_is_passed_over(monkeypatch):
    """All of them bare at once are all of them named."""
    names = list(every_field())
    for name in names:
        monkeypatch.setattr(field_of(name), "extensions", [])

    with pytest.raises(Unguarded) as refused:
        refuse_unguarded(schema)

    assert set(str(refused.value).removeprefix("No permission class on: ").split(", ")) == set(names)


def test_a_field_keeps_the_classes_of_its_interface():
    """What is guarded on an interface is guarded on whatever implements it."""
    looser = []
    for owner, field, guard in guards(schema):
        shown = schema._schema.type_map[owner]
        for above in () if is_interface_type(shown) else shown.interfaces:
            if field in above.fields:
                asked = {type(each) for each in field_of(f"{above.name}.{field}").guard.permissions}
                looser += [f"{owner}.{field}"] if asked - _classes(guard) else []
    assert not looser


def _classes(guard: Guard) -> set[type]:
    return {type(each) for each in guard.permissions}


def test_the_committed_matrix_is_the_schemas():
    """`make permissions` writes it. Who may suddenly read what is a change to be reviewed."""
    ours, committed = printed(schema).splitlines(), COMMITTED.read_text().splitlines()
    changes = list(unified_diff(committed, ours, "committed", "now", lineterm="", n=0))
    assert not changes, "docs/permissions.txt is not what the schema says; run `make permissions`.\n" + "\n".join(
        changes[:60]
    )


def test_what_somebody_who_covers_every_client_does_not_see_has_no_entries_for_them_either():
    """The log shows them what happened to everything else without looking at it, deleted rows included."""
    staff = Viewer(kind=Kind.ALL, role=Role.STAFF)
    narrowed = {
        each.__name__ for each in Rows.scopes if not scope_of(each, staff.shape).is_everything and is_told(each)
    }

    assert narrowed == set(OWN) and not narrowed & set(SETUP)
