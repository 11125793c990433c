"""Why somebody sees a node, or does not."""

import importlib
from typing import Any

import strawberry

import models
from models.core import ids
from models.errors import ErrorCode, Rejected
from permissions.base import AdminOnly, Permission, Rows
from resolvers import access
from resolvers.context import Context
from schema.core.fields import NodeField, argument, field
from schema.core.made import camel, snake
from schema.core.making import MadeField
from schema.core.node import part_of, roots


@part_of(None)
class AccessExplanation:
    """Why a viewer sees a node, or does not. Administrators."""

    allowed: bool = field("Whether the node exists for the viewer.")
    because: list[str] = field("In order, the rule that decided last.")
    withheld: list[str] = field("Fields of the node that would answer null.")


async def _explain(source: Any, info: Any, **given: str | None) -> access.Explanation | None:
    return await _explained(info.context, given)


async def _explained(context: Context, given: dict[str, str | None]) -> access.Explanation | None:
    user_id, contact_id = given.get("user_id"), given.get("contact_id")
    if bool(user_id) == bool(contact_id):
        raise Rejected(ErrorCode.INVALID, "Name either a user or a contact.", ["userId"])
    person = await _loaded(context, user_id or contact_id, "User" if user_id else "Contact")
    row = await _loaded(context, given["node_id"])
    if person is None or row is None:
        return None
    return await access.explain(context, row, person, _guards(type(row).__name__))


async def _loaded(context: Context, given: str | None, of: str | None = None) -> Any:
    name, key = (given and ids.parse(given)) or ("", None)
    model = getattr(models, name, None)
    if model not in Rows.scopes or (of is not None and name != of):
        return None
    return await context.loaders.one(model).load(key)


def _guards(name: str) -> dict[str, list[Permission]]:
    """The permission classes by field of a node's type; none for rows that are no node of their own."""
    try:
        shown = getattr(importlib.import_module(f"schema.{snake(name)}"), name, None)
    except ModuleNotFoundError:
        return {}
    fields = shown.__strawberry_definition__.fields if shown else []
    return {
        each.graphql_name or camel(each.python_name): each.guard.permissions
        for each in fields
        if isinstance(each, NodeField)
    }


@roots
class AccessQueries:
    """Asking why."""

    explain_access: AccessExplanation | None = MadeField(
        "Why a user or contact sees a node, or does not.",
        _explain,
        [AdminOnly],
        [
            argument("node_id", strawberry.ID, "The node."),
            argument("user_id", strawberry.ID | None, "The user who asks."),
            argument("contact_id", strawberry.ID | None, "The contact who asks."),
        ],
        lambda asked: asked.prepared_object(_explained),
    )
