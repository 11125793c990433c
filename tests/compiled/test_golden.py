"""The SQL of a dozen shapes, as people read it. `make golden` writes the files anew; read the difference."""

import os
import re
from pathlib import Path
from uuid import UUID

import pytest
from graphql import OperationDefinitionNode, parse, validate

from models.core import ids
from models.core.access import PortalPermission, Role
from models.core.base import Base
from permissions.viewer import Kind, Viewer
from resolvers.compiled.operation import Operation
from resolvers.compiled.readable import readable
from resolvers.compiled.shape import Shape
from schema import schema
from server.graphql.documents import rules
from server.limits import DEFAULT

GOLDEN = Path(__file__).with_name("golden")
DOCUMENTS = sorted(GOLDEN.glob("*.graphql"))
REWRITE = os.environ.get("CLIENTGRAPH_GOLDEN") == "rewrite"
VIEWERS = {
    "owner": Viewer(kind=Kind.ALL, role=Role.OWNER),
    "staff": Viewer(kind=Kind.ALL, role=Role.STAFF),
    "limited": Viewer(kind=Kind.LIMITED, role=Role.STAFF_LIMITED),
    "contact": Viewer(kind=Kind.CONTACT, role=Role.CONTACT, portal_permissions=frozenset(PortalPermission)),
}
HEAD = re.compile(r"# As (\w+)\.(?: Reads ([\w, ]+)\.)?")
TABLE = re.compile(r'(?:FROM|JOIN) "?(\w+)')


def an_id(of: str) -> str:
    """Some id of a type."""
    return ids.global_id(of, UUID(int=1))


GIVEN = {
    "id": an_id("Client"),
    "task": an_id("Task"),
    "ids": [an_id("Client"), an_id("Invoice")],
    "client": an_id("Client"),
    "clients": [an_id("Client")],
    "account": "A-1",
    "after": "opaque",
    "from": "2026-01-01",
    "to": "2027-01-01",
}
"""Values of variables. Of ids that say what is asked for, the type is part of the statement; of others, nothing is."""


def statement(document: str, viewer: str) -> str:
    """The statement of a document's operation."""
    node = parse(document)
    assert not validate(schema._schema, node, rules(DEFAULT.overlaps))
    (definition,) = (each for each in node.definitions if isinstance(each, OperationDefinitionNode))
    operation = Operation(schema._schema, node, definition, document)
    variables = operation.variables({name: value for name, value in GIVEN.items() if name in operation.types})
    return operation.compile(Shape.of(VIEWERS[viewer]), operation.forms(variables)).statement


def tables(sql: str) -> list[str]:
    """Every table that is read, as often as it is."""
    return sorted(each for each in TABLE.findall(sql) if each in Base.metadata.tables)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_the_statement_is_as_it_was(path):
    document, golden = path.read_text(), path.with_suffix(".sql")
    viewer, read = HEAD.match(document).groups()
    sql = readable(statement(document, viewer))
    if REWRITE:
        golden.write_text(sql + "\n")
    assert golden.read_text() == sql + "\n"
    assert read is None or tables(sql) == read.split(", "), "no table is read that need not be"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_only_white_space_is_laid_out(path):
    document = path.read_text()
    sql = statement(document, HEAD.match(document)[1])
    assert re.sub(r"\s+", "", readable(sql)) == re.sub(r"\s+", "", sql)
    assert readable(readable(sql)) == readable(sql)
    assert max(map(len, readable(sql).splitlines())) <= 160


def test_texts_are_left_alone():
    assert readable("SELECT 'FROM  (a), ''b'' END'   AS \n x") == "SELECT 'FROM  (a), ''b'' END' AS x"
