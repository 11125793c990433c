"""Every query of the acceptance scenarios is compiled, whoever asks."""

import pytest
from graphql import OperationDefinitionNode, OperationType, parse

import models
from permissions.viewer import Kind
from resolvers.compiled.operation import Operation
from resolvers.compiled.shape import Shape
from schema import schema
from tests.acceptance import operations, operations_2, operations_3

QUERIES = {
    name: (document, node)
    for name, text in {**vars(operations), **vars(operations_2), **vars(operations_3)}.items()
    if name.isupper() and isinstance(text, str)
    for document in [parse(text)]
    for node in document.definitions
    if isinstance(node, OperationDefinitionNode) and node.operation is OperationType.QUERY
}
ROLES = {
    Kind.ALL: models.Role.OWNER,
    Kind.LIMITED: models.Role.STAFF_LIMITED,
    Kind.CONTACT: models.Role.CONTACT,
    Kind.ANONYMOUS: None,
}


def given(type_name):
    """A value of a variable; only its form matters."""
    if "DateTime" in type_name:
        return "2026-01-01T00:00:00Z"
    if "Date" in type_name:
        return "2026-01-01"
    if type_name.startswith("["):
        return []
    return {"projectId": "x", "basis": "PROJECT_HOURS"} if "Input" in type_name else "x"


def test_there_are_queries():
    assert len(QUERIES) > 17


@pytest.mark.parametrize("kind", ROLES, ids=lambda kind: kind.name)
@pytest.mark.parametrize("name", QUERIES)
def test_it_is_compiled(name, kind):
    document, node = QUERIES[name]
    operation = Operation(schema._schema, document, node, name)
    variables = operation.variables({each: given(str(type_)) for each, type_ in operation.types.items()})
    shape = Shape(kind, ROLES[kind], frozenset(), frozenset(models.PortalPermission), "UTC")

    assert operation.compile(shape, operation.forms(variables)).statement
