"""Saved queries."""

from datetime import datetime

import strawberry

import models
from permissions.base import StaffOnly
from resolvers import saved_query as saved_queries
from schema.core.fields import field, related
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import Node, found, listing, node, roots


@node(models.SavedQuery, "saved queries", ["TITLE"])
class SavedQuery(Node):
    """A query that is asked again, at `GET /q/{name}.json` and `.csv`. Its owner, and where it is shared all users."""

    name: str = field("Its name in the address.", filterable=True, orderable=True)
    title: str = field("What it answers.", filterable=True, orderable=True, searchable=True)
    query: str = field("The query.")
    variables: str | None = field("Values of its variables: a JSON object.")
    chart: str | None = field("How its answer is drawn: a JSON object of whoever draws it.")
    is_shared: bool = field("Whether all users of the business see it.", filterable=True)
    owner = related(models.SavedQuery.user_id, "Whose it is.", to="User", filterable=True)
    created_at: datetime = field("When it was made.", orderable=True)
    updated_at: datetime = field("When it was changed last.", orderable=True)
    version: int = field("Rises with every change.")


SavedQueryPayload = payload(
    "SavedQueryPayload",
    "What a write of a saved query answers.",
    saved_query=(noun("SavedQuery") | None, "The query."),
)


@strawberry.input(description="For createSavedQuery.")
class CreateSavedQueryInput:
    name: str = given("Its name in the address: small letters, digits and hyphens.")
    title: str | None = optional("What it answers; the name by default.")
    query: str = given("A text that holds one query.")
    variables: str | None = optional("Values of its variables: a JSON object.")
    chart: str | None = optional("How its answer is drawn: a JSON object.")
    is_shared: bool | None = given("Whether all users of the business see it.", default=False)


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateSavedQueryInput:
    saved_query_id: strawberry.ID = given("The query.")
    name: str | None = optional("Its name in the address, which moves with it.")
    title: str | None = optional("What it answers.")
    query: str | None = optional("A text that holds one query.")
    variables: str | None = optional("Values of its variables: a JSON object.")
    chart: str | None = optional("How its answer is drawn: a JSON object.")
    is_shared: bool | None = optional("Whether all users of the business see it.")
    expected_version: int | None = optional("The version the change is based on.")


@strawberry.input(description="For deleteSavedQuery.")
class DeleteSavedQueryInput:
    saved_query_id: strawberry.ID = given("The query.")


@roots
class SavedQueryQueries:
    """Reading saved queries."""

    saved_queries = listing("SavedQuery", description="The viewer's own, and those that are shared.")
    saved_query = found("SavedQuery", "One saved query.")


@roots
class SavedQueryMutations:
    """Keeping queries. Analysts may too: a query is nothing of a client's."""

    create_saved_query: SavedQueryPayload = mutation(
        saved_queries.create, CreateSavedQueryInput, StaffOnly, description="Save a query under a name."
    )
    update_saved_query: SavedQueryPayload = mutation(
        saved_queries.update,
        UpdateSavedQueryInput,
        StaffOnly,
        description="Change, rename or share one: its owner, and administrators where it is shared.",
    )
    delete_saved_query: SavedQueryPayload = mutation(
        saved_queries.delete,
        DeleteSavedQueryInput,
        StaffOnly,
        description="Remove one: its owner, and administrators where it is shared.",
    )
