"""The demo business told once more: what each verb answers by a plan, the interpreter answers when asked again."""

import orjson
from graphql import get_named_type, is_object_type

from permissions.viewer import NOBODY
from resolvers.context import Context
from resolvers.session import authenticate
from schema import schema
from server import demo
from server.graphql.engine import Call, Engine
from tests.compiled.deep import again, everything, lent, said  # noqa: F401 (fixtures)
from tests.graph.conftest import services  # noqa: F401 (fixtures)

MUTATION = schema._schema.mutation_type


class Twice(demo.Teller):
    """Tells the story with deep payloads, and asks the interpreter for each of their nodes again."""

    engine, verbs = Engine(schema), set()

    async def do(self, who, verb, shows, **given):
        spots = _spots(verb)
        input_type = verb[0].upper() + verb[1:] + "Input"
        deep = " ".join(f"deep_{name}: {name} {{ {everything(type_)} }}" for name, type_ in spots.items())
        query = (
            f"mutation ($input: {input_type}!) {{ {verb}(input: $input) "
            f"{{ {shows} {deep} userErrors {{ code message path }} }} }}"
        )
        viewer, session = self._held.get(who) or await authenticate(self._services, self._tokens[who])
        call, context = Call(query, {"input": given}), Context(self._services, viewer, session)
        self.engine.check(call)
        answer = await self.engine.answer(call, context)
        found = said(answer)
        assert "errors" not in found, found["errors"]
        assert found["data"][verb]["userErrors"] == []
        withheld = set()
        for name, type_ in spots.items():
            shown = answer.payload["data"][verb][f"deep_{name}"]
            assert shown is None or viewer is NOBODY or isinstance(shown, orjson.Fragment)
            if shown is not None and viewer is not NOBODY:
                node = found["data"][verb][f"deep_{name}"]
                expected, names = await again(self._services, context.viewer, node["id"], everything(type_))
                assert node == expected, (verb, name)
                withheld.update(names)
                self.verbs.add((who, verb))
        assert viewer is NOBODY or found.get("extensions", {}).get("withheld", []) == sorted(withheld)
        return found["data"][verb]


def _spots(verb):
    payload = get_named_type(MUTATION.fields[verb].type)
    named = {name: get_named_type(field.type) for name, field in payload.fields.items()}
    return {
        name: type_.name
        for name, type_ in named.items()
        if is_object_type(type_)
        and any(each.name == "Node" for each in type_.interfaces)
        and not hasattr(payload.fields[name].type, "of_type")
    }


async def test_the_verbs_of_a_business_answer_by_plans_what_the_interpreter_answers(lent, monkeypatch):  # noqa: F811
    monkeypatch.setattr(demo, "Teller", Twice)

    await demo.load(lent)

    assert len(Twice.verbs) >= 14, Twice.verbs
    assert {"owner", "staff"} < {who for who, _ in Twice.verbs}
