"""What the compiler leaves to the interpreter: `falls_back.txt` names every field, no more and no fewer.

Beside fields it names reasons in words; that random queries fall back for no others is seen in test_equal.
"""

from resolvers.compiled.parameters import Uncompilable
from schema import schema
from server.graphql.engine import Engine
from tests.compiled.queries import Case
from tests.compiled.running import FALLS_BACK
from tests.compiled.sweep import Sweeper, ways
from tests.compiled.visits import reachable
from tests.compiled.worlds import World


def falls_back(world: World) -> list[str]:
    """Every field that has no plan for an owner though its type has one."""
    engine, sweeper = Engine(schema), Sweeper(world)

    def has_plan(case: Case) -> bool:
        engine.documents.read(case.query, {})
        try:
            engine.plans.find(engine.documents.operation(case.query, None), world.viewers["owner"], {})
        except Uncompilable:
            return False
        return True

    found = []
    for name in ways():
        if all(has_plan(case) for case in sweeper.cases(name, "owner")):
            continue
        if has_plan(sweeper.single(name, "__typename", "owner")):
            fields = [field for owner, field in reachable() if owner == name]
            found += [f"{name}.{field}" for field in fields if not has_plan(sweeper.single(name, field, "owner"))]
    return sorted(found)


async def test_the_list_is_true(worlds):
    assert falls_back(worlds[1]) == sorted(line for line in FALLS_BACK if " " not in line)
