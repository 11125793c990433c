"""Three answers to one question, which rows exist for whom: in Python, by predicate alone, behind the walls alone."""

import os
from collections import Counter

from models.core.base import Base
from permissions.base import Rows
from permissions.viewer import Kind, Viewer
from tests.walls import rules  # noqa: F401 (the rules)
from tests.walls.oracle import RULES, Oracle, keys
from tests.walls.small_worlds import Onlookers, World, key_columns

LONG = int(os.environ.get("CLIENTGRAPH_WORLDS", "0"))
"""How many worlds everybody looks at (`make test-long`)."""
WORLDS = LONG or 12
"""How many there are; without time for more, a few look at each and everybody at some."""
A_FEW = 6
COLUMNS = {model.__table__.name: [each.name for each in key_columns(model.__table__)] for model in Rows.scopes}


def test_every_scope_has_a_rule():
    assert set(RULES) == set(COLUMNS)


async def test_rules_predicates_and_walls_show_the_same_rows(looking: Onlookers, capsys):
    shown: Counter[tuple[str, str]] = Counter()
    hidden: Counter[tuple[str, str]] = Counter()
    differ: list[str] = []
    for seed in range(WORLDS):
        world = await looking.world(seed)
        for name, viewer in _looking_at(world):
            oracle = Oracle(world.rows, viewer)
            past, behind = await looking.past_the_walls(viewer), await looking.behind_the_walls(viewer)
            for table, columns in COLUMNS.items():
                expected = keys(oracle.seen(table), columns)
                place = f"world {seed}, {name}, {table}"
                differ += _difference(place, "the predicate", expected, past[table])
                if table in Base.metadata.tables:
                    differ += _difference(place, "the wall", expected, behind[table])
                shown[viewer.kind.name, table] += len(expected)
                hidden[viewer.kind.name, table] += len(world.rows[table]) - len(expected)
    with capsys.disabled():
        print(f"\n{WORLDS} worlds, {shown.total():,} rows shown, {hidden.total():,} hidden", end=" ")
    assert not differ, f"{len(differ)} differences\n" + "\n".join(differ[:40])
    assert not _untried(shown, hidden), "no row tells these scopes from others"


def _looking_at(world: World) -> list[tuple[str, Viewer]]:
    """Everybody; or the next few."""
    everybody = list(world.viewers.items())
    start = world.seed * A_FEW
    return everybody if LONG else [everybody[n % len(everybody)] for n in range(start, start + A_FEW)]


def _difference(place: str, what: str, expected: set[str], found: set[str]) -> list[str]:
    if expected == found:
        return []
    return [f"{place}: {what} shows {len(found - expected)} rows too many and {len(expected - found)} too few"]


NEVER = {
    Kind.CONTACT.name: {"activity_import", "activity_rate", "api_token", "billing_allocation", "coding",
        "coding_work_log_type", "expense", "field_usage", "lead", "outbox_mail", "pipeline_stage",
        "recurring_invoice", "reminder", "resource_service", "saved_query", "scheduled_export",
        "scheduled_export_recipient", "scheduled_export_run", "team", "team_service", "timer",
        "work_type_priority",
        "webhook_delivery", "webhook_endpoint", "work_type_service", "work_type_work_log_type"},
    Kind.LIMITED.name: {"field_usage", "outbox_mail", "webhook_delivery", "webhook_endpoint"},
}  # fmt: skip
"""What is nobody's of a kind (domain.md 3.10)."""


def _untried(shown: Counter[tuple[str, str]], hidden: Counter[tuple[str, str]]) -> list[tuple[str, str]]:
    """Tables of which a kind of viewer never saw a row though it may; contacts see too little in a dozen worlds."""
    return [
        (kind, table)
        for kind in (("ALL", "LIMITED", "CONTACT") if LONG else ("ALL", "LIMITED"))
        for table in COLUMNS
        if not shown[kind, table] and table not in NEVER.get(kind, ())
    ]
