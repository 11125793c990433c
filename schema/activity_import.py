"""Importing and copying activities."""

from datetime import datetime
from decimal import Decimal

import strawberry
from strawberry.file_uploads import Upload

import models
from permissions.base import AdminOnly, StaffOnly
from resolvers.activity_copy import copy_activities
from resolvers.activity_import import import_activities
from schema.actor import Actor, actor
from schema.core.fields import field, part, related
from schema.core.inputs import given
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import ClientScoped, found, listing, node, roots
from schema.importing import RowError


@node(models.ActivityImport, "activity imports", ["-CREATED_AT"])
class ActivityImport(ClientScoped):
    """An import of activities, to be read while it is under way and afterwards. Staff."""

    client = related(models.ActivityImport.client_id, "The client.", nullable=False, filterable=True)
    phase: models.ImportPhase = field("How far it is.", filterable=True)
    dry_run: bool = field("Whether nothing is to be stored.")
    total_rows: int = field("The rows of the file.")
    written_rows: int = field("How many of them are stored so far; kept once it is DONE.")
    row_errors: list[RowError] = part("What was wrong with rows, by line; then nothing was stored.", of="row_errors")
    created_by: Actor | None = actor("Who began it.", "created_by")
    created_at: datetime = field("When it began.", filterable=True, orderable=True)
    updated_at: datetime = field("When it was last heard of.")


ActivitiesPayload = payload(
    "ActivitiesPayload",
    "What a write of many activities answers.",
    created=(int, "How many are new to the client."),
    updated=(int, "How many were changed."),
    skipped=(int, "How many were left out, as nothing about them differs or the caller wants it so."),
    activities=(list[noun("Activity")] | None, "Those touched, at most 100; none on a dry run."),
    row_errors=(list[RowError], "What is wrong with rows; then nothing is stored."),
)


@strawberry.input(description="For copyActivities.")
class CopyActivitiesInput:
    from_client_id: strawberry.ID = given("The client they are taken from.")
    to_client_id: strawberry.ID = given("The client they are for as well.")
    uplift_sale_percent: Decimal | None = given(
        "Raises the sale price for the new client, rounded half up; zero stays zero.", default=Decimal(0)
    )
    uplift_cost_percent: Decimal | None = given("Raises the cost likewise.", default=Decimal(0))
    include_work_type_mappings: bool | None = given("Whether the work types are taken over as well.", default=False)
    dry_run: bool | None = given("Whether only to say what would be done.", default=False)


@strawberry.input(description="For importActivities.")
class ImportActivitiesInput:
    client_id: strawberry.ID = given("The client they are for.")
    csv: Upload = given("A table in CSV, UTF-8, with a header, or an XLSX workbook; at most 5 MB and 50,000 rows.")
    dry_run: bool | None = given("Whether only to say what would be done.", default=False)
    on_duplicate: models.DuplicatePolicy | None = given(
        "What becomes of a code that exists.", default=models.DuplicatePolicy.REJECT
    )


@roots
class ActivityImportQueries:
    """Reading imports."""

    activity_imports = listing("ActivityImport", None, "Every visible import of activities. Staff.")
    activity_import = found("ActivityImport", "One import of activities.", StaffOnly)


@roots
class ActivityImportMutations:
    """Taking activities over, from a table or from another client."""

    copy_activities: ActivitiesPayload = mutation(
        copy_activities,
        CopyActivitiesInput,
        AdminOnly,
        description="Make activities of a client another's too, at raised prices. A second run changes nothing.",
    )
    import_activities: ActivitiesPayload = mutation(
        import_activities,
        ImportActivitiesInput,
        AdminOnly,
        description="All rows or none. Columns: code, name, service, unit, duration_minutes, default_quantity, sale, "
        "cost, currency, and as wanted work_log_type, default_team, starts_on, ends_on.",
    )
