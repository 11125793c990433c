"""The fields the compiler leaves to the interpreter: `falls_back.txt` names them, no more and no fewer."""

from pathlib import Path

from resolvers.compiled.parameters import Uncompilable
from schema import schema
from server.graphql.engine import Engine
from tests.compiled.sweep import Sweeper, ways
from tests.compiled.visits import reachable
from tests.compiled.worlds import World

LISTED = Path(__file__).with_name("falls_back.txt")


def falls_back(world: World) -> list[str]:
    """Every field that has no plan for an owner though its type has one."""
    engine, sweeper = Engine(schema), Sweeper(world)

    def has_plan(type_name: str, field: str) -> bool:
        case = sweeper.single(type_name, field, "owner")
        engine.documents.read(case.query, {})
        try:
            engine.plans.find(engine.documents.operation(case.query, None), world.viewers["owner"], {})
        except Uncompilable:
            return False
        return True

    reached = {name for name in ways() if has_plan(name, "__typename")}
    return [f"{name}.{field}" for name, field in sorted(reachable()) if name in reached and not has_plan(name, field)]


async def test_the_list_is_true(worlds):
    listed = [line for line in LISTED.read_text().splitlines() if line and not line.startswith("#")]
    assert falls_back(worlds[1]) == listed
