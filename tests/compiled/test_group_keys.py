"""Groups by related rows: those a viewer does not see are in no group of their own."""

import pytest

from schema.core.made import camel
from schema.core.node import GRAMMARS
from tests.compiled.queries import GRAPH, Case
from tests.compiled.running import Runner

ROOTS = GRAPH.query_type.fields


def questions() -> dict[str, str]:
    """For each root that can be grouped by related rows, all the groups there are."""
    found = {}
    for name, grammar in GRAMMARS.items():
        root, keys = camel(grammar.plural), [key.name for key in grammar.groups.values() if key.target]
        if keys and root in ROOTS and str(ROOTS[root].type).startswith(f"{name}Connection"):
            groups = [
                f"{key}: groups(by: [{{field: {key}}}], first: 200) {{ key {{ {camel(key.lower())} {{ id }} }} }}"
                for key in keys
            ]
            found[root] = f"{{ {root} {{ {' '.join(groups)} }} }}"
    return found


@pytest.mark.parametrize("viewer", ["limited, some", "limited analyst", "contact, all"])
async def test_there_is_one_group_for_each_key_that_is_seen_and_one_for_the_rest(worlds, viewer):
    """Two groups that look the same would tell of two hidden rows, and of what hangs on each."""
    runner, twice, counted = Runner(), [], 0
    for root, question in questions().items():
        for world in worlds[:2]:
            answer, _ = await runner.run(world.services, Case(world, viewer, question))
            for key, groups in (answer["data"][root] or {}).items():
                shown = [str(each["key"]) for each in groups]
                counted += len(shown)
                if len(set(shown)) < len(shown):
                    twice.append(f"{root} by {key} in {world.name}: {len(shown)} groups, {len(set(shown))} keys")
    assert not twice and counted > 50
