"""What must hold between answers, whichever executor gives them: pages make up lists, and figures are those of rows."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from graphql import get_named_type, is_composite_type

from schema.core.made import snake
from tests.compiled.dice import Seeded, pick
from tests.compiled.inputs import Values, literal
from tests.compiled.queries import GRAPH, ROOTS, Case
from tests.compiled.running import SECONDS, Runner
from tests.compiled.worlds import World

LISTS = [name for name in ROOTS if get_named_type(GRAPH.query_type.fields[name].type).name.endswith("Connection")]
MEASURED = [name for name in LISTS if "aggregate" in get_named_type(GRAPH.query_type.fields[name].type).fields]
ASKED = 3 if SECONDS else 1
"""How many filters and orders are tried for each list and viewer, the first without a filter."""
VIEWERS = ["owner", "contact, all", "limited, some"]
SEVERAL = ("ASSIGNEE", "TAG", "MEMBER")
"""Keys of which one row may have several, or none: its groups do not add up."""


class Asker:
    """Asks about one list of the graph with one filter and order."""

    def __init__(self, runner: Runner, world: World, viewer: str, root: str, seed: int, compiled: bool) -> None:
        self.runner, self.world, self.viewer, self.root = runner, world, viewer, root
        self.services = world.services if compiled else replace(world.services, readers=None)
        field = GRAPH.query_type.fields[root]
        self.connection = GRAPH.type_map[get_named_type(field.type).name]
        self.node = get_named_type(self.connection.fields["nodes"].type)
        dice = Seeded(sum(map(ord, f"{root}{viewer}{seed}")))
        values = Values(dice, world, storable=True)
        self.filter = "" if seed == 0 else literal(values.value(field.args["filter"].type))
        self.other = literal(values.value(field.args["filter"].type))
        self.order = literal(values.order_by(field.args["orderBy"].type)[:3])
        self.groups = self._keys()
        self.group = pick(dice, self.groups)
        self.key = getattr(GRAPH.type_map.get(f"{self.node.name}GroupKey"), "fields", {})

    def _keys(self) -> list[str]:
        groups = self.connection.fields.get("groups")
        return (
            list(get_named_type(get_named_type(groups.args["by"].type).fields["field"].type).values) if groups else [""]
        )

    def asked(self, shows: str, filter: str | None = None, **arguments: Any) -> str:
        """One list as a document writes it."""
        chosen = self.filter if filter is None else filter
        given = {"orderBy": self.order} | ({"filter": chosen} if chosen else {})
        given |= {name: literal(value) for name, value in arguments.items()}
        return f"{self.root}({', '.join(f'{name}: {value}' for name, value in given.items())}) {{ {shows} }}"

    async def ask(self, *lists: str) -> list[Any]:
        """The lists of one answer, in order."""
        asked = " ".join(f"l{number}: {each}" for number, each in enumerate(lists))
        case = Case(self.world, self.viewer, f"{{ {asked} }}")
        answer, _ = await self.runner.run(self.services, case)
        assert not answer.get("errors"), f"{answer.get('errors')}\n{case}"
        return list(answer["data"].values())


@pytest.fixture(scope="module")
def runner() -> Runner:
    """One engine for the module."""
    return Runner()


@pytest.fixture(params=["compiled", "interpreted"] if SECONDS else ["compiled"])
def askers(request, runner, worlds) -> Callable[[str], list[Asker]]:
    """Who asks about a list: every viewer with some filters; where time is short the owner, and one of the others."""

    def asking(root: str) -> list[Asker]:
        return [
            Asker(runner, worlds[(place + seed) % 2], viewer, root, seed, request.param == "compiled")
            for place, viewer in enumerate(VIEWERS)
            if SECONDS or place in (0, 1 + LISTS.index(root) % 2)
            for seed in (range(ASKED) if SECONDS else [min(place, 1)])
        ]

    return asking


IDS = "nodes { ... on Node { id } }"


@pytest.mark.parametrize("root", LISTS)
async def test_pages_make_up_the_list(askers, root):
    for asker in askers(root):
        (whole,) = await asker.ask(asker.asked(f"totalCount edges {{ cursor }} {IDS}", first=100))
        ids = [each["id"] for each in whole["nodes"]]
        assert len(set(ids)) == len(ids)
        assert whole["totalCount"] == len(ids) or (len(ids) == 100 < whole["totalCount"])
        assert len(whole["edges"]) == len(ids)
        paged: list[str] = []
        after: dict[str, str] = {}
        while len(paged) < len(ids):
            (page,) = await asker.ask(asker.asked(f"{IDS} pageInfo {{ hasNextPage endCursor }}", first=7, **after))
            assert page["nodes"], "a page was promised and is empty"
            paged += [each["id"] for each in page["nodes"]]
            assert page["pageInfo"]["hasNextPage"] == (len(paged) < whole["totalCount"])
            after = {"after": page["pageInfo"]["endCursor"]}
        assert paged[: len(ids)] == ids


@pytest.mark.parametrize("root", LISTS)
async def test_two_pages_are_one_of_double_size(askers, root):
    for asker in askers(root):
        shows = f"edges {{ cursor }} {IDS} pageInfo {{ endCursor startCursor hasPreviousPage }}"
        one, double = await asker.ask(asker.asked(shows, first=3), asker.asked(shows, first=6))
        if not one["nodes"]:
            continue
        assert one["pageInfo"]["startCursor"] == one["edges"][0]["cursor"]
        (two,) = await asker.ask(asker.asked(shows, first=3, after=one["pageInfo"]["endCursor"]))
        assert one["nodes"] + two["nodes"] == double["nodes"]
        assert one["edges"] + two["edges"] == double["edges"]
        assert (one["pageInfo"]["hasPreviousPage"], two["pageInfo"]["hasPreviousPage"]) == (False, True)


@pytest.mark.parametrize("root", LISTS)
async def test_filters_keep_the_laws_of_logic(askers, root):
    for asker in askers(root):
        one, other = asker.filter or "{}", asker.other

        def count(filter: str, asker: Asker = asker) -> str:
            return asker.asked("totalCount", filter=filter)

        found = await asker.ask(
            count("{}"), count(one), count(f"{{and: [{one}, {one}]}}"), count(f"{{or: [{one}]}}"),
            count(f"{{not: {{not: {one}}}}}"), count(f"{{not: {one}}}"), count(f"{{and: [{one}, {other}]}}"),
            count(f"{{and: [{other}, {one}]}}"), count(f"{{or: [{one}, {other}]}}"), count(other),
        )  # fmt: skip
        every, mine, both_mine, any_mine, twice_not, not_mine, both, turned, either, others = (
            each["totalCount"] for each in found
        )
        assert mine == both_mine == any_mine == twice_not
        assert mine + not_mine <= every
        assert both == turned
        assert both + either == mine + others


@pytest.mark.parametrize("root", MEASURED)
async def test_figures_are_those_of_the_rows(askers, root):
    for asker in askers(root):
        measures = GRAPH.type_map[f"{asker.node.name}Measures"].fields
        shown = {name: each for name, each in asker.node.fields.items() if name in measures and not each.args}
        figures = " ".join(name + _parts(measures[name].type) for name in measures)
        rows = " ".join(name + _parts(each.type) for name, each in shown.items())
        groups = f"groups(by: [{{field: {asker.group}}}], first: 1000) {{ aggregate {{ count sum {{ {figures} }} }} }}"
        whole = f"totalCount aggregate {{ count sum {{ {figures} }} min {{ {figures} }} max {{ {figures} }} }}"
        (found,) = await asker.ask(asker.asked(f"{whole} {groups} nodes {{ {rows or 'id'} }}", first=100))
        aggregate = found["aggregate"]
        assert aggregate["count"] == found["totalCount"]
        if asker.group not in SEVERAL:
            assert sum(each["aggregate"]["count"] for each in found["groups"]) == found["totalCount"]
            for name in measures:
                parts = [each["aggregate"]["sum"][name] for each in found["groups"]]
                assert _added(parts) == _added([aggregate["sum"][name]]), name
        if found["totalCount"] <= 100:
            for name in shown:
                values = [row[name] for row in found["nodes"]]
                assert _added(values) == _added([aggregate["sum"][name]]), name
                for what, choose in (("min", min), ("max", max)):
                    assert _chosen(values, choose) == _chosen([aggregate[what][name]], choose), (name, what)


@pytest.mark.parametrize("root", MEASURED)
async def test_the_first_groups_are_those_of_the_whole_and_the_rest_is_what_they_leave(askers, root):
    for place, asker in enumerate(askers(root)):
        measures = GRAPH.type_map[f"{asker.node.name}Measures"].fields
        dice = Seeded(place + len(root))
        what, name = pick(dice, ["sum", "avg", "min", "max"]), pick(dice, list(measures))
        currency = pick(dice, ["GBP", "USD"]) if get_named_type(measures[name].type).name == "Money" else None
        given = f"by: [{{field: {asker.group}}}, {{field: {pick(dice, asker.groups)}}}]"
        field = f"{what}_{snake(name)}".upper()
        step = f"field: {field}" + (f', currency: "{currency}"' if currency else "")
        key = "key {" + " ".join(f"{each}{_flat(shown.type)}" for each, shown in asker.key.items()) + "}"
        shows = f"{key} aggregate {{ count {what} {{ {name}{_parts(measures[name].type)} }} }}"
        whole, top, no_rest = [
            each["groups"]
            for each in await asker.ask(
                asker.asked(f"groups({given}, first: 1000) {{ {shows} }}"),
                *(
                    asker.asked(f"groups({given}, {cut}, orderBy: [{{{step}, direction: DESC}}]) {{ restOf {shows} }}")
                    for cut in ("first: 3, rest: true", "first: 3")
                ),
            )
        ]

        def worth(group: Any, what: str = what, name: str = name, currency: str | None = currency) -> Any:
            found = _by_currency([group["aggregate"][what][name]]).get(currency)
            return (0, -found[0]) if found else (1, 0)

        ordered = sorted(whole, key=worth)
        rest = [each for each in top if each.pop("restOf")]
        assert [each for each in top if each not in rest] == ordered[:3]
        assert [each.pop("restOf") for each in no_rest] == [None] * len(ordered[:3]) and no_rest == ordered[:3]
        assert len(rest) == (len(whole) > 3)
        for each in rest:
            left = [group["aggregate"] for group in ordered[3:]]
            assert each["aggregate"]["count"] == sum(group["count"] for group in left)
            if what != "avg":
                figures, one = [group[what][name] for group in left], [each["aggregate"][what][name]]
                assert all(len(found) == 1 for found in _by_currency(one).values())
                choose = {"min": min, "max": max}.get(what)
                assert _chosen(figures, choose) == _chosen(one, choose) if choose else _added(figures) == _added(one)


def _flat(given: Any) -> str:
    return " { id }" if is_composite_type(get_named_type(given)) else ""


def _parts(given: Any) -> str:
    return " { amount currency }" if get_named_type(given).name == "Money" else ""


def _by_currency(values: list[Any]) -> dict[Any, list[Decimal]]:
    """Figures of rows, or figures over them, by currency; plain numbers have none."""
    found: dict[Any, list[Decimal]] = defaultdict(list)
    for value in values:
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                found[each["currency"]].append(Decimal(each["amount"]))
            elif each is not None:
                found[None].append(Decimal(each))
    return found


def _added(values: list[Any]) -> dict[Any, Decimal]:
    return {currency: sum(each, Decimal(0)) for currency, each in _by_currency(values).items()}


def _chosen(values: list[Any], choose: Any) -> dict[Any, Decimal]:
    return {currency: choose(each) for currency, each in _by_currency(values).items()}


@pytest.mark.parametrize("root", LISTS)
async def test_order_of_asking_changes_nothing(askers, root):
    for asker in askers(root):
        fields = getattr(asker.node, "fields", {})
        flat = [name for name, each in fields.items() if not is_composite_type(get_named_type(each.type))]
        flat = flat or ["__typename"]
        forward, backward = " ".join(flat), " ".join(reversed(flat))
        one, other = await asker.ask(asker.asked(f"nodes {{ {forward} }}"), asker.asked(f"nodes {{ {backward} }}"))
        assert one == other
        assert all(list(a) == list(b)[::-1] for a, b in zip(one["nodes"], other["nodes"], strict=True))
