"""Codings."""

import strawberry

import models
from permissions.base import AdminOnly, set_up
from resolvers import coding as codings
from schema.core.fields import field, several, through
from schema.core.filters import linked
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import Node, found, listing, node, roots

CLIENTS = through(models.CodingClient.coding_id, models.CodingClient.client_id)
WORK_LOG_TYPES = through(models.CodingWorkLogType.coding_id, models.CodingWorkLogType.work_log_type_id)


@node(
    models.Coding,
    "codings",
    ["CODE"],
    criteria=[
        linked("client", "Client", CLIENTS, models.Coding),
        linked("workLogType", "WorkLogType", WORK_LOG_TYPES, models.Coding),
    ],
)
class Coding(Node):
    """A cost code. A job may carry it only if it is assigned to both the job's client and its work log type. Staff."""

    code: str = field("The code, of which there is one.", filterable=True, orderable=True)
    description: str = field("What it stands for.", filterable=True)
    active: bool = field("Whether it may be put on jobs.", filterable=True)
    clients = listing("Client", CLIENTS, "The clients whose jobs may carry it.")
    work_log_types = several(
        WORK_LOG_TYPES, "The work log types whose jobs may carry it.", by=[models.WorkLogType.name]
    )
    version: int = field("Rises with every change.")


CodingPayload = payload(
    "CodingPayload", "What a write of a coding answers.", coding=(noun("Coding") | None, "The coding.")
)


@strawberry.input(description="For createCoding.")
class CreateCodingInput:
    code: str = given("The code, of which there is one.")
    description: str = given("What it stands for.")
    client_ids: list[strawberry.ID] = given("The clients whose jobs may carry it.")
    work_log_type_ids: list[strawberry.ID] = given("The work log types whose jobs may carry it.")


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateCodingInput:
    coding_id: strawberry.ID = given("The coding.")
    description: str | None = optional("What it stands for.")
    active: bool | None = optional("Whether it may be put on jobs.")
    expected_version: int | None = optional("The version the change is based on.")


@strawberry.input(description="For assignCoding.")
class AssignCodingInput:
    coding_id: strawberry.ID = given("The coding.")
    client_ids: list[strawberry.ID] = given("The clients whose jobs may carry it, all of them.")
    work_log_type_ids: list[strawberry.ID] = given("The work log types whose jobs may carry it, all of them.")


@roots
class CodingQueries:
    """Reading codings."""

    codings = listing("Coding", description="Every visible coding.", where=set_up)
    coding = found("Coding", "One coding.")


@roots
class CodingMutations:
    """Setting codings up."""

    create_coding: CodingPayload = mutation(codings.create, CreateCodingInput, AdminOnly, description="Make a code.")
    update_coding: CodingPayload = mutation(codings.update, UpdateCodingInput, AdminOnly, description="Change a code.")
    assign_coding: CodingPayload = mutation(
        codings.assign,
        AssignCodingInput,
        AdminOnly,
        description="Say which jobs may carry a code. Replaces both assignments.",
    )
