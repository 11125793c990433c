"""Documents: the union of proposals, estimates, contracts and files."""

from datetime import datetime
from typing import Annotated

import strawberry

import models
from models.document import MEMBERS
from permissions.base import CanWork
from resolvers import document as documents
from resolvers.reading import Reading
from schema.core.filters import compared, relation, search
from schema.core.inputs import given
from schema.core.made import described, noun
from schema.core.mutation import mutation, payload
from schema.core.node import listing, roots
from schema.core.union import listed

Document = Annotated[
    noun("Proposal") | noun("Estimate") | noun("Contract") | noun("File"),
    strawberry.union("Document", description="What lies in a client's or project's folder."),
]


def _reading(name: str) -> Reading:
    return Reading(models.Document, name, getattr(models.Document, name))


listed(
    models.Document,
    "documents",
    ["-CREATED_AT"],
    members=[model.__name__ for model in MEMBERS.values()],
    orders={"CREATED_AT": models.Document.created_at, "NAME": models.Document.name},
    criteria=[
        compared("kind", described(models.DocumentKind), _reading("kind")),
        relation("client", "Client", _reading("client_id"), lambda: models.Client),
        relation("project", "Project", _reading("project_id"), lambda: models.Project),
        compared("createdAt", datetime, _reading("created_at")),
        search([_reading("name"), _reading("number")]),
    ],
)

DocumentPayload = payload(
    "DocumentPayload",
    "What a write of a document answers.",
    document=(noun("Document") | None, "The document."),
)


@strawberry.input(description="For linkDocumentToProject.")
class LinkDocumentToProjectInput:
    document_id: strawberry.ID = given("The proposal, estimate, contract or file.")
    project_id: strawberry.ID = given("The project, of the same client.")


@roots
class DocumentQueries:
    """Reading documents of all kinds."""

    documents = listing("Document", description="Every visible proposal, estimate, contract and file.")


@roots
class DocumentMutations:
    """Putting documents where they belong."""

    link_document_to_project: DocumentPayload = mutation(
        documents.link_to_project,
        LinkDocumentToProjectInput,
        CanWork,
        description="Both of one client. A signed document may be linked; its content stays.",
    )
