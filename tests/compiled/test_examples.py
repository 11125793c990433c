"""The examples of the explore page: each says what it is and for whom, is valid, and is compiled for all of them."""

import re
from pathlib import Path

import pytest
from graphql import OperationDefinitionNode, parse, validate

import models
from permissions.viewer import Kind, Viewer
from resolvers.compiled.operation import Operation
from resolvers.compiled.plan import Plans
from resolvers.compiled.rooted import pruned
from schema import schema

FOLDER = Path(__file__).resolve().parents[2] / "web" / "examples"
EXAMPLES = sorted(FOLDER.glob("*.graphql"))
QUESTIONS = Path(__file__).resolve().parents[2] / "docs" / "analysts.md"
ORDER = ["title", "about", "for", "needs", "chart"]
LIMITED = {models.Role.STAFF_LIMITED, models.Role.ANALYST}


def said(text, name):
    """What an example says of itself."""
    found = re.search(rf"^# {name}: (.+)$", text, re.MULTILINE)
    return found and found[1]


def test_nothing_is_said_of_an_example_but_what_the_page_reads():
    assert len(EXAMPLES) > 10
    titles = [said(path.read_text(), "title") for path in EXAMPLES]
    assert None not in titles and len(set(titles)) == len(titles)
    for path in EXAMPLES:
        comments = re.findall(r"^# (\w+): ", path.read_text(), re.MULTILINE)
        assert [each for each in comments if each not in ("needs", "chart")] == ["title", "about", "for"]
        assert sorted(set(comments), key=ORDER.index) == comments, path


def test_the_twelve_questions_are_examples_word_for_word():
    questions = re.findall(r"^```graphql\n(.*?)```$", QUESTIONS.read_text(), re.MULTILINE | re.DOTALL)
    offered = {re.sub(r"^(?:#.*\n)+\n*", "", path.read_text()) for path in EXAMPLES}
    assert len(questions) == 12 and set(questions) <= offered


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_it_is_valid_and_compiled_for_whom_it_is(path):
    text = path.read_text()
    document = parse(text)
    assert validate(schema._schema, document) == []
    (node,) = (each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    operation = Operation(schema._schema, document, node, path.stem)
    variables = operation.variables({})
    abilities = frozenset({models.Ability[needed]} if (needed := said(text, "needs")) else ())
    roles = [models.Role[name] for name in said(text, "for").split(", ")]
    for role in roles:
        kind = Kind.LIMITED if role in LIMITED else Kind.ALL
        viewer = Viewer(kind=kind, role=role, abilities=abilities)
        if operation.is_query:
            assert Plans().find(operation, viewer, variables).statement
            continue
        for part in pruned(operation, viewer, variables):
            if part.spots:
                assert Plans().find(part.rooted(part.types), viewer, variables).statement
