"""Every document the pages were built with is compiled, whoever asks: none falls back to the interpreter."""

from io import BytesIO

import orjson
import pytest
from graphql import (
    OperationDefinitionNode,
    get_nullable_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    parse,
)
from starlette.datastructures import UploadFile

import models
from permissions.viewer import Kind, Viewer
from resolvers.compiled.operation import Operation
from resolvers.compiled.plan import Plans
from resolvers.compiled.rooted import pruned
from schema import schema
from server.pages import MANIFEST

KINDS = {
    Kind.ALL: models.Role.OWNER,
    Kind.LIMITED: models.Role.STAFF_LIMITED,
    Kind.CONTACT: models.Role.CONTACT,
    Kind.ANONYMOUS: None,
}


VALUES = {
    "Int": 10,
    "Boolean": True,
    "Date": "2026-01-01",
    "DateTime": "2026-01-01T00:00:00Z",
    "Decimal": "1",
    "CurrencyCode": "GBP",
    "Upload": UploadFile(BytesIO()),
}


def documents():
    """Name of the operation and its text."""
    for text in orjson.loads(MANIFEST.read_bytes()).values() if MANIFEST.exists() else ():
        document = parse(text)
        node = next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))
        yield pytest.param(document, node, id=node.name.value)


def given(declared):
    """A value of a variable; only its form matters."""
    of = get_nullable_type(declared)
    if is_list_type(of):
        return []
    if is_enum_type(of):
        return next(iter(of.values))
    if is_input_object_type(of):
        return {name: given(field.type) for name, field in of.fields.items() if is_non_null_type(field.type)}
    return VALUES.get(of.name, "x")


def test_the_pages_are_built():
    assert MANIFEST.exists(), "the pages are not built: make web"


@pytest.mark.parametrize(("document", "node"), list(documents()))
def test_it_is_compiled(document, node):
    operation = Operation(schema._schema, document, node, node.name.value)
    variables = operation.variables({each: given(type_) for each, type_ in operation.types.items()})
    for kind, role in KINDS.items():
        viewer = Viewer(kind=kind, role=role, portal_permissions=frozenset(models.PortalPermission))
        if operation.is_query:
            assert Plans().find(operation, viewer, variables).statement
            continue
        for part in pruned(operation, viewer, variables):
            if part.spots:
                assert Plans().find(part.rooted(part.types), viewer, variables).statement
